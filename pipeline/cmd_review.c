/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark review: the queue of pages, files and works that a person decides about. */
#include "pipeline/cmd.h"
#include "pipeline/contact.h"
#include "pipeline/decide.h"
#include "pipeline/held.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/pile.h"
#include "pipeline/reason.h"
#include "pipeline/review_form.h"

#include <stdio.h>
#include <string.h>

/* Where a held item came from, for the coordinator: "780418/9А/batch.tif, стр. 3". */
static char *origin_of(GHashTable *sources, const char *id)
{
  g_auto(GStrv) parts = g_strsplit(id, ".p", 2);
  g_autofree char *file = bm_pile_file(parts[0]);
  const char *source = g_hash_table_lookup(sources, file);
  if (source == NULL)
    return g_strdup("");
  if (parts[1] == NULL)
    return g_strdup(source);
  return g_strdup_printf("%s, %s %d", source, bm_tr("стр.", "page"),
                         (int)g_ascii_strtoll(parts[1], NULL, 10));
}

static void doubt_print(const BmOpen *open, json_t *doubt)
{
  const char *reason = bm_json_text(doubt, "reason"), *crop = bm_json_text(doubt, "crop");
  g_autofree char *origin = bm_cmd_plain(bm_json_text(doubt, "origin"));
  g_autofree char *todo = bm_cmd_todo(open->ws, reason);
  printf("%s  (%s)\n    %s [%s]\n    → %s\n", bm_json_text(doubt, "item"), origin,
         bm_reason_text(reason), reason, todo);
  if (crop != NULL)
    printf("    %s\n", crop);
}

/* Questions from @from on about the same item: doubts come by item. */
static size_t n_of_item(const json_t *doubts, size_t from)
{
  const char *item = bm_json_text(json_array_get(doubts, from), "item");
  size_t n = 1;
  while (g_strcmp0(bm_json_text(json_array_get(doubts, from + n), "item"), item) == 0)
    n++;
  return n;
}

static size_t n_of_reason(const json_t *doubts, size_t from, size_t end, const char *reason)
{
  size_t n = 0;
  for (size_t i = from; i < end; i++)
    n += g_strcmp0(bm_json_text(json_array_get(doubts, i), "reason"), reason) == 0;
  return n;
}

/* A score form is told once, each reason with its number; which works they are about stands
 * below. */
static void form_doubts_print(const BmOpen *open, const json_t *doubts, size_t from, size_t end)
{
  const json_t *first = json_array_get(doubts, from);
  g_autofree char *origin = bm_cmd_plain(bm_json_text(first, "origin"));
  printf("%s  (%s)\n", bm_json_text(first, "item"), origin);
  for (size_t i = from; i < end; i++) {
    const char *reason = bm_json_text(json_array_get(doubts, i), "reason");
    g_autofree char *todo = bm_cmd_todo(open->ws, reason);
    if (n_of_reason(doubts, from, i, reason) > 0)
      continue;
    size_t n = n_of_reason(doubts, i, end, reason);
    printf("    %s [%s]", bm_reason_text(reason), reason);
    if (n > 1)
      printf(": %zu", n);
    printf("\n    → %s\n", todo);
  }
}

/* @is_brief  of score forms only which works are asked about, else each score */
static void doubts_print(BmOpen *open, const json_t *doubts, gboolean is_brief)
{
  for (size_t i = 0, n; i < json_array_size(doubts); i += n) {
    const char *id = bm_json_text(json_array_get(doubts, i), "item");
    g_autoptr(json_t) item = bm_ledger_item(open->ledger, id);
    n = n_of_item(doubts, i);
    if (bm_review_is_form(item)) {
      form_doubts_print(open, doubts, i, i + n);
      if (is_brief)
        bm_review_form_works_print(open, item);
    } else {
      for (size_t k = i; k < i + n; k++)
        doubt_print(open, json_array_get(doubts, k));
    }
  }
}

static json_t *doubts_of(BmOpen *open, const char *only)
{
  json_t *doubts = bm_ledger_doubts(open->ledger, only);
  g_autoptr(GHashTable) sources = bm_cmd_sources(open);
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt) {
    g_autofree char *origin = origin_of(sources, bm_json_text(doubt, "item"));
    const char *crop = bm_json_text(doubt, "crop");
    g_autofree char *path = crop != NULL ? g_build_filename(open->ws, crop, NULL)
                                         : bm_held_picture(open, bm_json_text(doubt, "item"));
    json_object_set_new(doubt, "origin", json_string(origin));
    if (path != NULL)
      json_object_set_new(doubt, "crop", json_string(path));
  }
  return doubts;
}

static int review_list(BmOpen *open, gboolean is_json)
{
  bm_held_prune(open);
  g_autoptr(json_t) doubts = doubts_of(open, NULL);
  if (is_json)
    bm_cmd_print_json(json_incref(doubts));
  else
    doubts_print(open, doubts, TRUE);
  if (!is_json && json_array_size(doubts) == 0)
    puts(bm_tr("Очередь пуста.", "The queue is empty."));
  return BM_EXIT_DONE;
}

static json_t *masks_of(json_t *item)
{
  return json_object_get(json_object_get(json_object_get(item, "facts"), "mask"), "masks");
}

static void masks_print(const BmOpen *open, json_t *item)
{
  size_t i;
  json_t *mask;
  if (json_array_size(masks_of(item)) > 0)
    printf(bm_tr("    закрыто (снять: review %s mask %s --remove N):\n",
                 "    masked (to remove: review %s mask %s --remove N):\n"),
           open->ws, bm_json_text(item, "id"));
  json_array_foreach (masks_of(item), i, mask)
    printf("    %3zu  %d,%d,%d,%d  %s\n", i + 1,
           (int)json_integer_value(json_object_get(mask, "x")),
           (int)json_integer_value(json_object_get(mask, "y")),
           (int)json_integer_value(json_object_get(mask, "w")),
           (int)json_integer_value(json_object_get(mask, "h")), bm_json_text(mask, "kind"));
}

/* One page, file or work: why it waits, and what is masked on it, by number. */
static int review_show(BmOpen *open, const char *id, gboolean is_json)
{
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, id);
  if (item == NULL) {
    GError *error = NULL;
    bm_fail(&error, BM_ERROR_SETTING, "item_unknown", "'%s'", id);
    return bm_cmd_fail(error);
  }
  g_autoptr(json_t) doubts = doubts_of(open, id);
  g_autofree char *picture = bm_held_picture(open, id);
  if (is_json) {
    json_t *masks = masks_of(item);
    json_t *upright = json_object_get(json_object_get(item, "facts"), "upright");
    bm_cmd_print_json(json_pack("{s:O,s:O,s:O,s:o,s:O*,s:s*}", "item",
                                json_object_get(item, "id"), "state",
                                json_object_get(item, "state"), "doubts", doubts, "masks",
                                masks != NULL ? json_incref(masks) : json_array(), "to_source",
                                json_object_get(upright, "to_source"), "picture", picture));
    return BM_EXIT_DONE;
  }
  doubts_print(open, doubts, FALSE);
  if (json_array_size(doubts) == 0)
    printf("%s  %s\n", id, bm_tr("вопросов нет", "nothing is asked about it"));
  if (picture != NULL)
    printf("    %s\n", picture);
  masks_print(open, item);
  bm_review_form_print(open, item);
  return BM_EXIT_DONE;
}

static gboolean box_parse(const char *text, const char *kind, json_t *boxes, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, ",", -1);
  gint64 v[4];
  gboolean is_good = g_strv_length(parts) == 4;
  for (int i = 0; is_good && i < 4; i++)
    is_good = g_ascii_string_to_signed(parts[i], 10, 0, 1000000, &v[i], NULL);
  if (!is_good || v[2] == 0 || v[3] == 0)
    return bm_fail(error, BM_ERROR_SETTING, "zones_bad", "'%s'", text);
  json_array_append_new(boxes, json_pack("{s:I,s:I,s:I,s:I,s:s}", "x", (json_int_t)v[0], "y",
                                         (json_int_t)v[1], "w", (json_int_t)v[2], "h",
                                         (json_int_t)v[3], "kind", kind));
  return TRUE;
}

static json_t *words_json(char **words, int most)
{
  json_t *list = json_array();
  for (int i = 0; words[i] != NULL && i < most; i++)
    json_array_append_new(list, json_string(words[i]));
  return list;
}

static json_t *mask_numbered(json_t *masks, const char *text, GError **error)
{
  guint64 number = 0;
  if (g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT16, &number, NULL) &&
      number <= json_array_size(masks))
    return json_array_get(masks, (size_t)number - 1);
  bm_fail(error, BM_ERROR_SETTING, "mask_unknown", "--remove %s", text);
  return NULL;
}

/* mask PAGE --remove N … */
static json_t *unmask_request(BmOpen *open, char **words, char **numbers, GError **error)
{
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, words[0]);
  if (item == NULL) {
    bm_fail(error, BM_ERROR_SETTING, "item_unknown", "'%s'", words[0]);
    return NULL;
  }
  g_autoptr(json_t) boxes = json_array();
  for (; *numbers != NULL; numbers++) {
    json_t *mask = mask_numbered(masks_of(item), *numbers, error);
    if (mask == NULL)
      return NULL;
    json_array_append(boxes, mask);
  }
  return json_pack("{s:s,s:o,s:O}", "verb", "unmask", "ids", words_json(words, 1), "boxes",
                   boxes);
}

/* mask PAGE x,y,w,h … */
static json_t *mask_request(char **words, GError **error)
{
  g_autoptr(json_t) boxes = json_array();
  for (char **word = words + 1; *word != NULL; word++)
    if (!box_parse(*word, "by_person", boxes, error))
      return NULL;
  if (json_array_size(boxes) == 0) {
    bm_fail(error, BM_ERROR_SETTING, "zones_bad", "mask PAGE x,y,w,h");
    return NULL;
  }
  return json_pack("{s:s,s:o,s:O}", "verb", "mask", "ids", words_json(words, 1), "boxes",
                   boxes);
}

/* assign WORK SCHOOL CLASS: a class of the lists, so that a slip of the pen makes no new one */
static json_t *assign_request(BmOpen *open, char **words, GError **error)
{
  const char *school = bm_procedure_school(open->procedure, words[1]);
  if (school == NULL) {
    bm_fail(error, BM_ERROR_SETTING, "school_unknown", "'%s'", words[1]);
    return NULL;
  }
  g_autofree char *class_group = bm_class_normalise(words[2]);
  if (!bm_procedure_has_class(open->procedure, school, class_group)) {
    bm_fail(error, BM_ERROR_SETTING, "class_not_listed", "'%s' '%s'", school, words[2]);
    return NULL;
  }
  g_autofree char *class_alias = NULL, *school_alias = NULL;
  gint64 ref =
      bm_keymap_class(open->keymap, school, class_group, &class_alias, &school_alias, error);
  if (ref == 0)
    return NULL;
  return json_pack("{s:s,s:o,s:I,s:s,s:s}", "verb", "assign", "ids", words_json(words, 1),
                   "class_ref", (json_int_t)ref, "class_alias", class_alias, "school_alias",
                   school_alias);
}

static const struct Verb {
  const char *name;
  int least, most; /* words after it */
} verbs[] = {{"list", 0, 0},      {"show", 1, 1},       {"release", 1, 100000},
             {"drop", 1, 100000}, {"blank", 1, 100000}, {"mask", 1, 100000},
             {"assign", 3, 3},    {"score", 3, 100000}};

static const struct Verb *verb_find(const char *name, int n_words)
{
  for (guint i = 0; i < G_N_ELEMENTS(verbs); i++)
    if (strcmp(verbs[i].name, name) == 0)
      return n_words >= verbs[i].least && n_words <= verbs[i].most ? &verbs[i] : NULL;
  return NULL;
}

typedef struct Options {
  char **remove, **answers; /* mask */
  gboolean all_of_form, release;
  const char *by; /* score */
} Options;

/* mask PAGE --answers x,y,w,h … */
static json_t *answers_request(char **words, char **places, GError **error)
{
  g_autoptr(json_t) boxes = json_array();
  for (; *places != NULL; places++)
    if (!box_parse(*places, "answers", boxes, error))
      return NULL;
  return json_pack("{s:s,s:o,s:O}", "verb", "answers", "ids", words_json(words, 1), "boxes",
                   boxes);
}

static json_t *masking_request(BmOpen *open, char **words, const Options *options,
                               GError **error)
{
  json_t *request = options->remove != NULL
                        ? unmask_request(open, words, options->remove, error)
                    : options->answers != NULL ? answers_request(words, options->answers, error)
                                               : mask_request(words, error);
  if (request != NULL && options->all_of_form)
    json_object_set_new(request, "all_of_form", json_true());
  if (request != NULL && options->release)
    json_object_set_new(request, "release", json_true());
  return request;
}

static json_t *request_of(BmOpen *open, const char *verb, char **words, const Options *options,
                          GError **error)
{
  if (strcmp(verb, "mask") == 0)
    return masking_request(open, words, options, error);
  if (strcmp(verb, "assign") == 0)
    return assign_request(open, words, error);
  if (strcmp(verb, "score") == 0) {
    g_autofree char *sign = bm_review_sign(open->keymap, options->by);
    return bm_review_score_request(words, sign, error);
  }
  return json_pack("{s:s,s:o}", "verb", verb, "ids", words_json(words, G_MAXINT));
}

static void whole_tell(BmOpen *open, const char *page, guint n)
{
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, page);
  json_t *facts = json_object_get(json_object_get(item, "facts"), "form");
  const char *form = bm_json_text(facts, "form");
  fprintf(stderr,
          bm_tr("Бланк %s: заново закрываются страницы: %u. ",
                "Form %s: pages that are masked anew: %u. "),
          form, n);
  bm_contact_tell_released(open, form);
}

static int review_decide(BmOpen *open, const char *verb, char **words, const Options *options)
{
  GError *error = NULL;
  g_autoptr(json_t) request = request_of(open, verb, words, options, &error);
  guint n = 0;
  gboolean is_watched = FALSE;
  if (request == NULL || !bm_decide_ask(open->ws, open->ledger, request, BM_DECIDE_PATIENCE_S,
                                        &is_watched, &n, &error))
    return bm_cmd_fail(error);
  bm_held_prune(open);
  fputs(bm_tr("Записано. ", "Noted. "), stderr);
  if (options->all_of_form)
    whole_tell(open, words[0], n);
  if (strcmp(verb, "score") == 0)
    bm_review_form_tell_left(open, words[0]);
  bm_cmd_next_run(open->ws, is_watched);
  return BM_EXIT_DONE;
}

int bm_cmd_review(int argc, char **argv)
{
  gboolean is_json = FALSE;
  g_auto(GStrv) remove = NULL, answers = NULL;
  gboolean all_of_form = FALSE, release = FALSE;
  g_autofree char *by = NULL;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, bm_tr("для программ", "for programs"), NULL},
      {"remove", 0, 0, G_OPTION_ARG_STRING_ARRAY, &remove,
       bm_tr("снять закрытое место с этим номером (mask; номера: show)",
             "uncover the masked place of this number (mask; numbers: show)"),
       "N"},
      {"answers", 0, 0, G_OPTION_ARG_STRING_ARRAY, &answers,
       bm_tr("здесь ответ, а не имя: закрытое из осторожности открыть (mask)",
             "an answer is here, no name: open what caution has masked (mask)"),
       "x,y,w,h"},
      {"all-of-form", 0, 0, G_OPTION_ARG_NONE, &all_of_form,
       bm_tr("то же на всех страницах этого бланка (mask)",
             "the same on all pages of this form (mask)"),
       NULL},
      {"release", 0, 0, G_OPTION_ARG_NONE, &release,
       bm_tr("и выпустить страницу, если не возникнет нового вопроса (mask)",
             "and release the page unless a new question comes up (mask)"),
       NULL},
      {"by", 0, 0, G_OPTION_ARG_STRING, &by,
       bm_tr("кто вписывает: фамилия или знак (score, когда entries=2)",
             "who tells the scores: a name or a sign (score, when entries=2)"),
       bm_tr("КТО", "WHO")},
      G_OPTION_ENTRY_NULL};
  int code = bm_cmd_parse(&argc, &argv, entries, 2, 100000);
  if (code >= 0)
    return code;
  const struct Verb *verb = verb_find(argv[2], argc - 3);
  gboolean is_mask = strcmp(argv[2], "mask") == 0;
  int n_ways = (remove != NULL) + (answers != NULL) + (argc > 4);
  gboolean is_whole = all_of_form && (release || answers != NULL);
  if (verb == NULL ||
      (is_mask ? n_ways != 1 || is_whole
               : remove != NULL || answers != NULL || all_of_form || release) ||
      (by != NULL && strcmp(argv[2], "score") != 0))
    return bm_cmd_usage("review", NULL);
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, argv[1], &error))
    return bm_cmd_fail(error);
  if (strcmp(verb->name, "list") == 0)
    return review_list(&open, is_json);
  if (strcmp(verb->name, "show") == 0)
    return review_show(&open, argv[3], is_json);
  Options options = {remove, answers, all_of_form, release, by};
  return review_decide(&open, verb->name, argv + 3, &options);
}
