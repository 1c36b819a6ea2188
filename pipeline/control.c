/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control works. */
#include "pipeline/control.h"

#include "pipeline/participants_part.h"

#include <string.h>

gboolean bm_control_is_folder(const char *name)
{
  g_autofree char *lower = g_utf8_validate(name, -1, NULL) ? g_utf8_strdown(name, -1) : NULL;
  return g_strcmp0(lower, BM_CONTROL_SCHOOL) == 0 || g_strcmp0(lower, "контрольные") == 0;
}

static gpointer class_of(const json_t *row)
{
  return GINT_TO_POINTER((gint)json_integer_value(json_object_get(row, "class_ref")));
}

GHashTable *bm_control_classes(BmKeymap *keymap)
{
  GHashTable *refs = g_hash_table_new(NULL, NULL);
  g_autoptr(json_t) classes = bm_keymap_classes(keymap);
  size_t i;
  json_t *row;
  json_array_foreach (classes, i, row)
    if (strcmp(bm_pupil_text(row, "school_code"), BM_CONTROL_SCHOOL) == 0)
      g_hash_table_add(refs, class_of(row));
  return refs;
}

/* --- what control.csv says ---------------------------------------------------------------- */

/* Checked when the list was loaded (procedure_lists.c). */
static json_t *score_of(const char *text)
{
  return text[0] == '\0'            ? json_null()
         : g_ascii_isdigit(text[0]) ? json_integer(g_ascii_strtoll(text, NULL, 10))
                                    : json_string("X");
}

static json_t *scores_of(const json_t *row, const json_t *tasks)
{
  json_t *scores = json_array(), *task;
  size_t i;
  json_array_foreach (tasks, i, task)
    json_array_append_new(scores, score_of(bm_pupil_text(row, bm_pupil_text(task, "id"))));
  return scores;
}

static void known_put(json_t *works, const BmTellClaim *claim, const json_t *tasks)
{
  const char *markings = bm_pupil_text(claim->row, "markings");
  json_object_set_new(
      works, bm_pupil_text(claim->work->row, "work_no"),
      json_pack(
          "{s:O,s:s,s:b,s:o,s:o}", "work_no", json_object_get(claim->work->row, "work_no"),
          "variant", bm_pupil_text(claim->row, "variant"), "is_own",
          strcmp(claim->work->school, BM_CONTROL_SCHOOL) == 0, "markings",
          markings[0] != '\0' ? json_integer(g_ascii_strtoll(markings, NULL, 10)) : json_null(),
          "scores", scores_of(claim->row, tasks)));
}

/* Two rows of one work: neither counts. */
static void doubles_find(const BmTellDesk *desk)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < desk->claims->len; i++) {
    BmTellClaim *claim = bm_tell_claim(desk, i), *before;
    if (claim->work == NULL)
      continue;
    before = g_hash_table_lookup(seen, claim->work);
    if (before != NULL)
      claim->why = before->why = "control_twice";
    g_hash_table_insert(seen, claim->work, claim);
  }
}

static json_t *in_order(const json_t *works)
{
  g_autoptr(GTree) tree = g_tree_new((GCompareFunc)strcmp);
  json_t *list = json_array(), *work;
  const char *work_no;
  json_object_foreach ((json_t *)works, work_no, work)
    g_tree_insert(tree, (char *)work_no, work);
  for (GTreeNode *at = g_tree_node_first(tree); at != NULL; at = g_tree_node_next(at))
    json_array_append(list, g_tree_node_value(at));
  return list;
}

json_t *bm_control(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure)
{
  const json_t *tasks = json_object_get(procedure->assessment, "tasks");
  g_autoptr(json_t) works = json_object();
  json_t *unjoined = json_array();
  g_auto(BmTellDesk) desk = {0};
  bm_tell_open(&desk, ledger, keymap, procedure);
  for (guint i = 0; i < desk.works->len; i++) {
    const BmTellWork *work = bm_tell_work(&desk, i);
    if (strcmp(work->school, BM_CONTROL_SCHOOL) == 0 &&
        bm_pupil_text(work->row, "work_no")[0] != '\0')
      json_object_set_new(works, bm_pupil_text(work->row, "work_no"),
                          json_pack("{s:O,s:s,s:b,s:n,s:n}", "work_no",
                                    json_object_get(work->row, "work_no"), "variant", "",
                                    "is_own", 1, "markings", "scores"));
  }
  if (desk.is_recheck) /* the list tells of works of the first round */
    return json_pack("{s:o,s:o}", "works", in_order(works), "unjoined", unjoined);
  bm_tell_add(&desk, procedure->control, "control.csv", "place", FALSE, BM_CONTROL_SCHOOL,
              BM_CONTROL_CLASS);
  bm_tell_find(&desk);
  doubles_find(&desk);
  for (guint i = 0; i < desk.claims->len; i++) {
    const BmTellClaim *claim = bm_tell_claim(&desk, i);
    if (claim->why != NULL)
      bm_tell_unjoined(unjoined, claim, NULL, claim->why);
    else if (bm_pupil_text(claim->work->row, "work_no")[0] != '\0')
      known_put(works, claim, tasks);
    else
      bm_tell_unjoined(unjoined, claim, NULL, "control_unnumbered");
  }
  return json_pack("{s:o,s:o}", "works", in_order(works), "unjoined", unjoined);
}

/* --- where it goes ------------------------------------------------------------------------ */

static const json_t *work_named(const json_t *works, const char *work_no)
{
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work)
    if (strcmp(bm_pupil_text(work, "work_no"), work_no) == 0)
      return work;
  return NULL;
}

/* An expert's own work is of no school, so that nobody is kept from it. */
static json_t *extra_of(const json_t *known, const json_t *work, gboolean is_recheck)
{
  json_t *extra = json_pack("{s:O}", "work_no", json_object_get(known, "work_no"));
  if (is_recheck) /* which asks for a rank of others */
    json_object_set_new(extra, "needs_rank", json_string("basic"));
  json_t *markings = json_object_get(known, "markings");
  static const char *const keys[] = {"class_alias", "variant"};
  for (guint k = 0; k < G_N_ELEMENTS(keys); k++)
    if (json_object_get(work, keys[k]) != NULL)
      json_object_set(extra, keys[k], json_object_get(work, keys[k]));
  if (json_is_true(json_object_get(known, "is_own")))
    json_object_set_new(extra, "school_alias", json_null());
  if (json_is_integer(markings))
    json_object_set(extra, "markings", markings);
  return extra;
}

/* The works that are no control works of the folder. */
static json_t *works_left(const json_t *works, const json_t *known)
{
  g_autoptr(GHashTable) own = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *left = json_array(), *work;
  size_t i;
  json_array_foreach (known, i, work)
    if (json_is_true(json_object_get(work, "is_own")))
      g_hash_table_add(own, (gpointer)bm_pupil_text(work, "work_no"));
  json_array_foreach (works, i, work)
    if (!g_hash_table_contains(own, bm_pupil_text(work, "work_no")))
      json_array_append(left, work);
  return left;
}

void bm_control_variants(const json_t *control, json_t *works)
{
  size_t i, k;
  json_t *known, *work;
  json_array_foreach (json_object_get(control, "works"), i, known)
    if (bm_pupil_text(known, "variant")[0] != '\0')
      json_array_foreach (works, k, work)
        if (strcmp(bm_pupil_text(work, "work_no"), bm_pupil_text(known, "work_no")) == 0)
          json_object_set(work, "variant", json_object_get(known, "variant"));
}

void bm_control_context(BmLedger *ledger, BmKeymap *keymap, const BmProcedure *procedure,
                        json_t *context)
{
  const char *purpose = bm_pupil_text(context, "purpose");
  gboolean is_late = json_is_true(json_object_get(context, "is_late"));
  g_autoptr(json_t) control = bm_control(ledger, keymap, procedure);
  const json_t *known = json_object_get(control, "works");
  g_autoptr(json_t) works = json_incref(json_object_get(context, "works"));
  bm_control_variants(control, works);
  json_t *anchors = json_array(), *some = json_array(), *one;
  size_t i;
  json_object_set_new(context, "works", works_left(works, known));
  json_array_foreach (known, i, one) {
    const json_t *work = work_named(works, bm_pupil_text(one, "work_no"));
    if (work != NULL && !is_late && strcmp(purpose, "third") != 0)
      json_array_append_new(json_is_integer(json_object_get(one, "markings")) ? some : anchors,
                            extra_of(one, work, strcmp(purpose, "recheck") == 0));
  }
  if (json_array_size(anchors) > 0)
    json_object_set(context, "anchors", anchors);
  if (json_array_size(some) > 0)
    json_object_set(context, "control", some);
  json_decref(anchors);
  json_decref(some);
}

json_t *bm_control_agreed(const json_t *control)
{
  json_t *agreed = json_array(), *one;
  size_t i;
  json_array_foreach (json_object_get(control, "works"), i, one)
    if (json_is_array(json_object_get(one, "scores")))
      json_array_append_new(agreed,
                            json_pack("{s:O,s:O}", "work_no", json_object_get(one, "work_no"),
                                      "scores", json_object_get(one, "scores")));
  return agreed;
}
