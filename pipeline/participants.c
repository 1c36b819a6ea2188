/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works joined to pupils. */
#include "pipeline/control.h"
#include "pipeline/participants_part.h"
#include "pipeline/workspace.h"

#include <string.h>

const char *bm_pupil_text(const json_t *pupil, const char *key)
{
  const char *text = json_string_value(json_object_get(pupil, key));
  return text != NULL ? text : "";
}

/* --- which pupil -------------------------------------------------------------------------- */

/* Pupils of the class whose @key is @value; @ret_known: whether any has that column filled. */
static guint pupils_find(const BmTellDesk *desk, const BmTellWork *work, const char *key,
                         const char *value, const json_t **ret_pupil, gboolean *ret_known)
{
  g_autofree char *own = bm_tell_class(work->school, work->class_group);
  const GPtrArray *pupils = g_hash_table_lookup(desk->pupils, own);
  guint n = 0;
  *ret_known = FALSE;
  for (guint i = 0; pupils != NULL && i < pupils->len; i++) {
    const char *text = bm_pupil_text(pupils->pdata[i], key);
    *ret_known |= text[0] != '\0';
    if (text[0] == '\0' || strcmp(text, value) != 0)
      continue;
    *ret_pupil = pupils->pdata[i];
    n++;
  }
  return n;
}

static gboolean code_agrees(const json_t *pupil, const char *code)
{
  const char *own = bm_pupil_text(pupil, "participant_code");
  return code[0] == '\0' || own[0] == '\0' || strcmp(own, code) == 0;
}

/* A roster without codes cannot know one: then the code itself is who it is. */
static void pupil_find(const BmTellDesk *desk, BmTellClaim *claim)
{
  const char *code = bm_pupil_text(claim->row, "participant_code"),
             *number = bm_pupil_text(claim->row, "student_no");
  gboolean is_by_number = number[0] != '\0', is_known = FALSE;
  guint n = pupils_find(desk, claim->work, is_by_number ? "student_no" : "participant_code",
                        is_by_number ? number : code, &claim->pupil, &is_known);
  if (n == 1 && code_agrees(claim->pupil, code))
    return;
  claim->pupil = n == 0 && !is_known && code[0] != '\0' ? claim->row : NULL;
  if (claim->pupil == NULL)
    claim->why = n > 1 ? "participant_several" : "participant_unknown";
}

/* --- what two rows say -------------------------------------------------------------------- */

static char *identity_of(const BmTellClaim *claim)
{
  const char *code = bm_pupil_text(claim->pupil, "participant_code");
  return code[0] != '\0' ? g_strconcat(claim->work->school, "\n", code, NULL)
                         : g_strdup_printf("%p", (const void *)claim->pupil);
}

/* What is @a has @b; TRUE when it had another before. */
static gboolean has_another(GHashTable *pairs, gpointer a, gpointer b, GEqualFunc is_same)
{
  gpointer before = g_hash_table_lookup(pairs, a);
  if (before == NULL)
    g_hash_table_insert(pairs, a, b);
  return before != NULL && !is_same(before, b);
}

/* One pupil of two works, one work of two pupils: none of the rows counts. */
static void doubles_find(const BmTellDesk *desk)
{
  g_autoptr(GHashTable) pupils = g_hash_table_new(NULL, NULL);
  g_autoptr(GHashTable) works = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) bad_works = g_hash_table_new(NULL, NULL);
  g_autoptr(GHashTable) bad_pupils = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < desk->claims->len; i++) {
    BmTellClaim *claim = bm_tell_claim(desk, i);
    if (claim->work == NULL || claim->pupil == NULL)
      continue;
    claim->identity = identity_of(claim);
    if (has_another(pupils, claim->work, claim->identity, g_str_equal))
      g_hash_table_add(bad_works, claim->work);
    if (has_another(works, claim->identity, claim->work, g_direct_equal))
      g_hash_table_add(bad_pupils, claim->identity);
  }
  for (guint i = 0; i < desk->claims->len; i++) {
    BmTellClaim *claim = bm_tell_claim(desk, i);
    if (claim->identity == NULL)
      continue;
    if (g_hash_table_contains(bad_works, claim->work))
      claim->why = "participant_work_twice";
    else if (g_hash_table_contains(bad_pupils, claim->identity))
      claim->why = "participant_twice";
  }
}

/* --- told --------------------------------------------------------------------------------- */

/* What both say, or one of them; "" and a note of it when they differ. */
static const char *agreed(json_t *unjoined, const BmTellClaim *claim, const char *key)
{
  const char *own = bm_pupil_text(claim->row, key), *listed = bm_pupil_text(claim->pupil, key);
  if (own[0] == '\0' || listed[0] == '\0' || strcmp(own, listed) == 0)
    return own[0] != '\0' ? own : listed;
  bm_tell_unjoined(unjoined, claim, claim->work, "participant_differs");
  return "";
}

static json_t *pupil_json(json_t *unjoined, const BmTellClaim *claim)
{
  static const char *const keys[] = {"student_no", "surname", "name", "patronymic"};
  const char *mark = agreed(unjoined, claim, "journal_mark");
  json_t *pupil =
      json_pack("{s:b,s:s,s:s,s:o}", "is_joined", 1, "participant_code",
                agreed(unjoined, claim, "participant_code"), "variant",
                agreed(unjoined, claim, "variant"), "journal_mark",
                mark[0] != '\0' ? json_integer(g_ascii_strtoll(mark, NULL, 10)) : json_null());
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    json_object_set_new(pupil, keys[i], json_string(bm_pupil_text(claim->pupil, keys[i])));
  return pupil;
}

/* The variant that every pupil of the class has, or "". */
static const char *class_variant(const BmTellDesk *desk, const BmTellWork *work)
{
  g_autofree char *key = bm_tell_class(work->school, work->class_group);
  const GPtrArray *pupils = g_hash_table_lookup(desk->pupils, key);
  const char *variant = pupils != NULL ? bm_pupil_text(pupils->pdata[0], "variant") : "";
  for (guint i = 1; pupils != NULL && i < pupils->len; i++)
    if (strcmp(bm_pupil_text(pupils->pdata[i], "variant"), variant) != 0)
      return "";
  return variant;
}

/* Lists of the first round name works that a re-check has not. */
static gboolean is_of_elsewhere(const BmTellDesk *desk, const BmTellClaim *claim)
{
  return desk->is_recheck && g_strcmp0(claim->why, "participant_no_work") == 0;
}

static json_t *told(const BmTellDesk *desk)
{
  json_t *works = json_object(), *unjoined = json_array();
  for (guint i = 0; i < desk->claims->len; i++) {
    const BmTellClaim *claim = bm_tell_claim(desk, i);
    if (claim->why != NULL && !is_of_elsewhere(desk, claim))
      bm_tell_unjoined(unjoined, claim, NULL, claim->why);
    else if (claim->why != NULL)
      continue;
    else if (json_object_get(works, bm_pupil_text(claim->work->row, "id")) == NULL)
      json_object_set_new(works, bm_pupil_text(claim->work->row, "id"),
                          pupil_json(unjoined, claim));
  }
  for (guint i = 0; i < desk->works->len; i++) {
    const BmTellWork *work = bm_tell_work(desk, i);
    const char *id = bm_pupil_text(work->row, "id"), *variant = class_variant(desk, work);
    if (json_object_get(works, id) != NULL)
      continue;
    if (variant[0] != '\0')
      json_object_set_new(works, id, json_pack("{s:s}", "variant", variant));
    if (desk->claims->len > 0 && strcmp(work->school, BM_CONTROL_SCHOOL) != 0)
      bm_tell_unjoined(unjoined, NULL, work, "participant_none");
  }
  return json_pack("{s:o,s:o,s:i}", "works", works, "unjoined", unjoined, "told",
                   (int)desk->claims->len);
}

json_t *bm_participants(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure)
{
  g_auto(BmTellDesk) desk = {0};
  bm_tell_open(&desk, ledger, keymap, procedure);
  if (!desk.is_recheck) /* places are those of the first round */
    bm_tell_add(&desk, procedure->roster, "roster.csv", "work_place", TRUE, NULL, NULL);
  bm_tell_add(&desk, procedure->participants, "participants.csv", "place", FALSE, NULL, NULL);
  bm_tell_find(&desk);
  for (guint i = 0; i < desk.claims->len; i++)
    if (bm_tell_claim(&desk, i)->work != NULL && bm_tell_claim(&desk, i)->pupil == NULL)
      pupil_find(&desk, bm_tell_claim(&desk, i));
  doubles_find(&desk);
  return told(&desk);
}

static void field_append(GString *out, const char *text)
{
  g_string_append_c(out, '"');
  for (; *text != '\0'; text++)
    g_string_append_printf(out, *text == '"' ? "\"\"" : "%c", *text);
  g_string_append_c(out, '"');
}

static void row_append(GString *out, const char *work_no, const json_t *pupil)
{
  static const char *const keys[] = {"participant_code", "student_no", "variant"};
  const json_t *mark = json_object_get(pupil, "journal_mark");
  g_string_append(out, work_no);
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    g_string_append_c(out, ';');
    field_append(out, bm_pupil_text(pupil, keys[i]));
  }
  g_string_append_c(out, ';');
  if (json_is_integer(mark))
    g_string_append_printf(out, "%d", (int)json_integer_value(mark));
  g_string_append(out, "\r\n");
}

gboolean bm_participants_write(BmLedger *ledger, const json_t *participants, const char *path,
                               GError **error)
{
  g_autoptr(json_t) works = bm_ledger_works(ledger);
  g_autoptr(GString) out =
      g_string_new("\xEF\xBB\xBFwork_no;participant_code;student_no;variant;journal_mark\r\n");
  gsize n = out->len, i;
  json_t *work;
  json_array_foreach (works, i, work) {
    const json_t *pupil =
        json_object_get(json_object_get(participants, "works"), bm_pupil_text(work, "id"));
    if (json_is_true(json_object_get(pupil, "is_joined")) &&
        bm_pupil_text(work, "work_no")[0] != '\0' &&
        (bm_pupil_text(pupil, "participant_code")[0] != '\0' ||
         bm_pupil_text(pupil, "student_no")[0] != '\0'))
      row_append(out, bm_pupil_text(work, "work_no"), pupil);
  }
  return out->len == n || bm_file_write(path, out->str, error);
}

void bm_participants_variants(const json_t *participants, json_t *works)
{
  const json_t *pupils = json_object_get(participants, "works");
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work) {
    const char *variant =
        bm_pupil_text(json_object_get(pupils, bm_pupil_text(work, "work")), "variant");
    if (variant[0] != '\0')
      json_object_set_new(work, "variant", json_string(variant));
  }
}
