/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blindmark attack: what a curious teacher could tell from sorted/ and bundles/. Worker
 * processes look at the files and judge what they tell; here files are found, tickets given and
 * the answer printed.
 */
#include "pipeline/apart.h"
#include "pipeline/attack_truth.h"
#include "pipeline/conf.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/order.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_DEADLINE_S 600 /* a bundle of some hundred pages */

typedef struct Attack {
  BmOpen open;
  char *procedure, *scratch;
  json_t *tickets; /* one a file */
  json_t *looks, *report;
  GError *error;
} Attack;

static void attack_clear(Attack *attack)
{
  if (attack->scratch != NULL)
    bm_folder_remove(attack->scratch);
  bm_open_clear(&attack->open);
  g_free(attack->procedure);
  g_free(attack->scratch);
  json_decref(attack->tickets);
  json_decref(attack->looks);
  json_decref(attack->report);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attack, attack_clear)

static double number_of(const json_t *row, const char *key)
{
  return json_number_value(json_object_get(row, key));
}

/* --- files -------------------------------------------------------------------------------- */

static json_t *work_at(json_t *works, const char *place)
{
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work)
    if (g_strcmp0(bm_json_text(work, "place"), place) == 0)
      return work;
  return NULL;
}

static void ticket_add(Attack *attack, json_t *works, const char *path, const char *place,
                       const struct stat *st)
{
  json_t *work = work_at(works, place);
  json_t *codes =
      work != NULL ? bm_truth_codes(&attack->open, bm_json_text(work, "work")) : NULL;
  json_t *context = json_pack(
      "{s:s,s:s,s:s,s:b,s:s*,s:s*,s:o*}", "task", "look", "place", place, "procedure",
      attack->procedure, "brief", !g_str_has_prefix(place, "sorted/"), "school_code",
      bm_json_text(work, "school_code"), "class", bm_json_text(work, "class"), "codes", codes);
  double mtime = (double)st->st_mtim.tv_sec + (double)st->st_mtim.tv_nsec * 1e-9;
  json_array_append_new(attack->tickets,
                        json_pack("{s:s,s:s,s:o,s:[{s:s,s:s}],s:I,s:f}", "stage", "attack",
                                  "scratch", attack->scratch, "context", context, "inputs",
                                  "id", "a000001", "path", path, "size",
                                  (json_int_t)st->st_size, "mtime", mtime));
}

/* Names come sorted, so that equal workspaces give equal reports. */
static void folder_walk(Attack *attack, json_t *works, const char *place)
{
  g_autofree char *folder = g_build_filename(attack->open.ws, place, NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
    g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, bm_by_text);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *below = g_build_filename(place, names->pdata[i], NULL);
    g_autofree char *path = g_build_filename(attack->open.ws, below, NULL);
    g_autofree char *shown = g_utf8_make_valid(below, -1);
    struct stat st;
    if (lstat(path, &st) != 0)
      continue;
    if (S_ISDIR(st.st_mode))
      folder_walk(attack, works, below);
    else if (S_ISREG(st.st_mode))
      ticket_add(attack, works, path, shown, &st);
  }
}

/* --- workers ------------------------------------------------------------------------------ */

/* A file at which the worker gave up is one that was not looked at, and the report says so. */
static void on_look(json_t *ticket, json_t *answer, gpointer user)
{
  Attack *attack = user;
  json_t *look = bm_answer_note(answer, "look");
  look = look != NULL ? json_incref(look)
                      : json_pack("{s:O,s:b,s:[],s:[],s:[]}", "place",
                                  json_object_get(json_object_get(ticket, "context"), "place"),
                                  "is_readable", 0, "hits", "metadata", "pages");
  json_object_set(look, "size", json_object_get(ticket, "size"));
  json_object_set(look, "mtime", json_object_get(ticket, "mtime"));
  json_array_append_new(attack->looks, look);
}

static gboolean files_look(Attack *attack, const BmConf *conf)
{
  return bm_apart_each(conf, attack->tickets, FILE_DEADLINE_S, on_look, attack, &attack->error);
}

/* Workers end in any order. */
static int by_place(gconstpointer p, gconstpointer q)
{
  return g_strcmp0(bm_json_text(*(json_t *const *)p, "place"),
                   bm_json_text(*(json_t *const *)q, "place"));
}

static json_t *looks_sorted(json_t *looks)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new();
  json_t *out = json_array(), *look;
  size_t i;
  json_array_foreach (looks, i, look)
    g_ptr_array_add(rows, look);
  g_ptr_array_sort(rows, by_place);
  for (guint k = 0; k < rows->len; k++)
    json_array_append(out, rows->pdata[k]);
  return out;
}

static gboolean looks_judge(Attack *attack, json_t *works)
{
  guint64 seed = bm_keymap_hash(attack->open.keymap, "attack") & 0xFFFFFFFF;
  json_t *context =
      json_pack("{s:s,s:I,s:o,s:O,s:o,s:o}", "task", "judge", "seed", (json_int_t)seed, "looks",
                looks_sorted(attack->looks), "works", works, "classes",
                bm_truth_classes(&attack->open), "bundles", bm_truth_bundles(&attack->open));
  attack->report = bm_apart_note("attack", context, attack->scratch, "report", &attack->error);
  return attack->report != NULL;
}

static gboolean attack_run(Attack *attack, const char *ws, const char *procedure,
                           const char *names)
{
  if (!bm_open(&attack->open, ws, &attack->error))
    return FALSE;
  g_autoptr(BmConf) conf = bm_conf_load(attack->open.ws, &attack->error);
  attack->procedure = procedure != NULL ? g_canonicalize_filename(procedure, NULL)
                                        : g_strdup(attack->open.procedure->folder);
  attack->scratch = bm_scratch_make(attack->open.ws, &attack->error);
  attack->tickets = json_array();
  attack->looks = json_array();
  if (attack->scratch == NULL)
    return FALSE;
  g_autoptr(json_t) works =
      conf != NULL ? bm_truth_works(&attack->open, names, &attack->error) : NULL;
  if (works == NULL)
    return FALSE;
  folder_walk(attack, works, "sorted");
  folder_walk(attack, works, "bundles");
  if (json_array_size(attack->tickets) == 0)
    return bm_fail(&attack->error, BM_ERROR_SETTING, "attack_nothing", "%s", ws);
  return files_look(attack, conf) && looks_judge(attack, works);
}

/* --- printing ----------------------------------------------------------------------------- */

static const char *channel_name(const char *channel)
{
  static const char *const names[][3] = {
      {"text", "ТЕКСТ", "TEXT"},
      {"metadata", "СВЕДЕНИЯ В ФАЙЛАХ", "METADATA"},
      {"order", "ПОРЯДОК, РАЗМЕР, ВРЕМЯ", "ORDER, SIZE, TIME"},
      {"boxes", "ЗАКРАШЕННЫЕ МЕСТА", "MASKED PLACES"},
      {"print", "ПЕЧАТЬ НА СТРАНИЦЕ", "PRINT ON THE PAGE"},
      {"marks", "СЛЕДЫ СКАНЕРА", "SCANNER MARKS"}};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(names[i][0], channel) == 0)
      return bm_tr(names[i][1], names[i][2]);
  return channel;
}

static const char *verdict_name(const char *verdict)
{
  static const char *const names[][3] = {
      {"none", "ничего не узнать", "nothing can be told"},
      {"undecided", "слишком мало, чтобы судить", "too little to judge"},
      {"design", "видно по замыслу", "told by design"},
      {"reference", "УЗНАЮТ те, у кого есть с чем сравнить", "CAN BE TOLD by who can compare"},
      {"likely", "МОЖНО УГАДАТЬ", "CAN BE GUESSED"},
      {"certain", "ЕСТЬ", "IS THERE"}};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(names[i][0], verdict) == 0)
      return bm_tr(names[i][1], names[i][2]);
  return verdict;
}

/* "link_tone" speaks of a group of marks, any other question for itself. Caller frees. */
static char *what_slug(const char *what, const char **ret_kind)
{
  static const char *const kinds[] = {"link", "batch"};
  *ret_kind = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_str_has_prefix(what, kinds[i]) && what[strlen(kinds[i])] == '_') {
      *ret_kind = i == 0 ? "attack_link" : "attack_batch";
      return g_strconcat("attack_group_", what + strlen(kinds[i]) + 1, NULL);
    }
  return g_strconcat("attack_", what, NULL);
}

static gboolean is_telling(const json_t *finding)
{
  const char *verdict = bm_json_text(finding, "verdict");
  return strcmp(verdict, "none") != 0 && strcmp(verdict, "undecided") != 0;
}

static void figures_print(const json_t *finding)
{
  if (json_object_get(finding, "p") == NULL) {
    printf("      %s %d\n", bm_tr("найдено:", "found:"), (int)number_of(finding, "count"));
    return;
  }
  int n = (int)number_of(finding, "n");
  if (n == 0) {
    puts(bm_tr("      сравнить не с чем", "      there is nothing to compare"));
    return;
  }
  if (json_is_true(json_object_get(finding, "is_ranking")))
    printf(bm_tr("      связь рангов %.2f (95 %%: от %.2f до %.2f), n = %d, p = %.4f\n",
                 "      rank correlation %.2f (95 %%: %.2f to %.2f), n = %d, p = %.4f\n"),
           number_of(finding, "value"), number_of(finding, "low"), number_of(finding, "high"),
           n, number_of(finding, "p"));
  else
    printf(bm_tr("      верно %.0f %% (наугад %.0f %%; 95 %%: от %.0f до %.0f %%), n = %d, "
                 "p = %.4f\n",
                 "      right %.0f %% (by chance %.0f %%; 95 %%: %.0f to %.0f %%), n = %d, "
                 "p = %.4f\n"),
           100 * number_of(finding, "value"), 100 * number_of(finding, "chance"),
           100 * number_of(finding, "low"), 100 * number_of(finding, "high"), n,
           number_of(finding, "p"));
}

#define MOST_PLACES 20

static void places_print(const json_t *finding)
{
  size_t i;
  json_t *place;
  json_array_foreach (json_object_get(finding, "places"), i, place) {
    if (i == MOST_PLACES) {
      puts("      …");
      return;
    }
    const char *where = bm_json_text(place, "work_no") != NULL ? bm_json_text(place, "work_no")
                                                               : bm_json_text(place, "place");
    json_t *box = json_object_get(place, "box");
    printf("      %s", where != NULL ? where : bm_tr("имя файла", "a file's name"));
    if (number_of(place, "page") > 0)
      printf(bm_tr(", стр. %d", ", page %d"), (int)number_of(place, "page"));
    if (box != NULL)
      printf(bm_tr(", %.0f мм слева, %.0f мм сверху", ", %.0f mm from the left, %.0f mm down"),
             json_number_value(json_array_get(box, 0)),
             json_number_value(json_array_get(box, 1)));
    printf(" (%s)\n", bm_json_text(place, "kind") != NULL ? bm_json_text(place, "kind") : "?");
  }
}

static const char *part_name(const char *part)
{
  static const char *const names[][3] = {{"surname", " (фамилия)", " (surname)"},
                                         {"name", " (имя)", " (given name)"},
                                         {"patronymic", " (отчество)", " (patronymic)"},
                                         {"whole", " (целиком)", " (as a whole)"}};
  for (guint i = 0; part != NULL && i < G_N_ELEMENTS(names); i++)
    if (strcmp(names[i][0], part) == 0)
      return bm_tr(names[i][1], names[i][2]);
  return "";
}

static void finding_print(const json_t *finding)
{
  const char *kind = NULL;
  g_autofree char *slug = what_slug(bm_json_text(finding, "what"), &kind);
  const char *part = part_name(bm_json_text(finding, "of"));
  printf("  %s%s%s%s: %s\n", kind != NULL ? bm_reason_text(kind) : "", kind != NULL ? ": " : "",
         bm_reason_text(slug), part, verdict_name(bm_json_text(finding, "verdict")));
  figures_print(finding);
  places_print(finding);
  if (is_telling(finding) && bm_reason_todo(slug)[0] != '\0')
    printf("      %s %s\n", bm_tr("Что делать:", "What to do:"), bm_reason_todo(slug));
}

static void report_print(const json_t *report)
{
  printf(bm_tr("Файлов %d, работ %d, страниц %d, классов %d.\n",
               "Files %d, works %d, pages %d, classes %d.\n"),
         (int)number_of(report, "files"), (int)number_of(report, "works"),
         (int)number_of(report, "pages"), (int)number_of(report, "classes"));
  size_t i, k;
  json_t *channel, *finding;
  json_array_foreach (json_object_get(report, "channels"), i, channel) {
    printf("\n%s: %s\n", channel_name(bm_json_text(channel, "channel")),
           verdict_name(bm_json_text(channel, "verdict")));
    json_array_foreach (json_object_get(channel, "findings"), k, finding)
      finding_print(finding);
  }
  puts(json_is_true(json_object_get(report, "can_tell"))
           ? bm_tr("\nЧто-то узнать можно.", "\nSomething can be told.")
           : bm_tr("\nНичего не узнать.", "\nNothing can be told."));
}

int bm_cmd_attack(int argc, char **argv)
{
  gboolean is_json = FALSE;
  g_autofree char *procedure = NULL, *names = NULL;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      {"procedure", 0, 0, G_OPTION_ARG_FILENAME, &procedure,
       bm_tr("списки, которые есть у учителя", "the lists that the teacher has"), "DIR"},
      {"names", 0, 0, G_OPTION_ARG_FILENAME, &names,
       bm_tr("чья какая работа: work_no, surname", "whose each work is: work_no, surname"),
       "FILE.csv"},
      G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (code >= 0)
    return code;
  g_auto(Attack) attack = {0};
  if (!attack_run(&attack, argv[1], procedure, names))
    return bm_cmd_fail(attack.error);
  if (is_json)
    bm_cmd_print_json(json_incref(attack.report));
  else
    report_print(attack.report);
  return json_is_true(json_object_get(attack.report, "can_tell")) ? BM_EXIT_HELD : BM_EXIT_DONE;
}
