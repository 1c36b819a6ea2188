/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A marked round as its workspace, ledger and key map know it, for tests of a re-check. */
#pragma once
#include "pipeline/first.h"
#include "pipeline/recheck.h"
#include "pipeline/workspace.h"
#include "tests/tools/assert_ok.h"

#include <string.h>

typedef struct Round {
  char *base, *ws; /* base is removed at the end */
  BmOpen open;
} Round;

static inline void text_put(const char *ws, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(ws, name, NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  cr_assert(bm_folder_make(folder, 0755, NULL));
  cr_assert(g_file_set_contents(path, text, -1, NULL));
}

/* School 101 has classes 9А and 9Б, school 102 has 9А; a teacher of each and one of 103. */
static inline Round round_make(const char *conf)
{
  Round round = {.base = g_dir_make_tmp("bm-recheck-XXXXXX", NULL)};
  GError *error = NULL;
  round.ws = g_build_filename(round.base, "first", NULL);
  cr_assert(bm_workspace_make(round.ws, NULL));
  text_put(round.ws, "blindmark.conf", conf);
  text_put(round.ws, "procedure/assessment.json",
           "{\"policy\": \"vpr_cross\", \"tasks\": [{\"id\": \"1\", \"max\": 2}]}");
  text_put(round.ws, "procedure/separators.pdf", "of the first round");
  text_put(round.ws, "procedure/roster.csv",
           "school_code,school_name,class,surname\n101,Школа № 11,9А,Абрикосова\n"
           "101,Школа № 11,9Б,Бобров\n102,Школа № 12,9А,Вишнёв\n103,Школа № 13,9А,Гусев\n");
  text_put(round.ws, "procedure/teachers.csv",
           "teacher,school_code\nПетрова А. А.,101\nСёмина Б. Б.,102\nСёмина Б. Б.,103\n");
  assert_ok(bm_open(&round.open, round.ws, &error), error);
  return round;
}

static inline void round_clear(Round *round)
{
  bm_open_clear(&round->open);
  bm_folder_remove(round->base);
  g_free(round->base);
  g_free(round->ws);
}

static inline gint64 class_add(BmOpen *open, const char *school, const char *class_group)
{
  g_autofree char *class_alias = NULL, *school_alias = NULL;
  gint64 ref =
      bm_keymap_class(open->keymap, school, class_group, &class_alias, &school_alias, NULL);
  cr_assert(ref > 0);
  cr_assert(bm_ledger_class_put(open->ledger, ref, class_alias, school_alias, NULL));
  return ref;
}

static inline char *marker_add(BmOpen *open, const char *teacher, const char *school)
{
  char *id = bm_keymap_marker(open->keymap, teacher, school, NULL);
  cr_assert_not_null(id);
  return id;
}

/* A file that was taken, as packet @packet of a folder that tells class @class_ref (0: none).
 */
static inline void scan_add(BmOpen *open, const char *file, const char *packet,
                            const char *path, const char *bytes, gint64 class_ref)
{
  g_autofree char *place = g_build_filename("vault/originals", file, NULL);
  g_autofree char *sha = g_compute_checksum_for_string(G_CHECKSUM_SHA256, bytes, -1);
  g_autoptr(json_t) known = bm_ledger_packet(open->ledger, packet);
  g_autoptr(json_t) facts = json_object();
  text_put(open->ws, place, bytes);
  cr_assert(bm_keymap_source_add(open->keymap, file, path, 1, 1, NULL));
  cr_assert(bm_keymap_source_set(open->keymap, file, "taken", 1, 1, sha, NULL));
  cr_assert(bm_ledger_item_add(open->ledger, file, "file", "file", "done", NULL, NULL));
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, file);
  json_object_set_new(item, "packet", json_string(packet));
  cr_assert(bm_ledger_item_save(open->ledger, item, NULL));
  if (known == NULL)
    cr_assert(bm_ledger_packet_add(open->ledger, packet, class_ref, facts, NULL));
}

static inline void page_add(BmOpen *open, const char *file, int number, const char *packet,
                            const char *work)
{
  g_autofree char *id = g_strdup_printf("%s.p%04d", file, number);
  cr_assert(bm_ledger_item_add(open->ledger, id, "page", "page.done", "done", file, NULL));
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, id);
  json_object_set_new(item, "packet", json_string(packet));
  json_object_set_new(item, "work", json_string(work));
  json_object_set_new(item, "seq", json_integer(number));
  json_object_set_new(item, "facts", json_pack("{s:{s:i}}", "intake", "source_page", number));
  cr_assert(bm_ledger_item_save(open->ledger, item, NULL));
}

/* A work of pages @from..@to of @file; @work_no and @marker may be NULL. */
static inline void work_add(BmOpen *open, const char *work, const char *packet,
                            gint64 class_ref, const char *file, int from, int to,
                            const char *work_no, const char *marker)
{
  cr_assert(bm_db_run(open->ledger, NULL,
                      "INSERT INTO work (id, packet, idx, expected, class_ref, state, work_no, "
                      "marker) VALUES (?, ?, 1, 1, ?, 'whole', ?, ?)",
                      "ssiss", work, packet, class_ref, work_no, marker));
  for (int number = from; number <= to; number++)
    page_add(open, file, number, packet, work);
}

/* {"works": [final result]} of "111-1=7 222-2=": no points, no result. */
static inline json_t *results_of(const char *text)
{
  json_t *works = json_array();
  g_auto(GStrv) list = g_strsplit(text, " ", -1);
  for (char **one = list; *one != NULL; one++) {
    g_auto(GStrv) parts = g_strsplit(*one, "=", 2);
    gboolean is_final = parts[1][0] != '\0';
    int total = (int)g_ascii_strtoll(parts[1], NULL, 10);
    json_array_append_new(works, json_pack("{s:s,s:s,s:i,s:i,s:[i]}", "work_no", parts[0],
                                           "state", is_final ? "final" : "incomplete", "total",
                                           total, "mark", 4, "scores", total));
  }
  return json_pack("{s:o}", "works", works);
}
