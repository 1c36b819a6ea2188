/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Score forms that wait for a decision. */
#include "pipeline/review_form.h"

#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/returns.h"

#include <stdio.h>
#include <string.h>

/* "5=2", "5=X" or "5=Х": the last, Cyrillic, is what most keyboards give. */
static json_t *mark_parse(const char *word)
{
  g_auto(GStrv) parts = g_strsplit(word, "=", 2);
  guint64 value = 0;
  if (g_strv_length(parts) != 2 || parts[0][0] == '\0')
    return NULL;
  static const char *const crosses[] = {"X", "x", "Х", "х", NULL};
  if (g_strv_contains(crosses, parts[1]))
    return json_pack("{s:s,s:s}", "task", parts[0], "value", "X");
  if (!g_ascii_string_to_unsigned(parts[1], 10, 0, 1000, &value, NULL))
    return NULL;
  return json_pack("{s:s,s:I}", "task", parts[0], "value", (json_int_t)value);
}

char *bm_review_sign(const BmKeymap *keymap, const char *by)
{
  g_autofree char *plain = by != NULL ? g_utf8_normalize(by, -1, G_NORMALIZE_ALL) : NULL;
  g_autofree char *folded = plain != NULL ? g_utf8_casefold(plain, -1) : NULL;
  if (folded == NULL || *g_strstrip(folded) == '\0')
    return NULL;
  g_autofree char *text = g_strconcat("tells scores ", folded, NULL);
  return g_strdup_printf("%016" G_GINT64_MODIFIER "x", bm_keymap_hash(keymap, text));
}

json_t *bm_review_score_request(char **words, const char *by, GError **error)
{
  g_autoptr(json_t) marks = json_array();
  for (char **word = words + 2; *word != NULL; word++) {
    json_t *mark = mark_parse(*word);
    if (mark == NULL) {
      bm_fail(error, BM_ERROR_SETTING, "mark_value_bad", "'%s'", *word);
      return NULL;
    }
    json_array_append_new(marks, mark);
  }
  return json_pack("{s:s,s:[s],s:s,s:O,s:s*}", "verb", "score", "ids", words[0], "work_no",
                   words[1], "marks", marks, "by", by);
}

static char *score_text(const json_t *score)
{
  if (json_is_integer(score))
    return g_strdup_printf("%d", (int)json_integer_value(score));
  return g_strdup(json_is_string(score) ? "X" : "–");
}

/* An empty row has no picture: there is nothing to see. */
static void picture_print(const BmOpen *open, const json_t *item, const json_t *one)
{
  g_autofree char *name = g_strdup_printf("%s-collect-%d.png", bm_json_text(item, "id"),
                                          (int)json_integer_value(json_object_get(one, "n")));
  g_autofree char *path = g_build_filename(open->ws, "review", name, NULL);
  if (g_file_test(path, G_FILE_TEST_EXISTS))
    printf(bm_tr(", картинка %s", ", picture %s"), path);
}

/* What other persons told is not shown: the second reads the picture, not the first. */
static const char *entries_text(const json_t *one)
{
  switch (json_object_size(json_object_get(one, "entries"))) {
  case 0:
    return "";
  case 1:
    return bm_tr(" (вписал один человек, нужен второй)",
                 " (told by one person, a second is due)");
  default:
    return bm_tr(" (вписано по-разному: посмотрите ещё раз)",
                 " (told differently: look once more)");
  }
}

static void page_print(const json_t *one)
{
  int page = (int)json_integer_value(json_object_get(one, "page"));
  if (page > 0)
    printf(bm_tr(", страница скана %d", ", page %d of the scan"), page);
}

static void unsure_print(const BmOpen *open, const json_t *item, const json_t *read)
{
  gboolean is_twice = json_integer_value(json_object_get(read, "entries")) > 1;
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(read, "unsure"), i, one) {
    g_autofree char *seen = score_text(json_object_get(one, "seen"));
    printf(
        bm_tr("    работа %s, задание %s: похоже на %s", "    work %s, task %s: looks like %s"),
        bm_json_text(one, "work_no"), bm_json_text(one, "task"), seen);
    page_print(one);
    fputs(entries_text(one), stdout);
    picture_print(open, item, one);
    putchar('\n');
  }
  if (i > 0)
    printf(bm_tr("    вписать: blindmark review %s score %s РАБОТА ЗАДАНИЕ=БАЛЛ …%s\n",
                 "    to tell: blindmark review %s score %s WORK TASK=SCORE …%s\n"),
           open->ws, bm_json_text(item, "id"), is_twice ? bm_tr(" --by КТО", " --by WHO") : "");
}

gboolean bm_review_is_form(const json_t *item)
{
  const char *kind = bm_json_text(item, "kind");
  return kind != NULL && g_str_has_prefix(kind, "return.");
}

static gboolean is_same_work(const json_t *a, const json_t *b)
{
  return g_strcmp0(bm_json_text(a, "work_no"), bm_json_text(b, "work_no")) == 0;
}

void bm_review_form_works_print(const BmOpen *open, const json_t *item)
{
  const json_t *unsure = bm_ledger_fact(item, "collect", "unsure"), *before = NULL;
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)unsure, i, one) {
    int page = (int)json_integer_value(json_object_get(one, "page"));
    if (before == NULL || !is_same_work(one, before)) {
      printf(bm_tr("%s    работа %s", "%s    work %s"), i > 0 ? "\n" : "",
             bm_json_text(one, "work_no"));
      if (page > 0)
        printf(bm_tr(", страница скана %d", ", page %d of the scan"), page);
      fputs(bm_tr(", задания: ", ", tasks: "), stdout);
    } else {
      fputs(", ", stdout);
    }
    fputs(bm_json_text(one, "task"), stdout);
    before = one;
  }
  if (i > 0)
    printf(bm_tr("\n    подробно: blindmark review %s show %s\n",
                 "\n    in detail: blindmark review %s show %s\n"),
           open->ws, bm_json_text(item, "id"));
}

void bm_review_form_tell_left(BmOpen *open, const char *id)
{
  g_autoptr(json_t) item = bm_ledger_item(open->ledger, id);
  const json_t *read = json_object_get(json_object_get(item, "facts"), "collect");
  guint asked[3] = {0}; /* nobody told, one person, told differently */
  size_t i;
  json_t *one;
  json_array_foreach (json_object_get(read, "unsure"), i, one)
    asked[MIN(json_object_size(json_object_get(one, "entries")), 2)]++;
  if (i == 0)
    return;
  fprintf(
      stderr,
      bm_tr("В ведомости ещё не вписано баллов: %u", "Scores of the form still to be told: %u"),
      asked[0]);
  if (asked[1] > 0)
    fprintf(stderr, bm_tr(", ждут второго человека: %u", ", waiting for a second person: %u"),
            asked[1]);
  if (asked[2] > 0)
    fprintf(stderr,
            bm_tr(", вписано по-разному: %u (какие — review %s show %s)",
                  ", told differently: %u (which: review %s show %s)"),
            asked[2], open->ws, id);
  fputs(".\n", stderr);
}

static const char *task_name(const BmOpen *open, size_t at)
{
  const json_t *tasks = json_object_get(open->procedure->assessment, "tasks");
  const char *name = bm_json_text(json_array_get(tasks, at), "id");
  return name != NULL ? name : "?";
}

static void differences_print(BmOpen *open, const json_t *item)
{
  g_autoptr(json_t) list = bm_returns_differences(open->ledger, item);
  size_t i;
  json_t *one;
  json_array_foreach (list, i, one) {
    g_autofree char *before = score_text(json_object_get(one, "before"));
    g_autofree char *after = score_text(json_object_get(one, "after"));
    printf(bm_tr("    работа %s, задание %s: принято %s, здесь %s\n",
                 "    work %s, task %s: taken %s, here %s\n"),
           bm_json_text(one, "work_no"),
           task_name(open, (size_t)json_integer_value(json_object_get(one, "task"))), before,
           after);
  }
}

void bm_review_form_print(BmOpen *open, const json_t *item)
{
  if (!bm_review_is_form(item))
    return;
  const json_t *read = json_object_get(json_object_get(item, "facts"), "collect");
  unsure_print(open, item, read);
  if (g_strcmp0(bm_json_text(read, "kind"), "report") == 0) {
    puts(
        bm_tr("    отчёт организатора: от этой школы уже принят другой; release — считать этот",
              "    a site organiser's report: another one of this school was taken before; "
              "release to count this one"));
    return;
  }
  if (g_strcmp0(bm_json_text(item, "state"), "held") == 0 &&
      json_array_size(json_object_get(read, "unsure")) == 0)
    differences_print(open, item);
}
