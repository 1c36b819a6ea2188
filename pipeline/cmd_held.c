/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of held pages: what a doubt has no crop for is seen on the whole page. */
#include "pipeline/held.h"

#include "pipeline/box.h"
#include "pipeline/confined.h"
#include "pipeline/json_text.h"
#include "pipeline/reason.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"
#include "stages/shared/marked.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define DPI_UNKNOWN 200.0

static double dpi_of(const json_t *item)
{
  double dpi = json_number_value(bm_ledger_fact(item, "upright", "dpi"));
  if (dpi <= 0)
    dpi = json_number_value(json_array_get(bm_ledger_fact(item, "intake", "dpi"), 0));
  return dpi >= 50 && dpi <= 2400 ? dpi : DPI_UNKNOWN;
}

static void mark_add(GArray *marks, GPtrArray *texts, const json_t *json, char *text,
                     gboolean is_doubt)
{
  BmMark mark = {.text = text, .is_doubt = is_doubt};
  g_ptr_array_add(texts, text);
  if (bm_box_from_json(json, &mark.box))
    g_array_append_val(marks, mark);
}

static GArray *marks_of(BmOpen *open, const json_t *item, GPtrArray *texts)
{
  GArray *marks = g_array_new(FALSE, FALSE, sizeof(BmMark));
  g_autoptr(json_t) doubts = bm_ledger_doubts(open->ledger, bm_json_text(item, "id"));
  size_t i;
  json_t *one;
  json_array_foreach (bm_ledger_fact(item, "mask", "masks"), i, one)
    mark_add(marks, texts, one, g_strdup_printf("%zu", i + 1), FALSE);
  json_array_foreach (doubts, i, one)
    mark_add(marks, texts, json_object_get(one, "box"),
             g_strdup(bm_reason_text(bm_json_text(one, "reason"))), TRUE);
  return marks;
}

static gint64 changed_us(const char *path)
{
  struct stat st;
  return g_stat(path, &st) == 0 ? st.st_mtim.tv_sec * G_USEC_PER_SEC + st.st_mtim.tv_nsec / 1000
                                : -1;
}

/* Nothing was decided or done since: both write to the ledger. */
static gboolean picture_is_fresh(const char *ws, const char *picture)
{
  static const char *const files[] = {"ledger.db", "ledger.db-wal"};
  gint64 drawn = changed_us(picture);
  gboolean is_fresh = drawn >= 0;
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *path = g_build_filename(ws, files[i], NULL);
    is_fresh &= changed_us(path) < drawn;
  }
  return is_fresh;
}

typedef struct Picture {
  const char *page, *draft;
  double dpi;
  const GArray *marks;
} Picture;

static gboolean picture_draw(gpointer data, guint *ret_n, GError **error)
{
  const Picture *p = data;
  (void)ret_n;
  return bm_marked_write(p->page, p->dpi, (const BmMark *)(const void *)p->marks->data,
                         p->marks->len, p->draft, error);
}

/* In a sandbox: a hostile file may have made the page. */
static gboolean picture_make(const char *ws, Picture *picture, const char *out)
{
  g_autofree char *folder = g_build_filename(ws, "review", "drawing", NULL);
  g_autofree char *draft = g_build_filename(folder, "page.png", NULL);
  char *reads[] = {(char *)picture->page, NULL};
  struct stat st;
  picture->draft = draft;
  bm_folder_remove(folder);
  gboolean is_made = bm_folder_make(folder, 0700, NULL) &&
                     bm_confined_run(ws, picture_draw, picture, reads, folder, NULL, NULL) &&
                     lstat(draft, &st) == 0 && S_ISREG(st.st_mode) && g_rename(draft, out) == 0;
  bm_folder_remove(folder);
  return is_made;
}

char *bm_held_picture(BmOpen *open, const char *id)
{
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, id);
  if (g_strcmp0(bm_json_text(item, "class"), "page") != 0 || bm_json_text(item, "file") == NULL)
    return NULL;
  g_autofree char *page = g_build_filename(open->ws, bm_json_text(item, "file"), NULL);
  g_autofree char *name = g_strconcat(id, ".png", NULL);
  g_autofree char *out = g_build_filename(open->ws, "review", name, NULL);
  if (picture_is_fresh(open->ws, out))
    return g_steal_pointer(&out);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) marks = marks_of(open, item, texts);
  Picture picture = {.page = page, .dpi = dpi_of(item), .marks = marks};
  return picture_make(open->ws, &picture, out) ? g_steal_pointer(&out) : NULL;
}

/* "f000007.p0041.png" → "f000007.p0041"; NULL for crops, which stages made. */
static char *page_of_picture(const char *name)
{
  if (!g_str_has_suffix(name, ".png") || strstr(name, ".p") == NULL ||
      strchr(name, '-') != NULL)
    return NULL;
  return g_strndup(name, strlen(name) - strlen(".png"));
}

void bm_held_prune(BmOpen *open)
{
  g_autofree char *folder = g_build_filename(open->ws, "review", NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *id = page_of_picture(name);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (id != NULL && bm_ledger_open_doubts(open->ledger, id) == 0)
      bm_file_discard(path);
  }
}
