/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Results as workbooks for the coordinator: one a school, in the columns in which schools know
 * their results (ОО, Муниципалитет, Название ОО, Код участника, Класс, Вариант, tasks,
 * Первичный балл, Отметка, Отметка по журналу), and one of the district with schools, tasks,
 * works and the protocol of divergences.
 */
#pragma once
#include "pipeline/error.h"

#include <jansson.h>

/**
 * bm_results_school_write - the workbook of one school
 *
 * @results  of bm_results
 * @code     school_code of the works to list
 * @path     file to make
 * Equal results give equal bytes. Errors: BM_ERROR_IO "disk_write".
 */
gboolean bm_results_school_write(const json_t *results, const json_t *assessment,
                                 const char *code, const char *path, GError **error);

/* Those of all schools of the results, "CODE.xlsx" each in @folder, which is there; sets how
 * many. */
gboolean bm_results_schools_write(const json_t *results, const json_t *assessment,
                                  const char *folder, guint *ret_n, GError **error);

/* The workbook of the district: sheets Школы, Задания, Работы, Расхождения, and Не сопоставлено
 * when works and pupils did not join. */
gboolean bm_results_district_write(const json_t *results, const json_t *assessment,
                                   const char *path, GError **error);

/* Every work as CSV: ';', decimal comma, UTF-8 with a BOM. */
gboolean bm_results_csv_write(const json_t *results, const char *path, GError **error);

/**
 * bm_results_packet_write - results as they leave the district: schools/CODE.xlsx,
 * district.xlsx and results.csv in @folder, which is there
 *
 * Of a work only the columns in which results are exchanged: no number, name, place in a list,
 * scan, marker or marker's score. @ret_n counts schools. Errors: BM_ERROR_IO "disk_write".
 * Tests: tests/unit/test_results_packet.c
 */
gboolean bm_results_packet_write(const json_t *results, const json_t *assessment,
                                 const char *folder, guint *ret_n, GError **error);
