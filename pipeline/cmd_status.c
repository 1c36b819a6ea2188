/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark status: where everything is, why it waits, what to do. */
#include "pipeline/cmd.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>

static gint64 number_of(json_t *status, const char *group, const char *key)
{
  return json_integer_value(json_object_get(json_object_get(status, group), key));
}

typedef struct Group { /* pages that wait for the same reason */
  const char *reason, *state;
  guint n;
  const char *example;
} Group;

static int by_count(gconstpointer a, gconstpointer b)
{
  const Group *p = a, *q = b;
  return p->n != q->n ? (p->n < q->n ? 1 : -1) : strcmp(p->reason, q->reason);
}

static GArray *groups_count(json_t *pages)
{
  GArray *groups = g_array_new(FALSE, TRUE, sizeof(Group));
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page) {
    const char *state = json_string_value(json_object_get(page, "state"));
    const char *reason = json_string_value(json_object_get(page, "reason"));
    if (reason == NULL || (strcmp(state, "held") != 0 && strcmp(state, "rejected") != 0))
      continue;
    guint k = 0;
    while (k < groups->len && strcmp(g_array_index(groups, Group, k).reason, reason) != 0)
      k++;
    if (k == groups->len) {
      Group fresh = {reason, state, 0, json_string_value(json_object_get(page, "id"))};
      g_array_append_val(groups, fresh);
    }
    g_array_index(groups, Group, k).n++;
  }
  g_array_sort(groups, by_count);
  return groups;
}

static char *next_step(BmOpen *open, json_t *status)
{
  g_autoptr(json_t) forms = bm_ledger_forms(open->ledger);
  guint proposed = 0;
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form)
    proposed += g_strcmp0(json_string_value(json_object_get(form, "state")), "proposed") == 0;
  if (number_of(status, "pages", "held") > 0 && proposed > 0)
    return g_strdup_printf(bm_tr("посмотрите бланки (%u ждут): blindmark forms %s list",
                                 "look at the forms (%u wait): blindmark forms %s list"),
                           proposed, open->ws);
  if (number_of(status, "pages", "held") > 0)
    return g_strdup_printf(bm_tr("решите об отложенных страницах: blindmark review %s list",
                                 "decide about held pages: blindmark review %s list"),
                           open->ws);
  if (number_of(status, "works", "numbered") > 0)
    return g_strdup_printf(bm_tr("когда приняты все школы: blindmark close %s",
                                 "when all schools have come: blindmark close %s"),
                           open->ws);
  return g_strdup_printf(bm_tr("положите сканы в %s/inbox/<школа>/<класс>/",
                               "put scans into %s/inbox/<school>/<class>/"),
                         open->ws);
}

static void text_print(BmOpen *open, json_t *status, json_t *pages)
{
  static const struct {
    const char *key, *ru, *en;
  } rows[] = {{"in", "принято страниц", "pages taken in"},
              {"released", "  выпущено", "  released"},
              {"held", "  ждут человека", "  wait for a person"},
              {"blank", "  пустые стороны", "  blank sides"},
              {"separator", "  листы-разделители", "  separator sheets"},
              {"rejected", "  отклонено", "  rejected"},
              {"pending", "  в обработке", "  under way"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    printf("%6" G_GINT64_FORMAT "  %s\n", number_of(status, "pages", rows[i].key),
           bm_tr(rows[i].ru, rows[i].en));
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
  g_autoptr(GArray) groups = groups_count(pages);
  for (guint i = 0; i < groups->len; i++) {
    const Group *g = &g_array_index(groups, Group, i);
    printf("%6u  %s (%s, %s %s)\n        → %s\n", g->n, bm_reason_text(g->reason), g->reason,
           bm_tr("например", "for example"), g->example, bm_reason_todo(g->reason));
  }
  g_autofree char *next = next_step(open, status);
  printf("\n%s %s\n", bm_tr("Дальше:", "Next:"), next);
}

static gboolean html_write(BmOpen *open, json_t *status, json_t *pages, const char *path,
                           GError **error)
{
  static const char *const keys[] = {"in",        "released", "held",   "blank",
                                     "separator", "rejected", "pending"};
  GString *out = g_string_new(
      "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><title>blindmark</title>"
      "<style>body{font:16px/1.5 'PT Sans',sans-serif;max-width:50em;margin:2em auto;padding:0 "
      "1em}"
      "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #bbb;padding:.3em "
      ".8em;"
      "text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#a00}"
      "</style>");
  g_string_append_printf(out, "<h1>%s</h1><table>",
                         bm_tr("Состояние раунда", "State of the round"));
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    g_string_append_printf(out, "<tr><th>%s<td class=n>%" G_GINT64_FORMAT "</tr>", keys[i],
                           number_of(status, "pages", keys[i]));
  gboolean is_even = json_is_true(json_object_get(status, "balanced"));
  g_string_append_printf(
      out, "</table><p%s>%s</p>", is_even ? "" : " class=bad",
      is_even ? bm_tr("Баланс страниц сходится.", "The page balance is even.")
              : bm_tr("Баланс страниц НЕ сходится.", "The page balance is NOT even."));
  g_autoptr(GArray) groups = groups_count(pages);
  g_string_append_printf(out, "<table><tr><th>%s<th>%s<th>%s</tr>", bm_tr("страниц", "pages"),
                         bm_tr("почему ждут", "why they wait"),
                         bm_tr("что делать", "what to do"));
  for (guint i = 0; i < groups->len; i++) {
    const Group *g = &g_array_index(groups, Group, i);
    g_string_append_printf(out, "<tr><td class=n>%u<td>%s<td>%s</tr>", g->n,
                           bm_reason_text(g->reason), bm_reason_todo(g->reason));
  }
  g_autofree char *next = next_step(open, status);
  g_autofree char *safe = g_markup_escape_text(next, -1);
  g_string_append_printf(out, "</table><p><b>%s</b> %s</p></html>\n", bm_tr("Дальше:", "Next:"),
                         safe);
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
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) status = bm_ledger_status(open.ledger);
  g_autoptr(json_t) pages = bm_ledger_page_states(open.ledger);
  if (html != NULL && !html_write(&open, status, pages, html, &error))
    return bm_cmd_fail(error);
  if (is_json)
    bm_cmd_print_json(json_incref(status));
  else
    text_print(&open, status, pages);
  return number_of(status, "pages", "held") > 0 ? BM_EXIT_HELD : BM_EXIT_DONE;
}
