/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where reports and the round count differently. */
#include "pipeline/report_tables.h"

#include "pipeline/report_table.h"

#include <string.h>

static const struct {
  const char *slug, *ru, *en, *todo_ru, *todo_en;
} words[] = {
    {"listed", "по списку школы не столько учеников, сколько в списке раунда",
     "the school lists another number of pupils than the round",
     "сверьте список класса с листом «Ученики» (или roster.csv)",
     "compare the class list with sheet «Ученики» (or roster.csv)"},
    {"handed_in", "сдано не столько работ, сколько получили номер",
     "another number of works was handed in than has got a number",
     "пересчитайте работы класса и страницы скана; отложенные: blindmark review ПАПКА list",
     "count the works of the class and the scanned pages; held ones: blindmark review WS list"},
    {"not_handed_in", "писали больше, чем сдано на сканирование",
     "more pupils wrote than works were handed in",
     "спросите школу, где остальные работы (см. «Происшествия»)",
     "ask the school where the other works are (see the incidents)"},
    {"received", "учитель получил не столько работ, сколько в комплекте",
     "a teacher received another number of works than the bundle holds",
     "сверьте комплект с его обложкой", "compare the bundle with its cover"},
    {"marked", "проверено не столько работ, сколько принято ведомостью",
     "another number of works was marked than the score form says",
     "дождитесь ведомости или уточните у школы: blindmark collect ПАПКА",
     "wait for the score form or ask the school: blindmark collect WS"},
};

const char *bm_difference_text(const char *slug, gboolean is_russian)
{
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (strcmp(words[i].slug, slug) == 0)
      return is_russian ? words[i].ru : words[i].en;
  return slug;
}

const char *bm_difference_todo(const char *slug, gboolean is_russian)
{
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (strcmp(words[i].slug, slug) == 0)
      return is_russian ? words[i].todo_ru : words[i].todo_en;
  return "";
}

static void differ(json_t *list, const json_t *kit, const char *where, const char *slug,
                   gint64 reported, gint64 counted)
{
  if (reported != counted)
    json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:I,s:I}", "school_code",
                                          bm_report_text(kit, "school_code"), "where", where,
                                          "what", slug, "reported", (json_int_t)reported,
                                          "counted", (json_int_t)counted));
}

static void class_differ(json_t *list, const json_t *kit, const json_t *own,
                         const json_t *reported)
{
  const char *where = bm_report_text(own, "class");
  gint64 written = bm_report_count(reported, "written"),
         handed_in = bm_report_count(reported, "handed_in");
  if (bm_report_count(own, "listed") > 0)
    differ(list, kit, where, "listed", bm_report_count(reported, "listed"),
           bm_report_count(own, "listed"));
  differ(list, kit, where, "handed_in", handed_in, bm_report_count(own, "numbered"));
  differ(list, kit, where, "not_handed_in", written, handed_in);
}

/* Works of a bundle whose scores are in. */
static gint64 rows_of(const json_t *rows, const char *bundle)
{
  gint64 n = 0;
  size_t i;
  json_t *row;
  json_array_foreach ((json_t *)rows, i, row)
    n += strcmp(bm_report_text(row, "bundle"), bundle) == 0;
  return n;
}

static void marker_differ(json_t *list, const json_t *kit, const json_t *own,
                          const json_t *reported, const BmReportRound *round)
{
  const char *where = bm_report_text(own, "bundle");
  differ(list, kit, where, "received", bm_report_count(reported, "received"),
         bm_report_count(own, "works"));
  differ(list, kit, where, "marked", bm_report_count(reported, "marked"),
         rows_of(round->rows, where));
}

json_t *bm_report_differences(const json_t *entries, const BmReportRound *round)
{
  json_t *list = json_array(), *entry, *own;
  size_t i, k;
  json_array_foreach ((json_t *)entries, i, entry) {
    const json_t *kit = json_object_get(entry, "kit"),
                 *content = json_object_get(entry, "content");
    if (!json_is_object(content))
      continue;
    json_array_foreach (json_object_get(kit, "classes"), k, own)
      class_differ(list, kit, own, json_array_get(json_object_get(content, "classes"), k));
    json_array_foreach (json_object_get(kit, "markers"), k, own)
      marker_differ(list, kit, own, json_array_get(json_object_get(content, "markers"), k),
                    round);
  }
  return list;
}
