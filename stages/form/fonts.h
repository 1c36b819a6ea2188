/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One layout, printed again: other fonts, the same fields.
 *
 * A school that prints the form itself has the same frames and labels in another font. Its
 * pages may lie on the known form, when frames make most of the check, but their words are not
 * the form's print and would all be unexplained ink. When enough such pages have come they
 * learn a print of their own. Its zones are those of the known form, and when a person has
 * confirmed those, nobody need look again, provided that the labels of the new print, read on
 * their own, ask for nothing more.
 */
#pragma once
#include "stages/form/zones.h"

/* Share of the form's words that a page has, where it lies; 1 for a form without words.
 * Source: on a page of the same print 1.00 from 100 to 300 dpi, in nine other fonts at most
 * 0.64 (tests/stages/test_form_fonts.c). */
double bm_fonts_share(BmForm *form, PIX *reach, BmAffine to_form);

/* Pages of known forms whose words (page->words) are others: their form is remembered in @was
 * and taken away, so that they may found one. */
void bm_fonts_part(GPtrArray *pages);

/* Those that founded none go back to their form. */
void bm_fonts_rejoin(GPtrArray *pages);

/**
 * bm_fonts_liken - which new form is a known one in another print
 *
 * @forms    the first @n_known are known; of the others @like and @to_like are set where a
 *           confirmed known form has the same frames: nine tenths of each lie on the other's,
 * in at least 15 cells of 10 mm
 */
void bm_fonts_liken(GPtrArray *forms, guint n_known);

/**
 * bm_fonts_settle - zones of a form that is another print of a known one
 *
 * @form  with @like and with zones, kept fields and doubts as bm_zones_propose left them
 *
 * The zones of the known form take the place of those that were proposed. When the labels of
 * the new print ask for at least three quarters of its fields and for nothing beside them, no
 * doubt remains; else what they ask for is added and "form_other_print" is a doubt. A field
 * stays visible when it does so on the known form and the new print says so too.
 * Tests: tests/stages/test_form_fonts.c.
 */
void bm_fonts_settle(BmForm *form);
