/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark audit: what was handed out is proven from the files themselves. */
#include "pipeline/audit_alloc.h"
#include "pipeline/cmd.h"
#include "pipeline/conf.h"
#include "pipeline/control.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/leave.h"
#include "pipeline/wave.h"

#include <stdio.h>
#include <string.h>

/* --- the coordinator's lists
 * ----------------------------------------------------------------*/

/* What a re-check asks of a work beside its school: who had it before, by the pages of the
 * scan, and the rank. */
static json_t *recheck_row(const BmFirst *first, const json_t *work, const json_t *markers)
{
  return json_pack("{s:O?,s:o,s:s}", "school", json_object_get(work, "school_alias"),
                   "prior_markers", bm_first_prior(first, bm_json_text(work, "id"), markers),
                   "needs_rank", bm_first_needs_rank(markers));
}

/* Control works are of no school of the round: everybody may have them, as often as wished. */
static void controls_take_out(BmOpen *open, json_t *written)
{
  g_autoptr(json_t) control = bm_control(open->ledger, open->keymap, open->procedure);
  g_autoptr(GHashTable) own = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *left = json_array(), *one;
  size_t i;
  json_array_foreach (json_object_get(control, "works"), i, one)
    if (json_is_true(json_object_get(one, "is_own")))
      g_hash_table_add(own, (gpointer)bm_json_text(one, "work_no"));
  json_array_foreach (json_object_get(written, "sorted"), i, one)
    if (!g_hash_table_contains(own, json_string_value(one)))
      json_array_append(left, one);
  json_object_set_new(written, "sorted", left);
}

/* {work_no: school alias}, from the key map's classes and the class that each work is of. */
static json_t *works_list(BmOpen *open)
{
  g_autoptr(json_t) works = bm_ledger_works(open->ledger);
  g_autoptr(json_t) markers = bm_ledger_markers_ever(open->ledger);
  g_autoptr(BmFirst) first = bm_first_open(open->keymap, open->ledger);
  g_autoptr(GHashTable) control = bm_control_classes(open->keymap);
  json_t *list = json_object(), *work;
  size_t i;
  json_array_foreach (works, i, work)
    if (bm_json_text(work, "work_no") != NULL && bm_json_text(work, "place") != NULL) {
      gint ref = (gint)json_integer_value(json_object_get(work, "class_ref"));
      gboolean asks_more =
          first != NULL && !g_hash_table_contains(control, GINT_TO_POINTER(ref));
      json_object_set_new(list, bm_json_text(work, "work_no"),
                          asks_more ? recheck_row(first, work, markers)
                                    : json_incref(json_object_get(work, "school_alias")));
    }
  return list;
}

static json_t *markers_list(BmOpen *open)
{
  static const char *const keys[] = {"conflicts", "max_works", "rank", "subject"};
  g_autoptr(json_t) markers = bm_ledger_markers_ever(open->ledger);
  json_t *list = json_object(), *marker;
  size_t i;
  json_array_foreach (markers, i, marker) {
    json_t *row = json_pack("{s:O}", "school", json_object_get(marker, "school_alias"));
    for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
      if (json_object_get(marker, keys[k]) != NULL)
        json_object_set(row, keys[k], json_object_get(marker, keys[k]));
    json_object_set_new(list, bm_json_text(marker, "marker"), row);
  }
  return list;
}

static json_t *extras_list(BmOpen *open, const char *kind)
{
  g_autoptr(json_t) notes = bm_ledger_notes(open->ledger, "allocation");
  json_t *list = json_array(), *note, *extra;
  size_t i, k;
  json_array_foreach (notes, i, note)
    json_array_foreach (json_object_get(note, kind), k, extra)
      json_array_append(list, json_object_get(extra, "work_no"));
  return list;
}

static json_t *lists_of(BmOpen *open, const BmConf *conf)
{
  const json_t *assessment = open->procedure->assessment;
  gboolean has_rule = json_is_true(json_object_get(assessment, "subject_rule"));
  json_t *subject = has_rule ? json_object_get(assessment, "subject") : NULL;
  json_t *lists = json_pack("{s:I,s:o,s:o,s:o,s:o,s:O?}", "markings_per_work",
                            (json_int_t)bm_conf_int(conf, "allocate", "markings_per_work"),
                            "works", works_list(open), "markers", markers_list(open), "anchors",
                            extras_list(open, "anchors"), "control",
                            extras_list(open, "control"), "subject", subject);
  json_object_set_new(lists, "allow_other_subject", bm_leave_markers(open->keymap, assessment));
  return lists;
}

/* --- third markings are a proof of their own
 * --------------------------------------------------*/

static gboolean is_third(const json_t *manifest)
{
  return bm_wave_is_third(bm_json_text(manifest, "marker"));
}

/* Manifests of the first bundles, or of the third ones with the person's own number. */
static json_t *manifests_of(const json_t *written, gboolean of_third)
{
  json_t *list = json_array(), *manifest;
  size_t i;
  json_array_foreach (json_object_get(written, "manifests"), i, manifest) {
    if (is_third(manifest) != of_third)
      continue;
    json_t *copy = json_deep_copy(manifest);
    g_autofree char *base = bm_wave_marker(bm_json_text(manifest, "marker"));
    json_object_set_new(copy, "marker", json_string(base));
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
      if (!is_third(manifest) && g_strcmp0(bm_json_text(work, "work_no"), work_no) == 0) {
        g_autofree char *person = bm_wave_marker(bm_json_text(manifest, "marker"));
        json_array_append_new(holders, json_string(person));
      }
  return holders;
}

/* The school of a work, with those whom a re-check keeps it from and who has it already. */
static json_t *third_row(const json_t *row, json_t *holders)
{
  gboolean is_recheck = json_is_object(row);
  json_t *school = is_recheck ? json_object_get(row, "school") : (json_t *)row;
  json_t *third = json_pack("{s:O?,s:o}", "school", school, "prior_markers", holders);
  if (is_recheck) {
    json_array_extend(holders, json_object_get(row, "prior_markers"));
    json_object_set(third, "needs_rank", json_object_get(row, "needs_rank"));
  }
  return third;
}

/* Every work of a third bundle, with who marked it before, is to be marked once. */
static json_t *third_proof(const json_t *written, const json_t *lists)
{
  g_autoptr(json_t) own = json_deep_copy(lists);
  g_autoptr(json_t) works = json_object();
  g_autoptr(json_t) manifests = manifests_of(written, TRUE);
  g_autoptr(json_t) sorted = json_array();
  g_autoptr(json_t) again = json_array();
  size_t i, k;
  json_t *manifest, *work;
  json_array_foreach (manifests, i, manifest)
    json_array_foreach (json_object_get(manifest, "works"), k, work) {
      const char *work_no = bm_json_text(work, "work_no");
      json_t *row = json_object_get(json_object_get(lists, "works"), work_no);
      if (json_object_get(works, work_no) != NULL) /* the dispute had changed */
        json_array_append_new(again, json_string(work_no));
      json_object_set_new(works, work_no, third_row(row, holders_of(written, work_no)));
      json_array_append_new(sorted, json_string(work_no));
    }
  json_object_set(own, "works", works);
  json_object_set_new(own, "markings_per_work", json_integer(1));
  json_object_set_new(own, "anchors", json_array());
  json_object_set(own, "control", again);
  g_autoptr(json_t) part = json_pack("{s:O,s:O}", "manifests", manifests, "sorted", sorted);
  return bm_audit_alloc(part, own);
}

static json_t *first_proof(const json_t *written, const json_t *lists)
{
  g_autoptr(json_t) part = json_pack("{s:o,s:O}", "manifests", manifests_of(written, FALSE),
                                     "sorted", json_object_get(written, "sorted"));
  return bm_audit_alloc(part, lists);
}

/* --- printing
 * ---------------------------------------------------------------------------------*/

static const char *fault_name(const char *fault)
{
  static const char *const names[][3] = {
      {"own_school", "учителю досталась работа своей школы", "a work of the own school"},
      {"conflict", "учителю досталась работа школы из его конфликтов",
       "a work of a school in conflict"},
      {"subject", "учитель другого предмета", "a teacher of another subject"},
      {"rank", "звание ниже нужного", "a rank lower than needed"},
      {"marked_before", "он уже проверял эту работу", "he has marked this work before"},
      {"twice", "работа у него дважды", "he has the work twice"},
      {"same_school", "обе проверки в одной школе", "both markings are by one school"},
      {"over_limit", "работ больше, чем он может взять", "more works than he may have"},
      {"too_few", "проверок меньше, чем нужно", "too few markings"},
      {"too_many", "проверок больше, чем нужно", "too many markings"},
      {"not_sorted", "работы нет в sorted", "the work is not under sorted"},
      {"school_unknown", "школа работы неизвестна", "the work's school is unknown"},
      {"marker_unknown", "такого учителя нет в списке", "the marker is not in the list"},
      {"bundle_twice", "комплект без кода или с чужим кодом", "a bundle without its own code"}};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_strcmp0(names[i][0], fault) == 0)
      return bm_tr(names[i][1], names[i][2]);
  return fault;
}

static void proof_print(const char *title, const json_t *proof)
{
  size_t i;
  json_t *fault;
  printf(bm_tr("%s: комплектов %d, работ %d, проверок %d: %s\n",
               "%s: bundles %d, works %d, markings %d: %s\n"),
         title, (int)json_integer_value(json_object_get(proof, "bundles")),
         (int)json_integer_value(json_object_get(proof, "works")),
         (int)json_integer_value(json_object_get(proof, "markings")),
         json_is_true(json_object_get(proof, "is_proven"))
             ? bm_tr("все правила соблюдены", "all rules are kept")
             : bm_tr("ПРАВИЛА НАРУШЕНЫ", "RULES ARE BROKEN"));
  json_array_foreach (json_object_get(proof, "faults"), i, fault)
    printf("  %s %s: %s\n",
           bm_json_text(fault, "marker") != NULL ? bm_json_text(fault, "marker") : "",
           bm_json_text(fault, "work_no") != NULL ? bm_json_text(fault, "work_no") : "",
           fault_name(bm_json_text(fault, "fault")));
}

static json_t *audit_verify(BmOpen *open, GError **error)
{
  g_autoptr(BmConf) conf = bm_conf_load(open->ws, error);
  g_autofree char *bundles = g_build_filename(open->ws, "bundles", NULL);
  g_autofree char *sorted = g_build_filename(open->ws, "sorted", NULL);
  gboolean is_set = conf != NULL && bm_procedure_settle(open->procedure, open->ws, conf, error);
  g_autoptr(json_t) written = is_set ? bm_audit_alloc_gather(bundles, sorted, error) : NULL;
  if (written == NULL)
    return NULL;
  controls_take_out(open, written);
  g_autoptr(json_t) lists = lists_of(open, conf);
  json_t *report = json_pack("{s:o}", "allocation", first_proof(written, lists));
  g_autoptr(json_t) third = third_proof(written, lists);
  if (json_integer_value(json_object_get(third, "bundles")) > 0)
    json_object_set(report, "third", third);
  return report;
}

static gboolean is_proven(const json_t *report)
{
  const json_t *third = json_object_get(report, "third");
  return json_is_true(json_object_get(json_object_get(report, "allocation"), "is_proven")) &&
         (third == NULL || json_is_true(json_object_get(third, "is_proven")));
}

int bm_cmd_audit(int argc, char **argv)
{
  gboolean is_json = FALSE;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 2);
  if (status >= 0)
    return status;
  if (argc == 3 && strcmp(argv[2], "verify") != 0)
    return bm_cmd_usage("audit", NULL);
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) report = audit_verify(&open, &error);
  if (report == NULL)
    return bm_cmd_fail(error);
  if (is_json)
    bm_cmd_print_json(json_incref(report));
  else {
    proof_print(bm_tr("Распределение", "Allocation"), json_object_get(report, "allocation"));
    if (json_object_get(report, "third") != NULL)
      proof_print(bm_tr("Третья проверка", "Third marking"), json_object_get(report, "third"));
  }
  return is_proven(report) ? BM_EXIT_DONE : BM_EXIT_FAILED;
}
