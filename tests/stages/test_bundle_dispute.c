/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stages/bundle/dispute: what a third expert is shown. */
#include "tests/tools/assert_ok.h"

#include "stages/bundle/dispute.h"

#include <glib/gstdio.h>

TestSuite(dispute, .timeout = 30);

#define N_WORKS 40

/* Each work has one task in dispute, every second one two. */
static json_t *disputes_make(char numbers[N_WORKS][12])
{
  json_t *disputes = json_object();
  for (guint i = 0; i < N_WORKS; i++) {
    json_t *dispute = i % 2 == 0
                          ? json_pack("{s:[s],s:[[i],[s]]}", "disputed", "1", "scores", 0, "X")
                          : json_pack("{s:[s,s],s:[[i,i],[i,i]]}", "disputed", "1", "2",
                                      "scores", 0, 2, 2, 0);
    json_object_set_new(disputes, numbers[i], dispute);
  }
  return disputes;
}

static guint pages_of(const json_t *disputes, char numbers[N_WORKS][12])
{
  BmKit kit = {.code = "4F7K-92QX",
               .marker = "m07",
               .disputes = disputes,
               .tasks = g_array_new(FALSE, FALSE, sizeof(BmKitTask)),
               .works = g_array_new(FALSE, FALSE, sizeof(BmKitWork))};
  for (guint i = 0; i < N_WORKS; i++) {
    BmKitWork work = {.work_no = numbers[i], .class_alias = "K1", .path = "", .pages = 2};
    g_array_append_val(kit.works, work);
  }
  BmKitTask tasks[] = {{"1", 2}, {"2", 2}};
  g_array_append_vals(kit.tasks, tasks, G_N_ELEMENTS(tasks));
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp("bm-dispute-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "d.pdf", NULL);
  g_autoptr(BmPdf) pdf = bm_pdf_new(path, NULL, &error);
  assert_ok(pdf != NULL, error);
  bm_dispute_draw(pdf, &kit);
  guint n = bm_pdf_n_pages(pdf);
  if (n > 0)
    assert_ok(bm_pdf_finish(pdf, &error), error);
  g_unlink(path);
  g_rmdir(folder);
  g_array_unref(kit.tasks);
  g_array_unref(kit.works);
  return n;
}

Test(dispute, every_dispute_has_its_row_on_as_many_pages_as_it_takes)
{
  char numbers[N_WORKS][12];
  for (guint i = 0; i < N_WORKS; i++)
    g_snprintf(numbers[i], sizeof numbers[i], "100-200-%03u", i);
  g_autoptr(json_t) disputes = disputes_make(numbers);
  cr_expect_eq(pages_of(disputes, numbers), 2, "60 rows, some 33 a page");
  cr_expect_eq(pages_of(NULL, numbers), 0);
  g_autoptr(json_t) others =
      json_pack("{s:{s:[s],s:[[i],[i]]}}", "999-999-999", "disputed", "1", "scores", 0, 2);
  cr_expect_eq(pages_of(others, numbers), 0, "disputes of other bundles are not shown");
}
