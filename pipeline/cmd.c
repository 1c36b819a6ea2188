/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands share. */
#include "pipeline/cmd.h"

#include "pipeline/inbox_walk.h"
#include "pipeline/lang.h"
#include "pipeline/participants.h"
#include "pipeline/reason.h"

#include <stdio.h>
#include <string.h>

static const BmCommand *command_find(const char *name)
{
  guint n;
  const BmCommand *all = bm_commands(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(all[i].name, name) == 0)
      return &all[i];
  return NULL;
}

int bm_cmd_usage(const char *command, const char *why)
{
  const BmCommand *found = command_find(command);
  if (why != NULL)
    fprintf(stderr, "blindmark %s: %s\n", command, why);
  if (found != NULL && found->usage != NULL)
    fprintf(stderr, "%s blindmark %s\n", bm_tr("Так:", "Usage:"), found->usage);
  return BM_EXIT_USAGE;
}

static void help_print(const char *command, GOptionEntry *entries)
{
  const BmCommand *found = command_find(command);
  if (found == NULL || found->usage == NULL)
    return;
  printf("blindmark %s\n  %s\n", found->usage, bm_tr(found->help_ru, found->help_en));
  for (GOptionEntry *e = entries; e != NULL && e->long_name != NULL; e++)
    printf("  --%s%s%s%s%s\n", e->long_name, e->arg_description != NULL ? " " : "",
           e->arg_description != NULL ? e->arg_description : "",
           e->description != NULL ? "  " : "", e->description != NULL ? e->description : "");
}

/* GLib's own words are English; what is wrong is at their end: "Unknown option --foo". */
static char *option_fault(const GError *error)
{
  const char *last = strrchr(error->message, ' ');
  const char *what = error->code == G_OPTION_ERROR_UNKNOWN_OPTION
                         ? bm_tr("нет такого параметра:", "no such option:")
                         : bm_tr("неверное значение параметра", "a wrong value of the option");
  return g_strdup_printf("%s%s", what, last != NULL ? last : "");
}

int bm_cmd_parse(int *argc, char ***argv, GOptionEntry *entries, int n_least, int n_most)
{
  gboolean is_help = FALSE;
  GOptionEntry own[] = {{"help", 'h', 0, G_OPTION_ARG_NONE, &is_help, NULL, NULL},
                        G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) error = NULL;
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, own, NULL);
  if (entries != NULL)
    g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, argc, argv, &error)) {
    g_autofree char *fault = option_fault(error);
    return bm_cmd_usage((*argv)[0], fault);
  }
  if (is_help) {
    help_print((*argv)[0], entries);
    return BM_EXIT_DONE;
  }
  if (*argc - 1 < n_least || *argc - 1 > n_most)
    return bm_cmd_usage((*argv)[0],
                        bm_tr("не то число слов в команде", "wrong number of words"));
  return -1;
}

int bm_cmd_fail(GError *error)
{
  g_autofree char *reason = bm_error_reason(error);
  fprintf(stderr, "blindmark: %s\n", bm_reason_text(reason));
  if (bm_error_detail(error)[0] != '\0')
    fprintf(stderr, "  %s\n", bm_error_detail(error));
  if (bm_reason_todo(reason)[0] != '\0')
    fprintf(stderr, "  %s %s\n", bm_tr("Что делать:", "What to do:"), bm_reason_todo(reason));
  g_error_free(error);
  return BM_EXIT_FAILED;
}

gboolean bm_cmd_held(BmOpen *open)
{
  static const char *const of_files[] = {"held", "rejected", "waiting"};
  g_autoptr(json_t) status = bm_ledger_status(open->ledger);
  g_autoptr(GArray) odd = bm_odd_new();
  g_array_unref(bm_inbox_walk(open->ws, odd));
  json_t *pages = json_object_get(status, "pages"), *files = json_object_get(status, "files");
  gboolean is_held = odd->len > 0 || json_integer_value(json_object_get(pages, "held")) > 0;
  for (guint i = 0; i < G_N_ELEMENTS(of_files); i++)
    is_held |= json_integer_value(json_object_get(files, of_files[i])) > 0;
  return is_held;
}

void bm_cmd_tell_split(BmOpen *open)
{
  g_autoptr(json_t) pupils = bm_participants(open->ledger, open->keymap, open->procedure);
  bm_participants_tell(json_object_get(pupils, "unjoined"));
}

void bm_cmd_next_run(const char *ws, gboolean is_watched)
{
  if (is_watched)
    fputs(bm_tr("Работающая программа уже выполняет это.\n",
                "The running program is carrying it out.\n"),
          stderr);
  else
    fprintf(stderr, bm_tr("Дальше: blindmark run %s\n", "Next: blindmark run %s\n"), ws);
}

void bm_cmd_print_json(json_t *json)
{
  json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
  putchar('\n');
  json_decref(json);
}

char *bm_cmd_todo(const char *ws, const char *reason)
{
  static const char *const places[] = {" ПАПКА", " WS"};
  g_autofree char *folder = g_strconcat(" ", ws, NULL);
  g_autoptr(GString) todo = g_string_new(bm_reason_todo(reason));
  for (guint i = 0; i < G_N_ELEMENTS(places); i++)
    g_string_replace(todo, places[i], folder, 0);
  return g_string_free(g_steal_pointer(&todo), FALSE);
}

char *bm_cmd_plain(const char *text)
{
  GString *plain = g_string_new(NULL);
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    g_string_append_unichar(plain, g_unichar_iscntrl(c) ? '?' : c);
  }
  return g_string_free(plain, FALSE);
}

GHashTable *bm_cmd_sources(BmOpen *open)
{
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(json_t) sources = bm_keymap_sources(open->keymap);
  size_t i;
  json_t *row;
  json_array_foreach (sources, i, row) {
    const char *path = json_string_value(json_object_get(row, "path"));
    gsize n = bm_path_is_return(path) ? strlen(BM_RETURN_PATH) : 0;
    g_hash_table_insert(table, g_strdup(json_string_value(json_object_get(row, "file"))),
                        g_strdup(path + n));
  }
  return table;
}
