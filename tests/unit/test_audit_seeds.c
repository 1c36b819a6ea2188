/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thousand random rounds through stage allocate, each proven by pipeline/audit_alloc. */
#include "tests/tools/allocation.h"

#include "pipeline/audit_alloc.h"
#include "pipeline/workspace.h"

#include <glib/gstdio.h>

TestSuite(audit_seeds, .timeout = 300);

#define ROUNDS 1000
#define ROUNDS_WRITTEN 40 /* of them also written to files and read back */

static const char *chance_word(GRand *random, const char *const *words, int n)
{
  return words[g_rand_int_range(random, 0, n)];
}

/* Ranks, subjects and variants in any mixture. */
static void colour(Round *round, GRand *random)
{
  static const char *const ranks[] = {"basic", "senior", "lead"};
  static const char *const variants[] = {"1", "2", "3"};
  int n_variants = g_rand_int_range(random, 1, 4);
  size_t i;
  json_t *json;
  json_array_foreach (round->markers, i, json) {
    json_object_set_new(json, "rank", json_string(chance_word(random, ranks, 3)));
    if (g_rand_int(random) % 9 == 0)
      json_object_set_new(json, "subject", json_string("химия"));
  }
  json_array_foreach (round->works, i, json)
    json_object_set_new(json, "variant",
                        n_variants > 1 ? json_string(chance_word(random, variants, n_variants))
                                       : json_null());
}

/* Some markers have marked some works before. */
static void remember(Round *round, GRand *random)
{
  int n = (int)json_array_size(round->markers);
  size_t i;
  json_t *work;
  json_array_foreach (round->works, i, work) {
    json_t *before = json_array();
    for (int k = 0; k < 2; k++) {
      const json_t *marker =
          json_array_get(round->markers, (size_t)g_rand_int_range(random, 0, n));
      json_array_append_new(before, json_string(text(marker, "marker")));
    }
    json_object_set_new(work, "prior_markers", before);
  }
}

/* Only every eighth work is marked once more. */
static void thin_out(Round *round)
{
  json_t *few = json_array();
  for (size_t i = 0; i < json_array_size(round->works); i += 8)
    json_array_append(few, json_array_get(round->works, i));
  json_decref(round->works);
  round->works = few;
}

static json_t *context_more(guint32 i, Round *round)
{
  json_t *more = json_pack("{s:s,s:b,s:[s]}", "subject", "математика", "subject_rule",
                           i % 3 == 0, "allow_other_subject", "m01");
  if (i % 7 == 5)
    json_object_set_new(more, "purpose", json_string(i % 2 == 0 ? "third" : "recheck"));
  if (i % 5 == 4) {
    const json_t *work = json_array_get(round->works, 0);
    json_object_set_new(more, "anchors",
                        json_pack("[{s:s,s:s}]", "work_no", "E0001", "variant", "1"));
    json_object_set_new(more, "control",
                        json_pack("[{s:O,s:i},{s:s,s:s,s:s}]", "work_no",
                                  json_object_get(work, "work_no"), "markings", 3, "work_no",
                                  "E0002", "school_alias", "S1", "class_alias", "K9"));
  }
  return more;
}

static BmJob *job_chance(guint32 i)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(4000 + i);
  Round round = chance_round(random, i % 5 > 1);
  g_autofree char *seed = g_strdup_printf("%08x", i);
  colour(&round, random);
  if (i % 7 == 5) {
    remember(&round, random);
    thin_out(&round);
  }
  json_t *more = context_more(i, &round);
  return job_with_anchors(&round, seed, 1 + (int)(i % 2), (int)(i / 2 % 6), more);
}

/* --- what would be written */

static json_t *manifests_of(const json_t *shares)
{
  json_t *manifests = json_array(), *hand, *number_json;
  const char *marker;
  size_t i;
  json_object_foreach ((json_t *)shares, marker, hand) {
    if (json_array_size(hand) == 0)
      continue;
    json_t *works = json_array();
    json_array_foreach (hand, i, number_json)
      json_array_append_new(works, json_pack("{s:O}", "work_no", number_json));
    g_autofree char *code = g_strdup_printf("B-%s", marker);
    json_array_append_new(manifests, json_pack("{s:s,s:s,s:o}", "bundle", code, "marker",
                                               marker, "works", works));
  }
  return manifests;
}

static json_t *written_of(const json_t *context, const json_t *note)
{
  json_t *sorted = json_array(), *work;
  size_t i;
  json_array_foreach (json_object_get(context, "works"), i, work)
    json_array_append(sorted, json_object_get(work, "work_no"));
  return json_pack("{s:o,s:o}", "manifests", manifests_of(json_object_get(note, "shares")),
                   "sorted", sorted);
}

static void file_put(const char *folder, const char *below, const json_t *content)
{
  g_autofree char *path = g_build_filename(folder, below, NULL);
  g_autofree char *parent = g_path_get_dirname(path);
  g_mkdir_with_parents(parent, 0700);
  cr_assert_eq(json_dump_file(content, path, JSON_ENCODE_ANY), 0);
}

/* The same, by way of files. */
static json_t *through_files(json_t *written)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("bm-seeds-XXXXXX", NULL);
  g_autofree char *bundles = g_build_filename(folder, "bundles", NULL);
  g_autofree char *sorted = g_build_filename(folder, "sorted", NULL);
  size_t i;
  json_t *json;
  json_array_foreach (json_object_get(written, "manifests"), i, json) {
    g_autofree char *below = g_strdup_printf("bundles/%s/manifest.json", text(json, "marker"));
    file_put(folder, below, json);
  }
  json_array_foreach (json_object_get(written, "sorted"), i, json) {
    g_autofree char *below = g_strdup_printf("sorted/K/%s.pdf", json_string_value(json));
    file_put(folder, below, json_null());
  }
  json_decref(written);
  json_t *read = bm_audit_alloc_gather(bundles, sorted, &error);
  assert_ok(read != NULL, error);
  bm_folder_remove(folder);
  return read;
}

/* --- what the coordinator knows */

static json_t *works_known(const json_t *context)
{
  static const char *const keys[] = {"anchors", "control", "works"};
  json_t *known = json_object(), *work;
  size_t i;
  gboolean is_later = json_object_get(context, "purpose") != NULL;
  for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
    json_array_foreach (json_object_get(context, keys[k]), i, work) {
      json_t *record = json_pack("{s:s?}", "school", text(work, "school_alias"));
      json_object_set(record, "prior_markers", json_object_get(work, "prior_markers"));
      if (is_later)
        json_object_set_new(record, "needs_rank", json_string("senior"));
      json_object_set_new(known, text(work, "work_no"), record);
    }
  return known;
}

static json_t *markers_known(const json_t *context)
{
  static const char *const keys[] = {"conflicts", "max_works", "rank", "subject"};
  json_t *known = json_object(), *marker;
  size_t i;
  json_array_foreach (json_object_get(context, "markers"), i, marker) {
    json_t *record = json_pack("{s:s?}", "school", text(marker, "school_alias"));
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      json_object_set(record, keys[k], json_object_get(marker, keys[k]));
    json_object_set_new(known, text(marker, "marker"), record);
  }
  return known;
}

static json_t *numbers_of(const json_t *extras)
{
  json_t *list = json_array(), *extra;
  size_t i;
  json_array_foreach (extras, i, extra)
    json_array_append(list, json_object_get(extra, "work_no"));
  return list;
}

static json_t *lists_of(const json_t *context, const json_t *note, int per_work)
{
  gboolean has_rule = json_is_true(json_object_get(context, "subject_rule"));
  gboolean is_third = g_strcmp0(text(context, "purpose"), "third") == 0;
  return json_pack("{s:i,s:o,s:o,s:s?,s:O,s:o,s:o}", "markings_per_work",
                   is_third ? 1 : per_work, "works", works_known(context), "markers",
                   markers_known(context), "subject", has_rule ? "математика" : NULL,
                   "allow_other_subject", json_object_get(context, "allow_other_subject"),
                   "anchors", numbers_of(json_object_get(note, "anchors")), "control",
                   numbers_of(json_object_get(note, "control")));
}

static void assert_proven(guint32 i, const BmJob *job, const json_t *note)
{
  const json_t *context = bm_job_context(job);
  json_t *made = written_of(context, note);
  g_autoptr(json_t) written = i < ROUNDS_WRITTEN ? through_files(made) : made;
  g_autoptr(json_t) lists = lists_of(context, note, 1 + (int)(i % 2));
  g_autoptr(json_t) result = bm_audit_alloc(written, lists);
  g_autofree char *faults = json_dumps(json_object_get(result, "faults"), 0);
  cr_assert(json_is_true(json_object_get(result, "is_proven")), "round %u: %s", i, faults);
  const json_t *certificate = json_object_get(note, "certificate");
  cr_assert_eq(number(result, "markings"), number(certificate, "markings"), "round %u", i);
}

Test(audit_seeds, no_rule_is_broken_in_a_thousand_rounds)
{
  guint n_proven = 0, n_blocked = 0, n_anchored = 0;
  for (guint32 i = 0; i < ROUNDS; i++) {
    g_autoptr(BmJob) job = job_chance(i);
    g_autoptr(GError) error = NULL;
    if (bm_stage_allocate.run(job, &error) == BM_PARK) {
      cr_assert(g_str_has_prefix(error->message, "allocation_blocked"), "round %u: %s", i,
                error->message);
      n_blocked++;
      continue;
    }
    assert_ok(error == NULL, error);
    g_autoptr(json_t) note = note_of(job, "allocation");
    assert_proven(i, job, note);
    n_proven++;
    n_anchored += json_array_size(json_object_get(note, "anchors")) > 0 ? 1 : 0;
  }
  cr_log_info("%u proven (%u with anchor works), %u impossible", n_proven, n_anchored,
              n_blocked);
  cr_expect_gt(n_proven, 700);
  cr_expect_gt(n_blocked, 50);
  cr_expect_gt(n_anchored, 500);
}
