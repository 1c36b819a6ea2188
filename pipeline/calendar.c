/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calendar of a round. */
#include "pipeline/calendar.h"

#include "pipeline/json_text.h"
#include "pipeline/lang.h"

#include <string.h>

#define YEAR_LEAST 2000
#define YEAR_MOST 2100

/* Digits and separators as in @shape ("9999-99-99"). */
static gboolean has_shape(const char *text, const char *shape)
{
  for (; *shape != '\0'; text++, shape++)
    if (*shape == '9' ? !g_ascii_isdigit(*text) : *text != *shape)
      return FALSE;
  return *text == '\0';
}

static guint number_at(const char *text, gsize at, gsize n)
{
  guint number = 0;
  for (gsize i = at; i < at + n; i++)
    number = number * 10 + (guint)(text[i] - '0');
  return number;
}

guint32 bm_calendar_day(const char *text)
{
  gboolean is_iso = has_shape(text, "9999-99-99");
  if (!is_iso && !has_shape(text, "99.99.9999"))
    return 0;
  guint year = number_at(text, is_iso ? 0 : 6, 4), month = number_at(text, is_iso ? 5 : 3, 2),
        day = number_at(text, is_iso ? 8 : 0, 2);
  GDate date;
  if (year < YEAR_LEAST || year > YEAR_MOST ||
      !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return 0;
  g_date_clear(&date, 1);
  g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return g_date_get_julian(&date);
}

/* ---- the calendar of assessment.json ---- */

static gboolean bad(size_t row, const char *key, const char *wanted, GError **error)
{
  return bm_fail(error, BM_ERROR_SETTING, "procedure_bad",
                 bm_tr("assessment.json: 'calendar', этап %zu, '%s': %s %s",
                       "assessment.json: 'calendar', stage %zu, '%s': %s %s"),
                 row + 1, key, bm_tr("ожидалось", "expected"), wanted);
}

static void date_put(json_t *row, const char *key, guint32 day)
{
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_julian(&date, day);
  json_object_set_new(row, key,
                      json_sprintf("%02u.%02u.%04u", g_date_get_day(&date),
                                   g_date_get_month(&date), g_date_get_year(&date)));
}

/* @last  beginning of the stage above, 0 for the first; becomes that of this one. */
static gboolean row_take(json_t *row, size_t at, guint32 *last, GError **error)
{
  const char *shape = bm_tr("дата вида 15.10.2026", "a date such as 15.10.2026");
  guint32 from = bm_calendar_day(bm_json_text_or_empty(row, "from")),
          to = json_object_get(row, "to") != NULL
                   ? bm_calendar_day(bm_json_text_or_empty(row, "to"))
                   : from;
  if (bm_json_text_or_empty(row, "stage")[0] == '\0')
    return bad(at, "stage", bm_tr("название этапа", "the name of a stage"), error);
  if (from == 0 || to == 0)
    return bad(at, from == 0 ? "from" : "to", shape, error);
  if (to < from)
    return bad(at, "to", bm_tr("не раньше начала этапа", "no day before the stage begins"),
               error);
  if (from < *last)
    return bad(at, "from",
               bm_tr("не раньше начала этапа над ним", "no day before the stage above begins"),
               error);
  *last = from;
  date_put(row, "from", from);
  date_put(row, "to", to);
  return TRUE;
}

gboolean bm_calendar_take(json_t *assessment, GError **error)
{
  json_t *calendar = json_object_get(assessment, "calendar"), *row;
  guint32 last = 0;
  size_t i;
  if (calendar != NULL && !json_is_array(calendar))
    return bad(0, "stage", "[{ … }, …]", error);
  json_array_foreach (calendar, i, row)
    if (!json_is_object(row))
      return bad(i, "stage", "{ … }", error);
    else if (!row_take(row, i, &last, error))
      return FALSE;
  return TRUE;
}

/* ---- today ---- */

guint32 bm_calendar_today(void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(now),
                 (GDateMonth)g_date_time_get_month(now), (GDateYear)g_date_time_get_year(now));
  return g_date_get_julian(&date);
}

static json_t *state_of(const json_t *row, guint32 from, guint32 to, guint32 today)
{
  json_t *who = json_object_get(row, "responsible");
  const char *state = today > to ? "past" : today < from ? "later" : "now";
  guint32 days = today > to ? today - to : today < from ? from - today : to - today + 1;
  return json_pack("{s:s,s:s,s:s,s:o,s:s,s:I}", "stage", bm_json_text_or_empty(row, "stage"),
                   "from", bm_json_text_or_empty(row, "from"), "to",
                   bm_json_text_or_empty(row, "to"), "responsible",
                   json_is_string(who) ? json_incref(who) : json_null(), "state", state, "days",
                   (json_int_t)days);
}

json_t *bm_calendar_state(const json_t *assessment, guint32 today)
{
  json_t *list = json_array(), *row;
  size_t i;
  json_array_foreach (json_object_get(assessment, "calendar"), i, row) {
    guint32 from = bm_calendar_day(bm_json_text_or_empty(row, "from")),
            to = bm_calendar_day(bm_json_text_or_empty(row, "to"));
    if (from > 0 && to > 0)
      json_array_append_new(list, state_of(row, from, to, today));
  }
  return list;
}
