/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recount of an allocation, from the context alone. */
#include "stages/allocate/certify.h"

#include "pipeline/json_text.h"
#include "pipeline/subject.h"

static const char *const fault_keys[] = {"own_school",    "conflicts",  "same_school",
                                         "twice",         "over_limit", "unmarked",
                                         "wrong_subject", "low_rank",   "marked_before"};

/* What is counted while bundles are gone through. */
typedef struct Recount {
  const BmPanel *panel;
  const json_t *context;
  json_t *certificate;
  GHashTable *works, *people;   /* by work_no and marker: as in the context; borrowed */
  GHashTable *extras, *anchors; /* by work_no: as in the note; anchors are extras, too */
  GHashTable *holders;          /* work_no → GPtrArray of markers, borrowed */
  GHashTable *directions;       /* "S1>S2": markers of S1 have works of S2 */
  GHashTable *parents;          /* marker → one that it is connected with */
} Recount;

static void index_add(GHashTable *index, const json_t *array, const char *key)
{
  size_t i;
  json_t *value;
  json_array_foreach (array, i, value)
    if (bm_json_text_filled(value, key) != NULL)
      g_hash_table_insert(index, (char *)bm_json_text_filled(value, key), value);
}

static void count(Recount *recount, const char *key, json_int_t more)
{
  json_int_t now = json_integer_value(json_object_get(recount->certificate, key));
  json_object_set_new(recount->certificate, key, json_integer(now + more));
}

static void keep_least(Recount *recount, const char *key, json_int_t value)
{
  const json_t *now = json_object_get(recount->certificate, key);
  if (now == NULL || value < json_integer_value(now))
    json_object_set_new(recount->certificate, key, json_integer(value));
}

static void keep_most(Recount *recount, const char *key, json_int_t value)
{
  const json_t *now = json_object_get(recount->certificate, key);
  if (now == NULL || value > json_integer_value(now))
    json_object_set_new(recount->certificate, key, json_integer(value));
}

static gboolean list_has(const json_t *list, const char *text)
{
  size_t i;
  json_t *value;
  json_array_foreach (list, i, value)
    if (g_strcmp0(json_string_value(value), text) == 0)
      return TRUE;
  return FALSE;
}

/* --- connected markers */

static const char *root_of(Recount *recount, const char *marker)
{
  const char *parent = g_hash_table_lookup(recount->parents, marker);
  if (parent == NULL || parent == marker)
    return marker;
  const char *root = root_of(recount, parent);
  g_hash_table_insert(recount->parents, (char *)marker, (char *)root);
  return root;
}

static void connect(Recount *recount, const char *one, const char *other)
{
  const char *a = root_of(recount, one), *b = root_of(recount, other);
  g_hash_table_insert(recount->parents, (char *)a, (char *)b);
}

static guint components(Recount *recount)
{
  guint n = 0;
  GHashTableIter each;
  gpointer marker, parent;
  g_hash_table_iter_init(&each, recount->parents);
  while (g_hash_table_iter_next(&each, &marker, &parent))
    n += marker == parent ? 1 : 0;
  return n;
}

/* --- one work in one marker's hands */

static int rank_of(const json_t *object, const char *key, int preset)
{
  const char *word = bm_json_text_filled(object, key);
  if (word == NULL)
    return preset;
  return g_str_equal(word, "lead") ? 2 : g_str_equal(word, "senior") ? 1 : 0;
}

static gboolean is_later(const json_t *context)
{
  const char *purpose = bm_json_text_filled(context, "purpose");
  return purpose != NULL && !g_str_equal(purpose, "first");
}

static void check_person(Recount *recount, const json_t *work, const json_t *marker)
{
  const char *school = bm_json_text_filled(work, "school_alias"),
             *own = bm_json_text_filled(marker, "school_alias");
  if (school != NULL && g_strcmp0(school, own) == 0)
    count(recount, "own_school", 1);
  if (school != NULL && list_has(json_object_get(marker, "conflicts"), school))
    count(recount, "conflicts", 1);
  if (list_has(json_object_get(work, "prior_markers"), bm_json_text_filled(marker, "marker")))
    count(recount, "marked_before", 1);
  if (rank_of(marker, "rank", 0) <
      rank_of(work, "needs_rank", is_later(recount->context) ? 1 : 0))
    count(recount, "low_rank", 1);
}

static void check_holders(Recount *recount, const char *work_no, const json_t *marker,
                          const GPtrArray *others)
{
  const char *own = bm_json_text_filled(marker, "school_alias"),
             *id = bm_json_text_filled(marker, "marker");
  gboolean is_extra = g_hash_table_contains(recount->extras, work_no);
  for (guint i = 0; i < others->len; i++) {
    const json_t *other = g_ptr_array_index(others, i);
    if (other == marker)
      count(recount, "twice", 1);
    else if (!is_extra && own != NULL &&
             g_strcmp0(own, bm_json_text_filled(other, "school_alias")) == 0)
      count(recount, "same_school", 1);
  }
  if (others->len > 0)
    connect(recount, id, bm_json_text_filled(g_ptr_array_index(others, 0), "marker"));
}

static GPtrArray *holders_of(Recount *recount, const char *work_no)
{
  GPtrArray *holders = g_hash_table_lookup(recount->holders, work_no);
  if (holders == NULL) {
    holders = g_ptr_array_new();
    g_hash_table_insert(recount->holders, (char *)work_no, holders);
  }
  return holders;
}

static void check_pair(Recount *recount, const json_t *work, json_t *marker)
{
  const char *work_no = bm_json_text_filled(work, "work_no"),
             *school = bm_json_text_filled(work, "school_alias");
  GPtrArray *holders = holders_of(recount, work_no);
  check_person(recount, work, marker);
  check_holders(recount, work_no, marker, holders);
  g_ptr_array_add(holders, marker);
  if (school != NULL && bm_json_text_filled(marker, "school_alias") != NULL &&
      !g_hash_table_contains(recount->extras, work_no))
    g_hash_table_add(
        recount->directions,
        g_strdup_printf("%s>%s", bm_json_text_filled(marker, "school_alias"), school));
}

/* --- one bundle */

static gboolean subject_is_wrong(const Recount *recount, const json_t *marker)
{
  const json_t *context = recount->context;
  const char *subject = bm_json_text_filled(context, "subject");
  if (subject == NULL)
    subject = bm_json_text_filled(json_object_get(context, "assessment"), "subject");
  return json_is_true(json_object_get(context, "subject_rule")) && subject != NULL &&
         !bm_subject_is(bm_json_text(marker, "subject"), subject) &&
         !list_has(json_object_get(context, "allow_other_subject"),
                   bm_json_text_filled(marker, "marker"));
}

static guint anchors_among(const Recount *recount, const json_t *hand)
{
  guint n = 0;
  size_t i;
  json_t *work_no;
  json_array_foreach (hand, i, work_no)
    n += g_hash_table_contains(recount->anchors, json_string_value(work_no)) ? 1 : 0;
  return n;
}

static void check_hand(Recount *recount, const json_t *hand, json_t *marker)
{
  g_autoptr(GHashTable) classes = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) schools = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) variants = g_hash_table_new(g_str_hash, g_str_equal);
  char *id = (char *)bm_json_text_filled(marker, "marker");
  if (!g_hash_table_contains(recount->parents, id))
    g_hash_table_insert(recount->parents, id, id);
  size_t i;
  json_t *value;
  json_array_foreach (hand, i, value) {
    const json_t *work = g_hash_table_lookup(recount->works, json_string_value(value));
    g_assert(work != NULL);
    check_pair(recount, work, marker);
    const char *variant = bm_json_text_filled(work, "variant"),
               *school = bm_json_text_filled(work, "school_alias");
    const char *class_alias = bm_json_text_filled(work, "class_alias");
    if (!g_hash_table_contains(recount->extras, json_string_value(value)))
      g_hash_table_add(variants, (char *)(variant != NULL ? variant : ""));
    g_hash_table_add(classes, (char *)(class_alias != NULL ? class_alias : ""));
    g_hash_table_add(schools, (char *)(school != NULL ? school : ""));
  }
  keep_least(recount, "classes_min", g_hash_table_size(classes));
  keep_least(recount, "schools_min", g_hash_table_size(schools));
  keep_most(recount, "variants_max", g_hash_table_size(variants));
  count(recount, "variants_mixed", g_hash_table_size(variants) > 1 ? 1 : 0);
  count(recount, "wrong_subject", subject_is_wrong(recount, marker) ? 1 : 0);
}

static void check_load(Recount *recount, const json_t *hand, guint fair, const json_t *marker)
{
  json_int_t load = (json_int_t)json_array_size(hand), equal = fair;
  const json_t *most = json_object_get(marker, "max_works");
  guint anchors = anchors_among(recount, hand);
  keep_most(recount, "load_max", load);
  keep_least(recount, "load_min", load);
  keep_most(recount, "fair_max", equal);
  keep_least(recount, "fair_min", equal);
  keep_most(recount, "off_fair_max", load > equal ? load - equal : equal - load);
  keep_least(recount, "anchors_min", anchors);
  keep_most(recount, "anchors_max", anchors);
  if (json_is_integer(most) && load > json_integer_value(most))
    count(recount, "over_limit", 1);
}

/* --- all works */

/* The markings that count: as many as any work has, by those who have it, of different schools.
 */
static gboolean official_is_sound(const Recount *recount, const json_t *extra)
{
  const json_t *official = json_object_get(extra, "official");
  const json_t *first = NULL;
  size_t i;
  json_t *id;
  json_array_foreach (official, i, id) {
    const json_t *marker = g_hash_table_lookup(recount->people, json_string_value(id));
    if (marker == NULL || marker == first ||
        !list_has(json_object_get(extra, "markers"), json_string_value(id)))
      return FALSE;
    if (first != NULL && bm_json_text_filled(first, "school_alias") != NULL &&
        g_strcmp0(bm_json_text_filled(first, "school_alias"),
                  bm_json_text_filled(marker, "school_alias")) == 0)
      return FALSE;
    first = marker;
  }
  return json_array_size(official) == recount->panel->per_work;
}

static void check_complete(Recount *recount)
{
  size_t i;
  json_t *work;
  json_array_foreach (json_object_get(recount->context, "works"), i, work) {
    const char *work_no = bm_json_text_filled(work, "work_no");
    const json_t *extra = g_hash_table_lookup(recount->extras, work_no);
    guint times = holders_of(recount, work_no)->len;
    gboolean is_right =
        extra == NULL ? times == recount->panel->per_work : official_is_sound(recount, extra);
    count(recount, "unmarked", is_right ? 0 : 1);
    count(recount, "works", 1);
  }
}

/* Markers listed with an extra are those who have it. */
static void check_extras(Recount *recount, const json_t *list, const char *works_key,
                         const char *markings_key)
{
  size_t i;
  json_t *extra;
  json_array_foreach (list, i, extra) {
    guint times = holders_of(recount, bm_json_text_filled(extra, "work_no"))->len;
    count(recount, "unmarked",
          times == json_array_size(json_object_get(extra, "markers")) ? 0 : 1);
    count(recount, works_key, 1);
    count(recount, markings_key, times);
  }
}

static void count_directions(Recount *recount)
{
  GHashTableIter each;
  gpointer key;
  guint both = 0;
  g_hash_table_iter_init(&each, recount->directions);
  while (g_hash_table_iter_next(&each, &key, NULL)) {
    g_auto(GStrv) schools = g_strsplit(key, ">", 2);
    g_autofree char *back = g_strdup_printf("%s>%s", schools[1], schools[0]);
    both += g_hash_table_contains(recount->directions, back) ? 1 : 0;
  }
  count(recount, "reciprocal_pairs", both / 2);
}

static json_t *certificate_begin(const BmPanel *panel)
{
  static const char *const keys[] = {"works",           "markings",      "anchor_works",
                                     "anchor_markings", "control_works", "control_markings",
                                     "variants_mixed"};
  json_t *certificate = json_pack("{s:i,s:i}", "markers", (int)panel->markers->len,
                                  "other_subject", (int)panel->n_other_subject);
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    json_object_set_new(certificate, keys[i], json_integer(0));
  for (guint i = 0; i < G_N_ELEMENTS(fault_keys); i++)
    json_object_set_new(certificate, fault_keys[i], json_integer(0));
  return certificate;
}

static void recount_clear(Recount *recount)
{
  GHashTable *const tables[] = {recount->works,   recount->people,     recount->extras,
                                recount->holders, recount->directions, recount->parents,
                                recount->anchors};
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    g_hash_table_unref(tables[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Recount, recount_clear)

static void indexes_make(Recount *recount, const json_t *note)
{
  const json_t *context = recount->context;
  index_add(recount->works, json_object_get(context, "anchors"), "work_no");
  index_add(recount->works, json_object_get(context, "control"), "work_no");
  index_add(recount->works, json_object_get(context, "works"), "work_no");
  index_add(recount->people, json_object_get(context, "markers"), "marker");
  index_add(recount->extras, json_object_get(note, "anchors"), "work_no");
  index_add(recount->anchors, json_object_get(note, "anchors"), "work_no");
  index_add(recount->extras, json_object_get(note, "control"), "work_no");
}

json_t *bm_certificate_new(const BmPanel *panel, const json_t *note, const json_t *context,
                           const guint *fair)
{
  g_auto(Recount)
      recount = {.panel = panel,
                 .context = context,
                 .certificate = certificate_begin(panel),
                 .works = g_hash_table_new(g_str_hash, g_str_equal),
                 .people = g_hash_table_new(g_str_hash, g_str_equal),
                 .extras = g_hash_table_new(g_str_hash, g_str_equal),
                 .anchors = g_hash_table_new(g_str_hash, g_str_equal),
                 .holders = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
                                                  (GDestroyNotify)g_ptr_array_unref),
                 .directions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 .parents = g_hash_table_new(g_str_hash, g_str_equal)};
  indexes_make(&recount, note);
  for (guint m = 0; m < panel->markers->len; m++) {
    const char *id = bm_panel_marker(panel, m)->id;
    const json_t *hand = json_object_get(json_object_get(note, "shares"), id);
    json_t *marker = g_hash_table_lookup(recount.people, id);
    if (json_array_size(hand) > 0)
      check_hand(&recount, hand, marker);
    check_load(&recount, hand, fair[m], marker);
    count(&recount, "markings", (json_int_t)json_array_size(hand));
  }
  check_complete(&recount);
  check_extras(&recount, json_object_get(note, "anchors"), "anchor_works", "anchor_markings");
  check_extras(&recount, json_object_get(note, "control"), "control_works", "control_markings");
  count_directions(&recount);
  count(&recount, "components", components(&recount));
  return recount.certificate;
}

guint bm_certificate_faults(const json_t *certificate)
{
  guint faults = 0;
  for (guint i = 0; i < G_N_ELEMENTS(fault_keys); i++)
    faults += (guint)json_integer_value(json_object_get(certificate, fault_keys[i]));
  return faults;
}
