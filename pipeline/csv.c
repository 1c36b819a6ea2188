/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV reading. */
#include "pipeline/csv.h"

#include "pipeline/autoptr.h"
#include "pipeline/lang.h"

#include <errno.h>
#include <string.h>

#define MOST_BYTES (64 << 20)

typedef struct Reader {
  const char *at;
  char separator;
  int line;
  int unclosed; /* line of a quote without an end, 0: none */
} Reader;

static char *text_load(const char *path, GError **error)
{
  g_autofree char *raw = NULL;
  gsize length = 0;
  if (!g_file_get_contents(path, &raw, &length, NULL)) {
    bm_fail(error, BM_ERROR_IO, "file_open", "%s", g_strerror(errno));
    return NULL;
  }
  if (length > MOST_BYTES || memchr(raw, '\0', length) != NULL) {
    bm_fail(error, BM_ERROR_SETTING, "csv_bad", "%s",
            bm_tr("это не текст, или больше 64 МиБ", "not a text file, or larger than 64 MiB"));
    return NULL;
  }
  const char *start = g_str_has_prefix(raw, "\xEF\xBB\xBF") ? raw + 3 : raw;
  if (g_utf8_validate(start, -1, NULL))
    return g_strdup(start);
  char *converted = g_convert(start, -1, "UTF-8", "CP1251", NULL, NULL, NULL);
  if (converted == NULL)
    bm_fail(error, BM_ERROR_SETTING, "csv_bad", "%s",
            bm_tr("не UTF-8 и не Windows-1251", "neither UTF-8 nor Windows-1251"));
  return converted;
}

/* Line ends of all programs become LF. */
static void line_ends_fold(char *text)
{
  char *to = text;
  for (const char *from = text; *from != '\0'; from++)
    if (*from != '\r')
      *to++ = *from;
    else if (from[1] != '\n')
      *to++ = '\n';
  *to = '\0';
}

static char separator_guess(const char *text)
{
  static const char candidates[] = {',', ';', '\t'};
  int counts[3] = {0};
  for (; *text != '\0' && *text != '\n'; text++)
    for (int i = 0; i < 3; i++)
      counts[i] += *text == candidates[i];
  int best = 0;
  for (int i = 1; i < 3; i++)
    if (counts[i] > counts[best])
      best = i;
  return candidates[best];
}

static void quoted_read(Reader *r, GString *field)
{
  int start = r->line;
  for (r->at++; *r->at != '\0'; r->at++) {
    if (*r->at == '"' && r->at[1] != '"')
      break;
    if (*r->at == '"')
      r->at++;
    r->line += *r->at == '\n';
    g_string_append_c(field, *r->at);
  }
  if (*r->at == '"')
    r->at++;
  else
    r->unclosed = start;
}

static char *field_read(Reader *r)
{
  GString *field = g_string_new(NULL);
  if (*r->at == '"')
    quoted_read(r, field);
  while (*r->at != '\0' && *r->at != r->separator && *r->at != '\n')
    g_string_append_c(field, *r->at++);
  return g_strstrip(g_string_free(field, FALSE));
}

/* One record; its fields are in @fields. FALSE at the end of the text. */
static gboolean record_read(Reader *r, GPtrArray *fields)
{
  g_ptr_array_set_size(fields, 0);
  if (*r->at == '\0')
    return FALSE;
  for (;;) {
    g_ptr_array_add(fields, field_read(r));
    if (*r->at != r->separator)
      break;
    r->at++;
  }
  if (*r->at == '\n') {
    r->at++;
    r->line++;
  }
  return TRUE;
}

static gboolean record_is_empty(const GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    if (((const char *)fields->pdata[i])[0] != '\0')
      return FALSE;
  return TRUE;
}

static json_t *record_to_object(const GPtrArray *header, const GPtrArray *fields)
{
  json_t *object = json_object();
  for (guint i = 0; i < header->len; i++)
    json_object_set_new(object, header->pdata[i],
                        json_string(i < fields->len ? fields->pdata[i] : ""));
  return object;
}

json_t *bm_csv_read(const char *path, GError **error)
{
  g_autofree char *text = text_load(path, error);
  if (text == NULL)
    return NULL;
  line_ends_fold(text);
  Reader r = {.at = text, .separator = separator_guess(text), .line = 1};
  g_autoptr(GPtrArray) header = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(json_t) rows = json_array();
  record_read(&r, header);
  for (int line = r.line; record_read(&r, fields); line = r.line) {
    if (record_is_empty(fields))
      continue;
    if (fields->len > header->len) {
      bm_fail(error, BM_ERROR_SETTING, "csv_bad",
              bm_tr("строка %d: столбцов %u, а в заголовке %u",
                    "line %d has %u columns, the header has %u"),
              line, fields->len, header->len);
      return NULL;
    }
    json_array_append_new(rows, record_to_object(header, fields));
    json_object_set_new(json_array_get(rows, json_array_size(rows) - 1), BM_CSV_LINE,
                        json_integer(line));
  }
  if (r.unclosed > 0) {
    bm_fail(
        error, BM_ERROR_SETTING, "csv_bad",
        bm_tr("строка %d: кавычка открыта и не закрыта", "line %d: a quote is never closed"),
        r.unclosed);
    return NULL;
  }
  return g_steal_pointer(&rows);
}
