/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark init, run, watch, worker. */
#include "pipeline/access.h"
#include "pipeline/cmd.h"
#include "pipeline/conf.h"
#include "pipeline/lang.h"
#include "pipeline/marking_rules.h"
#include "pipeline/procedure_book.h"
#include "pipeline/procedure_lists.h"
#include "pipeline/procedure_write.h"
#include "pipeline/seal.h"
#include "pipeline/templates.h"
#include "pipeline/worker.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

#define RELEASES "auto|confirmed|seen"
#define MOST_WORKERS 256

static const char *const procedure_files[] = {
    BM_PROCEDURE_BOOK, "assessment.json",  "roster.csv",  "teachers.csv",
    "criteria.pdf",    "participants.csv", "control.csv", "earlier.csv"};
#define N_SOURCES 4 /* the first of them: what the workbook says, too */

static gboolean file_copy(const char *ws, const char *from, const char *name, GError **error)
{
  g_autofree char *source = g_build_filename(from, name, NULL);
  g_autofree char *folder = g_build_filename(ws, "procedure", NULL);
  return !g_file_test(source, G_FILE_TEST_IS_REGULAR) ||
         bm_file_keep(source, folder, name, error);
}

/* Rules and scales of the coordinator's own are NAME.json, criteria of variants have theirs. */
static gboolean procedure_copy(const char *ws, const char *from, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS(procedure_files); i++)
    if (!file_copy(ws, from, procedure_files[i], error))
      return FALSE;
  g_autoptr(GDir) folder = g_dir_open(from, 0, NULL);
  const char *name = NULL;
  while (folder != NULL && (name = g_dir_read_name(folder)) != NULL)
    if ((g_str_has_suffix(name, ".json") || bm_procedure_is_variant_criteria(name)) &&
        !file_copy(ws, from, name, error))
      return FALSE;
  return TRUE;
}

/* A workbook to fill in, unless the round has its procedure already. */
static gboolean book_offer(const char *folder, gboolean *ret_is_new, GError **error)
{
  *ret_is_new = FALSE;
  for (guint i = 0; i < N_SOURCES; i++) {
    g_autofree char *path = g_build_filename(folder, procedure_files[i], NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      return TRUE;
  }
  g_autofree char *path = g_build_filename(folder, BM_PROCEDURE_BOOK, NULL);
  *ret_is_new = TRUE;
  return bm_procedure_template_write(path, error);
}

/* Groups of [access] that were given with init. */
typedef struct InitGroups {
  char *operators, *coordinators, *auditors;
} InitGroups;

static void init_groups_clear(InitGroups *groups)
{
  g_free(groups->operators);
  g_free(groups->coordinators);
  g_free(groups->auditors);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InitGroups, init_groups_clear)

/* The settings' template with the groups in force; caller frees. */
static char *conf_text(const InitGroups *groups)
{
  const char *const roles[][2] = {{"operators", groups->operators},
                                  {"coordinators", groups->coordinators},
                                  {"auditors", groups->auditors}};
  g_autofree char *text = bm_conf_template();
  g_autoptr(GString) conf = g_string_new(text);
  for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
    g_autofree char *line = g_strdup_printf("\n#%s=\n", roles[i][0]);
    g_autofree char *set = g_strdup_printf("\n%s=%s\n", roles[i][0], roles[i][1]);
    if (roles[i][1] != NULL)
      g_string_replace(conf, line, set, 1);
  }
  return g_strdup(conf->str);
}

/* Folders get their groups and modes at once, not only with the first start. */
static gboolean access_init(const char *ws, GError **error)
{
  g_autoptr(BmConf) conf = bm_conf_load(ws, error);
  return conf != NULL && bm_access_apply(ws, conf, NULL, error);
}

/* @ret_n  forms that came in as templates; @ret_is_new  whether there is a workbook to fill in
 */
static gboolean workspace_init(const char *ws, const char *from, const InitGroups *groups,
                               guint *ret_n, gboolean *ret_is_new, GError **error)
{
  g_autofree char *conf = g_build_filename(ws, "blindmark.conf", NULL);
  g_autofree char *folder = g_build_filename(ws, "procedure", NULL);
  if (from != NULL && !g_file_test(from, G_FILE_TEST_IS_DIR))
    return bm_fail(error, BM_ERROR_SETTING, "folder_none", "'%s'", from);
  g_autoptr(BmTemplates) templates = bm_templates_of_round(from, error);
  if (templates == NULL || !bm_seal_check(ws, error) || !bm_workspace_make(ws, error) ||
      (from != NULL && !procedure_copy(ws, from, error)) ||
      !book_offer(folder, ret_is_new, error))
    return FALSE;
  g_autoptr(BmProcedure) procedure = bm_procedure_load(folder, error);
  if (procedure == NULL || !bm_marking_rules_check(ws, procedure, error))
    return FALSE;
  bm_marking_rules_tell(ws, procedure);
  g_autofree char *text = conf_text(groups);
  return (g_file_test(conf, G_FILE_TEST_EXISTS) || bm_file_write(conf, text, error)) &&
         bm_templates_enter(templates, ws, ret_n, error) && access_init(ws, error);
}

int bm_cmd_init(int argc, char **argv)
{
  g_autofree char *from = NULL;
  g_auto(InitGroups) groups = {0};
  GOptionEntry entries[] = {
      {"operators", 0, 0, G_OPTION_ARG_STRING, &groups.operators,
       bm_tr("группа операторов: inbox, rejected", "group of operators: inbox, rejected"),
       "GROUP"},
      {"coordinators", 0, 0, G_OPTION_ARG_STRING, &groups.coordinators,
       bm_tr("группа координаторов: procedure, bundles, scores, results",
             "group of coordinators: procedure, bundles, scores, results"),
       "GROUP"},
      {"auditors", 0, 0, G_OPTION_ARG_STRING, &groups.auditors,
       bm_tr("группа аудиторов: sorted, audit", "group of auditors: sorted, audit"), "GROUP"},
      {"from", 0, 0, G_OPTION_ARG_FILENAME, &from,
       bm_tr("папка с procedure.xlsx или assessment.json, roster.csv, teachers.csv; "
             "criteria.pdf, forms/*.form",
             "folder with procedure.xlsx or assessment.json, roster.csv, teachers.csv; "
             "criteria.pdf, forms/*.form"),
       "DIR"},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (status >= 0)
    return status;
  GError *error = NULL;
  guint n_templates = 0;
  gboolean has_new_book = FALSE;
  if (!workspace_init(argv[1], from, &groups, &n_templates, &has_new_book, &error))
    return bm_cmd_fail(error);
  if (n_templates > 0)
    fprintf(stderr,
            bm_tr("Подтверждённых бланков из шаблонов: %u\n",
                  "Confirmed forms from templates: %u\n"),
            n_templates);
  if (has_new_book)
    fprintf(stderr,
            bm_tr("Данные раунда впишите в %s/procedure/%s\n",
                  "Put the data of the round into %s/procedure/%s\n"),
            argv[1], BM_PROCEDURE_BOOK);
  fprintf(stderr,
          bm_tr("Папка раунда готова: %s\nСканы кладите в %s/inbox/<школа>/<класс>/, затем: "
                "blindmark run %s\n",
                "The workspace is ready: %s\nPut scans into %s/inbox/<school>/<class>/, then: "
                "blindmark run %s\n"),
          argv[1], argv[1], argv[1]);
  return BM_EXIT_DONE;
}

int bm_cmd_status_after(const char *ws)
{
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, ws, &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) status = bm_ledger_status(open.ledger);
  json_t *pending = json_object_get(json_object_get(status, "pages"), "pending");
  return bm_cmd_held(&open) || json_integer_value(pending) > 0 ? BM_EXIT_HELD : BM_EXIT_DONE;
}

static int supervise_command(int argc, char **argv, BmMode mode)
{
  g_autofree char *release = NULL;
  gboolean is_quiet = FALSE;
  int workers = 0;
  GOptionEntry entries[] = {{"release", 0, 0, G_OPTION_ARG_STRING, &release,
                             bm_tr("выпускать без подтверждения бланков, с ним, или ещё и "
                                   "просмотрев каждую страницу",
                                   "release without confirmed forms, with them, or with a look "
                                   "at each page, too"),
                             RELEASES},
                            {"jobs", 'j', 0, G_OPTION_ARG_INT, &workers,
                             bm_tr("рабочих процессов", "worker processes"), "N"},
                            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &is_quiet,
                             bm_tr("без сообщений о ходе", "no progress"), NULL},
                            G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (status >= 0)
    return status;
  if (workers < 0 || workers > MOST_WORKERS)
    return bm_cmd_usage(argv[0], bm_tr("-j: от 0 до 256", "-j: 0 to 256"));
  g_auto(GStrv) releases = g_strsplit(RELEASES, "|", -1);
  if (release != NULL && !g_strv_contains((const char *const *)releases, release))
    return bm_cmd_usage(argv[0], "--release " RELEASES);
  BmRunOptions options = {.release = release, .workers = workers, .is_quiet = is_quiet};
  GError *error = NULL;
  if (!bm_supervise(argv[1], mode, &options, &error))
    return bm_cmd_fail(error);
  g_auto(BmOpen) open = {0};
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  bm_cmd_tell_split(&open);
  return bm_cmd_status_after(argv[1]);
}

int bm_cmd_run(int argc, char **argv)
{
  return supervise_command(argc, argv, BM_MODE_RUN);
}

int bm_cmd_watch(int argc, char **argv)
{
  return supervise_command(argc, argv, BM_MODE_WATCH);
}

int bm_cmd_worker(int argc, char **argv)
{
  int memory_mb = 0, scratch_mb = 0, scratch_files = 0;
  gboolean is_open = FALSE;
  GOptionEntry entries[] = {
      {"memory-mb", 0, 0, G_OPTION_ARG_INT, &memory_mb, NULL, NULL},
      {"scratch-mb", 0, 0, G_OPTION_ARG_INT, &scratch_mb, NULL, NULL},
      {"scratch-files", 0, 0, G_OPTION_ARG_INT, &scratch_files, NULL, NULL},
      {"no-sandbox", 0, 0, G_OPTION_ARG_NONE, &is_open, NULL, NULL},
      G_OPTION_ENTRY_NULL};
  int status = bm_cmd_parse(&argc, &argv, entries, 0, 0);
  BmWorkerLimits limits = {(guint)memory_mb, (guint)scratch_mb, (guint)scratch_files, !is_open};
  return status >= 0 ? status : bm_worker_main(&limits);
}
