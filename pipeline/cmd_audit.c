/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark audit: what was handed out is proven from the files themselves. What the rules ask
 * of a work and a marker is here; files and pages are in cmd_audit_bundles.c. */
#include "pipeline/cmd_audit.h"
#include "pipeline/audit_alloc.h"
#include "pipeline/audit_sample.h"
#include "pipeline/audit_sorted.h"
#include "pipeline/audit_third.h"
#include "pipeline/cmd_audit_bundles.h"
#include "pipeline/cmd_audit_journal.h"
#include "pipeline/cmd_audit_report.h"
#include "pipeline/cmd_audit_sample.h"
#include "pipeline/conf.h"
#include "pipeline/control.h"
#include "pipeline/digest.h"
#include "pipeline/first.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/leave.h"
#include "pipeline/person.h"
#include "pipeline/reason.h"
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
  json_object_set_new(lists, "persons", bm_person_keys(open->keymap));
  return lists;
}

/* --- proofs */

static json_t *first_proof(const json_t *written, const json_t *lists)
{
  g_autoptr(json_t) part =
      json_pack("{s:o,s:O}", "manifests", bm_audit_manifests(written, FALSE), "sorted",
                json_object_get(written, "sorted"));
  return bm_audit_alloc(part, lists);
}

/* An allocation was made, or something lies there that could be taken for one. */
static gboolean is_given_out(BmOpen *open, const json_t *written)
{
  g_autoptr(json_t) notes = bm_ledger_notes(open->ledger, "allocation");
  return json_array_size(notes) > 0 || json_array_size(json_object_get(written, "folders")) > 0;
}

static void third_prove(BmOpen *open, const json_t *written, const json_t *lists,
                        json_t *report)
{
  g_autoptr(json_t) notes = bm_wave_notes(open->ledger, TRUE);
  g_autoptr(json_t) third = bm_audit_third(written, lists, notes);
  if (json_array_size(notes) > 0 || json_integer_value(json_object_get(third, "bundles")) > 0)
    json_object_set(report, "third", third);
}

/* What was given out, proven from the files as they are. */
static json_t *given_out_verify(BmOpen *open, gboolean is_quiet, GError **error)
{
  g_autoptr(BmConf) conf = bm_conf_load(open->ws, error);
  g_autofree char *bundles = g_build_filename(open->ws, "bundles", NULL);
  g_autofree char *sorted = g_build_filename(open->ws, "sorted", NULL);
  gboolean is_set = conf != NULL && bm_procedure_settle(open->procedure, open->ws, conf, error);
  g_autoptr(json_t) written = is_set ? bm_audit_alloc_gather(bundles, sorted, error) : NULL;
  if (written == NULL)
    return NULL;
  if (!is_given_out(open, written))
    return json_pack("{s:b}", "is_given_out", 0);
  json_t *files = bm_audit_bundles(open, conf, written, is_quiet, error);
  if (files == NULL)
    return NULL;
  controls_take_out(open, written);
  g_autoptr(json_t) lists = lists_of(open, conf);
  json_t *report = json_pack("{s:b,s:o,s:o}", "is_given_out", 1, "allocation",
                             first_proof(written, lists), "bundles", files);
  third_prove(open, written, lists, report);
  return report;
}

/* Samples against what the journal tells of them. */
static json_t *samples_verify(BmOpen *open, const json_t *journal)
{
  json_t *samples =
             bm_audit_samples(open->ledger, open->ws, json_object_get(journal, "samples")),
         *sample, *faults = json_array();
  size_t i;
  json_array_foreach (samples, i, sample)
    if (json_is_true(json_object_get(sample, "is_changed")))
      json_array_append_new(faults, json_pack("{s:s,s:O}", "fault", "sample_changed", "sample",
                                              json_object_get(sample, "no")));
  return json_pack("{s:b,s:i,s:o,s:o}", "is_proven", json_array_size(faults) == 0, "drawn",
                   (int)json_array_size(samples), "samples", samples, "faults", faults);
}

/* The report that lies in audit/ is one that was made here. */
static json_t *report_verify(const BmOpen *open, const json_t *journal)
{
  static const char *const names[] = {"report.pdf", "report.html"};
  const json_t *told = json_object_get(journal, "reports");
  json_t *faults = json_array();
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(open->ws, "audit", names[i], NULL);
    g_autofree char *digest = bm_file_digest(path);
    if (g_file_test(path, G_FILE_TEST_EXISTS) &&
        (digest == NULL || json_object_get(told, digest) == NULL))
      json_array_append_new(
          faults, json_pack("{s:s,s:s}", "fault", "report_changed", "file", names[i]));
  }
  return json_pack("{s:b,s:o}", "is_proven", json_array_size(faults) == 0, "faults", faults);
}

json_t *bm_audit_verify(BmOpen *open, gboolean is_quiet, const char *head, GError **error)
{
  g_autoptr(json_t) journal = bm_audit_journal(open, head, error);
  json_t *report = journal != NULL ? given_out_verify(open, is_quiet, error) : NULL;
  if (report == NULL)
    return NULL;
  json_object_set(report, "journal", journal);
  json_object_set_new(report, "sorted", bm_audit_sorted(open->ledger, open->ws));
  json_object_set_new(report, "samples", samples_verify(open, journal));
  json_object_set_new(report, "report", report_verify(open, journal));
  return report;
}

gboolean bm_audit_is_proven(const json_t *report)
{
  static const char *const proofs[] = {"journal",    "sorted", "samples", "report",
                                       "allocation", "third",  "bundles"};
  for (guint i = 0; i < G_N_ELEMENTS(proofs); i++) {
    const json_t *proof = json_object_get(report, proofs[i]);
    if (proof != NULL && !json_is_true(json_object_get(proof, "is_proven")))
      return FALSE;
  }
  return TRUE;
}

/* --- printing */

/* What to do about a rule that is broken is told once. */
static void fault_print(const json_t *fault, GHashTable *said)
{
  g_autofree char *slug = g_strconcat("alloc_", bm_json_text(fault, "fault"), NULL);
  g_autofree char *marker = bm_cmd_plain(bm_json_text_or_empty(fault, "marker"));
  g_autofree char *work_no = bm_cmd_plain(bm_json_text_or_empty(fault, "work_no"));
  printf("  %s%s%s: %s\n", marker, marker[0] != '\0' && work_no[0] != '\0' ? " " : "", work_no,
         bm_reason_text(slug));
  if (g_hash_table_add(said, g_strdup(bm_reason_todo(slug))))
    printf("    %s %s\n", bm_tr("Что делать:", "What to do:"), bm_reason_todo(slug));
}

static void proof_print(const char *title, const json_t *proof)
{
  g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
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
    fault_print(fault, said);
}

static void sorted_print(const json_t *report)
{
  const json_t *faults = json_object_get(report, "faults");
  g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  size_t i;
  json_t *fault;
  printf(bm_tr("Работы в sorted: %d: %s\n", "Works in sorted: %d: %s\n"),
         (int)json_integer_value(json_object_get(report, "works")),
         json_array_size(faults) == 0
             ? bm_tr("все на месте, байт в байт", "all there, byte for byte")
             : bm_tr("НЕ ТЕ, ЧТО БЫЛИ ПРОВЕРЕНЫ", "NOT WHAT WAS CHECKED"));
  json_array_foreach ((json_t *)faults, i, fault) {
    g_autofree char *file = bm_cmd_plain(bm_json_text_or_empty(fault, "file"));
    const char *slug = bm_json_text(fault, "fault");
    printf("  %s: %s\n", file, bm_reason_text(slug));
    if (g_hash_table_add(said, g_strdup(slug)))
      printf("    %s %s\n", bm_tr("Что делать:", "What to do:"), bm_reason_todo(slug));
  }
}

static void samples_print(const json_t *report)
{
  size_t i;
  json_t *fault;
  json_array_foreach (json_object_get(report, "faults"), i, fault)
    printf(bm_tr("Выборка %d: %s\n    Что делать: %s\n", "Sample %d: %s\n    What to do: %s\n"),
           (int)json_integer_value(json_object_get(fault, "sample")),
           bm_reason_text("sample_changed"), bm_reason_todo("sample_changed"));
}

static void paper_print(const json_t *report)
{
  size_t i;
  json_t *fault;
  json_array_foreach (json_object_get(report, "faults"), i, fault)
    printf("audit/%s: %s\n    %s %s\n", bm_json_text(fault, "file"),
           bm_reason_text("report_changed"), bm_tr("Что делать:", "What to do:"),
           bm_reason_todo("report_changed"));
}

static void report_print(const json_t *report)
{
  bm_audit_journal_print(json_object_get(report, "journal"));
  sorted_print(json_object_get(report, "sorted"));
  samples_print(json_object_get(report, "samples"));
  paper_print(json_object_get(report, "report"));
  if (json_is_false(json_object_get(report, "is_given_out"))) {
    puts(bm_reason_text("audit_nothing"));
    printf("%s %s\n", bm_tr("Что делать:", "What to do:"), bm_reason_todo("audit_nothing"));
    return;
  }
  proof_print(bm_tr("Распределение", "Allocation"), json_object_get(report, "allocation"));
  if (json_object_get(report, "third") != NULL)
    proof_print(bm_tr("Третья проверка", "Third marking"), json_object_get(report, "third"));
  bm_audit_bundles_print(json_object_get(report, "bundles"));
}

typedef struct Wish {
  gboolean is_json, is_quiet;
  char *head, *leak, *doubt, *seed;
  BmAuditSampleWish sample;
} Wish;

static void wish_clear(Wish *wish)
{
  g_free(wish->head);
  g_free(wish->leak);
  g_free(wish->doubt);
  g_free(wish->seed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

/* The auditor has the folder alone, without round or ledger. */
static int alone_run(const char *folder, const Wish *wish)
{
  GError *error = NULL;
  g_autoptr(json_t) report = bm_audit_journal_alone(folder, wish->head, &error);
  if (report == NULL)
    return bm_cmd_fail(error);
  if (wish->is_json)
    bm_cmd_print_json(json_pack("{s:O}", "journal", report));
  else
    bm_audit_journal_print(report);
  return json_is_true(json_object_get(report, "is_proven")) ? BM_EXIT_DONE : BM_EXIT_FAILED;
}

static int verify_run(const char *ws, const Wish *wish)
{
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, ws, &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) report = bm_audit_verify(&open, wish->is_quiet, wish->head, &error);
  if (report == NULL)
    return bm_cmd_fail(error);
  if (wish->is_json)
    bm_cmd_print_json(json_incref(report));
  else
    report_print(report);
  if (!bm_audit_is_proven(report))
    return BM_EXIT_FAILED;
  return json_is_false(json_object_get(report, "is_given_out")) ? BM_EXIT_HELD : BM_EXIT_DONE;
}

static int sample_run(int argc, char **argv, Wish *wish)
{
  wish->sample.no = argc == 4 ? argv[3] : NULL;
  wish->sample.leak = wish->leak;
  wish->sample.doubt = wish->doubt;
  wish->sample.seed = wish->seed;
  wish->sample.is_json = wish->is_json;
  return bm_audit_sample_run(argv[1], &wish->sample);
}

int bm_cmd_audit(int argc, char **argv)
{
  g_auto(Wish) wish = {0};
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &wish.is_json, bm_tr("для программ", "for programs"),
       NULL},
      {"quiet", 0, 0, G_OPTION_ARG_NONE, &wish.is_quiet,
       bm_tr("не показывать ход чтения", "do not show progress"), NULL},
      {"head", 0, 0, G_OPTION_ARG_STRING, &wish.head,
       bm_tr("verify: есть ли в журнале запись с этим номером и суммой (с бумаги)",
             "verify: has the journal the record of this number and sum (from paper)"),
       "\"N SUM\""},
      {"bound", 0, 0, G_OPTION_ARG_DOUBLE, &wish.sample.bound_pct,
       bm_tr("sample: сколько процентов страниц с именем исключить с надёжностью 95 % (1)",
             "sample: per cent of pages with a name to exclude at 95 % confidence (1)"),
       "P"},
      {"pages", 0, 0, G_OPTION_ARG_INT, &wish.sample.n_pages,
       bm_tr("sample: или сколько страниц выбрать", "sample: or how many pages to draw"), "N"},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &wish.seed,
       bm_tr("sample: число аудитора (кости, тираж лотереи), по которому выбирать",
             "sample: the auditor's own number (dice, a lottery) to draw by"),
       "DIGITS"},
      {"leak", 0, 0, G_OPTION_ARG_STRING, &wish.leak,
       bm_tr("sample N: на этих страницах видно имя, школу или класс",
             "sample N: these pages show a name, school or class"),
       "3,17"},
      {"doubt", 0, 0, G_OPTION_ARG_STRING, &wish.doubt,
       bm_tr("sample N: эти страницы сомнительны", "sample N: these pages are doubtful"), "5"},
      {"clean", 0, 0, G_OPTION_ARG_NONE, &wish.sample.is_clean,
       bm_tr("sample N: просмотрены все, на остальных ничего нет",
             "sample N: all were looked at, nothing is on the others"),
       NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 3);
  if (status >= 0)
    return status;
  const char *what = argc > 2 ? argv[2] : "verify";
  if (strcmp(what, "sample") == 0)
    return sample_run(argc, argv, &wish);
  if (argc > 3)
    return bm_cmd_usage("audit", NULL);
  if (strcmp(what, "report") == 0)
    return bm_audit_report_run(argv[1], wish.is_quiet);
  if (strcmp(what, "restart") == 0)
    return bm_audit_journal_restart(argv[1]);
  if (strcmp(what, "verify") != 0)
    return bm_cmd_usage("audit", NULL);
  return bm_audit_is_alone(argv[1]) ? alone_run(argv[1], &wish) : verify_run(argv[1], &wish);
}
