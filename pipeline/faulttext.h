/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fault of a returned form as one line for a person. */
#pragma once
#include <glib.h>
#include <jansson.h>

/**
 * bm_fault_text - where, what was found, what was expected, what it means, what to do
 *
 * @fault       {"slug", "sheet", "cell", "found", "expected"}; a part that is missing or empty
 *              is left out
 * @is_russian  else English
 *
 * "Лист «Класс K47», ячейка D12: найдено «2,0», ожидалось целое число (0–3) или Х. Балл записан
 * дробью. Впишите целое число." Returns new text without a line break.
 * Source: models/reasons/collect.ini and book.ini; beside the keys of every reason, expected_ru
 *         and expected_en say what stands after "ожидалось", with {} for the fault's own word.
 * Tests:  tests/unit/test_faulttext.c
 */
char *bm_fault_text(const json_t *fault, gboolean is_russian);
