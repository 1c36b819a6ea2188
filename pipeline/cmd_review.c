/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark review: the queue of pages, files and works that a person decides about. */
#include "pipeline/cmd.h"
#include "pipeline/decide.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"

#include <stdio.h>
#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
  return json_string_value(json_object_get(row, key));
}

/* Where a held item came from, for the coordinator: "780418/9А/batch.tif, стр. 3". */
static char *origin_of(GHashTable *sources, const char *id)
{
  g_auto(GStrv) parts = g_strsplit(id, ".p", 2);
  const char *source = g_hash_table_lookup(sources, parts[0]);
  if (source == NULL)
    return g_strdup("");
  if (parts[1] == NULL)
    return g_strdup(source);
  return g_strdup_printf("%s, %s %d", source, bm_tr("стр.", "page"),
                         (int)g_ascii_strtoll(parts[1], NULL, 10));
}

static int review_list(BmOpen *open, const char *only, gboolean is_json)
{
  g_autoptr(json_t) doubts = bm_ledger_doubts(open->ledger, only);
  g_autoptr(GHashTable) sources = bm_cmd_sources(open);
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt) {
    g_autofree char *origin = origin_of(sources, text_of(doubt, "item"));
    const char *crop = text_of(doubt, "crop");
    g_autofree char *path = crop != NULL ? g_build_filename(open->ws, crop, NULL) : NULL;
    const char *reason = text_of(doubt, "reason");
    json_object_set_new(doubt, "origin", json_string(origin));
    if (path != NULL)
      json_object_set_new(doubt, "crop", json_string(path));
    if (is_json)
      continue;
    printf("%s  (%s)\n    %s [%s]\n    → %s\n", text_of(doubt, "item"), origin,
           bm_reason_text(reason), reason, bm_reason_todo(reason));
    if (path != NULL)
      printf("    %s\n", path);
  }
  if (is_json)
    bm_cmd_print_json(json_incref(doubts));
  else if (json_array_size(doubts) == 0)
    puts(bm_tr("Очередь пуста.", "The queue is empty."));
  return BM_EXIT_DONE;
}

static gboolean box_parse(const char *text, json_t *boxes, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, ",", -1);
  gint64 v[4];
  gboolean is_good = g_strv_length(parts) == 4;
  for (int i = 0; is_good && i < 4; i++)
    is_good = g_ascii_string_to_signed(parts[i], 10, 0, 1000000, &v[i], NULL);
  if (!is_good || v[2] == 0 || v[3] == 0)
    return bm_fail(error, BM_ERROR_SETTING, "zones_bad", "'%s' is not x,y,w,h in pixels", text);
  json_array_append_new(boxes, json_pack("{s:I,s:I,s:I,s:I,s:s}", "x", (json_int_t)v[0], "y",
                                         (json_int_t)v[1], "w", (json_int_t)v[2], "h",
                                         (json_int_t)v[3], "kind", "by_person"));
  return TRUE;
}

static json_t *words_json(char **words, int most)
{
  json_t *list = json_array();
  for (int i = 0; words[i] != NULL && i < most; i++)
    json_array_append_new(list, json_string(words[i]));
  return list;
}

/* mask PAGE x,y,w,h … */
static json_t *mask_request(char **words, GError **error)
{
  g_autoptr(json_t) boxes = json_array();
  for (char **word = words + 1; *word != NULL; word++)
    if (!box_parse(*word, boxes, error))
      return NULL;
  if (json_array_size(boxes) == 0) {
    bm_fail(error, BM_ERROR_SETTING, "zones_bad", "no box given: x,y,w,h in pixels");
    return NULL;
  }
  return json_pack("{s:s,s:o,s:O}", "verb", "mask", "ids", words_json(words, 1), "boxes",
                   boxes);
}

/* assign WORK SCHOOL CLASS */
static json_t *assign_request(BmOpen *open, char **words, GError **error)
{
  const char *school = words[1] != NULL ? bm_procedure_school(open->procedure, words[1]) : NULL;
  if (school == NULL || words[2] == NULL) {
    bm_fail(error, BM_ERROR_SETTING,
            words[1] == NULL || words[2] == NULL ? "assign_words" : "school_unknown",
            "assign WORK SCHOOL CLASS");
    return NULL;
  }
  g_autofree char *class_group = bm_class_normalise(words[2]);
  g_autofree char *class_alias = NULL, *school_alias = NULL;
  gint64 ref =
      bm_keymap_class(open->keymap, school, class_group, &class_alias, &school_alias, error);
  if (ref == 0)
    return NULL;
  return json_pack("{s:s,s:o,s:I,s:s,s:s}", "verb", "assign", "ids", words_json(words, 1),
                   "class_ref", (json_int_t)ref, "class_alias", class_alias, "school_alias",
                   school_alias);
}

static json_t *request_of(BmOpen *open, const char *verb, char **words, GError **error)
{
  if (strcmp(verb, "mask") == 0)
    return mask_request(words, error);
  if (strcmp(verb, "assign") == 0)
    return assign_request(open, words, error);
  return json_pack("{s:s,s:o}", "verb", verb, "ids", words_json(words, G_MAXINT));
}

int bm_cmd_review(int argc, char **argv)
{
  gboolean is_json = FALSE;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 2, 100000);
  if (code >= 0)
    return code;
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  if (strcmp(argv[2], "list") == 0)
    return review_list(&open, NULL, is_json);
  if (argc < 4)
    return bm_cmd_usage("review", NULL);
  if (strcmp(argv[2], "show") == 0)
    return review_list(&open, argv[3], is_json);
  g_autoptr(json_t) request = request_of(&open, argv[2], argv + 3, &error);
  guint n = 0;
  if (request == NULL ||
      !bm_decide_ask(open.ws, open.ledger, request, BM_DECIDE_PATIENCE_S, &n, &error))
    return bm_cmd_fail(error);
  fprintf(stderr,
          bm_tr("Записано. Дальше: blindmark run %s\n", "Noted. Next: blindmark run %s\n"),
          open.ws);
  return BM_EXIT_DONE;
}
