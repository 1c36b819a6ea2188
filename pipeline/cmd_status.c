/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark status: where everything is, why it waits, what to do. */
#include "pipeline/audit_sorted.h"
#include "pipeline/calendar.h"
#include "pipeline/cmd.h"
#include "pipeline/inbox_walk.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/sandbox_wish.h"
#include "pipeline/seal.h"
#include "pipeline/status_marking.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

static gint64 number_of(json_t *status, const char *group, const char *key)
{
  return json_integer_value(json_object_get(json_object_get(status, group), key));
}

typedef struct Group {       /* pages, files … that wait for the same reason */
  const char *what, *reason; /* what: "page", "file", "form", "work", "inbox" */
  guint n;
  const char *example;
} Group;

static int by_count(gconstpointer a, gconstpointer b)
{
  const Group *p = a, *q = b;
  return p->n != q->n ? (p->n < q->n ? 1 : -1) : strcmp(p->reason, q->reason);
}

static void group_add(GArray *groups, const char *what, const char *reason, const char *example)
{
  for (guint k = 0; k < groups->len; k++) {
    Group *g = &g_array_index(groups, Group, k);
    if (strcmp(g->reason, reason) == 0 && strcmp(g->what, what) == 0) {
      g->n++;
      return;
    }
  }
  Group fresh = {what, reason, 1, example};
  g_array_append_val(groups, fresh);
}

/* What status tells about: read once, all names borrowed from here. */
typedef struct State {
  BmOpen *open;
  GError *procedure_fault; /* why the procedure cannot be used, or NULL */
  json_t *status, *pages, *files, *returns;
  json_t *missing; /* works whose files are not under sorted/ */
  GArray *odd;     /* BmOdd */
  GArray *groups;  /* Group */
  BmSandboxWish wish;
} State;

static void state_clear(State *state)
{
  g_clear_error(&state->procedure_fault);
  json_decref(state->status);
  json_decref(state->pages);
  json_decref(state->files);
  json_decref(state->returns);
  json_decref(state->missing);
  g_clear_pointer(&state->odd, g_array_unref);
  g_clear_pointer(&state->groups, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(State, state_clear)

/* Score forms that wait, by what is asked first. */
static void forms_count(State *state)
{
  size_t i;
  json_t *row;
  json_array_foreach (state->returns, i, row) {
    const char *id = bm_json_text(row, "id");
    if (g_strcmp0(bm_json_text(row, "state"), "held") != 0)
      continue;
    g_autoptr(json_t) doubts = bm_ledger_doubts(state->open->ledger, id);
    const char *reason = bm_json_text(json_array_get(doubts, 0), "reason");
    group_add(state->groups, "form",
              g_intern_string(reason != NULL ? reason : "form_marks_open"), id);
  }
}

static void groups_count(State *state)
{
  size_t i;
  json_t *row;
  json_array_foreach (state->pages, i, row)
    if (bm_json_text(row, "reason") != NULL &&
        (strcmp(bm_json_text(row, "state"), "held") == 0 ||
         strcmp(bm_json_text(row, "state"), "rejected") == 0))
      group_add(state->groups, "page", bm_json_text(row, "reason"), bm_json_text(row, "id"));
  json_array_foreach (state->files, i, row) {
    const char *reason = bm_json_text(row, "reason");
    if (reason == NULL && strcmp(bm_json_text(row, "state"), "waiting") != 0)
      continue;
    group_add(state->groups, "file", reason != NULL ? reason : "file_waiting",
              bm_json_text(row, "id"));
  }
  forms_count(state);
  json_array_foreach (state->missing, i, row)
    group_add(state->groups, "work", "audit_sorted_missing", json_string_value(row));
  for (guint k = 0; k < state->odd->len; k++) {
    const BmOdd *odd = &g_array_index(state->odd, BmOdd, k);
    group_add(state->groups, "inbox", odd->reason, odd->path);
  }
  g_array_sort(state->groups, by_count);
}

/* Files that were taken and could not be removed from the inbox. */
static void left_overs_add(State *state, const GArray *found)
{
  for (guint i = 0; i < found->len; i++) {
    const BmFound *one = &g_array_index(found, BmFound, i);
    g_autoptr(BmSource) source = bm_keymap_source_at(state->open->keymap, one->path);
    if (source == NULL || strcmp(source->state, "copied") != 0)
      continue;
    BmOdd odd = {g_strdup(one->path), "inbox_readonly"};
    g_array_append_val(state->odd, odd);
  }
}

static json_t *waits_json(const GArray *groups)
{
  json_t *list = json_array();
  for (guint i = 0; i < groups->len; i++) {
    const Group *g = &g_array_index(groups, Group, i);
    json_array_append_new(list, json_pack("{s:s,s:s,s:i,s:s}", "what", g->what, "reason",
                                          g->reason, "n", (int)g->n, "example", g->example));
  }
  return list;
}

/* A procedure that is being mended must not hide where everything is: without it the round is
 * told as if nothing had been supplied. */
static gboolean round_open(State *state, BmOpen *open, const char *ws, GError **error)
{
  *open = (BmOpen){.ws = g_canonicalize_filename(ws, NULL)};
  g_autofree char *folder = g_build_filename(open->ws, "procedure", NULL);
  if (!bm_workspace_check(open->ws, error) ||
      (open->ledger = bm_ledger_open(open->ws, error)) == NULL ||
      (open->keymap = bm_keymap_open(open->ws, bm_open_seed(open->ws), error)) == NULL)
    return FALSE;
  open->procedure = bm_procedure_load(folder, &state->procedure_fault);
  if (open->procedure != NULL) {
    bm_tasks_keep(open->procedure, open->ledger);
    return TRUE;
  }
  open->procedure = g_new0(BmProcedure, 1);
  open->procedure->folder = g_steal_pointer(&folder);
  open->procedure->assessment = json_object();
  open->procedure->roster = json_array();
  open->procedure->teachers = json_array();
  return TRUE;
}

static json_t *fault_json(const GError *fault)
{
  g_autofree char *reason = bm_error_reason(fault);
  return json_pack("{s:s,s:s,s:s}", "reason", reason, "text", bm_reason_text(reason), "detail",
                   bm_error_detail(fault));
}

static void procedure_read(State *state)
{
  json_object_set_new(
      state->status, "calendar",
      bm_calendar_state(state->open->procedure->assessment, bm_calendar_today()));
  if (state->procedure_fault != NULL)
    json_object_set_new(state->status, "procedure_fault", fault_json(state->procedure_fault));
}

/* How workers of the round are confined; preset where the settings cannot be read. */
static void sandbox_read(State *state)
{
  g_autoptr(BmConf) conf = bm_conf_load(state->open->ws, NULL);
  state->wish = conf != NULL ? bm_sandbox_wish(conf) : BM_SANDBOX_AUTO;
  json_object_set_new(state->status, "sandbox", bm_sandbox_json(state->wish));
}

static void sandbox_print(const State *state)
{
  g_autofree char *words = bm_sandbox_words(state->wish);
  if (words != NULL)
    printf("%s\n", words);
}

static void state_read(State *state, BmOpen *open)
{
  state->open = open;
  state->status = bm_ledger_status(open->ledger);
  state->pages = bm_ledger_page_states(open->ledger);
  state->files = bm_ledger_file_states(open->ledger);
  state->returns = bm_ledger_returns(open->ledger);
  state->missing = bm_sorted_missing(open->ledger, open->ws);
  bm_status_marking(open, state->procedure_fault == NULL, state->status);
  state->odd = bm_odd_new();
  state->groups = g_array_new(FALSE, TRUE, sizeof(Group));
  g_autoptr(GArray) found = bm_inbox_walk(open->ws, state->odd);
  left_overs_add(state, found);
  groups_count(state);
  json_object_set_new(state->status, "waits", waits_json(state->groups));
  procedure_read(state);
  sandbox_read(state);
}

static char *next_step(BmOpen *open, json_t *status)
{
  g_autoptr(json_t) forms = bm_ledger_forms(open->ledger);
  guint proposed = 0;
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form)
    proposed += g_strcmp0(json_string_value(json_object_get(form, "state")), "proposed") == 0 &&
                json_object_get(form, "joined_to") == NULL;
  if (number_of(status, "pages", "held") > 0 && proposed > 0)
    return g_strdup_printf(bm_tr("посмотрите бланки (%u ждут): blindmark forms %s list",
                                 "look at the forms (%u wait): blindmark forms %s list"),
                           proposed, open->ws);
  if (number_of(status, "pages", "held") > 0 || number_of(status, "files", "held") > 0)
    return g_strdup_printf(bm_tr("решите об отложенных страницах: blindmark review %s list",
                                 "decide about held pages: blindmark review %s list"),
                           open->ws);
  char *marking = bm_status_marking_next(open, status);
  if (marking != NULL)
    return marking;
  if (number_of(status, "works", "numbered") > 0)
    return g_strdup_printf(bm_tr("когда приняты все школы: blindmark close %s",
                                 "when all schools have come: blindmark close %s"),
                           open->ws);
  return g_strdup_printf(bm_tr("положите сканы в %s/inbox/<школа>/<класс>/",
                               "put scans into %s/inbox/<school>/<class>/"),
                         open->ws);
}

static const struct {
  const char *key, *ru, *en;
} rows[] = {{"in", "принято страниц", "pages taken in"},
            {"released", "выпущено", "released"},
            {"held", "ждут человека", "wait for a person"},
            {"blank", "пустые стороны", "blank sides"},
            {"separator", "листы-разделители", "separator sheets"},
            {"rejected", "отклонено", "rejected"},
            {"pending", "в обработке", "under way"}};

static void fault_print(const State *state)
{
  if (state->procedure_fault == NULL)
    return;
  g_autofree char *reason = bm_error_reason(state->procedure_fault);
  printf("%s %s\n  %s\n", bm_tr("ДАННЫЕ РАУНДА С ОШИБКОЙ:", "THE PROCEDURE HAS A FAULT:"),
         bm_reason_text(reason), bm_error_detail(state->procedure_fault));
  if (bm_reason_todo(reason)[0] != '\0')
    printf("        → %s\n", bm_reason_todo(reason));
  puts(bm_tr(
      "Пока она не исправлена, остальные команды не работают. Ниже — то, что уже принято.\n",
      "Until it is mended other commands do not work. Below is what has been taken in.\n"));
}

/* What is due now, and the first stage that comes after. */
static void calendar_print(const State *state)
{
  gboolean is_next_told = FALSE;
  size_t i;
  json_t *row;
  json_array_foreach (json_object_get(state->status, "calendar"), i, row) {
    gboolean is_now = strcmp(bm_json_text(row, "state"), "now") == 0;
    if (!is_now && (is_next_told || strcmp(bm_json_text(row, "state"), "later") != 0))
      continue;
    is_next_told = is_next_told || !is_now;
    g_autofree char *stage = bm_cmd_plain(bm_json_text(row, "stage"));
    const char *responsible = bm_json_text(row, "responsible");
    g_autofree char *who = bm_cmd_plain(responsible != NULL ? responsible : "");
    int days = (int)json_integer_value(json_object_get(row, "days"));
    printf(is_now ? bm_tr("сейчас: %s, до %s (дней осталось: %d)%s%s\n",
                          "now: %s, until %s (days left: %d)%s%s\n")
                  : bm_tr("затем: %s, с %s (через дней: %d)%s%s\n",
                          "then: %s, from %s (in days: %d)%s%s\n"),
           stage, bm_json_text(row, is_now ? "to" : "from"), days,
           who[0] != '\0' ? bm_tr("; отвечает ", "; responsible: ") : "", who);
  }
}

static void text_print(const State *state)
{
  json_t *status = state->status;
  fault_print(state);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    printf("%6" G_GINT64_FORMAT "  %s%s\n", number_of(status, "pages", rows[i].key),
           i > 0 ? "  " : "", bm_tr(rows[i].ru, rows[i].en));
  printf("%s\n\n", json_is_true(json_object_get(status, "balanced"))
                       ? bm_tr("баланс страниц сходится", "the page balance is even")
                       : bm_tr("БАЛАНС СТРАНИЦ НЕ СХОДИТСЯ", "THE PAGE BALANCE IS NOT EVEN"));
  printf(bm_tr("файлов: принято %d, отклонено %d, ждут %d; работ: с номером %d, ждут %d, "
               "неполных %d\n",
               "files: taken %d, rejected %d, waiting %d; works: numbered %d, held %d, "
               "incomplete %d\n"),
         (int)number_of(status, "files", "done"), (int)number_of(status, "files", "rejected"),
         (int)(number_of(status, "files", "waiting") + number_of(status, "files", "held")),
         (int)number_of(status, "works", "numbered"), (int)number_of(status, "works", "held"),
         (int)number_of(status, "works", "incomplete"));
  bm_status_marking_print(status);
  for (guint i = 0; i < state->groups->len; i++) {
    const Group *g = &g_array_index(state->groups, Group, i);
    g_autofree char *example = bm_cmd_plain(g->example);
    printf("%6u  %s (%s, %s %s)\n", g->n, bm_reason_text(g->reason), g->reason,
           bm_tr("например", "for example"), example);
    g_autofree char *todo = bm_cmd_todo(state->open->ws, g->reason);
    if (todo[0] != '\0')
      printf("        → %s\n", todo);
  }
  sandbox_print(state);
  calendar_print(state);
  bm_tasks_tell(state->open->procedure, state->open->ws);
  g_autofree char *next = next_step(state->open, status);
  printf("\n%s %s\n", bm_tr("Дальше:", "Next:"), next);
}

static void html_escaped(GString *out, const char *before, const char *text)
{
  g_autofree char *safe = g_markup_escape_text(text != NULL ? text : "", -1);
  g_string_append_printf(out, "%s%s", before, safe);
}

static void html_fault(GString *out, const State *state)
{
  if (state->procedure_fault == NULL)
    return;
  g_autofree char *reason = bm_error_reason(state->procedure_fault);
  html_escaped(out, "<p class=bad>", bm_reason_text(reason));
  html_escaped(out, "<pre>", bm_error_detail(state->procedure_fault));
  html_escaped(out, "</pre><p>", bm_reason_todo(reason));
}

/* Without names: a page goes further than a console. */
static void html_calendar(GString *out, const State *state)
{
  const json_t *calendar = json_object_get(state->status, "calendar");
  size_t i;
  json_t *row;
  if (json_array_size(calendar) == 0)
    return;
  g_string_append_printf(out, "<h2>%s</h2><table>", bm_tr("Календарь", "Calendar"));
  json_array_foreach ((json_t *)calendar, i, row) {
    gboolean is_now = strcmp(bm_json_text(row, "state"), "now") == 0;
    html_escaped(out, is_now ? "<tr><th>→ " : "<tr><td>", bm_json_text(row, "stage"));
    html_escaped(out, "<td>", bm_json_text(row, "from"));
    html_escaped(out, "<td>", bm_json_text(row, "to"));
  }
  g_string_append(out, "</table>");
}

static gboolean html_write(const State *state, const char *path, GError **error)
{
  json_t *status = state->status;
  GString *out = g_string_new(
      bm_tr("<!doctype html><html lang=\"ru\">", "<!doctype html><html lang=\"en\">"));
  g_string_append(
      out,
      "<meta charset=\"utf-8\"><title>blindmark</title>"
      "<style>body{font:16px/1.5 'PT Sans',sans-serif;max-width:50em;margin:2em auto;padding:0 "
      "1em}"
      "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #bbb;padding:.3em "
      ".8em;"
      "text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#a00}"
      "</style>");
  g_string_append_printf(out, "<h1>%s</h1>", bm_tr("Состояние раунда", "State of the round"));
  html_fault(out, state);
  g_string_append(out, "<table>");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    g_string_append_printf(out, "<tr><th>%s<td class=n>%" G_GINT64_FORMAT "</tr>",
                           bm_tr(rows[i].ru, rows[i].en),
                           number_of(status, "pages", rows[i].key));
  gboolean is_even = json_is_true(json_object_get(status, "balanced"));
  g_string_append_printf(
      out, "</table><p%s>%s</p>", is_even ? "" : " class=bad",
      is_even ? bm_tr("Баланс страниц сходится.", "The page balance is even.")
              : bm_tr("Баланс страниц НЕ сходится.", "The page balance is NOT even."));
  g_string_append_printf(out, "<table><tr><th>%s<th>%s<th>%s</tr>",
                         bm_tr("сколько", "how many"), bm_tr("почему ждут", "why they wait"),
                         bm_tr("что делать", "what to do"));
  for (guint i = 0; i < state->groups->len; i++) {
    const Group *g = &g_array_index(state->groups, Group, i);
    g_string_append_printf(out, "<tr><td class=n>%u<td>%s<td>%s</tr>", g->n,
                           bm_reason_text(g->reason), bm_reason_todo(g->reason));
  }
  g_autofree char *next = next_step(state->open, status);
  g_autofree char *safe = g_markup_escape_text(next, -1);
  g_string_append_printf(out, "</table><p><b>%s</b> %s</p>", bm_tr("Дальше:", "Next:"), safe);
  html_calendar(out, state);
  g_string_append(out, "</html>\n");
  g_autofree char *text = g_string_free(out, FALSE);
  return bm_file_write(path, text, error);
}

int bm_cmd_status(int argc, char **argv)
{
  gboolean is_json = FALSE;
  g_autofree char *html = NULL;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      {"html", 0, 0, G_OPTION_ARG_FILENAME, &html,
       bm_tr("страница для браузера", "a page for a browser"), "FILE"},
      G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 1, 1);
  if (code >= 0)
    return code;
  g_auto(BmOpen) open = {0};
  g_auto(State) state = {0};
  GError *error = NULL;
  if (bm_seal_is_at_rest(argv[1]))
    return bm_status_sealed(argv[1], is_json);
  if (!round_open(&state, &open, argv[1], &error))
    return bm_cmd_fail(error);
  state_read(&state, &open);
  if (html != NULL && !html_write(&state, html, &error))
    return bm_cmd_fail(error);
  if (is_json)
    bm_cmd_print_json(json_incref(state.status));
  else
    text_print(&state);
  gboolean is_held = bm_cmd_held(&open) || bm_status_marking_held(state.status) ||
                     json_array_size(state.missing) > 0 || state.procedure_fault != NULL;
  return is_held ? BM_EXIT_HELD : BM_EXIT_DONE;
}
