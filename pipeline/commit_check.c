/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is the answer one that the job may give? A worker reads foreign bytes, and a file that has
 * taken one over says what it likes: about pages of others, with paths of its choosing, in any
 * shape. All of it is looked at before anything is done.
 */
#include "pipeline/commit_part.h"

#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/workspace.h"

#define SLUG_MOST 64

static gboolean fault(const BmCommit *c, const char *what, GError **error)
{
  return bm_fail(error, BM_ERROR_INPUT, "stage_fault", "stage %s answers with a bad %s",
                 c->stage->name, what);
}

static gboolean takes(const BmCommit *c, const char *kind)
{
  return strcmp(c->stage->takes, kind) == 0;
}

static gboolean is_made_of(const char *text, const char *letters)
{
  gsize length = text != NULL ? strlen(text) : 0;
  return length > 0 && length <= SLUG_MOST && strspn(text, letters) == length;
}

static gboolean is_slug(const char *text)
{
  return is_made_of(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

static gboolean is_text_or_absent(const json_t *record, const char *key)
{
  const json_t *value = json_object_get(record, key);
  return value == NULL || json_is_string(value);
}

static gboolean is_object_or_absent(const json_t *record, const char *key)
{
  const json_t *value = json_object_get(record, key);
  return value == NULL || json_is_object(value);
}

/* --- whom it is about */

/* "f000007.p0041": what stands behind the dot, when "f000007" is an input. */
static const char *below_input(const BmCommit *c, const char *id)
{
  for (const char *dot = strchr(id, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
    g_autofree char *parent = g_strndup(id, (gsize)(dot - id));
    if (g_hash_table_contains(c->may, parent))
      return dot + 1;
  }
  return NULL;
}

static gboolean is_numbered(const char *text, char letter)
{
  return text != NULL && text[0] == letter && is_made_of(text + 1, "0123456789");
}

/* "m03", and of a later wave or a third marking "m03w2". */
static gboolean is_marker(const char *id)
{
  return is_slug(id) && id[0] == 'm' && g_ascii_isdigit(id[1]);
}

/* Files become pages, piles of score sheets parts, shares bundles of several; every other stage
 * answers for what it was given. */
static gboolean id_is_own(const BmCommit *c, const char *id)
{
  if (id == NULL)
    return FALSE;
  if (takes(c, "file"))
    return is_numbered(below_input(c, id), 'p');
  if (takes(c, "work.sorted"))
    return is_marker(id);
  if (g_hash_table_contains(c->may, id))
    return TRUE;
  if (takes(c, "return.new"))
    return is_numbered(below_input(c, id), 'b');
  const char *part = takes(c, "marker.share") ? below_input(c, id) : NULL; /* "2.scores" */
  return is_made_of(part, "abcdefghijklmnopqrstuvwxyz0123456789.") &&
         strstr(part, "..") == NULL;
}

/* The inputs, and of a stage that makes works the works that they are pages of. */
static void may_collect(BmCommit *c)
{
  size_t i;
  json_t *id;
  json_array_foreach (c->inputs, i, id) {
    g_hash_table_add(c->may, g_strdup(json_string_value(id)));
    if (c->stage->gather != BM_PER_WORK)
      continue;
    g_autoptr(json_t) item = bm_ledger_item(c->engine->ledger, json_string_value(id));
    if (bm_json_text(item, "work") != NULL)
      g_hash_table_add(c->may, g_strdup(bm_json_text(item, "work")));
  }
}

/* --- emits, settles, doubts */

/* A file goes to one place and a place has one file: the second would fail when the first has
 * been moved, and published, already. */
static gboolean is_first(const BmCommit *c, const char *path)
{
  return g_hash_table_add(c->once, g_strdup(path));
}

static gboolean file_is_own(const BmCommit *c, const char *file)
{
  return bm_commit_file_is_good(c, file) && is_first(c, file);
}

/* Amended are facts of earlier stages. */
static gboolean amend_is_good(const BmCommit *c, const json_t *facts)
{
  json_t *amend = json_object_get(facts, "amend"), *one;
  const char *name;
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  if (amend != NULL && !json_is_object(amend))
    return FALSE;
  json_object_foreach (amend, name, one) {
    guint i = 0;
    while (i < n && chain[i] != c->stage && strcmp(chain[i]->name, name) != 0)
      i++;
    if (i == n || chain[i] == c->stage || !json_is_object(one))
      return FALSE;
  }
  return TRUE;
}

/* A work lies under its number, a bundle under its marker: nobody publishes over another. */
static gboolean place_is_own(const BmCommit *c, const char *id, const char *place)
{
  g_autofree char *marker = g_strndup(id, strcspn(id, "."));
  g_autofree char *folder = g_strdup_printf("bundles/%s", marker);
  if (takes(c, "marker.share"))
    return g_str_has_prefix(place, folder) && !g_ascii_isalnum(place[strlen(folder)]);
  g_autoptr(json_t) work = bm_ledger_work(c->engine->ledger, id);
  const char *work_no = bm_json_text(work, "work_no");
  g_autofree char *name = work_no != NULL ? g_strconcat("/", work_no, ".pdf", NULL) : NULL;
  return name != NULL && g_str_has_prefix(place, "sorted/") && g_str_has_suffix(place, name);
}

static gboolean emit_is_good(const BmCommit *c, json_t *emit)
{
  static const char *const roots[] = {"sorted", "bundles", NULL};
  const char *file = bm_json_text(emit, "file"), *place = bm_json_text(emit, "place");
  json_object_del(emit, "stored"); /* ours to say */
  return is_text_or_absent(emit, "file") && is_text_or_absent(emit, "place") &&
         (file == NULL || file_is_own(c, file)) &&
         (place == NULL ||
          (file != NULL && bm_place_is_safe(place, roots) &&
           place_is_own(c, bm_json_text(emit, "id"), place) && is_first(c, place)));
}

static gboolean settle_is_good(const BmCommit *c, json_t *settle)
{
  static const char *const fates[] = {"blank", "separator", "rejected", NULL};
  const char *fate = bm_json_text(settle, "fate");
  (void)c;
  return fate != NULL && g_strv_contains(fates, fate) &&
         (json_object_get(settle, "reason") == NULL || is_slug(bm_json_text(settle, "reason")));
}

static gboolean doubt_is_good(const BmCommit *c, json_t *doubt)
{
  const char *crop = bm_json_text(doubt, "crop");
  return is_slug(bm_json_text(doubt, "reason")) && is_text_or_absent(doubt, "crop") &&
         (crop == NULL || file_is_own(c, crop)) && is_object_or_absent(doubt, "box");
}

static const struct {
  const char *name;
  gboolean (*is_good)(const BmCommit *c, json_t *record);
} lists[] = {{"emits", emit_is_good}, {"settles", settle_is_good}, {"doubts", doubt_is_good}};

static gboolean record_is_good(const BmCommit *c, guint list, json_t *record)
{
  const json_t *facts = json_object_get(record, "facts");
  return json_is_object(record) && id_is_own(c, bm_json_text(record, "id")) &&
         is_object_or_absent(record, "facts") && amend_is_good(c, facts) &&
         lists[list].is_good(c, record);
}

/* --- notes */

static gboolean work_is_good(const BmCommit *c, const json_t *work)
{
  const char *id = bm_json_text(work, "id");
  g_autoptr(json_t) first =
      bm_ledger_item(c->engine->ledger, json_string_value(json_array_get(c->inputs, 0)));
  const char *packet = bm_json_text(first, "packet");
  g_autofree char *stem = g_strconcat(packet != NULL ? packet : "", ".w", NULL);
  size_t i;
  json_t *page;
  json_array_foreach (json_object_get(work, "pages"), i, page)
    if (!json_is_string(page) || !g_hash_table_contains(c->may, json_string_value(page)))
      return FALSE;
  return id != NULL && packet != NULL && g_str_has_prefix(id, stem) &&
         is_made_of(id + strlen(stem), "0123456789") && is_slug(bm_json_text(work, "state"));
}

static gboolean form_is_good(const BmCommit *c, const json_t *form)
{
  static const char *const files[] = {"model", "picture", "clean"};
  const char *kind = bm_json_text(form, "kind");
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    const char *file = bm_json_text(form, files[i]);
    if (!is_text_or_absent(form, files[i]) || (file != NULL && !file_is_own(c, file)))
      return FALSE;
  }
  return is_slug(bm_json_text(form, "id")) &&
         (g_strcmp0(kind, "form") == 0 || g_strcmp0(kind, "sheet") == 0) &&
         json_is_integer(json_object_get(form, "version"));
}

static gboolean number_is_good(const BmCommit *c, const json_t *note)
{
  const char *work = bm_json_text(note, "work");
  return work != NULL && g_hash_table_contains(c->may, work) &&
         is_made_of(bm_json_text(note, "work_no"), "0123456789-");
}

static gboolean shares_are_good(const BmCommit *c, const json_t *note)
{
  const char *marker;
  json_t *share, *number, *shares = json_object_get(note, "shares");
  size_t i;
  (void)c;
  json_object_foreach (shares, marker, share)
    json_array_foreach (share, i, number)
      if (!is_marker(marker) || !is_made_of(json_string_value(number), "0123456789-"))
        return FALSE;
  return json_is_object(shares);
}

/* What only one stage may note; a kind that is not here is nobody's. */
static const struct {
  const char *kind, *gives;
  gboolean (*is_good)(const BmCommit *c, const json_t *value);
} kinds[] = {
    {"work", "page.split", work_is_good},
    {"form", "page.formed", form_is_good},
    {"work_no", "page.numbered", number_is_good},
    {"allocation", "marker.share", shares_are_good},
};

static gboolean note_is_good(const BmCommit *c, const json_t *note)
{
  const char *kind = bm_json_text(note, "kind");
  const json_t *value = json_object_get(note, "value");
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_strcmp0(kind, kinds[i].kind) == 0)
      return strcmp(c->stage->gives, kinds[i].gives) == 0 && json_is_object(value) &&
             kinds[i].is_good(c, value);
  return FALSE;
}

gboolean bm_commit_check(BmCommit *c, GError **error)
{
  size_t i;
  json_t *record;
  may_collect(c);
  for (guint k = 0; k < G_N_ELEMENTS(lists); k++)
    json_array_foreach (json_object_get(c->answer, lists[k].name), i, record)
      if (!record_is_good(c, k, record))
        return fault(c, lists[k].name, error);
  json_array_foreach (json_object_get(c->answer, "notes"), i, record)
    if (!note_is_good(c, record))
      return fault(c, "note", error);
  return TRUE;
}
