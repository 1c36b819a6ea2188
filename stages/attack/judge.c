/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The case: works with their truth, questions with their answers. */
#include "stages/attack/judge_part.h"

#include <string.h>

static const char *const channels[] = {"text", "metadata", "order", "boxes", "print", "marks"};
/* from nothing to all */
static const char *const verdicts[] = {"none",      "undecided", "design",
                                       "reference", "likely",    "certain"};

static void case_clear(BmCase *all)
{
  g_clear_pointer(&all->works, g_array_unref);
  g_clear_pointer(&all->schools, g_array_unref);
  g_clear_pointer(&all->aliases, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmCase, case_clear)

static double number_of(const json_t *row, const char *key)
{
  return json_number_value(json_object_get(row, key));
}

json_t *bm_case_guess(BmCase *all, const char *channel, const char *what, const char *strength,
                      const BmGuess *guess)
{
  json_t *finding =
      json_pack("{s:s,s:s,s:s,s:i,s:f,s:f,s:f,s:f,s:f,s:f,s:b}", "channel", channel, "what",
                what, "strength", strength, "n", (int)guess->n, "value", guess->value, "low",
                guess->low, "high", guess->high, "chance", guess->chance, "p", guess->p,
                "least_p", guess->least_p, "is_ranking", guess->is_ranking);
  json_array_append_new(all->findings, finding);
  return finding;
}

void bm_case_found(BmCase *all, const char *channel, const char *what, guint count,
                   json_t *places)
{
  json_array_append_new(all->findings,
                        json_pack("{s:s,s:s,s:s,s:i,s:o}", "channel", channel, "what", what,
                                  "verdict", count > 0 ? "certain" : "none", "count",
                                  (int)count, "places", places));
}

static guint class_index_of(BmCase *all, const char *alias, int school)
{
  for (guint i = 0; i < all->aliases->len; i++)
    if (strcmp(all->aliases->pdata[i], alias) == 0)
      return i;
  g_ptr_array_add(all->aliases, (gpointer)alias);
  g_array_append_val(all->schools, school);
  return all->aliases->len - 1;
}

static void works_load(BmCase *all)
{
  g_autoptr(GHashTable) by_place = g_hash_table_new(g_str_hash, g_str_equal);
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(all->context, "looks"), i, row) {
    const char *place = json_string_value(json_object_get(row, "place"));
    if (place != NULL)
      g_hash_table_insert(by_place, (gpointer)place, row);
  }
  json_array_foreach (json_object_get(all->context, "works"), i, row) {
    BmSuspect work = {.work_no = json_string_value(json_object_get(row, "work_no")),
                      .place = json_string_value(json_object_get(row, "place")),
                      .alias = json_string_value(json_object_get(row, "alias")),
                      .school = (int)number_of(row, "school"),
                      .order = number_of(row, "order"),
                      .letters = json_object_get(row, "letters")};
    work.look = work.place != NULL ? g_hash_table_lookup(by_place, work.place) : NULL;
    if (work.look == NULL || work.alias == NULL)
      continue;
    work.class_index = class_index_of(all, work.alias, work.school);
    work.bytes = number_of(work.look, "size");
    work.mtime = number_of(work.look, "mtime");
    g_array_append_val(all->works, work);
  }
}

/* The verdict of a question, now that the number of questions is known. */
static void verdict_set(json_t *finding, double p, guint n_asked)
{
  const char *verdict = "none";
  if (number_of(finding, "n") < 1)
    verdict = "undecided";
  else if (p <= BM_JUDGE_LEVEL)
    verdict = json_string_value(json_object_get(finding, "strength"));
  else if (number_of(finding, "least_p") * n_asked > BM_JUDGE_LEVEL)
    verdict = "undecided";
  json_object_set(finding, "p_alone", json_object_get(finding, "p"));
  json_object_set_new(finding, "p", json_real(p));
  json_object_set_new(finding, "verdict", json_string(verdict));
}

static void questions_correct(BmCase *all)
{
  g_autoptr(GArray) p = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GPtrArray) asked = g_ptr_array_new();
  size_t i;
  json_t *finding;
  json_array_foreach (all->findings, i, finding) {
    double value = number_of(finding, "p");
    if (json_object_get(finding, "p") == NULL)
      continue;
    if (number_of(finding, "n") < 1) { /* nothing was asked: it must not cost the others */
      verdict_set(finding, 1, 0);
      continue;
    }
    g_array_append_val(p, value);
    g_ptr_array_add(asked, finding);
  }
  bm_stats_holm((double *)(gpointer)p->data, p->len);
  for (guint k = 0; k < asked->len; k++)
    verdict_set(asked->pdata[k], g_array_index(p, double, k), p->len);
}

static guint weight_of(const json_t *finding)
{
  const char *verdict = json_string_value(json_object_get(finding, "verdict"));
  for (guint i = 0; i < G_N_ELEMENTS(verdicts); i++)
    if (g_strcmp0(verdict, verdicts[i]) == 0)
      return i;
  return 0;
}

static json_t *channel_report(BmCase *all, const char *channel, gboolean *can_tell)
{
  json_t *findings = json_array(), *finding;
  guint most = 0;
  size_t i;
  json_array_foreach (all->findings, i, finding) {
    if (g_strcmp0(json_string_value(json_object_get(finding, "channel")), channel) != 0)
      continue;
    most = MAX(most, weight_of(finding));
    json_array_append(findings, finding);
  }
  *can_tell |= strcmp(verdicts[most], "design") != 0 && most > 2;
  json_array_foreach (findings, i, finding) {
    json_object_del(finding, "channel");
    json_object_del(finding, "strength");
    json_object_del(finding, "least_p");
  }
  return json_pack("{s:s,s:s,s:o}", "channel", channel, "verdict", verdicts[most], "findings",
                   findings);
}

static json_t *report_make(BmCase *all)
{
  gboolean can_tell = FALSE;
  json_t *rows = json_array();
  for (guint i = 0; i < G_N_ELEMENTS(channels); i++)
    json_array_append_new(rows, channel_report(all, channels[i], &can_tell));
  json_t *looks = json_object_get(all->context, "looks");
  size_t n_pages = 0;
  for (guint i = 0; i < all->works->len; i++)
    n_pages += json_array_size(json_object_get(bm_suspect(all, i)->look, "pages"));
  return json_pack("{s:b,s:i,s:i,s:i,s:i,s:f,s:o}", "can_tell", can_tell, "works",
                   (int)all->works->len, "classes", (int)all->aliases->len, "pages",
                   (int)n_pages, "files", (int)json_array_size(looks), "level", BM_JUDGE_LEVEL,
                   "channels", rows);
}

json_t *bm_attack_judge(const json_t *context)
{
  g_auto(BmCase) all = {.context = context,
                        .seed = (guint64)number_of(context, "seed"),
                        .works = g_array_new(FALSE, FALSE, sizeof(BmSuspect)),
                        .schools = g_array_new(FALSE, FALSE, sizeof(int)),
                        .aliases = g_ptr_array_new()};
  g_autoptr(json_t) findings = json_array();
  all.findings = findings;
  works_load(&all);
  bm_case_words(&all);
  bm_case_order(&all);
  bm_case_features(&all);
  questions_correct(&all);
  return report_make(&all);
}
