/* SPDX-License-Identifier: GPL-3.0-or-later */
/* earlier.csv. */
#include "pipeline/earlier.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/workspace.h"

#include <errno.h>
#include <math.h>
#include <string.h>

gboolean bm_earlier_number(const char *text, double least, double most, double *ret_value)
{
  g_autofree char *plain = g_strdelimit(g_strdup(text), ",", '.');
  char *end = NULL;
  errno = 0;
  double value = g_ascii_strtod(plain, &end);
  if (end == plain || *end != '\0' || errno != 0 || !(value >= least && value <= most))
    return FALSE;
  *ret_value = value;
  return TRUE;
}

static const json_t *row_of(const BmProcedure *procedure, const char *school_code)
{
  size_t i;
  json_t *row;
  json_array_foreach (procedure->earlier, i, row)
    if (strcmp(bm_json_text_or_empty(row, "school_code"), school_code) == 0)
      return row;
  return NULL;
}

void bm_earlier_add(const BmProcedure *procedure, const char *school_code, json_t *school)
{
  const json_t *row = row_of(procedure, school_code);
  double works = 0, mean = 0, sd = 0;
  if (row == NULL)
    return;
  json_t *signs = json_array();
  g_auto(GStrv) words = g_strsplit_set(bm_json_text_or_empty(row, "signs"), " ,", -1);
  for (char **word = words; *word != NULL; word++)
    if ((*word)[0] != '\0')
      json_array_append_new(signs, json_string(*word));
  json_object_set_new(school, "prior_signs", signs);
  if (bm_earlier_number(bm_json_text_or_empty(row, "works"), 1, G_MAXINT, &works) &&
      bm_earlier_number(bm_json_text_or_empty(row, "mean_pct"), 0, 100, &mean) &&
      bm_earlier_number(bm_json_text_or_empty(row, "sd_pct"), 0, 100, &sd))
    json_object_set_new(
        school, "earlier",
        json_pack("{s:i,s:f,s:f}", "n", (int)works, "mean_pct", mean, "sd_pct", sd));
}

/* --- for the next round ------------------------------------------------------------------- */

static double points_of_all(const json_t *input)
{
  double sum = 0;
  size_t i;
  json_t *task;
  json_array_foreach (json_object_get(input, "tasks"), i, task)
    sum += json_number_value(json_object_get(task, "max"));
  return sum;
}

static void percent_append(GString *out, double percent)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(text, sizeof text, "%.2f", percent);
  g_string_append_printf(out, ";%s", g_strdelimit(text, ".", ','));
}

static void totals_append(GString *out, const json_t *input, const char *school)
{
  double most = points_of_all(input), sum = 0, squares = 0, n = 0;
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(input, "works"), i, work) {
    if (strcmp(bm_json_text_or_empty(work, "school"), school) != 0)
      continue;
    double percent = 100 * json_number_value(json_object_get(work, "total")) / most;
    sum += percent;
    squares += percent * percent;
    n++;
  }
  double mean = n > 0 ? sum / n : 0;
  g_string_append_printf(out, ";%d", (int)n);
  percent_append(out, mean);
  percent_append(out, n > 1 ? sqrt(MAX(squares - n * mean * mean, 0) / (n - 1)) : 0);
}

/* Each sign once, in the order of the analysis. */
static void signs_append(GString *out, const json_t *analysis, const char *school)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *flag;
  g_string_append_c(out, ';');
  json_array_foreach (json_object_get(analysis, "flags"), i, flag)
    if (strcmp(bm_json_text_or_empty(flag, "school"), school) == 0 &&
        g_hash_table_add(seen, (gpointer)bm_json_text_or_empty(flag, "sign")))
      g_string_append_printf(out, "%s%s", g_hash_table_size(seen) > 1 ? " " : "",
                             bm_json_text_or_empty(flag, "sign"));
}

gboolean bm_earlier_write(const json_t *input, const json_t *analysis, const char *path,
                          GError **error)
{
  g_autoptr(GString) out =
      g_string_new("\xEF\xBB\xBFschool_code;works;mean_pct;sd_pct;signs\r\n");
  size_t i;
  json_t *school;
  json_array_foreach (json_object_get(input, "schools"), i, school) {
    g_string_append(out, bm_json_text_or_empty(school, "school"));
    totals_append(out, input, bm_json_text_or_empty(school, "school"));
    signs_append(out, analysis, bm_json_text_or_empty(school, "school"));
    g_string_append(out, "\r\n");
  }
  return bm_file_write(path, out->str, error);
}
