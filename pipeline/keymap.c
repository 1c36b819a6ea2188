/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key map. */
#include "pipeline/keymap.h"

#include "pipeline/json_text.h"
#include "pipeline/random.h"
#include "pipeline/seal.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SEED_BYTES 32

struct BmKeymap {
  BmDb *db;
  char *seed;
};

static char *seed_make(gint64 fixed, GError **error)
{
  if (fixed <= 0)
    return bm_random_hex(SEED_BYTES, error);
  g_autofree char *text = g_strdup_printf("blindmark fixed seed %" G_GINT64_FORMAT, fixed);
  return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

static gboolean seed_load(BmKeymap *keymap, gint64 fixed, GError **error)
{
  g_autofree char *fresh = seed_make(fixed, error);
  if (fresh == NULL)
    return FALSE;
  if (fixed >= 0 && !bm_db_run(keymap->db, error,
                               "INSERT OR IGNORE INTO secret VALUES ('seed', ?)", "s", fresh))
    return FALSE;
  g_autoptr(json_t) rows =
      bm_db_rows(keymap->db, error, "SELECT value FROM secret WHERE key = 'seed'", "");
  if (rows == NULL)
    return FALSE;
  const char *kept = bm_json_text(json_array_get(rows, 0), "value");
  keymap->seed = g_strdup(kept != NULL ? kept : fresh);
  return TRUE;
}

BmKeymap *bm_keymap_open(const char *ws, gint64 fixed_seed, GError **error)
{
  g_autofree char *path = g_build_filename(ws, "vault", "keymap.db", NULL);
  if (!bm_seal_check(ws, error)) /* a new key map would make the round another one */
    return NULL;
  g_autoptr(BmKeymap) keymap = g_new0(BmKeymap, 1);
  mode_t mask = umask(0077);
  keymap->db = bm_db_open(path, "keymap", error);
  umask(mask);
  if (keymap->db == NULL || !seed_load(keymap, fixed_seed, error))
    return NULL;
  return g_steal_pointer(&keymap);
}

void bm_keymap_free(BmKeymap *keymap)
{
  if (keymap == NULL)
    return;
  bm_db_free(keymap->db);
  g_free(keymap->seed);
  g_free(keymap);
}

BmDb *bm_keymap_db(BmKeymap *keymap)
{
  return keymap->db;
}

const char *bm_keymap_seed(const BmKeymap *keymap)
{
  return keymap->seed;
}

guint64 bm_keymap_hash(const BmKeymap *keymap, const char *text)
{
  g_autofree char *hex = g_compute_hmac_for_string(
      G_CHECKSUM_SHA256, (const guchar *)keymap->seed, strlen(keymap->seed), text, -1);
  hex[15] = '\0';
  return g_ascii_strtoull(hex, NULL, 16);
}

guint bm_keymap_round_tag(const BmKeymap *keymap)
{
  return (guint)(bm_keymap_hash(keymap, "round tag") % 10000);
}

/* --- files */

void bm_source_free(BmSource *source)
{
  if (source == NULL)
    return;
  g_free(source->file);
  g_free(source->path);
  g_free(source->state);
  g_free(source);
}

gboolean bm_keymap_source_add(BmKeymap *keymap, const char *file, const char *path, gint64 size,
                              gint64 mtime, GError **error)
{
  return bm_db_run(keymap->db, error,
                   "INSERT OR REPLACE INTO source (file, path, size, mtime, state) "
                   "VALUES (?, ?, ?, ?, 'seen')",
                   "ssii", file, path, size, mtime);
}

gboolean bm_keymap_source_set(BmKeymap *keymap, const char *file, const char *state,
                              gint64 size, gint64 mtime, const char *sha256, GError **error)
{
  return bm_db_run(
      keymap->db, error,
      "UPDATE source SET state = ?, size = ?, mtime = ?, sha256 = coalesce(?, sha256) "
      "WHERE file = ?",
      "siiss", state, size, mtime, sha256, file);
}

static BmSource *source_from(json_t *rows)
{
  json_t *row = json_array_get(rows, 0);
  if (row == NULL)
    return NULL;
  BmSource *source = g_new0(BmSource, 1);
  source->file = g_strdup(bm_json_text(row, "file"));
  source->path = g_strdup(bm_json_text(row, "path"));
  source->state = g_strdup(bm_json_text(row, "state"));
  source->size = json_integer_value(json_object_get(row, "size"));
  source->mtime = json_integer_value(json_object_get(row, "mtime"));
  return source;
}

gint64 bm_keymap_last(BmKeymap *keymap, const char *letter)
{
  return bm_db_number(keymap->db, -1,
                      "SELECT coalesce(max(CAST(substr(file, 2) AS INTEGER)), 0) FROM source "
                      "WHERE substr(file, 1, 1) = ?",
                      "s", letter);
}

BmSource *bm_keymap_source_at(BmKeymap *keymap, const char *path)
{
  g_autoptr(json_t) rows = bm_db_rows(keymap->db, NULL,
                                      "SELECT * FROM source WHERE path = ? AND state IN "
                                      "('seen', 'copied') ORDER BY file DESC LIMIT 1",
                                      "s", path);
  return source_from(rows);
}

BmSource *bm_keymap_source(BmKeymap *keymap, const char *file)
{
  g_autoptr(json_t) rows =
      bm_db_rows(keymap->db, NULL, "SELECT * FROM source WHERE file = ?", "s", file);
  return source_from(rows);
}

char *bm_keymap_sha256(BmKeymap *keymap, const char *file)
{
  g_autoptr(json_t) rows =
      bm_db_rows(keymap->db, NULL, "SELECT sha256 FROM source WHERE file = ?", "s", file);
  return g_strdup(bm_json_text(json_array_get(rows, 0), "sha256"));
}

json_t *bm_keymap_twins(BmKeymap *keymap, const char *file, const char *sha256)
{
  return bm_db_rows(keymap->db, NULL,
                    "SELECT file FROM source WHERE sha256 = ? AND file <> ? AND state <> "
                    "'gone' ORDER BY file",
                    "ss", sha256, file);
}

json_t *bm_keymap_sources(BmKeymap *keymap)
{
  return bm_db_rows(keymap->db, NULL, "SELECT file, path, state FROM source ORDER BY file", "");
}

json_t *bm_keymap_sources_awaited(BmKeymap *keymap)
{
  return bm_db_rows(keymap->db, NULL,
                    "SELECT file, path, state FROM source WHERE state IN ('seen', 'copied') "
                    "ORDER BY file",
                    "");
}

/* --- classes, schools, markers */

/* A number of @least..@most that is free: from the seed first, then the next ones. */
static gint64 number_free(BmKeymap *keymap, const char *what, gint64 least, gint64 most,
                          const char *sql)
{
  gint64 span = most - least + 1;
  gint64 start = (gint64)(bm_keymap_hash(keymap, what) % (guint64)span);
  for (gint64 i = 0; i < span; i++) {
    gint64 number = least + (start + i) % span;
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    if (bm_db_number(keymap->db, 0, sql, "s", text) == 0)
      return number;
  }
  return 0;
}

json_t *bm_keymap_schools(BmKeymap *keymap)
{
  g_autoptr(json_t) rows =
      bm_db_rows(keymap->db, NULL, "SELECT school_alias, school_code FROM school", "");
  json_t *schools = json_object();
  size_t i;
  json_t *row;
  json_array_foreach (rows, i, row)
    json_object_set(schools, bm_json_text(row, "school_alias"),
                    json_object_get(row, "school_code"));
  return schools;
}

char *bm_keymap_school_alias(BmKeymap *keymap, const char *school_code, GError **error)
{
  g_autoptr(json_t) rows =
      bm_db_rows(keymap->db, error, "SELECT school_alias FROM school WHERE school_code = ?",
                 "s", school_code);
  if (rows == NULL)
    return NULL;
  if (json_array_size(rows) > 0)
    return g_strdup(bm_json_text(json_array_get(rows, 0), "school_alias"));
  g_autofree char *what = g_strconcat("school ", school_code, NULL);
  gint64 number = number_free(keymap, what, 10, 999,
                              "SELECT count(*) FROM school WHERE school_alias = 'S' || ?");
  g_autofree char *alias = g_strdup_printf("S%" G_GINT64_FORMAT, number);
  if (!bm_db_run(keymap->db, error, "INSERT INTO school VALUES (?, ?)", "ss", alias,
                 school_code))
    return NULL;
  return g_steal_pointer(&alias);
}

static gint64 class_ref_of(BmKeymap *keymap, const char *school_code, const char *class_group)
{
  return bm_db_number(keymap->db, 0,
                      "SELECT class_ref FROM class WHERE school_code = ? AND class_group = ?",
                      "ss", school_code, class_group);
}

gint64 bm_keymap_class(BmKeymap *keymap, const char *school_code, const char *class_group,
                       char **ret_class_alias, char **ret_school_alias, GError **error)
{
  g_autofree char *school_alias = bm_keymap_school_alias(keymap, school_code, error);
  if (school_alias == NULL)
    return 0;
  gint64 ref = class_ref_of(keymap, school_code, class_group);
  if (ref == 0) {
    /* the alias is a part of the number, so one search finds both free */
    g_autofree char *what = g_strconcat("class ", school_code, " ", class_group, NULL);
    gint64 alias = number_free(keymap, what, 10, 999,
                               "SELECT count(*) FROM class WHERE class_ref % 1000 = ? + 0");
    ref = (gint64)(bm_keymap_hash(keymap, what) % 90 + 10) * 1000 + alias;
    if (!bm_db_run(keymap->db, error, "INSERT INTO class VALUES (?, ?, ?)", "iss", ref,
                   school_code, class_group))
      return 0;
  }
  if (ret_class_alias != NULL)
    *ret_class_alias = g_strdup_printf("K%03d", (int)(ref % 1000));
  if (ret_school_alias != NULL)
    *ret_school_alias = g_steal_pointer(&school_alias);
  return ref;
}

json_t *bm_keymap_classes(BmKeymap *keymap)
{
  return bm_db_rows(keymap->db, NULL,
                    "SELECT class_ref, school_code, class_group FROM class "
                    "ORDER BY school_code, length(class_group), class_group",
                    "");
}

char *bm_keymap_marker(BmKeymap *keymap, const char *teacher, const char *school_code,
                       GError **error)
{
  g_autoptr(json_t) rows = bm_db_rows(
      keymap->db, error, "SELECT id FROM marker WHERE teacher = ? AND school_code = ?", "ss",
      teacher, school_code);
  if (rows == NULL)
    return NULL;
  if (json_array_size(rows) > 0)
    return g_strdup(bm_json_text(json_array_get(rows, 0), "id"));
  g_autofree char *what = g_strconcat("marker ", school_code, " ", teacher, NULL);
  gint64 number =
      number_free(keymap, what, 100, 9999, "SELECT count(*) FROM marker WHERE id = 'm' || ?");
  g_autofree char *id = g_strdup_printf("m%" G_GINT64_FORMAT, number);
  if (!bm_db_run(keymap->db, error, "INSERT INTO marker VALUES (?, ?, ?)", "sss", id, teacher,
                 school_code))
    return NULL;
  return g_steal_pointer(&id);
}

json_t *bm_keymap_markers(BmKeymap *keymap)
{
  return bm_db_rows(keymap->db, NULL, "SELECT id, teacher, school_code FROM marker ORDER BY id",
                    "");
}
