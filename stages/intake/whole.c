/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate before intake. */
#include "stages/intake/whole.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stages/intake/jpegscan.h"
#include "stages/intake/pdffile.h"
#include "stages/intake/sniff.h"
#include "stages/intake/tiffchain.h"

#define LEAST_BYTES 16 /* less than any header: still being written */
#define JPEG_MOST                                                                              \
  (512u << 20)          /* beyond this intake says "file_too_large" sooner than we read it */
#define PDF_TAIL 2048   /* readers look for %%EOF in the last KB; some writers pad */
#define DIRS_MOST 70000 /* intake has its own, lower limit of pages */

/* Short when the file is; -1 on error. */
static gssize read_at(int fd, guint64 at, void *to, gsize size)
{
  gsize done = 0;
  while (done < size) {
    ssize_t got = pread(fd, (guint8 *)to + done, size - done, (off_t)(at + done));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    done += (gsize)got;
  }
  return (gssize)done;
}

static BmWhole tiff_is_whole(int fd, guint64 size)
{
  g_autoptr(GArray) dirs = NULL;
  switch (bm_tiff_chain_read(fd, size, DIRS_MOST, &dirs)) {
  case BM_TIFF_LOOP:
    return BM_WHOLE_NEVER;
  case BM_TIFF_LONG:
    return BM_WHOLE_YES; /* intake refuses it for its pages */
  case BM_TIFF_WHOLE:
    break;
  default:
    return BM_WHOLE_NOT_YET;
  }
  for (guint i = 0; i < dirs->len; i++)
    if (!g_array_index(dirs, BmTiffDir, i).data_inside)
      return BM_WHOLE_NOT_YET;
  return BM_WHOLE_YES;
}

static BmWhole jpeg_is_whole(int fd, guint64 size)
{
  if (size > JPEG_MOST)
    return BM_WHOLE_YES;
  g_autofree guint8 *data = g_try_malloc(size);
  gssize got = data != NULL ? read_at(fd, 0, data, size) : -1;
  BmJpegInfo info;
  if (got <= 0 || !bm_jpeg_scan(data, (gsize)got, &info) || !info.has_end)
    return BM_WHOLE_NOT_YET;
  return BM_WHOLE_YES;
}

static BmWhole png_is_whole(int fd, guint64 size)
{
  guint64 at = 8;
  guint8 head[8];
  while (at + 12 <= size && read_at(fd, at, head, 8) == 8) {
    guint64 length = (guint64)head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3];
    if (length > size - at - 12)
      return BM_WHOLE_NOT_YET;
    if (memcmp(head + 4, "IEND", 4) == 0)
      return BM_WHOLE_YES;
    at += 12 + length;
  }
  return BM_WHOLE_NOT_YET;
}

/* Binary data stand before the tail, so no string function will do. */
static const char *last_word(const char *text, gsize size, const char *word)
{
  const char *found = NULL, *end = text + size;
  for (const char *p = text; (p = memmem(p, (gsize)(end - p), word, strlen(word))) != NULL; p++)
    found = p;
  return found;
}

/* Does a cross-reference table or stream begin at @offset? */
static gboolean is_xref(int fd, guint64 offset, guint64 size)
{
  char text[33] = "";
  if (offset >= size || read_at(fd, offset, text, sizeof text - 1) <= 0)
    return FALSE;
  const char *p = text;
  while (g_ascii_isspace(*p))
    p++;
  if (g_str_has_prefix(p, "xref"))
    return TRUE;
  const char *start = p; /* or "12 0 obj", a stream */
  while (g_ascii_isdigit(*p))
    p++;
  return p > start && strstr(p, " obj") != NULL;
}

static gboolean pdf_tail_is_whole(int fd, guint64 size)
{
  char tail[PDF_TAIL + 1] = "";
  guint64 at = size > PDF_TAIL ? size - PDF_TAIL : 0;
  gssize got = read_at(fd, at, tail, PDF_TAIL);
  if (got <= 0)
    return FALSE;
  const char *eof = last_word(tail, (gsize)got, "%%EOF");
  const char *start = eof != NULL ? last_word(tail, (gsize)(eof - tail), "startxref") : NULL;
  if (start == NULL)
    return FALSE;
  guint64 offset = g_ascii_strtoull(start + strlen("startxref"), NULL, 10);
  /* offsets count from the header, before which readers allow junk */
  char head[1025] = "";
  if (read_at(fd, 0, head, sizeof head - 1) <= 0)
    return FALSE;
  const char *header = memmem(head, sizeof head - 1, "%PDF-", 5);
  guint64 junk = header != NULL ? (guint64)(header - head) : 0;
  return is_xref(fd, offset, size) || is_xref(fd, offset + junk, size);
}

/* The tail is there, so what is missing is not the end. */
static BmWhole pdf_is_whole(int fd, guint64 size, const char **ret_why)
{
  if (!pdf_tail_is_whole(fd, size))
    return BM_WHOLE_NOT_YET;
  g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(fd, FALSE, NULL);
  if (map == NULL)
    return BM_WHOLE_NOT_YET;
  g_autoptr(GError) error = NULL;
  g_autoptr(BmPdfFile) pdf = bm_pdfin_open((const guint8 *)g_mapped_file_get_contents(map),
                                           g_mapped_file_get_length(map), &error);
  if (pdf == NULL) {
    g_autofree char *reason = bm_error_reason(error);
    *ret_why = "file_damaged";
    return g_str_equal(reason, "pdf_encrypted") ? BM_WHOLE_YES : BM_WHOLE_NOT_YET;
  }
  *ret_why = "no_pages";
  return bm_pdfin_n_pages(pdf) > 0 ? BM_WHOLE_YES : BM_WHOLE_NOT_YET;
}

static gboolean is_reserved_room(const guint8 *head, gsize size)
{
  for (gsize i = 0; i < MIN(size, LEAST_BYTES); i++)
    if (head[i] != 0)
      return FALSE;
  return TRUE;
}

static BmWhole content_is_whole(int fd, guint64 size, const guint8 *head, gsize head_size,
                                const char **ret_why)
{
  const char *reason = NULL;
  switch (bm_sniff(head, head_size, &reason)) {
  case BM_FORMAT_TIFF:
    return tiff_is_whole(fd, size);
  case BM_FORMAT_JPEG:
    return jpeg_is_whole(fd, size);
  case BM_FORMAT_PNG:
    return png_is_whole(fd, size);
  case BM_FORMAT_PDF:
    return pdf_is_whole(fd, size, ret_why);
  default:
    return is_reserved_room(head, head_size) ? BM_WHOLE_NOT_YET : BM_WHOLE_YES;
  }
}

BmWhole bm_file_is_whole(int fd, char **ret_why)
{
  struct stat st;
  guint8 head[BM_SNIFF_SIZE];
  *ret_why = NULL;
  gssize got = read_at(fd, 0, head, sizeof head);
  if (got < 0 || fstat(fd, &st) != 0 || st.st_size < LEAST_BYTES) {
    *ret_why = g_strdup(got == 0 ? "file_empty" : "file_truncated");
    return BM_WHOLE_NOT_YET;
  }
  const char *why = "file_truncated";
  BmWhole whole = content_is_whole(fd, (guint64)st.st_size, head, (gsize)got, &why);
  if (whole != BM_WHOLE_YES)
    *ret_why = g_strdup(whole == BM_WHOLE_NEVER ? "file_damaged" : why);
  return whole;
}
