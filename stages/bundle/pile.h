/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a bundle put together: cover, criteria, classes, works, empty backs. */
#pragma once
#include "stages/bundle/kit.h"

/**
 * bm_pile_write - write bundle.pdf
 *
 * @kit        is told where its works begin (first_page)
 * @ret_pages  how many pages the bundle has, empty backs too; set on success
 *
 * Errors: BM_ERROR_INPUT "criteria_unreadable", "work_unreadable", "work_pages_differ"; those
 * of bm_front_write and bm_join_write.
 */
gboolean bm_pile_write(BmJob *job, BmKit *kit, const char *path, guint *ret_pages,
                       GError **error);
