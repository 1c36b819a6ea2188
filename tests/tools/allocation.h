/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounds to allocate, built up line by line, and what came of them. */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/stage.h"
#include "tests/tools/assert_ok.h"

extern const BmStage bm_stage_allocate;

/* A round to allocate: built up line by line. */
typedef struct Round {
  json_t *works, *markers;
  guint n_works;
} Round;

static inline Round round_new(void)
{
  return (Round){json_array(), json_array(), 0};
}

static inline void add_class(Round *round, const char *school, const char *class_alias,
                             guint works)
{
  for (guint i = 0; i < works; i++) {
    char work_no[16];
    g_snprintf(work_no, sizeof work_no, "W%05u", (round->n_works++ * 7919U) % 100000U);
    json_array_append_new(round->works,
                          json_pack("{s:s,s:s,s:s,s:i}", "work_no", work_no, "class_alias",
                                    class_alias, "school_alias", school, "pages", 2));
  }
}

static inline void add_marker(Round *round, const char *id, const char *school, int most,
                              const char *conflict)
{
  json_t *marker = json_pack("{s:s,s:s*,s:s,s:[]}", "marker", id, "school_alias", school,
                             "subject", "математика", "conflicts");
  if (most >= 0)
    json_object_set_new(marker, "max_works", json_integer(most));
  if (conflict != NULL)
    json_array_append_new(json_object_get(marker, "conflicts"), json_string(conflict));
  json_array_append_new(round->markers, marker);
}

/* Takes the round over. */
static inline BmJob *job_with_anchors(Round *round, const char *seed, int per_work, int anchors,
                                      json_t *more)
{
  g_autoptr(json_t) context =
      json_pack("{s:o,s:o}", "works", round->works, "markers", round->markers);
  if (more != NULL)
    json_object_update_new(context, more);
  g_autoptr(json_t) ticket =
      json_pack("{s:s,s:s,s:s,s:O,s:{s:i,s:i,s:i,s:i}}", "stage", "allocate", "scratch",
                "/nowhere", "seed", seed, "context", context, "params", "markings_per_work",
                per_work, "max_works", 0, "class_together", 5, "anchors_per_marker", anchors);
  g_autoptr(GError) error = NULL;
  BmJob *job = bm_job_new(ticket, &error);
  assert_ok(job != NULL, error);
  return job;
}

static inline BmJob *job_of(Round *round, const char *seed, int per_work, json_t *more)
{
  return job_with_anchors(round, seed, per_work, 0, more);
}

static inline json_t *note_of(const BmJob *job, const char *kind)
{
  g_autoptr(json_t) outcome = bm_job_outcome(job);
  size_t i;
  json_t *note;
  json_array_foreach (json_object_get(outcome, "notes"), i, note)
    if (g_strcmp0(json_string_value(json_object_get(note, "kind")), kind) == 0)
      return json_incref(json_object_get(note, "value"));
  return NULL;
}

static inline int number(const json_t *object, const char *key)
{
  json_t *value = json_object_get(object, key);
  cr_assert(json_is_integer(value), "no number '%s'", key);
  return (int)json_integer_value(value);
}

static inline Round small_round(void)
{
  Round round = round_new();
  add_class(&round, "S1", "K11", 7);
  add_class(&round, "S1", "K12", 6);
  add_class(&round, "S2", "K21", 9);
  add_class(&round, "S2", "K22", 5);
  add_class(&round, "S3", "K31", 8);
  add_class(&round, "S3", "K32", 6);
  add_marker(&round, "m01", "S1", 20, NULL);
  add_marker(&round, "m02", "S1", 20, NULL);
  add_marker(&round, "m03", "S2", 20, NULL);
  add_marker(&round, "m04", "S2", 20, "S3");
  add_marker(&round, "m05", "S3", 20, NULL);
  add_marker(&round, "m06", "S3", 20, NULL);
  return round;
}

/* Schools with a few classes and markers each, conflicts now and then. A round that is not
 * roomy has one large school and low limits. */
static inline Round chance_round(GRand *random, gboolean is_roomy)
{
  Round round = round_new();
  int schools = g_rand_int_range(random, 4, 10), markers = 0;
  for (int s = 0; s < schools; s++) {
    g_autofree char *school = g_strdup_printf("S%d", s);
    for (int c = g_rand_int_range(random, 1, 4); c > 0; c--) {
      g_autofree char *class_alias = g_strdup_printf("K%d%d", s, c);
      add_class(&round, school, class_alias,
                (guint)g_rand_int_range(random, 4, s == 0 && !is_roomy ? 40 : 15));
    }
    for (int m = g_rand_int_range(random, 2, 4); m > 0; m--) {
      g_autofree char *id = g_strdup_printf("m%02d", ++markers);
      g_autofree char *foe = g_strdup_printf("S%d", g_rand_int_range(random, 0, schools));
      int most = is_roomy ? g_rand_int_range(random, 15, 40) : g_rand_int_range(random, 1, 26);
      add_marker(&round, id, school, most, g_rand_int(random) % 8 == 0 ? foe : NULL);
    }
  }
  return round;
}

static inline const char *text(const json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

static inline gboolean has(const json_t *list, const char *word)
{
  size_t i;
  json_t *value;
  json_array_foreach (list, i, value)
    if (g_strcmp0(json_string_value(value), word) == 0)
      return TRUE;
  return FALSE;
}
