/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies in the inbox. */
#include "pipeline/inbox_walk.h"

#include <string.h>
#include <sys/stat.h>

#define MOST_DEPTH 8
#define BYTES "bytes:"

static void found_clear(gpointer data)
{
  g_free(((BmFound *)data)->path);
}

static void odd_clear(gpointer data)
{
  g_free(((BmOdd *)data)->path);
}

GArray *bm_odd_new(void)
{
  GArray *odd = g_array_new(FALSE, FALSE, sizeof(BmOdd));
  g_array_set_clear_func(odd, odd_clear);
  return odd;
}

char *bm_path_text(const char *raw)
{
  if (g_utf8_validate(raw, -1, NULL) && !g_str_has_prefix(raw, BYTES))
    return g_strdup(raw);
  GString *text = g_string_new(BYTES);
  while (*raw != '\0') {
    const char *end;
    g_utf8_validate(raw, -1, &end);
    for (; raw < end; raw++)
      g_string_append(text, *raw == '\\' ? "\\x5c" : (char[]){*raw, '\0'});
    if (*raw != '\0')
      g_string_append_printf(text, "\\x%02x", (guchar)*raw++);
  }
  return g_string_free(text, FALSE);
}

char *bm_path_raw(const char *text)
{
  if (!g_str_has_prefix(text, BYTES))
    return g_strdup(text);
  GString *raw = g_string_new(NULL);
  for (const char *at = text + strlen(BYTES); *at != '\0'; at++)
    if (at[0] == '\\' && at[1] == 'x' && g_ascii_isxdigit(at[2]) && g_ascii_isxdigit(at[3])) {
      g_string_append_c(raw,
                        (char)(g_ascii_xdigit_value(at[2]) * 16 + g_ascii_xdigit_value(at[3])));
      at += 3;
    } else
      g_string_append_c(raw, *at);
  return g_string_free(raw, FALSE);
}

/* Side files of scanners, file managers and network storage. */
static gboolean name_is_aside(const char *name)
{
  static const char *const names[] = {"Thumbs.db", "desktop.ini", "@eaDir", "#recycle",
                                      "lost+found"};
  static const char *const endings[] = {".part",    ".tmp",      ".crdownload",
                                        ".partial", ".filepart", "~"};
  if (name[0] == '.')
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_ascii_strcasecmp(name, names[i]) == 0)
      return TRUE;
  g_autofree char *lower = g_ascii_strdown(name, -1);
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
    if (g_str_has_suffix(lower, endings[i]))
      return TRUE;
  return FALSE;
}

gboolean bm_path_is_return(const char *text)
{
  return g_str_has_prefix(text, BM_RETURN_PATH);
}

static char *place_in(const char *ws, const char *text, const char *scans, const char *forms)
{
  gboolean is_return = bm_path_is_return(text);
  g_autofree char *raw = bm_path_raw(is_return ? text + strlen(BM_RETURN_PATH) : text);
  return g_build_filename(ws, is_return ? forms : scans, raw, NULL);
}

char *bm_inbox_place(const char *ws, const char *text)
{
  return place_in(ws, text, "inbox", "scores/inbox");
}

char *bm_reject_place(const char *ws, const char *text)
{
  return place_in(ws, text, "rejected", "scores/rejected");
}

typedef struct Walk {
  const char *root;
  const char *prefix; /* of paths as text */
  GArray *found, *odd;
} Walk;

static char *walk_text(const Walk *walk, const char *below)
{
  g_autofree char *text = bm_path_text(below);
  return g_strconcat(walk->prefix, text, NULL);
}

static void odd_add(Walk *walk, const char *below, const char *reason)
{
  BmOdd one = {walk_text(walk, below), reason};
  g_array_append_val(walk->odd, one);
}

static void folder_walk(Walk *walk, const char *below, guint depth);

static void entry_take(Walk *walk, const char *below, const struct stat *st, guint depth)
{
  if (S_ISDIR(st->st_mode) && depth > 0)
    folder_walk(walk, below, depth - 1);
  else if (S_ISDIR(st->st_mode))
    odd_add(walk, below, "inbox_deep");
  else if (S_ISLNK(st->st_mode))
    odd_add(walk, below, "inbox_link");
  else if (!S_ISREG(st->st_mode))
    odd_add(walk, below, "inbox_special");
  else {
    BmFound one = {walk_text(walk, below), st->st_size,
                   (gint64)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec};
    g_array_append_val(walk->found, one);
  }
}

static void folder_walk(Walk *walk, const char *below, guint depth)
{
  g_autofree char *path = g_build_filename(walk->root, below, NULL);
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  if (folder == NULL && g_file_test(path, G_FILE_TEST_IS_DIR))
    odd_add(walk, below, "inbox_closed");
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
    if (name_is_aside(name))
      continue;
    g_autofree char *inner =
        below[0] == '\0' ? g_strdup(name) : g_build_filename(below, name, NULL);
    g_autofree char *full = g_build_filename(walk->root, inner, NULL);
    struct stat st;
    if (lstat(full, &st) == 0)
      entry_take(walk, inner, &st, depth);
  }
}

static int by_path(gconstpointer a, gconstpointer b)
{
  return strverscmp(((const BmFound *)a)->path, ((const BmFound *)b)->path);
}

static int odd_by_path(gconstpointer a, gconstpointer b)
{
  return strverscmp(((const BmOdd *)a)->path, ((const BmOdd *)b)->path);
}

GArray *bm_inbox_walk(const char *ws, GArray *odd)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(BmFound));
  g_array_set_clear_func(found, found_clear);
  static const char *const prefixes[] = {"", BM_RETURN_PATH};
  for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
    g_autofree char *root = bm_inbox_place(ws, prefixes[i]);
    folder_walk(&(Walk){root, prefixes[i], found, odd}, "", MOST_DEPTH);
  }
  g_array_sort(found, by_path);
  g_array_sort(odd, odd_by_path);
  return found;
}
