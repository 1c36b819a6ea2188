/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Third markings: what the round asked for against what was written. */
#include "pipeline/audit_third.h"

#include "pipeline/audit_alloc.h"
#include "pipeline/autoptr.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/wave.h"

#include <string.h>

static gboolean is_third(const json_t *manifest)
{
  return bm_wave_is_third(bm_json_text(manifest, "marker"));
}

json_t *bm_audit_manifests(const json_t *written, gboolean of_third)
{
  json_t *list = json_array(), *manifest;
  size_t i;
  json_array_foreach (json_object_get(written, "manifests"), i, manifest) {
    const char *marker = bm_json_text(manifest, "marker");
    if (is_third(manifest) != of_third)
      continue;
    json_t *copy = json_deep_copy(manifest);
    g_autofree char *person = marker != NULL ? bm_wave_marker(marker) : NULL;
    if (person != NULL)
      json_object_set_new(copy, "marker", json_string(person));
    json_array_append_new(list, copy);
  }
  return list;
}

static json_t *holders_of(const json_t *written, const char *work_no)
{
  json_t *holders = json_array(), *manifest, *work;
  size_t i, k;
  json_array_foreach (json_object_get(written, "manifests"), i, manifest)
    json_array_foreach (json_object_get(manifest, "works"), k, work)
      if (!is_third(manifest) && bm_json_text(manifest, "marker") != NULL &&
          g_strcmp0(bm_json_text(work, "work_no"), work_no) == 0) {
        g_autofree char *person = bm_wave_marker(bm_json_text(manifest, "marker"));
        json_array_append_new(holders, json_string(person));
      }
  return holders;
}

/* Whoever may be the same person as a holder, at another school, has the work, too. */
static void persons_add(json_t *holders, const json_t *persons)
{
  size_t n = json_array_size(holders);
  const char *id;
  json_t *key;
  for (size_t i = 0; i < n; i++) {
    const char *holder = json_string_value(json_array_get(holders, i));
    const json_t *person = json_object_get(persons, holder);
    json_object_foreach ((json_t *)persons, id, key)
      if (person != NULL && strcmp(id, holder) != 0 && json_equal(key, person))
        json_array_append_new(holders, json_string(id));
  }
}

/* The rank that a wave asks for: by the markers among whom its works were shared. */
static const char *rank_of(const json_t *note, const json_t *lists)
{
  g_autoptr(json_t) among = json_array();
  const char *id;
  json_t *hand;
  json_object_foreach (json_object_get(note, "shares"), id, hand) {
    g_autofree char *person = bm_wave_marker(id);
    json_t *marker = json_object_get(json_object_get(lists, "markers"), person);
    if (marker != NULL)
      json_array_append(among, marker);
  }
  return bm_first_needs_rank(among);
}

/* The school of a work, with those whom a re-check keeps it from and who has it already. */
static json_t *row_of(const json_t *written, const json_t *lists, const char *work_no)
{
  json_t *row = json_object_get(json_object_get(lists, "works"), work_no);
  gboolean is_recheck = json_is_object(row);
  json_t *school = is_recheck ? json_object_get(row, "school") : row;
  json_t *holders = holders_of(written, work_no);
  persons_add(holders, json_object_get(lists, "persons"));
  json_t *third =
      json_pack("{s:O?,s:o,s:i}", "school", school, "prior_markers", holders, "markings", 0);
  if (is_recheck) {
    json_array_extend(holders, json_object_get(row, "prior_markers"));
    json_object_set(third, "needs_rank", json_object_get(row, "needs_rank"));
  }
  return third;
}

static json_t *row_in(json_t *works, const json_t *written, const json_t *lists,
                      const char *work_no)
{
  if (json_object_get(works, work_no) == NULL)
    json_object_set_new(works, work_no, row_of(written, lists, work_no));
  return json_object_get(works, work_no);
}

/* One marking more is asked for; a second one when the dispute had changed. */
static void ask(json_t *row, const char *rank)
{
  json_int_t n = json_integer_value(json_object_get(row, "markings"));
  json_object_set_new(row, "markings", json_integer(n + 1));
  if (g_strcmp0(rank, "basic") != 0)
    json_object_set_new(row, "needs_rank", json_string(rank));
}

static json_t *works_asked(const json_t *written, const json_t *lists, const json_t *notes)
{
  json_t *works = json_object(), *note, *hand, *number;
  const char *marker;
  size_t i, k;
  json_array_foreach (notes, i, note) {
    const char *rank = rank_of(note, lists);
    json_object_foreach (json_object_get(note, "shares"), marker, hand)
      json_array_foreach (hand, k, number)
        if (json_is_string(number))
          ask(row_in(works, written, lists, json_string_value(number)), rank);
  }
  return works;
}

static json_t *keys_of(const json_t *object)
{
  json_t *keys = json_array(), *value;
  const char *key;
  json_object_foreach ((json_t *)object, key, value)
    json_array_append_new(keys, json_string(key));
  return keys;
}

/* Works that are in a third bundle unasked have a school all the same. */
static void unasked_add(json_t *works, const json_t *written, const json_t *lists,
                        const json_t *manifests)
{
  size_t i, k;
  json_t *manifest, *work;
  json_array_foreach ((json_t *)manifests, i, manifest)
    json_array_foreach (json_object_get(manifest, "works"), k, work)
      if (bm_json_text_filled(work, "work_no") != NULL)
        row_in(works, written, lists, bm_json_text(work, "work_no"));
}

json_t *bm_audit_third(const json_t *written, const json_t *lists, const json_t *notes)
{
  g_autoptr(json_t) own = json_deep_copy(lists);
  g_autoptr(json_t) works = works_asked(written, lists, notes);
  g_autoptr(json_t) asked = keys_of(works);
  g_autoptr(json_t) manifests = bm_audit_manifests(written, TRUE);
  unasked_add(works, written, lists, manifests);
  json_object_set(own, "works", works);
  json_object_set_new(own, "markings_per_work", json_integer(1));
  json_object_set_new(own, "is_third", json_true());
  json_object_set_new(own, "anchors", json_array());
  json_object_set_new(own, "control", json_array());
  g_autoptr(json_t) part = json_pack("{s:O,s:O}", "manifests", manifests, "sorted", asked);
  return bm_audit_alloc(part, own);
}
