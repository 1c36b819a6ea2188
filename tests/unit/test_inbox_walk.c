/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/inbox_walk: what may lie in an inbox. */
#include "tests/tools/assert_ok.h"

#include "pipeline/inbox_walk.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(inbox_walk, .timeout = 10);

static char *below(const char *ws, const char *name)
{
  return g_build_filename(ws, "inbox", name, NULL);
}

static char *ws_make(void)
{
  char *ws = g_dir_make_tmp("bm-walk-XXXXXX", NULL);
  cr_assert(bm_workspace_make(ws, NULL));
  return ws;
}

static void file_make(const char *ws, const char *name)
{
  g_autofree char *path = below(ws, name);
  g_autofree char *folder = g_path_get_dirname(path);
  g_mkdir_with_parents(folder, 0755);
  cr_assert(g_file_set_contents(path, "x", 1, NULL));
}

static const char *odd_reason(const GArray *odd, const char *path)
{
  for (guint i = 0; i < odd->len; i++)
    if (strcmp(g_array_index(odd, BmOdd, i).path, path) == 0)
      return g_array_index(odd, BmOdd, i).reason;
  return "none";
}

Test(inbox_walk, names_of_any_bytes_become_text_and_come_back)
{
  static const char *const names[] = {
      "119014/9А/a.tif", "9\xC0/\xFE\\x41 1.jpg", "bytes:\\x41", "a\nb", "\\", "\xD0"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *text = bm_path_text(names[i]);
    g_autofree char *raw = bm_path_raw(text);
    cr_expect(g_utf8_validate(text, -1, NULL));
    cr_expect_str_eq(raw, names[i]);
  }
}

Test(inbox_walk, ordinary_names_stay_as_they_are)
{
  g_autofree char *text = bm_path_text("119014/9А/скан 1.tif");
  cr_expect_str_eq(text, "119014/9А/скан 1.tif");
}

Test(inbox_walk, links_pipes_and_folders_too_deep_are_named_and_not_taken)
{
  g_autofree char *ws = ws_make();
  file_make(ws, "1/9А/a.tif");
  file_make(ws, "a/b/c/d/e/f/g/h/i/j.tif");
  g_autofree char *link = below(ws, "link.tif");
  g_autofree char *folder_link = below(ws, "1/etc");
  g_autofree char *pipe = below(ws, "pipe.tif");
  cr_assert(symlink("/etc/passwd", link) == 0 && symlink("/etc", folder_link) == 0 &&
            mkfifo(pipe, 0600) == 0);
  g_autoptr(GArray) odd = bm_odd_new();
  g_autoptr(GArray) found = bm_inbox_walk(ws, odd);
  cr_expect_eq(found->len, 1);
  cr_expect_eq(odd->len, 4);
  cr_expect_str_eq(odd_reason(odd, "link.tif"), "inbox_link");
  cr_expect_str_eq(odd_reason(odd, "1/etc"), "inbox_link");
  cr_expect_str_eq(odd_reason(odd, "pipe.tif"), "inbox_special");
  cr_expect_str_eq(odd_reason(odd, "a/b/c/d/e/f/g/h/i"), "inbox_deep");
  bm_folder_remove(ws);
}

Test(inbox_walk, side_files_appear_nowhere)
{
  g_autofree char *ws = ws_make();
  static const char *const names[] = {"._a.tif", "Thumbs.db", "a.tif.part", "b.TMP",
                                      "@eaDir/c.tif"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    file_make(ws, names[i]);
  g_autoptr(GArray) odd = bm_odd_new();
  g_autoptr(GArray) found = bm_inbox_walk(ws, odd);
  cr_expect_eq(found->len + odd->len, 0);
  bm_folder_remove(ws);
}

Test(inbox_walk, score_forms_come_from_their_own_folder_and_go_back_to_their_own)
{
  g_autofree char *ws = ws_make();
  g_autofree char *form = g_build_filename(ws, "scores", "inbox", "\xFE.xlsx", NULL);
  cr_assert(g_file_set_contents(form, "x", 1, NULL));
  file_make(ws, "scores/a.tif"); /* a school whose folder is called so */
  g_autoptr(GArray) odd = bm_odd_new();
  g_autoptr(GArray) found = bm_inbox_walk(ws, odd);
  cr_assert_eq(found->len, 2);
  const char *first = g_array_index(found, BmFound, 0).path,
             *second = g_array_index(found, BmFound, 1).path;
  cr_expect(bm_path_is_return(first));
  cr_expect_str_eq(second, "scores/a.tif");
  cr_expect_not(bm_path_is_return(second));
  g_autofree char *back = bm_inbox_place(ws, first);
  cr_expect_str_eq(back, form);
  g_autofree char *refused = bm_reject_place(ws, first);
  g_autofree char *expected = g_build_filename(ws, "scores", "rejected", "\xFE.xlsx", NULL);
  cr_expect_str_eq(refused, expected);
  bm_folder_remove(ws);
}
