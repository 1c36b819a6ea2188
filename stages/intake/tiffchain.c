/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain of directories of a TIFF file. */
#include "stages/intake/tiffchain.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
  TAG_SUBFILE = 254,
  TAG_WIDTH = 256,
  TAG_HEIGHT = 257,
  TAG_COMPRESSION = 259,
  TAG_STRIP_OFFSETS = 273,
  TAG_STRIP_COUNTS = 279,
  TAG_TILE_OFFSETS = 324,
  TAG_TILE_COUNTS = 325,
  TAG_JPEG_OFFSET = 513,
  TAG_JPEG_SIZE = 514,
  COMPRESSION_OLD_JPEG = 6,
};

#define ENTRIES_MOST 4096  /* of one directory; real ones have 10 to 60 */
#define PIECES_MOST 200000 /* strips or tiles of one page */

typedef struct chain {
  int fd;
  guint64 size;
  gboolean is_big_endian, is_64; /* BigTIFF: 64-bit offsets */
} chain_t;

/* A tag whose value is a list of numbers, not read yet. */
struct list {
  guint width;   /* bytes of one number, 0: tag absent */
  guint64 n, at; /* where the numbers lie in the file */
};

struct layout {
  struct list offsets, counts;
  guint64 compression;
  guint64 jpeg_at, jpeg_size; /* of an old JPEG's stream */
};

static gboolean get(const chain_t *c, guint64 at, void *to, gsize size)
{
  if (at > c->size || size > c->size - at)
    return FALSE;
  guint8 *p = to;
  while (size > 0) {
    ssize_t got = pread(c->fd, p, size, (off_t)at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return FALSE;
    p += got;
    at += (guint64)got;
    size -= (gsize)got;
  }
  return TRUE;
}

static guint64 number(const chain_t *c, const guint8 *p, guint width)
{
  guint64 v = 0;
  for (guint i = 0; i < width; i++)
    v = v << 8 | p[c->is_big_endian ? i : width - 1 - i];
  return v;
}

/* Bytes of one value of a type; 0: unknown. TIFF 6.0 page 15, and the types of BigTIFF. */
static guint type_width(guint64 type)
{
  static const guint8 widths[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < sizeof widths ? widths[type] : 0;
}

static void read_entry(const chain_t *c, const guint8 *p, guint64 at, BmTiffDir *dir,
                       struct layout *layout)
{
  guint inline_room = c->is_64 ? 8 : 4;
  guint64 tag = number(c, p, 2);
  struct list list = {.width = type_width(number(c, p + 2, 2)),
                      .n = number(c, p + 4, inline_room)};
  const guint8 *value = p + 4 + inline_room;
  if (list.width == 0 || list.n == 0 || list.n > c->size)
    return;
  gboolean is_inline = list.n <= inline_room / list.width;
  list.at = is_inline ? at + 4 + inline_room : number(c, value, inline_room);
  if (list.at > c->size || list.n * list.width > c->size - list.at)
    dir->data_inside = FALSE;
  guint64 first = is_inline ? number(c, value, list.width) : 0;
  switch (tag) {
  case TAG_SUBFILE:
    dir->subfile = (guint32)first;
    break;
  case TAG_WIDTH:
    dir->width = first;
    break;
  case TAG_HEIGHT:
    dir->height = first;
    break;
  case TAG_COMPRESSION:
    layout->compression = first;
    break;
  case TAG_JPEG_OFFSET:
    layout->jpeg_at = first;
    break;
  case TAG_JPEG_SIZE:
    layout->jpeg_size = first;
    break;
  case TAG_STRIP_OFFSETS:
  case TAG_TILE_OFFSETS:
    layout->offsets = list;
    break;
  case TAG_STRIP_COUNTS:
  case TAG_TILE_COUNTS:
    layout->counts = list;
    break;
  default:
    break;
  }
}

static guint8 *read_list(const chain_t *c, const struct list *list)
{
  if (list->width == 0 || list->n > PIECES_MOST)
    return NULL;
  g_autofree guint8 *bytes = g_malloc(list->n * list->width);
  if (!get(c, list->at, bytes, list->n * list->width))
    return NULL;
  return g_steal_pointer(&bytes);
}

/* Old JPEG is known for strip counts that mean nothing; files without counts are read by
 * libtiff. */
static gboolean data_is_inside(const chain_t *c, const struct layout *layout)
{
  if (layout->jpeg_at > c->size || layout->jpeg_size > c->size - layout->jpeg_at)
    return FALSE;
  if (layout->offsets.width == 0)
    return layout->compression == COMPRESSION_OLD_JPEG;
  g_autofree guint8 *offsets = read_list(c, &layout->offsets);
  if (offsets == NULL)
    return FALSE;
  gboolean has_counts =
      layout->compression != COMPRESSION_OLD_JPEG && layout->counts.n == layout->offsets.n;
  g_autofree guint8 *counts = has_counts ? read_list(c, &layout->counts) : NULL;
  for (guint64 i = 0; i < layout->offsets.n; i++) {
    guint64 at = number(c, offsets + i * layout->offsets.width, layout->offsets.width);
    guint64 n =
        counts == NULL ? 0 : number(c, counts + i * layout->counts.width, layout->counts.width);
    if (at > c->size || n > c->size - at)
      return FALSE;
  }
  return TRUE;
}

static gboolean read_dir(const chain_t *c, guint64 offset, BmTiffDir *ret, guint64 *ret_next)
{
  guint8 head[8], next[8];
  guint head_size = c->is_64 ? 8 : 2, entry_size = c->is_64 ? 20 : 12, link = c->is_64 ? 8 : 4;
  if (!get(c, offset, head, head_size))
    return FALSE;
  guint64 n = number(c, head, head_size);
  if (n == 0 || n > ENTRIES_MOST)
    return FALSE;
  g_autofree guint8 *entries = g_malloc(n * entry_size);
  guint64 at = offset + head_size;
  if (!get(c, at, entries, n * entry_size) || !get(c, at + n * entry_size, next, link))
    return FALSE;
  struct layout layout = {0};
  *ret = (BmTiffDir){.offset = offset, .data_inside = TRUE};
  for (guint64 i = 0; i < n; i++)
    read_entry(c, entries + i * entry_size, at + i * entry_size, ret, &layout);
  ret->data_inside &= data_is_inside(c, &layout);
  *ret_next = number(c, next, link);
  return TRUE;
}

static gboolean read_header(chain_t *c, guint64 *ret_first)
{
  guint8 head[16];
  if (!get(c, 0, head, 8))
    return FALSE;
  c->is_big_endian = head[0] == 'M';
  c->is_64 = number(c, head + 2, 2) == 43;
  if (c->is_64 && !get(c, 0, head, 16))
    return FALSE;
  *ret_first = c->is_64 ? number(c, head + 8, 8) : number(c, head + 4, 4);
  return TRUE;
}

BmTiffChain bm_tiff_chain_read(int fd, guint64 size, guint most, GArray **ret_dirs)
{
  chain_t c = {.fd = fd, .size = size};
  g_autoptr(GArray) dirs = g_array_new(FALSE, FALSE, sizeof(BmTiffDir));
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  guint64 next = 0;
  BmTiffChain result = read_header(&c, &next) ? BM_TIFF_WHOLE : BM_TIFF_BAD;
  if (result == BM_TIFF_WHOLE && next == 0)
    result = BM_TIFF_SHORT; /* the first directory's place is filled in last */
  while (result == BM_TIFF_WHOLE && next != 0) {
    BmTiffDir dir;
    guint64 offset = next;
    if (dirs->len == most)
      result = BM_TIFF_LONG;
    else if (!g_hash_table_add(seen, g_memdup2(&offset, sizeof offset)))
      result = BM_TIFF_LOOP;
    else if (!read_dir(&c, offset, &dir, &next))
      result = BM_TIFF_SHORT;
    else
      g_array_append_val(dirs, dir);
  }
  *ret_dirs = g_steal_pointer(&dirs);
  return result;
}
