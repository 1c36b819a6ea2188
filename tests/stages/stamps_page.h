/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stamps that stage mask finds among what was added to a form. */
#pragma once
#include "stages/mask/stamps.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

/* BmBox, in pixels of BM_RESIDUAL_DPI, at which both pages were drawn. */
static inline GArray *stamps_of(TestPage *page, TestPage *form)
{
  g_autoptr(PIX) ink = test_page_pix(page, TRUE);
  g_autoptr(PIX) print = test_page_pix(form, TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmResidual) residual = bm_residual_find(ink, print, &error);
  assert_ok(residual != NULL, error);
  GArray *stamps = bm_stamps_find(residual, print);
  cr_assert_not_null(stamps);
  return stamps;
}
