/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates as text: reading what a person may have edited. */
#include "pipeline/lang.h"
#include "stages/form/template.h"

#include <math.h>
#include <string.h>

#define TEXT_MOST (1U << 20)
#define PICTURE_MOST (16U << 20)
#define ANCHORS_MOST 3000U
#define ZONES_MOST 500U
#define SIZE_LEAST_MM 50.0
#define SIZE_MOST_MM 320.0 /* features are kept in 16 bits */
#define NAME_MOST 200U

typedef enum Group { GROUP_NONE, GROUP_FORM, GROUP_ANCHORS, GROUP_ZONES, GROUP_KEPT } Group;

typedef struct Reader {
  char *file; /* base name, for messages */
  guint line;
  Group group;
  BmForm *form;
  GHashTable *ids;  /* id of a word → its BmAnchor */
  GHashTable *seen; /* keys of [form] */
  char *picture, *sha256;
  guint copies;
} Reader;

static void reader_clear(Reader *reader)
{
  g_clear_pointer(&reader->file, g_free);
  g_clear_pointer(&reader->form, bm_form_free);
  g_clear_pointer(&reader->ids, g_hash_table_unref);
  g_clear_pointer(&reader->seen, g_hash_table_unref);
  g_clear_pointer(&reader->picture, g_free);
  g_clear_pointer(&reader->sha256, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

static gboolean line_fail(const Reader *reader, GError **error, const char *ru, const char *en,
                          const char *what)
{
  return bm_fail(error, BM_ERROR_SETTING, "template_bad", "%s, %s %u: %s%s%s", reader->file,
                 bm_tr("строка", "line"), reader->line, bm_tr(ru, en), what != NULL ? " " : "",
                 what != NULL ? what : "");
}

static gboolean file_fail(const Reader *reader, GError **error, const char *ru, const char *en,
                          const char *what)
{
  return bm_fail(error, BM_ERROR_SETTING, "template_bad", "%s: %s%s%s", reader->file,
                 bm_tr(ru, en), what != NULL ? " " : "", what != NULL ? what : "");
}

static gboolean number_parse(const char *text, double least, double most, double *ret)
{
  char *end = NULL;
  double value = g_ascii_strtod(text, &end);
  if (end == text || *end != '\0' || !isfinite(value) || value < least || value > most)
    return FALSE;
  *ret = value;
  return TRUE;
}

/* --- [form] */

static gboolean count_set(guint *to, const char *value, guint least, guint most)
{
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned(value, 10, least, most, &number, NULL))
    return FALSE;
  *to = (guint)number;
  return TRUE;
}

/* A file name without a folder: the picture must lie beside the text. */
static gboolean picture_set(Reader *reader, const char *value)
{
  if (value[0] == '\0' || value[0] == '.' || strpbrk(value, "/\\") != NULL)
    return FALSE;
  reader->picture = g_strdup(value);
  return TRUE;
}

static gboolean name_set(Reader *reader, const char *value)
{
  if (strlen(value) > NAME_MOST)
    return FALSE;
  reader->form->name = g_strdup(value);
  return TRUE;
}

static gboolean key_set(Reader *reader, const char *key, const char *value,
                        gboolean *ret_is_known)
{
  BmForm *form = reader->form;
  guint format = 0, page = 0;
  *ret_is_known = TRUE;
  if (strcmp(key, "format") == 0)
    return count_set(&format, value, 1, BM_TEMPLATE_FORMAT);
  if (strcmp(key, "name") == 0)
    return name_set(reader, value);
  if (strcmp(key, "version") == 0)
    return count_set(&form->version, value, 1, 1000000);
  if (strcmp(key, "width") == 0)
    return number_parse(value, SIZE_LEAST_MM, SIZE_MOST_MM, &form->width_mm);
  if (strcmp(key, "height") == 0)
    return number_parse(value, SIZE_LEAST_MM, SIZE_MOST_MM, &form->height_mm);
  if (strcmp(key, "head") == 0)
    return number_parse(value, 0, SIZE_MOST_MM, &form->head_mm);
  if (strcmp(key, "copies") == 0)
    return count_set(&reader->copies, value, 1, 255);
  if (strcmp(key, "picture") == 0)
    return picture_set(reader, value);
  if (strcmp(key, "picture_sha256") == 0) {
    reader->sha256 = g_ascii_strdown(value, -1);
    return strlen(value) == 64;
  }
  if (strcmp(key, "page") != 0)
    return *ret_is_known = FALSE;
  gboolean is_good = count_set(&page, value, 0, 1000);
  form->page_in_work = (int)page;
  return is_good;
}

static gboolean form_line(Reader *reader, char *line, GError **error)
{
  char *equals = strchr(line, '=');
  if (equals == NULL)
    return line_fail(reader, error, "нужно «ключ = значение»", "expected \"key = value\"",
                     NULL);
  *equals = '\0';
  char *key = g_strstrip(line), *value = g_strstrip(equals + 1);
  if (!g_hash_table_add(reader->seen, g_strdup(key)))
    return line_fail(reader, error, "ключ повторяется:", "the key comes twice:", key);
  guint64 format = 0;
  if (strcmp(key, "format") == 0 &&
      g_ascii_string_to_unsigned(value, 10, BM_TEMPLATE_FORMAT + 1, 1000000, &format, NULL))
    return bm_fail(error, BM_ERROR_SETTING, "template_newer", "%s: format = %s, %s %d",
                   reader->file, value, bm_tr("программа знает", "this program knows"),
                   BM_TEMPLATE_FORMAT);
  gboolean is_known = FALSE;
  if (key_set(reader, key, value, &is_known))
    return TRUE;
  if (!is_known)
    return line_fail(reader, error, "неизвестный ключ", "unknown key", key);
  return line_fail(reader, error, "неверное значение ключа", "wrong value of the key", key);
}

static gboolean form_is_whole(const Reader *reader, GError **error)
{
  static const char *const keys[] = {"format", "version", "width",  "height",
                                     "head",   "copies",  "picture"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (!g_hash_table_contains(reader->seen, keys[i]))
      return file_fail(reader, error, "в разделе [form] нет ключа", "[form] lacks the key",
                       keys[i]);
  if (reader->form->anchors->len == 0)
    return file_fail(reader, error, "раздел пуст:", "a group is empty:", "[anchors]");
  return TRUE;
}

/* --- rows of numbers */

/* The next word of a line; "" at its end. */
static char *word_take(char **line)
{
  char *word = *line + strspn(*line, " \t");
  char *end = word + strcspn(word, " \t");
  *line = *end != '\0' ? end + 1 : end;
  *end = '\0';
  return word;
}

static gboolean box_take(Reader *reader, char **line, double least, double *box, GError **error)
{
  static const char *const names[] = {"x", "y", "w", "h"};
  for (guint i = 0; i < 4; i++) {
    const char *word = word_take(line);
    if (word[0] == '\0')
      return line_fail(reader, error, "нужны четыре числа x y w h, нет",
                       "four numbers x y w h are needed, missing is", names[i]);
    if (!number_parse(word, i < 2 ? least : 0, SIZE_MOST_MM, &box[i]))
      return line_fail(reader, error, "не число в миллиметрах или вне листа:",
                       "no number of millimetres, or outside the paper:", word);
  }
  return TRUE;
}

static gboolean anchor_line(Reader *reader, char *line, GError **error)
{
  static const char *const kinds[] = {"word", "across", "down"};
  const char *kind = word_take(&line), *id = NULL;
  guint number = 0;
  while (number < G_N_ELEMENTS(kinds) && strcmp(kinds[number], kind) != 0)
    number++;
  if (number == G_N_ELEMENTS(kinds))
    return line_fail(reader, error, "нужно word, across или down, а не",
                     "word, across or down is needed, not", kind);
  double box[4];
  if (number == BM_FEATURE_WORD)
    id = word_take(&line);
  if (!box_take(reader, &line, 0, box, error))
    return FALSE;
  const char *text = g_strstrip(line);
  if (number != BM_FEATURE_WORD && text[0] != '\0')
    return line_fail(reader, error, "лишнее в конце строки:", "too much in the line:", text);
  BmFeature at = {(gint16)lround(box[0] * 100), (gint16)lround(box[1] * 100),
                  (gint16)lround(box[2] * 100), (gint16)lround(box[3] * 100), (guint16)number};
  gboolean is_read = text[0] != '\0' && strcmp(text, "?") != 0;
  BmAnchor *anchor = bm_anchor_new(at, is_read ? text : NULL);
  g_ptr_array_add(reader->form->anchors, anchor);
  if (id != NULL && !g_hash_table_insert(reader->ids, g_strdup(id), anchor))
    return line_fail(reader, error, "имя слова повторяется:", "two words have the id", id);
  return reader->form->anchors->len <= ANCHORS_MOST ||
         line_fail(reader, error, "слишком много строк", "too many rows", NULL);
}

static gboolean kind_is_good(const char *kind)
{
  gsize length = strlen(kind);
  return length > 0 && length < sizeof((BmFormZone *)NULL)->kind &&
         strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

static gboolean zone_move(Reader *reader, BmFormZone *zone, char *line, GError **error)
{
  const char *from = word_take(&line);
  if (from[0] == '\0')
    return TRUE;
  const char *id = word_take(&line);
  if (strcmp(from, "from") != 0 || id[0] == '\0' || line[strspn(line, " \t")] != '\0')
    return line_fail(reader, error, "после чисел может стоять только «from» и имя слова",
                     "after the numbers only \"from\" and the id of a word may stand", NULL);
  const BmAnchor *anchor = g_hash_table_lookup(reader->ids, id);
  if (anchor == NULL)
    return line_fail(reader, error, "в [anchors] выше нет слова", "[anchors] above has no word",
                     id);
  zone->x += anchor->at.x / 100.0;
  zone->y += anchor->at.y / 100.0;
  return TRUE;
}

static gboolean zone_line(Reader *reader, char *line, GError **error)
{
  const BmForm *form = reader->form;
  const char *kind = word_take(&line);
  double box[4];
  if (!kind_is_good(kind))
    return line_fail(reader, error, "вид места: латинские буквы и _, а не",
                     "the kind of a zone is Latin letters and _, not", kind);
  if (!box_take(reader, &line, -SIZE_MOST_MM, box, error))
    return FALSE;
  BmFormZone zone = {box[0], box[1], box[2], box[3], ""};
  g_strlcpy(zone.kind, kind, sizeof zone.kind);
  if (!zone_move(reader, &zone, line, error))
    return FALSE;
  zone.x = round(zone.x * 100) / 100;
  zone.y = round(zone.y * 100) / 100;
  gboolean is_inside = zone.w > 0 && zone.h > 0 && zone.x < form->width_mm &&
                       zone.y < form->height_mm && zone.x + zone.w > 0 && zone.y + zone.h > 0;
  if (!is_inside)
    return line_fail(reader, error, "место пусто или вне листа",
                     "the zone is empty or outside the paper", NULL);
  GArray *list = reader->group == GROUP_ZONES ? form->zones : form->kept;
  g_array_append_val(list, zone);
  return list->len <= ZONES_MOST ||
         line_fail(reader, error, "слишком много строк", "too many rows", NULL);
}

/* --- the whole file */

static gboolean group_line(Reader *reader, const char *line, GError **error)
{
  static const char *const groups[] = {"", "[form]", "[anchors]", "[zones]", "[kept]"};
  Group next = reader->group + 1;
  if (next >= G_N_ELEMENTS(groups) || strcmp(line, groups[next]) != 0)
    return line_fail(
        reader, error, "разделы идут по порядку [form] [anchors] [zones] [kept], а здесь",
        "groups come in the order [form] [anchors] [zones] [kept], but here is", line);
  reader->group = next;
  return TRUE;
}

static gboolean line_read(Reader *reader, char *line, GError **error)
{
  g_strstrip(line);
  if (line[0] == '\0' || line[0] == '#')
    return TRUE;
  if (line[0] == '[')
    return group_line(reader, line, error);
  if (reader->group == GROUP_NONE)
    return line_fail(reader, error, "до раздела [form] ничего быть не может",
                     "nothing may stand before [form]", NULL);
  if (reader->group == GROUP_FORM)
    return form_line(reader, line, error);
  return reader->group == GROUP_ANCHORS ? anchor_line(reader, line, error)
                                        : zone_line(reader, line, error);
}

static gboolean text_read(Reader *reader, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize size = 0;
  g_autoptr(GError) why = NULL;
  if (!g_file_get_contents(path, &text, &size, &why))
    return file_fail(reader, error, "файл не читается", "the file cannot be read", NULL);
  if (size > TEXT_MOST || !g_utf8_validate(text, (gssize)size, NULL))
    return file_fail(reader, error, "это не текст в UTF-8", "this is no UTF-8 text", NULL);
  g_auto(GStrv) lines =
      g_strsplit(g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    reader->line++;
    if (!line_read(reader, *line, error))
      return FALSE;
  }
  if (reader->group != GROUP_KEPT)
    return file_fail(reader, error, "файл обрывается: нет раздела",
                     "the file breaks off: there is no group",
                     reader->group == GROUP_NONE      ? "[form]"
                     : reader->group == GROUP_FORM    ? "[anchors]"
                     : reader->group == GROUP_ANCHORS ? "[zones]"
                                                      : "[kept]");
  return form_is_whole(reader, error);
}

static gboolean picture_fail(const Reader *reader, GError **error, const char *ru,
                             const char *en)
{
  return bm_fail(error, BM_ERROR_SETTING, "template_picture", "%s: picture = %s: %s",
                 reader->file, reader->picture, bm_tr(ru, en));
}

/* Width and height that the head of a PNG file states, so that nothing large is unpacked. */
static gboolean png_size(const guchar *bytes, gsize size, guint32 *ret_w, guint32 *ret_h)
{
  static const guchar head[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                0,    0,   0,   13,  'I',  'H',  'D',  'R'};
  if (size < 33 || memcmp(bytes, head, sizeof head) != 0)
    return FALSE;
  guint32 value[2];
  memcpy(value, bytes + sizeof head, sizeof value);
  *ret_w = GUINT32_FROM_BE(value[0]);
  *ret_h = GUINT32_FROM_BE(value[1]);
  return TRUE;
}

static PIX *picture_decode(const Reader *reader, const char *path, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  guint32 w = 0, h = 0;
  if (!g_file_get_contents(path, &bytes, &size, NULL) || size > PICTURE_MOST) {
    picture_fail(reader, error, "файла рядом нет или он не читается",
                 "the file is not there or cannot be read");
    return NULL;
  }
  g_autofree char *sha256 =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
  if (reader->sha256 != NULL && strcmp(sha256, reader->sha256) != 0) {
    picture_fail(reader, error, "файл не тот, с которым шаблон сохранён (picture_sha256)",
                 "not the file that the template was saved with (picture_sha256)");
    return NULL;
  }
  gboolean is_sized = png_size((const guchar *)bytes, size, &w, &h) &&
                      w == (guint32)bm_px(reader->form->width_mm, BM_FORM_DPI) &&
                      h == (guint32)bm_px(reader->form->height_mm, BM_FORM_DPI);
  g_autoptr(PIX) raw = is_sized ? pixReadMem((const l_uint8 *)bytes, size) : NULL;
  PIX *clean = raw != NULL ? pixConvertTo1(raw, 128) : NULL;
  if (clean == NULL)
    picture_fail(reader, error,
                 "это не картинка PNG размером с лист (width × height, 150 точек на дюйм)",
                 "this is no PNG of the paper's size (width × height, 150 dots an inch)");
  return clean;
}

/* Counts as if every copy had exactly this print: nobody learns on from a template. */
static BmPrint *print_of(PIX *clean, guint copies)
{
  g_autoptr(BmPrint) print = bm_print_new(pixGetWidth(clean), pixGetHeight(clean));
  g_autoptr(PIX) near = pixDilateBrick(NULL, clean, 3, 3);
  if (print == NULL || near == NULL)
    return NULL;
  print->copies = copies;
  print->clean = pixCopy(NULL, clean);
  pixSetResolution(print->clean, (int)BM_FORM_DPI, (int)BM_FORM_DPI);
  pixSetMasked(print->count, clean, copies);
  pixSetMasked(print->reach, near, copies);
  return print->clean != NULL ? g_steal_pointer(&print) : NULL;
}

static gboolean picture_read(Reader *reader, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *file = g_build_filename(folder, reader->picture, NULL);
  g_autoptr(PIX) clean = picture_decode(reader, file, error);
  if (clean == NULL)
    return FALSE;
  reader->form->print = print_of(clean, reader->copies);
  if (reader->form->print == NULL || !bm_form_prepare(reader->form))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a template");
  return TRUE;
}

BmForm *bm_template_read(const char *path, GError **error)
{
  g_auto(Reader) reader = {
      .file = g_path_get_basename(path),
      .form = bm_form_new("", FALSE),
      .ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
      .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
  };
  reader.form->anchors = bm_anchors_new();
  if (!text_read(&reader, path, error) || !picture_read(&reader, path, error))
    return NULL;
  reader.form->is_confirmed = TRUE;
  return g_steal_pointer(&reader.form);
}
