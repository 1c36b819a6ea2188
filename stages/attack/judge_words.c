/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be read: on pages, in text layers, in properties and names of files. */
#include "pipeline/json_text.h"
#include "stages/attack/judge_part.h"

#include <string.h>

static gboolean is_one_of(const char *text, const char *const *list)
{
  return g_strv_contains(list, text);
}

/* Where a hit is, without what it says. Names of files are no place to quote. */
static json_t *place_of(const json_t *look, const json_t *hit, const char *work_no)
{
  json_t *place = json_object();
  if (work_no != NULL)
    json_object_set_new(place, "work_no", json_string(work_no));
  else if (strcmp(bm_json_text_or_empty(hit, "where"), "name") != 0)
    json_object_set_new(place, "place", json_string(bm_json_text_or_empty(look, "place")));
  static const char *const keys[] = {"kind", "where", "page", "box", "cut", "trust"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (json_object_get(hit, keys[i]) != NULL)
      json_object_set(place, keys[i], json_object_get(hit, keys[i]));
  return place;
}

static const char *work_no_of(const BmCase *all, const json_t *look)
{
  for (guint i = 0; i < all->works->len; i++)
    if (bm_suspect(all, i)->look == look)
      return bm_suspect(all, i)->work_no;
  return NULL;
}

/* Hits at some places that name the right one. */
static void hits_tell(BmCase *all, const char *channel, const char *what,
                      const char *const *where)
{
  static const char *const telling[] = {"surname", "teacher", "school", "code", NULL};
  json_t *places = json_array(), *look, *hit;
  size_t i, k;
  json_array_foreach (json_object_get(all->context, "looks"), i, look)
    json_array_foreach (json_object_get(look, "hits"), k, hit)
      if (is_one_of(bm_json_text_or_empty(hit, "where"), where) &&
          is_one_of(bm_json_text_or_empty(hit, "kind"), telling) &&
          json_is_true(json_object_get(hit, "own")))
        json_array_append_new(places, place_of(look, hit, work_no_of(all, look)));
  bm_case_found(all, channel, what, (guint)json_array_size(places), places);
}

/* Two classes drawn blindly are the same one's as often as this. */
static double share_of_same(const BmCase *all)
{
  g_autofree guint *sizes = g_new0(guint, all->aliases->len + 1);
  double sum = 0, n = all->works->len;
  for (guint i = 0; i < all->works->len; i++)
    sizes[bm_suspect(all, i)->class_index]++;
  for (guint i = 0; i < all->aliases->len; i++)
    sum += sizes[i] / n * (sizes[i] / n);
  return sum;
}

/* A class reads "9А", and tasks have letters too: only right more often than chance counts. */
static void classes_tell(BmCase *all)
{
  BmGuess guess = {.p = 1, .least_p = 1};
  guint right = 0;
  for (guint i = 0; i < all->works->len; i++) {
    size_t k;
    json_t *hit;
    int is_right = -1;
    json_array_foreach (json_object_get(bm_suspect(all, i)->look, "hits"), k, hit)
      if (strcmp(bm_json_text_or_empty(hit, "kind"), "class") == 0)
        is_right = MAX(is_right, json_is_true(json_object_get(hit, "own")));
    guess.n += is_right >= 0;
    right += is_right > 0;
  }
  if (guess.n > 0) {
    guess.value = (double)right / guess.n;
    guess.chance = MAX(share_of_same(all), 0.5); /* parallels have few letters */
    bm_stats_interval(right, guess.n, &guess.low, &guess.high);
    guess.p = bm_stats_binomial(right, guess.n, guess.chance);
    guess.least_p = bm_stats_binomial(guess.n, guess.n, guess.chance);
  }
  bm_case_guess(all, "text", "text_class", "likely", &guess);
}

static void metadata_tell(BmCase *all, const char *what, const char *const *keys)
{
  json_t *places = json_array(), *look, *entry;
  size_t i, k;
  json_array_foreach (json_object_get(all->context, "looks"), i, look)
    json_array_foreach (json_object_get(look, "metadata"), k, entry)
      if (is_one_of(bm_json_text_or_empty(entry, "key"), keys))
        json_array_append_new(places, json_pack("{s:s,s:s}", "place",
                                                bm_json_text_or_empty(look, "place"), "kind",
                                                bm_json_text_or_empty(entry, "key")));
  bm_case_found(all, "metadata", what, (guint)json_array_size(places), places);
}

/* Properties that are not the same in all works; what a PDF is called is neutral or a hit. */
static void varying_tell(BmCase *all, const char *prefix, const char *const *free_keys)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *places = json_array(), *look, *entry;
  size_t i, k;
  json_array_foreach (json_object_get(all->context, "looks"), i, look) {
    if (!g_str_has_prefix(bm_json_text_or_empty(look, "place"), prefix))
      continue;
    json_array_foreach (json_object_get(look, "metadata"), k, entry) {
      const char *key = bm_json_text_or_empty(entry, "key"),
                 *digest = bm_json_text_or_empty(entry, "digest");
      const char *first = g_hash_table_lookup(seen, key);
      if (first == NULL)
        g_hash_table_insert(seen, (gpointer)key, (gpointer)digest);
      else if (strcmp(first, digest) != 0 && !is_one_of(key, free_keys))
        json_array_append_new(
            places,
            json_pack("{s:s,s:s}", "place", bm_json_text_or_empty(look, "place"), "kind", key));
    }
  }
  bm_case_found(all, "metadata", "meta_varies", (guint)json_array_size(places), places);
}

static void unreadable_tell(BmCase *all)
{
  json_t *places = json_array(), *look;
  size_t i;
  json_array_foreach (json_object_get(all->context, "looks"), i, look)
    if (!json_is_true(json_object_get(look, "is_readable")))
      json_array_append_new(places,
                            json_pack("{s:s}", "place", bm_json_text_or_empty(look, "place")));
  bm_case_found(all, "metadata", "unreadable", (guint)json_array_size(places), places);
}

void bm_case_words(BmCase *all)
{
  static const char *const page[] = {"page", NULL}, *const layer[] = {"layer", NULL},
                           *const file[] = {"property", "name", NULL};
  static const char *const times[] = {"/CreationDate", "/ModDate", "times", NULL};
  static const char *const extra[] = {"tail", "head",   "updates", "attachments", "scripts",
                                      "xmp",  "editor", "jpeg",    "part",        NULL};
  static const char *const neutral[] = {"/Title", "vt:lpstr", "vt:i", "TitlesOfParts", NULL};
  hits_tell(all, "text", "text_page", page);
  hits_tell(all, "text", "text_layer", layer);
  classes_tell(all);
  hits_tell(all, "metadata", "meta_name", file);
  metadata_tell(all, "meta_time", times);
  metadata_tell(all, "meta_extra", extra);
  varying_tell(all, "sorted/", neutral);
  unreadable_tell(all);
}
