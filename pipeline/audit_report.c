/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the auditor's report. */
#include "pipeline/audit_report.h"

#include "pipeline/audit_sample.h"
#include "pipeline/json_text.h"
#include "pipeline/order.h"
#include "pipeline/reason.h"
#include "pipeline/report_table.h"

#include <string.h>

/* --- the page balance */

static void balance_add(json_t *tables, const json_t *status)
{
  static const struct {
    const char *key, *ru;
  } states[] = {{"in", "принято от сканера"},         {"released", "выпущено в работах"},
                {"held", "ждёт решения человека"},    {"blank", "пустых"},
                {"separator", "листов-разделителей"}, {"rejected", "отклонено"},
                {"pending", "ещё в обработке"}};
  static const BmReportColumn columns[] = {{"Страницы", "text"}, {"число", "count"}, {0}};
  gboolean is_balanced = json_is_true(json_object_get(status, "balanced"));
  json_t *table = bm_report_table(
      tables, "balance", "Баланс страниц", "Баланс страниц",
      is_balanced ? "Принятых страниц столько же, сколько страниц с известной судьбой."
                  : "НЕ СХОДИТСЯ: у каких-то страниц нет судьбы.",
      NULL, columns);
  const json_t *pages = json_object_get(status, "pages");
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    json_t *row = bm_report_row(table);
    bm_report_put(row, states[i].ru);
    bm_report_put_count(row, bm_report_count(pages, states[i].key));
  }
}

/* --- proofs */

static void proofs_add(json_t *tables, const json_t *proofs)
{
  static const struct {
    const char *key, *ru, *count;
  } kinds[] = {{"journal", "журнал и база раунда, записей", "records"},
               {"sorted", "файлы работ, работ", "works"},
               {"samples", "выборки аудитора по журналу, выборок", "drawn"},
               {"allocation", "распределение, работ", "works"},
               {"third", "третья проверка, работ", "works"},
               {"bundles", "файлы и печати комплектов, страниц", "pages"}};
  static const BmReportColumn columns[] = {{"Что проверено", "text"},
                                           {"объём", "count"},
                                           {"нарушений", "count"},
                                           {"вывод", "text"},
                                           {0}};
  json_t *table = bm_report_table(tables, "proofs", "Доказательства",
                                  "Доказательства по самим файлам", NULL, NULL, columns);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    const json_t *proof = json_object_get(proofs, kinds[i].key);
    if (proof == NULL)
      continue;
    size_t n = json_array_size(json_object_get(proof, "faults"));
    json_t *row = bm_report_row(table);
    bm_report_put(row, kinds[i].ru);
    bm_report_put_count(row, bm_report_count(proof, kinds[i].count));
    bm_report_put_count(row, (gint64)n);
    bm_report_put(row, n == 0 ? "доказано" : "НЕ ДОКАЗАНО");
  }
}

/* --- certificates of pages */

/* What stands for a page: form and its version, rules, who let it go. */
static char *certificate_key(const json_t *page)
{
  const json_t *verify = bm_ledger_facts(page, "verify");
  return g_strdup_printf(
      "%s\n%d\n%s\n%s",
      bm_json_text_filled(verify, "form") != NULL ? bm_json_text(verify, "form") : "—",
      (int)json_integer_value(json_object_get(verify, "form_version")),
      bm_json_text_or_empty(verify, "policy"), bm_json_text_or_empty(verify, "release"));
}

static const json_t *form_of(const json_t *forms, const char *id)
{
  size_t i;
  json_t *form;
  json_array_foreach ((json_t *)forms, i, form)
    if (g_strcmp0(bm_json_text(form, "id"), id) == 0)
      return form;
  return NULL;
}

static void certificate_put(json_t *table, const json_t *forms, const char *key, gint64 n)
{
  g_auto(GStrv) parts = g_strsplit(key, "\n", 4);
  const json_t *form = form_of(forms, parts[0]);
  gboolean is_sheet = g_strcmp0(bm_json_text(form, "kind"), "sheet") == 0,
           is_confirmed = g_strcmp0(bm_json_text(form, "state"), "confirmed") == 0;
  json_t *row = bm_report_row(table);
  bm_report_put(row, parts[0]);
  bm_report_put(row, form == NULL ? "без бланка" : is_sheet ? "вид листа" : "бланк");
  bm_report_put(row, parts[1]);
  bm_report_put(row, is_confirmed ? "да" : "нет");
  bm_report_put(row, parts[2]);
  bm_report_put(row, parts[3]);
  bm_report_put_count(row, n);
}

static void certificates_add(json_t *tables, BmLedger *ledger)
{
  static const BmReportColumn columns[] = {
      {"Бланк", "text"},   {"вид", "text"},    {"версия", "text"},   {"подтверждён", "text"},
      {"правила", "text"}, {"выпуск", "text"}, {"страниц", "count"}, {0}};
  g_autoptr(json_t) pages = bm_ledger_page_states(ledger);
  g_autoptr(json_t) forms = bm_ledger_forms(ledger);
  g_autoptr(json_t) counts = json_object();
  size_t i;
  json_t *page;
  json_array_foreach (pages, i, page) {
    if (g_strcmp0(bm_json_text(page, "state"), "released") != 0)
      continue;
    g_autofree char *key = certificate_key(page);
    json_object_set_new(counts, key, json_integer(bm_report_count(counts, key) + 1));
  }
  json_t *table = bm_report_table(
      tables, "certificates", "Свидетельства", "На чём стоит выпуск страниц",
      "У каждой выпущенной страницы есть свидетельство: сумма файла, на который смотрела "
      "проверка, бланк и его версия, правила, итог. Здесь они сложены.",
      "Выпущенных страниц нет.", columns);
  g_autoptr(GPtrArray) keys = g_ptr_array_new();
  const char *key;
  json_t *count;
  json_object_foreach (counts, key, count)
    g_ptr_array_add(keys, (gpointer)key);
  g_ptr_array_sort(keys, bm_by_text);
  for (guint k = 0; k < keys->len; k++)
    certificate_put(table, forms, keys->pdata[k], bm_report_count(counts, keys->pdata[k]));
}

/* --- what persons decided */

static const char *decision_text(const char *decision)
{
  static const char *const words[][2] = {
      {"released", "выпущено"},        {"dropped", "отклонено"}, {"masked", "закрашено"},
      {"redone", "обработано заново"}, {"told", "сказано"},      {"blank", "пустая"}};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_strcmp0(decision, words[i][0]) == 0)
      return words[i][1];
  return decision != NULL ? decision : "ждёт";
}

static void decisions_add(json_t *tables, BmLedger *ledger)
{
  static const BmReportColumn columns[] = {
      {"Сомнение", "text"}, {"решение", "text"}, {"число", "count"}, {0}};
  g_autoptr(json_t) rows = bm_ledger_decisions(ledger);
  json_t *table = bm_report_table(tables, "decisions", "Решения", "Сомнения и решения", NULL,
                                  "Сомнений не было.", columns);
  size_t i;
  json_t *one;
  json_array_foreach (rows, i, one) {
    json_t *row = bm_report_row(table);
    bm_report_put(row, bm_reason_text_ru(bm_json_text(one, "reason")));
    bm_report_put(row, decision_text(bm_json_text(one, "decision")));
    bm_report_put_count(row, bm_report_count(one, "n"));
  }
}

/* --- samples */

static void sample_put(json_t *table, const json_t *sample)
{
  g_autoptr(json_t) sum = bm_audit_sample_sum(sample);
  gboolean is_seen = json_is_true(json_object_get(sum, "seen")),
           is_changed = json_is_true(json_object_get(sample, "is_changed"));
  json_t *row = bm_report_row(table);
  bm_report_put_count(row, bm_report_count(sample, "no"));
  bm_report_put_count(row, bm_report_count(sample, "pages_in_round"));
  bm_report_put_count(row, bm_report_count(sum, "drawn"));
  bm_report_put_count(row, bm_report_count(sum, "leak"));
  bm_report_put_count(row, bm_report_count(sum, "doubt"));
  json_t *most = is_seen && !is_changed ? json_object_get(sum, "most") : NULL;
  bm_report_put_value(row, most);
  json_t *pct = most != NULL
                    ? json_real(100 * json_number_value(json_object_get(sum, "most_share")))
                    : NULL;
  bm_report_put_value(row, pct);
  json_decref(pct);
  bm_report_put(row, is_changed ? "ИЗМЕНЕНА" : is_seen ? "просмотрена" : "не просмотрена");
  bm_report_put(row, strcmp(bm_json_text_or_empty(sample, "seed_by"), "auditor") == 0
                         ? "аудитор"
                         : "программа");
  bm_report_put(row, bm_json_text_or_empty(sample, "seed"));
  bm_report_put(row, strcmp(bm_json_text_or_empty(sample, "redrawn"), "yes") == 0
                         ? "те же страницы"
                         : "раунд с тех пор изменился");
}

static void samples_add(json_t *tables, const json_t *samples)
{
  static const BmReportColumn columns[] = {
      {"Выборка", "count"},    {"страниц раунда", "count"}, {"выбрано", "count"},
      {"с именем", "count"},   {"сомнительных", "count"},   {"не больше, страниц", "count"},
      {"не больше, %", "pct"}, {"состояние", "text"},       {"число задал", "text"},
      {"число", "text"},       {"повторный выбор", "text"}, {0}};
  json_t *table = bm_report_table(
      tables, "samples", "Выборки", "Случайные выборки аудитора",
      "Выборка расслоена по школам и бланкам. «Не больше» — сколько страниц раунда с "
      "надёжностью 95 % могут показывать имя, школу или класс; сомнительные считаются за "
      "такие. Каждая строка верна сама по себе: выбрать из нескольких лучшую нельзя. Страницы "
      "выбирает число; то же число выбирает те же страницы.",
      "Выборок не было.", columns);
  size_t i;
  json_t *sample;
  json_array_foreach ((json_t *)samples, i, sample)
    sample_put(table, sample);
}

static void finding_put(json_t *table, const json_t *sample, const char *number,
                        const char *verdict)
{
  gint64 n = g_ascii_strtoll(number, NULL, 10);
  const json_t *page = json_array_get(json_object_get(sample, "pages"), (size_t)(n - 1));
  json_t *row = bm_report_row(table);
  bm_report_put_count(row, bm_report_count(sample, "no"));
  bm_report_put_count(row, n);
  bm_report_put(row, bm_json_text_or_empty(page, "work_no"));
  bm_report_put_count(row, bm_report_count(page, "page"));
  bm_report_put(row, strcmp(verdict, "leak") == 0    ? "имя, школа или класс"
                     : strcmp(verdict, "doubt") == 0 ? "сомнительно"
                                                     : "чисто");
}

static void findings_add(json_t *tables, const json_t *samples)
{
  static const BmReportColumn columns[] = {{"Выборка", "count"},  {"№ страницы", "count"},
                                           {"работа", "text"},    {"страница", "count"},
                                           {"что видно", "text"}, {0}};
  json_t *table =
      bm_report_table(tables, "findings", "Находки", "Находки", NULL, "Находок нет.", columns);
  size_t i;
  json_t *sample, *verdict;
  const char *number;
  json_array_foreach ((json_t *)samples, i, sample)
    json_object_foreach (json_object_get(sample, "findings"), number, verdict)
      finding_put(table, sample, number, json_string_value(verdict));
}

/* --- rules and journal */

static void pair_put(json_t *table, const char *name, const char *value)
{
  json_t *row = bm_report_row(table);
  bm_report_put(row, name);
  bm_report_put(row, value);
}

static void rules_add(json_t *tables, const BmOpen *open, const BmConf *conf)
{
  static const BmReportColumn columns[] = {{"Правило", "text"}, {"значение", "text"}, {0}};
  json_t *table =
      bm_report_table(tables, "rules", "Правила", "Правила и версии", NULL, NULL, columns);
  pair_put(table, "программа", "blindmark " BM_VERSION);
  const char *policy = bm_conf_text(conf, "round", "policy");
  if (strcmp(policy, "from_assessment") == 0)
    policy = bm_json_text_or_empty(open->procedure->assessment, "policy");
  pair_put(table, "что закрашивается (policy)", policy);
  pair_put(table, "когда страница выпускается (release)",
           bm_conf_text(conf, "round", "release"));
}

/* What was wrong when the journal was begun anew. */
static void restart_put(json_t *table, const json_t *restart)
{
  const json_t *facts = json_object_get(restart, "facts");
  g_autoptr(GString) why = g_string_new(bm_json_text_or_empty(facts, "old"));
  const char *slug;
  json_t *n;
  json_object_foreach (json_object_get(facts, "faults"), slug, n)
    g_string_append_printf(why, "%s%s (%d)", why->len > 0 ? "; " : "", bm_reason_text_ru(slug),
                           (int)json_integer_value(n));
  pair_put(table, bm_json_text_or_empty(restart, "t"), why->str);
}

static void journal_add(json_t *tables, const json_t *journal)
{
  static const BmReportColumn columns[] = {{"Журнал", "text"}, {"", "text"}, {0}};
  json_t *table = bm_report_table(
      tables, "journal", "Журнал", "Последняя запись журнала",
      "Храните этот отчёт отдельно: кто отрежет конец журнала или перепишет его, не сможет "
      "подделать напечатанное здесь. Сверить: blindmark audit РАУНД --head \"НОМЕР СУММА\".",
      NULL, columns);
  g_auto(GStrv) head = g_strsplit(bm_json_text_or_empty(journal, "head"), " ", 2);
  g_autofree char *n_restarts =
      g_strdup_printf("%d", (int)bm_report_count(journal, "restarts"));
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
  pair_put(table, "отчёт составлен", time);
  pair_put(table, "начат", bm_json_text_or_empty(journal, "began"));
  pair_put(table, "номер", head[0] != NULL ? head[0] : "");
  pair_put(table, "сумма", head[0] != NULL ? head[1] : "");
  pair_put(table, "начинали заново", n_restarts);
  size_t i;
  json_t *restart;
  json_array_foreach (json_object_get(journal, "begun_anew"), i, restart)
    restart_put(table, restart);
}

json_t *bm_audit_tables(BmOpen *open, const BmConf *conf, const json_t *proofs)
{
  json_t *tables = json_object();
  const json_t *samples = json_object_get(json_object_get(proofs, "samples"), "samples");
  g_autoptr(json_t) status = bm_ledger_status(open->ledger);
  balance_add(tables, status);
  proofs_add(tables, proofs);
  certificates_add(tables, open->ledger);
  decisions_add(tables, open->ledger);
  samples_add(tables, samples);
  findings_add(tables, samples);
  rules_add(tables, open, conf);
  journal_add(tables, json_object_get(proofs, "journal"));
  return tables;
}
