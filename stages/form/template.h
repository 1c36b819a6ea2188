/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form that leaves its round: a text file for people and a picture of its print.
 *
 * The text says in millimetres from the paper's top left corner what the form is called, how
 * large it is, by which printed words and rules it is recognised, and where personal data
 * stand. A zone may be given from the page's corner or from a word ("from w07"), so that a
 * person who moves the word moves its field. The picture holds the print alone, 150 dots an
 * inch, ink black; it must have been washed (wash.h) before it is written.
 *
 *   [form]     name, version, width, height, page, head, copies, picture, picture_sha256
 *   [anchors]  word ID x y w h text | across x y w h | down x y w h
 *   [zones]    KIND x y w h [from ID]
 *   [kept]     the same: fields that stay visible
 */
#pragma once
#include "stages/form/known.h"

#define BM_TEMPLATE_FORMAT 1
#define BM_TEMPLATE_ENDING ".form"

/**
 * bm_template_write - write a washed form
 *
 * @form     with anchors, print, zones and kept fields
 * @stem     file name of the template without ending; the picture is called <stem>.png
 * @text     path of the text file
 * @picture  path of the picture, PNG, written first
 *
 * Equal forms give equal bytes. Errors: BM_ERROR_IO "disk_write".
 * Tests: tests/stages/test_form_template.c.
 */
gboolean bm_template_write(const BmForm *form, const char *stem, const char *text,
                           const char *picture, GError **error);

/**
 * bm_template_read - a form from its template; the picture lies beside the text
 *
 * Returns a new form without id, with print, anchors, zones and kept fields, ready for pages
 * (bm_form_prepare); NULL when anything in either file is not as it must be. Nothing is
 * guessed: a line that is not understood is an error.
 *
 * Errors: BM_ERROR_SETTING "template_bad" (file, line, what is wrong), "template_newer",
 *         "template_picture" (missing, not a picture, another size or digest);
 *         BM_ERROR_IO "no_memory".
 */
BmForm *bm_template_read(const char *path, GError **error);
