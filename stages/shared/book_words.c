/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all sheets of a table share: strings, and which styles show dates. */
#include "stages/shared/book_part.h"

#include <math.h>
#include <string.h>

#define MOST_WORDS 2000000U
#define MOST_STYLES 65536U
#define SECONDS_A_DAY 86400
#define LAST_DAY 2958465 /* 9999-12-31 */
#define FALSE_DAY 60     /* 1900-02-29, which Excel counts and no calendar knows */

/* ---- strings ---- */

static gboolean escape_take(const char *p, gunichar *ret)
{
  guint value = 0;
  if (p[0] != '_' || p[1] != 'x')
    return FALSE;
  for (guint i = 2; i < 6; i++) {
    if (!g_ascii_isxdigit(p[i]))
      return FALSE;
    value = value * 16 + (guint)g_ascii_xdigit_value(p[i]);
  }
  *ret = value;
  return p[6] == '_' && value != 0 && g_unichar_validate(value);
}

void bm_words_unescape(GString *text)
{
  if (strstr(text->str, "_x") == NULL)
    return;
  g_autofree char *old = g_strdup(text->str);
  g_string_truncate(text, 0);
  for (const char *p = old; *p != '\0';) {
    gunichar c = 0;
    if (escape_take(p, &c)) {
      g_string_append_unichar(text, c);
      p += strlen("_x0000_");
    } else
      g_string_append_c(text, *p++);
  }
}

typedef struct Words {
  BmBook *book;
  GPtrArray *list;
  GString *text;
  guint sound_depth; /* within <rPh>, how to pronounce a word */
  gboolean is_in_text;
} Words;

static void words_open(BmXml *xml, const char *name, const char **attributes)
{
  Words *words = bm_xml_user(xml);
  (void)attributes;
  if (strcmp(name, "si") == 0)
    g_string_truncate(words->text, 0);
  else if (strcmp(name, "rPh") == 0)
    words->sound_depth++;
  else if (strcmp(name, "t") == 0)
    words->is_in_text = words->sound_depth == 0;
}

static void words_close(BmXml *xml, const char *name)
{
  Words *words = bm_xml_user(xml);
  if (strcmp(name, "t") == 0)
    words->is_in_text = FALSE;
  else if (strcmp(name, "rPh") == 0)
    words->sound_depth--;
  else if (strcmp(name, "si") == 0) {
    if (words->list->len == MOST_WORDS)
      bm_xml_stop(xml, "book_too_large");
    bm_words_unescape(words->text);
    g_ptr_array_add(words->list, (char *)bm_book_keep(words->book, words->text->str));
  }
}

static void words_text(BmXml *xml, const char *text, gsize size)
{
  Words *words = bm_xml_user(xml);
  if (!words->is_in_text)
    return;
  g_string_append_len(words->text, text, (gssize)size);
  if (words->text->len > BM_BOOK_MOST_TEXT)
    bm_xml_stop(xml, "book_too_large");
}

gboolean bm_words_read(BmPack *pack, const char *part, BmBook *book, GPtrArray *words,
                       GError **error)
{
  static const BmXmlCalls calls = {words_open, words_close, words_text};
  Words reader = {.book = book, .list = words, .text = g_string_new(NULL)};
  gboolean is_read = bm_pack_parse(pack, part, &calls, &reader, error);
  g_string_free(reader.text, TRUE);
  return is_read;
}

/* ---- styles ---- */

typedef struct Styles {
  GHashTable *formats; /* number of a format of its own → whether it shows dates */
  GByteArray *are_dates;
  gboolean is_in_cells; /* within <cellXfs> */
} Styles;

/* Numbers of formats that every writer knows. Source: ECMA-376 part 1, 18.8.30. */
static gboolean format_is_known_date(guint number)
{
  return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
         (number >= 45 && number <= 47) || (number >= 50 && number <= 58);
}

/* Past quoted text, "\-", "_ ", "* " and "[Red]"; "[h]" is left for the caller as h. */
static const char *format_skip(const char *p)
{
  if (*p == '"') {
    const char *end = strchr(p + 1, '"');
    return end != NULL ? end + 1 : p + strlen(p);
  }
  if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0')
    return g_utf8_next_char(p + 1);
  if (*p == '[' && strchr("hms", g_ascii_tolower(p[1])) == NULL) {
    const char *end = strchr(p, ']');
    return end != NULL ? end + 1 : p + strlen(p);
  }
  return p;
}

static gboolean format_is_date(const char *format)
{
  for (const char *p = format; *p != '\0';) {
    const char *next = format_skip(p);
    if (next == p) {
      if (g_ascii_strncasecmp(p, "General", 7) == 0)
        p += 6;
      else if (strchr("dmyhs", g_ascii_tolower(*p)) != NULL)
        return TRUE;
      next = p + 1;
    }
    p = next;
  }
  return FALSE;
}

static void format_add(Styles *styles, const char **attributes)
{
  guint number = 0;
  const char *format = bm_xml_attribute(attributes, "formatCode");
  if (format != NULL && g_utf8_validate(format, -1, NULL) &&
      bm_xml_uint(bm_xml_attribute(attributes, "numFmtId"), G_MAXINT, &number))
    g_hash_table_insert(styles->formats, GUINT_TO_POINTER(number),
                        GINT_TO_POINTER(format_is_date(format)));
}

static void style_add(Styles *styles, const char **attributes)
{
  guint number = 0;
  gpointer is_own_date = NULL;
  bm_xml_uint(bm_xml_attribute(attributes, "numFmtId"), G_MAXINT, &number);
  gboolean is_own = g_hash_table_lookup_extended(styles->formats, GUINT_TO_POINTER(number),
                                                 NULL, &is_own_date);
  guint8 is_date = is_own ? is_own_date != NULL : format_is_known_date(number) != 0;
  g_byte_array_append(styles->are_dates, &is_date, 1);
}

static void styles_open(BmXml *xml, const char *name, const char **attributes)
{
  Styles *styles = bm_xml_user(xml);
  if (strcmp(name, "numFmt") == 0)
    format_add(styles, attributes);
  else if (strcmp(name, "cellXfs") == 0)
    styles->is_in_cells = TRUE;
  else if (styles->is_in_cells && strcmp(name, "xf") == 0) {
    if (styles->are_dates->len == MOST_STYLES)
      bm_xml_stop(xml, "book_too_large");
    style_add(styles, attributes);
  }
}

static void styles_close(BmXml *xml, const char *name)
{
  Styles *styles = bm_xml_user(xml);
  if (strcmp(name, "cellXfs") == 0)
    styles->is_in_cells = FALSE;
}

gboolean bm_styles_read(BmPack *pack, const char *part, GByteArray *are_dates, GError **error)
{
  static const BmXmlCalls calls = {styles_open, styles_close, NULL};
  g_autoptr(GHashTable) formats = g_hash_table_new(NULL, NULL);
  Styles styles = {.formats = formats, .are_dates = are_dates};
  return bm_pack_parse(pack, part, &calls, &styles, error);
}

/* ---- dates ---- */

/* What a count of days begins at. */
static GDate day_zero(gint64 day, gboolean is_1904)
{
  GDate date;
  g_date_clear(&date, 1);
  if (is_1904)
    g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1904);
  else
    g_date_set_dmy(&date, day > FALSE_DAY ? 30 : 31, G_DATE_DECEMBER, 1899);
  return date;
}

char *bm_date_text(double days, gboolean is_1904)
{
  if (!(days >= 0 && days < LAST_DAY + 1))
    return NULL;
  gint64 seconds = (gint64)floor(days * SECONDS_A_DAY + 0.5);
  gint64 day = seconds / SECONDS_A_DAY;
  int time = (int)(seconds % SECONDS_A_DAY);
  g_autofree char *clock =
      g_strdup_printf("%02d:%02d:%02d", time / 3600, time / 60 % 60, time % 60);
  if (day == 0 && !is_1904)
    return g_steal_pointer(&clock);
  if (day == FALSE_DAY && !is_1904)
    return g_strdup("1900-02-29");
  GDate date = day_zero(day, is_1904);
  g_date_add_days(&date, (guint)day);
  g_autofree char *calendar =
      g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date), (int)g_date_get_month(&date),
                      g_date_get_day(&date));
  return time == 0 ? g_steal_pointer(&calendar) : g_strdup_printf("%s %s", calendar, clock);
}
