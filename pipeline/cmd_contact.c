/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark forms WS contact: a class on a few sheets, and the numbers of its pages. */
#include "pipeline/contact.h"

#include "pipeline/cmd_contact_page.h"
#include "pipeline/confined.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"
#include "pipeline/wipe.h"
#include "pipeline/workspace.h"
#include "stages/shared/page.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define CLASS_UNKNOWN "none"

static json_t *fact(const json_t *row, const char *stage, const char *key)
{
  return json_object_get(json_object_get(json_object_get(row, "facts"), stage), key);
}

/* --- the pages of one form */

typedef struct Shown {
  json_t *row; /* of bm_ledger_page_states; borrowed */
  char *state;
  const char *class; /* alias */
  guint number;
  BmContactMark mark;
  BmContactOwn *own;
} Shown;

static void shown_free(Shown *shown)
{
  g_free(shown->state);
  bm_contact_own_free(shown->own);
  g_free(shown);
}

/* What becomes of a page that nobody has another question about. */
static const char *prospect_of(const Shown *shown, gboolean has_doubts)
{
  if (!has_doubts)
    return bm_tr("готова, ждёт свою работу", "ready, waits for its work");
  if (g_strcmp0(json_string_value(fact(shown->row, "form", "kind")), "form") == 0)
    return bm_tr("будет закрыта заново, по бланку", "will be masked anew, by its form");
  return bm_tr("пойдёт дальше", "would go on");
}

/* the look itself is what these ask for */
static gboolean is_asked(const char *reason)
{
  static const char *const asked[] = {"form_unconfirmed", "form_not_evident",
                                      "sheet_not_vouched", "sheet_unseen", NULL};
  return g_strv_contains(asked, reason);
}

/* Why the page would wait even if its form were confirmed; else what becomes of it. @is_final:
 * it goes out as it is shown. */
static void state_find(BmOpen *open, Shown *shown, gboolean is_final)
{
  g_autoptr(json_t) doubts = bm_ledger_doubts(open->ledger, bm_json_text(shown->row, "id"));
  const char *first = NULL, *look = NULL;
  guint others = 0;
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt) {
    const char *reason = bm_json_text(doubt, "reason");
    if (is_asked(reason))
      continue;
    if (is_final && bm_reason_needs_sight_only(reason)) {
      look = look != NULL ? look : reason;
      continue;
    }
    first = first != NULL ? first : reason;
    others++;
  }
  shown->mark = first != NULL  ? BM_CONTACT_WAITS
                : look != NULL ? BM_CONTACT_LOOK
                               : BM_CONTACT_PLAIN;
  if (others > 1)
    shown->state = g_strdup_printf("%s (+%u)", bm_reason_text(first), others - 1);
  else if (first != NULL || look != NULL)
    shown->state = g_strdup(bm_reason_text(first != NULL ? first : look));
  else
    shown->state = g_strdup(prospect_of(shown, json_array_size(doubts) > 0));
}

static Shown *shown_new(BmOpen *open, json_t *row, gboolean is_final)
{
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, bm_json_text(row, "id"));
  BmContactOwn *own = bm_contact_own_new(open->ws, item);
  if (own == NULL)
    return NULL;
  Shown *shown = g_new0(Shown, 1);
  shown->row = row;
  shown->own = own;
  shown->class = bm_json_text(row, "class_alias");
  if (shown->class == NULL)
    shown->class = CLASS_UNKNOWN;
  state_find(open, shown, is_final);
  return shown;
}

static int by_class(gconstpointer p, gconstpointer q)
{
  const Shown *a = *(Shown *const *)p, *b = *(Shown *const *)q;
  int order = strcmp(a->class, b->class);
  return order != 0 ? order : strcmp(bm_json_text(a->row, "id"), bm_json_text(b->row, "id"));
}

static int by_class_and_number(gconstpointer p, gconstpointer q)
{
  const Shown *a = *(Shown *const *)p, *b = *(Shown *const *)q;
  int order = strcmp(a->class, b->class);
  return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Nobody asks about it any more, and a person has looked at it. */
static gboolean is_passed(BmOpen *open, const json_t *row)
{
  return json_is_true(fact(row, "review", "seen")) &&
         bm_ledger_open_doubts(open->ledger, bm_json_text(row, "id")) == 0;
}

/* Masked, looked at by verify, and not yet stamped: these a decision can still reach. */
static GPtrArray *pages_shown(BmOpen *open, json_t *pages, const json_t *record)
{
  const char *form = bm_json_text(record, "id");
  gboolean is_final = bm_contact_is_final(record);
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)shown_free);
  size_t i;
  json_t *row;
  json_array_foreach (pages, i, row) {
    const char *state = bm_json_text(row, "state");
    gboolean is_open = g_strcmp0(state, "held") == 0 || g_strcmp0(state, "pending") == 0;
    if (!is_open || g_strcmp0(bm_json_text(row, "kind"), "page.verified") != 0 ||
        g_strcmp0(json_string_value(fact(row, "form", "form")), form) != 0 ||
        is_passed(open, row))
      continue;
    Shown *shown = shown_new(open, row, is_final);
    if (shown != NULL)
      g_ptr_array_add(list, shown);
  }
  g_ptr_array_sort(list, by_class);
  return list;
}

/* Numbers that pages have already, then the next free ones. */
static void pages_number(GPtrArray *list, const json_t *old)
{
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  guint last = 0;
  size_t i;
  json_t *entry;
  json_array_foreach (json_object_get(old, "pages"), i, entry) {
    guint n = (guint)json_integer_value(json_object_get(entry, "n"));
    if (bm_json_text(entry, "page") != NULL)
      g_hash_table_insert(known, (gpointer)bm_json_text(entry, "page"), GUINT_TO_POINTER(n));
    last = MAX(last, n);
  }
  for (guint k = 0; k < list->len; k++) {
    Shown *shown = list->pdata[k];
    shown->number =
        GPOINTER_TO_UINT(g_hash_table_lookup(known, bm_json_text(shown->row, "id")));
    if (shown->number == 0)
      shown->number = ++last;
  }
  g_ptr_array_sort(list, by_class_and_number);
}

static json_t *entry_new(const Shown *shown)
{
  json_t *digest = fact(shown->row, "verify", "digest");
  const BmContactPage *page = &shown->own->page;
  json_t *ruler =
      json_pack("{s:i,s:i,s:f,s:f}", "top", page->paper.y, "left", page->paper.x, "px_per_mm",
                page->dpi / BM_MM_PER_INCH, "crop_mm", bm_contact_band_mm(page));
  return json_pack("{s:i,s:s,s:s,s:O,s:o}", "n", (int)shown->number, "page",
                   bm_json_text(shown->row, "id"), "class", shown->class, "digest",
                   digest != NULL ? digest : json_null(), "ruler", ruler);
}

static gboolean is_shown(const GPtrArray *list, const char *page)
{
  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0(bm_json_text(((Shown *)list->pdata[i])->row, "id"), page) == 0)
      return TRUE;
  return FALSE;
}

static json_t *index_new(const json_t *form, const GPtrArray *list, const json_t *old,
                         guint images)
{
  json_t *pages = json_array(), *entry;
  size_t i;
  for (guint k = 0; k < list->len; k++)
    json_array_append_new(pages, entry_new(list->pdata[k]));
  json_array_foreach (json_object_get(old, "pages"), i, entry) {
    if (is_shown(list, bm_json_text(entry, "page")))
      continue;
    g_autoptr(json_t) gone = json_copy(entry);
    json_object_set_new(gone, "digest", json_null());
    json_array_append(pages, gone);
  }
  return json_pack("{s:O,s:O,s:i,s:o}", "form", json_object_get(form, "id"), "version",
                   json_object_get(form, "version"), "images", (int)images, "pages", pages);
}

/* --- sheets of one class of one form */

static void page_fill(BmContactPage *page, const Shown *shown)
{
  *page = shown->own->page;
  page->number = shown->number;
  page->state = shown->state;
  page->mark = shown->mark;
}

typedef struct Sheets {
  BmContact contact;
  const char *stem;
} Sheets;

static gboolean sheets_draw(gpointer data, guint *ret_n, GError **error)
{
  const Sheets *sheets = data;
  return bm_contact_write(&sheets->contact, sheets->stem, ret_n, error);
}

/* In a sandbox: a hostile file may have made one of the pages. */
static gboolean sheets_write(const char *ws, const char *folder, Sheets *sheets,
                             guint *ret_images, GError **error)
{
  g_autoptr(GPtrArray) reads = g_ptr_array_new();
  for (guint i = 0; i < sheets->contact.n; i++) {
    const BmContactPage *page = &sheets->contact.pages[i];
    g_ptr_array_add(reads, (gpointer)page->path);
    if (page->source != NULL)
      g_ptr_array_add(reads, (gpointer)page->source);
  }
  g_ptr_array_add(reads, NULL);
  return bm_confined_run(ws, sheets_draw, sheets, (char *const *)reads->pdata, folder,
                         ret_images, error);
}

static gboolean class_write(const char *ws, const char *folder, const char *form,
                            Shown *const *list, guint n, guint *ret_images, GError **error)
{
  g_autofree BmContactPage *pages = g_new0(BmContactPage, n);
  for (guint i = 0; i < n; i++)
    page_fill(&pages[i], list[i]);
  gboolean has_class = strcmp(list[0]->class, CLASS_UNKNOWN) != 0;
  g_autofree char *title = g_strdup_printf(
      "%s · %s", form, has_class ? list[0]->class : bm_tr("класс неизвестен", "class unknown"));
  g_autofree char *hint = g_strdup_printf(
      bm_tr("Не остались ли где-нибудь имя, класс, школа, учитель? Номера таких страниц: "
            "blindmark "
            "forms ПАПКА confirm %s --except 3,7; остальные пойдут дальше. Серые полоски: "
            "закрытые "
            "строки. Если это ответы, скажите, где они (мм по линейке): --answers 5:52 "
            "или 5:52-270; только часть строки: 5:52-60/90-200. Синяя рамка: программа не "
            "уверена. Красная: страница подождёт и так.",
            "Is a name, class, school or teacher left anywhere? The numbers of such pages: "
            "blindmark "
            "forms WS confirm %s --except 3,7; the others go on. Gray bars: rows that are "
            "hidden. If "
            "they are answers, say where (mm on the ruler): --answers 5:52 or 5:52-270; a part "
            "of the rows: 5:52-60/90-200. A blue "
            "frame: the program is not sure. A red one: the page waits anyway."),
      form);
  g_autofree char *stem = g_build_filename(folder, list[0]->class, NULL);
  Sheets sheets = {{title, hint, pages, n}, stem};
  return sheets_write(ws, folder, &sheets, ret_images, error);
}

static void files_list(const char *folder, const char *class, guint images, json_t *files)
{
  for (guint i = 0; i < images; i++)
    json_array_append_new(files, json_sprintf("%s/%s-%u.png", folder, class, i + 1));
  json_array_append_new(files, json_sprintf("%s/%s.pdf", folder, class));
}

static gboolean classes_write(const char *ws, const char *folder, const char *form,
                              const GPtrArray *list, json_t *files, guint *ret_images,
                              GError **error)
{
  *ret_images = 0;
  for (guint first = 0, end = 0; first < list->len; first = end) {
    Shown *const *at = (Shown *const *)list->pdata;
    while (end < list->len && strcmp(at[end]->class, at[first]->class) == 0)
      end++;
    guint images = 0;
    if (!class_write(ws, folder, form, at + first, end - first, &images, error))
      return FALSE;
    files_list(folder, at[first]->class, images, files);
    *ret_images += images;
  }
  return TRUE;
}

/* Sheets of an earlier look would be taken for those of this one; in the workspace only, a
 * folder that the person named may hold other things. */
static void sheets_remove(const char *ws, const char *folder)
{
  if (!g_str_has_prefix(folder, ws))
    return;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_str_has_suffix(name, ".png") || g_str_has_suffix(name, ".pdf"))
      bm_file_discard(path);
  }
}

static gboolean index_write(const char *ws, const char *folder, const char *form,
                            const json_t *index, GError **error)
{
  g_autofree char *path = bm_contact_index_path(ws, form);
  g_autofree char *copy = g_build_filename(folder, "numbers.json", NULL);
  return bm_json_write(copy, index, error) && bm_json_write(path, index, error);
}

/* --- the command */

typedef struct Told { /* what was drawn of one form */
  const char *form;
  guint pages, images;
  json_t *files;
} Told;

static gboolean form_contact(BmOpen *open, json_t *pages, json_t *form, const char *root,
                             Told *told, GError **error)
{
  const char *id = bm_json_text(form, "id");
  g_autoptr(GPtrArray) list = pages_shown(open, pages, form);
  g_autoptr(json_t) old = bm_contact_index(open->ws, id);
  g_autofree char *folder = g_build_filename(root, id, NULL);
  told->form = id;
  told->pages = list->len;
  if (list->len == 0 && old == NULL)
    return TRUE;
  pages_number(list, old);
  if (!bm_folder_make(folder, 0700, error))
    return FALSE;
  sheets_remove(open->ws, folder);
  if (!classes_write(open->ws, folder, id, list, told->files, &told->images, error))
    return FALSE;
  g_autoptr(json_t) index = index_new(form, list, old, told->images);
  return index_write(open->ws, folder, id, index, error);
}

static void told_print(const Told *told)
{
  size_t i;
  json_t *file;
  printf(bm_tr("%s: страниц %u, листов %u\n", "%s: %u pages on %u sheets\n"), told->form,
         told->pages, told->images);
  json_array_foreach (told->files, i, file)
    printf("    %s\n", json_string_value(file));
}

static gboolean is_named(char **names, const char *form)
{
  return *names == NULL || g_strv_contains((const char *const *)names, form);
}

static gboolean names_are_known(BmOpen *open, char **names, GError **error)
{
  for (; *names != NULL; names++) {
    g_autoptr(json_t) form = bm_ledger_form(open->ledger, *names);
    if (form == NULL)
      return bm_fail(error, BM_ERROR_SETTING, "form_unknown", "'%s'", *names);
  }
  return TRUE;
}

static gboolean forms_contact(BmOpen *open, char **names, const char *root, json_t *out,
                              gboolean is_json, GError **error)
{
  g_autoptr(json_t) forms = bm_ledger_forms(open->ledger);
  g_autoptr(json_t) pages = bm_ledger_page_states(open->ledger);
  size_t i;
  json_t *form;
  json_array_foreach (forms, i, form) {
    g_autoptr(json_t) files = json_array();
    Told told = {.files = files};
    if (!is_named(names, bm_json_text(form, "id")))
      continue;
    if (!form_contact(open, pages, form, root, &told, error))
      return FALSE;
    json_array_append_new(out, json_pack("{s:s,s:i,s:i,s:O}", "form", told.form, "pages",
                                         (int)told.pages, "images", (int)told.images, "files",
                                         files));
    if (!is_json && told.pages > 0)
      told_print(&told);
  }
  return TRUE;
}

int bm_cmd_contact(BmOpen *open, char **names, const char *out, gboolean is_json)
{
  GError *error = NULL;
  g_autofree char *root = out != NULL ? g_canonicalize_filename(out, NULL)
                                      : g_build_filename(open->ws, "review", "contact", NULL);
  g_autofree char *index = g_build_filename(open->ws, "review", "contact", NULL);
  g_autoptr(json_t) list = json_array();
  if (!names_are_known(open, names, &error) || !bm_folder_make(index, 0700, &error) ||
      !bm_folder_make(root, 0700, &error) ||
      !forms_contact(open, names, root, list, is_json, &error))
    return bm_cmd_fail(error);
  if (is_json)
    bm_cmd_print_json(json_incref(list));
  else
    fputs(bm_tr("Просмотрите листы; номера страниц, на которых что-то осталось, назовите в "
                "forms … confirm БЛАНК --except.\n",
                "Look through the sheets; name the pages on which something is left with forms "
                "… confirm FORM --except.\n"),
          stderr);
  return BM_EXIT_DONE;
}

/* --- what is out already */

void bm_contact_tell_released(BmOpen *open, const char *form)
{
  g_autoptr(json_t) pages = bm_ledger_page_states(open->ledger);
  g_autoptr(GString) places = g_string_new(NULL);
  const char *last = NULL;
  guint n = 0;
  size_t i;
  json_t *row;
  json_array_foreach (pages, i, row) {
    gboolean is_out = g_strcmp0(bm_json_text(row, "state"), "released") == 0 ||
                      g_strcmp0(bm_json_text(row, "kind"), "page.numbered") == 0;
    if (!is_out || g_strcmp0(json_string_value(fact(row, "form", "form")), form) != 0)
      continue;
    const char *place = bm_json_text(row, "place");
    if (place != NULL && g_strcmp0(place, last) != 0)
      g_string_append_printf(places, "    %s\n", place);
    last = place;
    n++;
  }
  if (n > 0)
    fprintf(stderr,
            bm_tr("Внимание: страниц этого бланка уже выпущено: %u; на них решение не "
                  "действует. Посмотрите эти работы и, если на них видно личные данные, не "
                  "раздавайте их:\n%s",
                  "Note: %u pages of this form are released already; the decision does not "
                  "reach them. Look at these works, and if identities can be seen do not give "
                  "them out:\n%s"),
            n, places->str);
}
