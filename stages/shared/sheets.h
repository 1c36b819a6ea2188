/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Separator sheets: one page a class, laid before the works of the class in the scanner.
 *
 * The sheet is made to be copied, faxed and scanned badly: the payload of pagecode.h is printed
 * as a QR of 52 mm and as a Code 128 of 150 mm, far apart, so that one fold or streak does not
 * take both. Two black bars across the sheet tell that it is a separator even when neither code
 * can be read; a page with the bars and no code stops the works behind it from getting the
 * wrong class.
 */
#pragma once
#include "stages/shared/coderead.h"

typedef struct BmSheet {
  guint class_ref;          /* 1..BM_CLASS_REF_MOST */
  const char *const *lines; /* large text, class first, NULL-terminated; stays on paper */
} BmSheet;

/**
 * bm_sheets_write - PDF of separator sheets, A4, one page each
 *
 * @out_pdf      created or overwritten
 * @round_title  small text at the top, UTF-8
 * @round_tag    0..BM_ROUND_TAG_MOST, goes into the codes
 * @sheets       @n of them, in the order of the pages
 *
 * Equal arguments give equal bytes. Errors: as bm_pdf_new and bm_pdf_finish; BM_ERROR_INPUT
 * "code_not_drawn" when a number is out of range.
 * Tests: tests/stages/test_sheets.c
 */
gboolean bm_sheets_write(const char *out_pdf, const char *round_title, int round_tag,
                         const BmSheet *sheets, guint n, GError **error);

/**
 * bm_sheets_has_bars - whether a page has the two black bars of a separator sheet
 *
 * @ink  1 bit, @dpi both ways, upright or upside down or lying
 *
 * A bar is a band 110 mm long and 5 mm high, four fifths ink after gaps of 1 mm are closed, and
 * the sheet has two at equal distance from opposite edges, 180 mm apart or more.
 */
gboolean bm_sheets_has_bars(PIX *ink, double dpi);

/**
 * bm_sheets_read - read a separator sheet
 *
 * @page    borrowed, depth 1, 8 or 32, @dpi both ways, any turn
 * @effort  BM_CODE_QUICK for a page that is most likely none; BM_CODE_THOROUGH when it has bars
 *
 * The sheet's codes are five times as large as those of page stamps, so they are read on copies
 * of 100 and 60 dpi, on which grain, missing toner and moiré have averaged out and which cost a
 * tenth; only the thorough reading ends with the page itself.
 * Returns as bm_code_read; @ret may also be a page stamp.
 * Tests: tests/stages/test_sheets.c, is_read_after_damage.
 */
BmCodeVerdict bm_sheets_read(PIX *page, double dpi, BmCodeEffort effort, BmPageCode *ret);
