/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key map of a re-check: its tables about the first round. */
#include "pipeline/first.h"
#include "pipeline/json_text.h"

gboolean bm_keymap_first_begin(BmKeymap *keymap, guint round_tag, GError **error)
{
  g_autofree char *tag = g_strdup_printf("%u", round_tag);
  return bm_db_run(bm_keymap_db(keymap), error,
                   "INSERT OR REPLACE INTO first_round VALUES ('round_tag', ?)", "s", tag);
}

gboolean bm_keymap_first_class_add(BmKeymap *keymap, gint64 class_ref, const char *school_code,
                                   const char *class_group, GError **error)
{
  return bm_db_run(bm_keymap_db(keymap), error,
                   "INSERT OR REPLACE INTO first_class VALUES (?, ?, ?)", "iss", class_ref,
                   school_code, class_group);
}

static gboolean work_insert(BmDb *db, const json_t *work, GError **error)
{
  const char *work_no = bm_json_text(work, "work_no");
  size_t i;
  json_t *row;
  if (!bm_db_run(db, error, "INSERT INTO first_work VALUES (?, ?)", "sj", work_no,
                 json_object_get(work, "result")))
    return FALSE;
  json_array_foreach (json_object_get(work, "markers"), i, row)
    if (!bm_db_run(db, error, "INSERT OR IGNORE INTO first_marker VALUES (?, ?, ?)", "sss",
                   work_no, bm_json_text(row, "teacher"), bm_json_text(row, "school_code")))
      return FALSE;
  json_array_foreach (json_object_get(work, "pages"), i, row)
    if (!bm_db_run(db, error, "INSERT OR IGNORE INTO first_page VALUES (?, ?, ?)", "sis",
                   bm_json_text(row, "path"),
                   (gint64)json_integer_value(json_object_get(row, "page")), work_no))
      return FALSE;
  return TRUE;
}

gboolean bm_keymap_first_work_add(BmKeymap *keymap, const json_t *work, GError **error)
{
  BmDb *db = bm_keymap_db(keymap);
  if (!bm_db_begin(db, error))
    return FALSE;
  if (work_insert(db, work, error) && bm_db_commit(db, error))
    return TRUE;
  bm_db_rollback(db);
  return FALSE;
}

gboolean bm_keymap_is_recheck(BmKeymap *keymap)
{
  return bm_keymap_first_tag(keymap) >= 0;
}

int bm_keymap_first_tag(BmKeymap *keymap)
{
  return (int)bm_db_number(bm_keymap_db(keymap), -1,
                           "SELECT value + 0 FROM first_round WHERE key = 'round_tag'", "");
}

json_t *bm_keymap_first_classes(BmKeymap *keymap)
{
  return bm_db_rows(bm_keymap_db(keymap), NULL,
                    "SELECT class_ref, school_code, class_group FROM first_class ORDER BY "
                    "class_ref",
                    "");
}

json_t *bm_keymap_first_works(BmKeymap *keymap)
{
  return bm_db_rows(bm_keymap_db(keymap), NULL,
                    "SELECT work_no, result AS result_json FROM first_work ORDER BY work_no",
                    "");
}

json_t *bm_keymap_first_markers(BmKeymap *keymap)
{
  return bm_db_rows(bm_keymap_db(keymap), NULL,
                    "SELECT work_no, teacher, school_code FROM first_marker ORDER BY work_no, "
                    "school_code, teacher",
                    "");
}

json_t *bm_keymap_first_pages(BmKeymap *keymap)
{
  return bm_db_rows(bm_keymap_db(keymap), NULL,
                    "SELECT path, page, work_no FROM first_page ORDER BY path, page, work_no",
                    "");
}

gboolean bm_keymap_first_look_add(BmKeymap *keymap, const json_t *look, GError **error)
{
  return bm_db_run(
      bm_keymap_db(keymap), error, "INSERT OR REPLACE INTO first_look VALUES (?, ?, ?)", "sij",
      bm_json_text(look, "sha256"), (gint64)json_integer_value(json_object_get(look, "page")),
      json_object_get(look, "look"));
}

json_t *bm_keymap_first_look(BmKeymap *keymap, const char *sha256, gint64 page)
{
  g_autoptr(json_t) rows =
      bm_db_rows(bm_keymap_db(keymap), NULL,
                 "SELECT look AS look_json FROM first_look WHERE sha256 = ? AND page = ?", "si",
                 sha256, page);
  return json_incref(json_object_get(json_array_get(rows, 0), "look"));
}
