/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who tells scores is known apart, and not by name. */
#include "pipeline/review_form.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"
#include "tests/tools/folder.h"

TestSuite(review_form, .timeout = 20, .init = folder_make, .fini = folder_remove);

static BmKeymap *keymap_new(const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *ws = folder_path(name);
  assert_ok(bm_workspace_make(ws, &error), error);
  BmKeymap *keymap = bm_keymap_open(ws, 0, &error);
  assert_ok(keymap != NULL, error);
  return keymap;
}

Test(review_form, a_sign_is_of_one_person_and_one_round)
{
  g_autoptr(BmKeymap) one = keymap_new("one"), other = keymap_new("other");
  g_autofree char *sign = bm_review_sign(one, "Учителева");
  g_autofree char *again = bm_review_sign(one, " учителева ");
  g_autofree char *second = bm_review_sign(one, "Иванов");
  g_autofree char *elsewhere = bm_review_sign(other, "Учителева");
  cr_expect_str_eq(sign, again);
  cr_expect_str_neq(sign, second);
  cr_expect_str_neq(sign, elsewhere, "it could be tried without the key map");
  cr_expect_null(strstr(sign, "чит"));
}

Test(review_form, nobody_has_no_sign)
{
  g_autoptr(BmKeymap) keymap = keymap_new("one");
  cr_expect_null(bm_review_sign(keymap, NULL));
  cr_expect_null(bm_review_sign(keymap, "  "));
}
