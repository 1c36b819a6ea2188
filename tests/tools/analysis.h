/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Districts for tests of stage analyse. */
#pragma once
#include "stages/analyse/district.h"
#include "stages/analyse/rules.h"
#include "tests/tools/assert_ok.h"

static inline BmRules rules_of_file(void)
{
  BmRules rules;
  g_autoptr(GError) error = NULL;
  assert_ok(bm_rules_read(&rules, &error), error);
  return rules;
}

static inline BmDistrict *district_of(const json_t *input)
{
  g_autoptr(GError) error = NULL;
  BmDistrict *district = bm_district_new(input, &error);
  assert_ok(district != NULL, error);
  return district;
}

/* A district without tasks to speak of; schools, works and markings are added to it. */
static inline json_t *input_new(guint n_tasks, int max)
{
  json_t *tasks = json_array();
  for (guint i = 0; i < n_tasks; i++) {
    g_autofree char *id = g_strdup_printf("%u", i + 1);
    json_array_append_new(tasks,
                          json_pack("{s:s,s:i,s:s}", "id", id, "max", max, "level", "basic"));
  }
  return json_pack("{s:o,s:n,s:[],s:[],s:[]}", "tasks", tasks, "mark_scale", "schools", "works",
                   "markings");
}

static inline void school_add(json_t *input, const char *alias, gboolean is_control)
{
  json_array_append_new(json_object_get(input, "schools"),
                        json_pack("{s:s,s:b}", "school", alias, "is_control", is_control));
}

/* A work of one school and class; @scores is stolen. Returns it, borrowed. */
static inline json_t *work_add(json_t *input, const char *school, const char *class_group,
                               json_t *scores)
{
  json_t *works = json_object_get(input, "works");
  g_autofree char *work_no = g_strdup_printf("%05zu", json_array_size(works) + 1);
  json_t *work = json_pack("{s:s,s:s,s:s,s:o}", "work_no", work_no, "school", school, "class",
                           class_group, "scores", scores);
  json_array_append_new(works, work);
  return work;
}

/* A work of one task. */
static inline json_t *work_of_one(json_t *input, const char *school, const char *class_group,
                                  double score)
{
  return work_add(input, school, class_group, json_pack("[f]", score));
}
