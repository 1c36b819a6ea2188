/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/procedure_settle: settings that stand in the procedure or in
 * blindmark.conf. */
#include "tests/tools/procedure_sheets.h"

TestSuite(procedure_settle, .timeout = 20);

static const struct {
  const char *group, *key;
  int most;
} settings[] = {{"allocate", "markings_per_work", BM_MOST_MARKINGS},
                {"allocate", "anchors_per_marker", BM_MOST_ANCHORS},
                {"bundle", "works_per_bundle", BM_MOST_IN_BUNDLE},
                {"round", "pages_per_work", BM_MOST_PAGES}};

/* Settings of a workspace whose blindmark.conf is @text, or NULL. */
static BmConf *settle(const BmProcedure *procedure, const char *text, GError **error)
{
  g_autofree char *ws = g_dir_make_tmp("bm-settle-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(ws, "blindmark.conf", NULL);
  g_file_set_contents(path, text, -1, NULL);
  g_autoptr(BmConf) conf = bm_conf_load(ws, error);
  gboolean is_good = conf != NULL && bm_procedure_settle(procedure, ws, conf, error);
  bm_folder_remove(ws);
  return is_good ? g_steal_pointer(&conf) : NULL;
}

static BmConf *settle_json(const char *assessment, const char *text, GError **error)
{
  g_autoptr(json_t) json = json_loads(assessment, 0, NULL);
  BmProcedure procedure = {.assessment = json};
  return settle(&procedure, text, error);
}

static void expect_settings(const BmConf *conf, int markings, int anchors, int in_bundle)
{
  const int expected[] = {markings, anchors, in_bundle};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    cr_expect_eq(bm_conf_int(conf, settings[i].group, settings[i].key), expected[i], "%s",
                 settings[i].key);
}

static void expect_settled(const char *assessment, const char *text, int markings, int anchors,
                           int in_bundle)
{
  GError *error = NULL;
  g_autoptr(BmConf) conf = settle_json(assessment, text, &error);
  assert_ok(conf != NULL, error);
  expect_settings(conf, markings, anchors, in_bundle);
}

#define ALL "{\"markings_per_work\": 2, \"anchors_per_marker\": 3, \"works_per_bundle\": 15}"

Test(procedure_settle, what_the_procedure_states_counts)
{
  g_autofree char *preset = bm_conf_template();
  expect_settled(ALL, preset, 2, 3, 15);
  expect_settled("{\"anchors_per_marker\": 0, \"works_per_bundle\": null}",
                 "[bundle]\nworks_per_bundle=7\n", 1, 0, 7);
}

Test(procedure_settle, what_the_procedure_leaves_open_is_told_by_the_settings)
{
  expect_settled("{\"markings_per_work\": 2}",
                 "[allocate]\nanchors_per_marker=1\n[bundle]\nworks_per_bundle=7\n", 2, 1, 7);
}

Test(procedure_settle, the_same_value_in_both_places_is_no_conflict_however_written)
{
  expect_settled(ALL,
                 "[allocate]\nmarkings_per_work= 2 \nanchors_per_marker=03\n"
                 "[bundle]\nworks_per_bundle=15\n",
                 2, 3, 15);
}

static void expect_conflicts(const BmProcedure *procedure, const char *text, const char *wanted)
{
  GError *error = NULL;
  assert_fails_with(settle(procedure, text, &error) != NULL, error, "procedure_setting");
  cr_expect_str_eq(bm_error_detail(error), wanted);
  g_error_free(error);
}

Test(procedure_settle, different_values_are_refused_all_at_once_each_with_both_places)
{
  g_autoptr(json_t) json = json_loads(ALL, 0, NULL);
  BmProcedure procedure = {.assessment = json};
  expect_conflicts(&procedure,
                   "[allocate]\nmarkings_per_work=1\nanchors_per_marker=3\n"
                   "[bundle]\nworks_per_bundle=0\n",
                   "blindmark.conf [allocate] markings_per_work = 1; assessment.json "
                   "\"markings_per_work\": 2\n"
                   "  blindmark.conf [bundle] works_per_bundle = 0; assessment.json "
                   "\"works_per_bundle\": 15");
}

/* A round whose settings stand in the workbook. */
static BmProcedure *of_workbook(void)
{
  GError *error = NULL;
  g_auto(Sheets) sheets = sheets_new();
  sheets_fill(&sheets);
  sheets_put(&sheets, BM_PLAN_ROUND, "B14", "#3");
  sheets_put(&sheets, BM_PLAN_ROUND, "B15", " 15 ");
  sheets_save(&sheets);
  BmProcedure *procedure = bm_procedure_load(sheets.folder, &error);
  assert_ok(procedure != NULL, error);
  return procedure;
}

Test(procedure_settle, settings_of_the_workbook_count_and_are_told_by_cell)
{
  GError *error = NULL;
  g_autoptr(BmProcedure) procedure = of_workbook();
  g_autoptr(BmConf) conf = settle(procedure, "[allocate]\nanchors_per_marker=3\n", &error);
  assert_ok(conf != NULL, error);
  expect_settings(conf, 2, 3, 15);
  g_setenv("LANGUAGE", "ru", TRUE);
  expect_conflicts(procedure,
                   "[allocate]\nanchors_per_marker=2\n[bundle]\nworks_per_bundle=20\n",
                   "blindmark.conf [allocate] anchors_per_marker = 2; procedure.xlsx, лист "
                   "«Раунд», ячейка B14: 3\n"
                   "  blindmark.conf [bundle] works_per_bundle = 20; procedure.xlsx, лист "
                   "«Раунд», ячейка B15: 15");
  g_setenv("LANGUAGE", "en", TRUE);
  expect_conflicts(procedure, "[allocate]\nmarkings_per_work=1\n",
                   "blindmark.conf [allocate] markings_per_work = 1; procedure.xlsx, sheet "
                   "«Раунд», cell B13: 2");
}

static const BmField *setting_of(const char *key)
{
  guint n;
  const BmField *fields = bm_procedure_plan_settings(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(fields[i].key, key) == 0)
      return &fields[i];
  cr_assert_fail("no setting %s", key);
  return NULL;
}

static gboolean conf_takes(const char *group, const char *key, int value)
{
  g_autoptr(BmConf) conf = settle_json("{}", "", NULL);
  g_autofree char *text = g_strdup_printf("%d", value);
  return bm_conf_set(conf, group, key, text, NULL);
}

Test(procedure_settle, the_workbook_allows_what_the_settings_allow)
{
  for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
    const char *group = settings[i].group, *key = settings[i].key;
    const BmField *field = setting_of(key);
    cr_expect_eq(field->most, settings[i].most, "%s", key);
    cr_expect(conf_takes(group, key, field->least), "%s", key);
    cr_expect(conf_takes(group, key, field->most), "%s", key);
    cr_expect_not(conf_takes(group, key, field->most + 1), "%s", key);
  }
}

Test(procedure_settle, a_number_that_is_no_number_of_markings_is_refused)
{
  GError *error = NULL;
  assert_fails_with(settle_json("{\"markings_per_work\": 0}", "", &error) != NULL, error,
                    "setting_bad");
  g_error_free(error);
}
