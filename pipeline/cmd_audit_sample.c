/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark audit WS sample. */
#include "pipeline/cmd_audit_sample.h"

#include "pipeline/audit_sample.h"
#include "pipeline/lang.h"
#include "pipeline/workspace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PRESET_BOUND_PCT 1.0
#define SEED_LEAST 6 /* digits: dice, a lottery */
#define SEED_MOST 64

static int number_of(const json_t *object, const char *key)
{
  return (int)json_integer_value(json_object_get(object, key));
}

static void drawn_tell(const char *ws, const json_t *sample)
{
  int no = number_of(sample, "no");
  g_autoptr(json_t) sum = bm_audit_sample_sum(sample);
  fprintf(stderr,
          bm_tr("Выборка %d: страниц %d из %d, в %s/audit/sample-%d.pdf\n"
                "Посмотрите каждую, потом внесите номера тех, где видно имя, школу или класс:\n"
                "  blindmark audit %s sample %d --leak НОМЕРА --clean\n"
                "(--clean: на остальных ничего нет; ничего не нашлось — только --clean)\n",
                "Sample %d: %d pages of %d, in %s/audit/sample-%d.pdf\n"
                "Look at each, then enter the numbers of those that show a name, school or "
                "class:\n"
                "  blindmark audit %s sample %d --leak NUMBERS --clean\n"
                "(--clean: nothing is on the others; nothing found at all: --clean alone)\n"),
          no, number_of(sum, "drawn"), number_of(sample, "pages_in_round"), ws, no, ws, no);
}

static void findings_tell(const json_t *sample)
{
  g_autoptr(json_t) sum = bm_audit_sample_sum(sample);
  int n_round = number_of(sample, "pages_in_round"), most = number_of(sum, "most");
  printf(bm_tr("Выборка %d: страниц %d из %d; с именем или школой: %d; сомнительных: %d\n",
               "Sample %d: pages %d of %d; with a name or school: %d; doubtful: %d\n"),
         number_of(sample, "no"), number_of(sum, "drawn"), n_round, number_of(sum, "leak"),
         number_of(sum, "doubt"));
  if (!json_is_true(json_object_get(sum, "seen"))) {
    puts(bm_tr("Просмотрены не все: вывода пока нет (в конце добавьте --clean).",
               "Not all were looked at: nothing follows yet (add --clean at the end)."));
    return;
  }
  printf(
      bm_tr("С надёжностью 95 %% таких страниц во всём раунде не больше %d из %d (%.2f %%).\n",
            "With 95 %% confidence at most %d of %d pages of the round are such (%.2f %%).\n"),
      most, n_round, 100 * json_number_value(json_object_get(sum, "most_share")));
  if (number_of(sum, "leak") > 0)
    puts(
        bm_tr("Что делать: не раздавайте эти работы, а розданные отзовите; закройте имя на "
              "форме (blindmark forms) и обработайте сканы заново.",
              "What to do: do not hand these works out, call back those that are out; mask the "
              "name on the form (blindmark forms) and process the scans anew."));
}

/* Digits only: words might name somebody. */
static gboolean is_seed(const char *text)
{
  size_t length = strlen(text);
  return length >= SEED_LEAST && length <= SEED_MOST && strspn(text, "0123456789") == length;
}

static json_t *drawn(BmLedger *ledger, const char *ws, const BmAuditSampleWish *wish,
                     GError **error)
{
  double pct = wish->bound_pct > 0 ? wish->bound_pct : wish->n_pages > 0 ? 0 : PRESET_BOUND_PCT;
  if (pct < 0 || pct >= 100 || wish->n_pages < 0 ||
      (wish->bound_pct > 0 && wish->n_pages > 0)) {
    bm_fail(error, BM_ERROR_SETTING, "sample_size", "--bound 0.1..99, --pages 1..");
    return NULL;
  }
  if (wish->seed != NULL && !is_seed(wish->seed)) {
    bm_fail(error, BM_ERROR_SETTING, "sample_seed", "'%s'", wish->seed);
    return NULL;
  }
  BmSampleWish size = {.bound = pct / 100, .n_pages = (guint)wish->n_pages, .seed = wish->seed};
  return bm_audit_sample_draw(ledger, ws, &size, error);
}

/* Each kind of finding in turn; the sample as it is at the end. */
static json_t *told(BmLedger *ledger, const char *ws, const BmAuditSampleWish *wish,
                    GError **error)
{
  const struct {
    const char *verdict, *numbers;
    gboolean is_wanted;
  } steps[] = {{"leak", wish->leak, wish->leak != NULL},
               {"doubt", wish->doubt, wish->doubt != NULL},
               {"clean", NULL, wish->is_clean}};
  guint64 no = 0;
  json_t *sample = NULL;
  if (!g_ascii_string_to_unsigned(wish->no, 10, 1, G_MAXINT, &no, NULL)) {
    bm_fail(error, BM_ERROR_SETTING, "sample_none", "'%s'", wish->no);
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
    if (!steps[i].is_wanted)
      continue;
    json_decref(sample);
    sample =
        bm_audit_sample_tell(ledger, ws, (guint)no, steps[i].verdict, steps[i].numbers, error);
    if (sample == NULL)
      return NULL;
  }
  if (sample == NULL)
    bm_fail(error, BM_ERROR_SETTING, "sample_number", "--leak, --doubt, --clean");
  return sample;
}

static json_t *sample_of(const char *ws, const BmAuditSampleWish *wish, GError **error)
{
  g_autoptr(BmLedger) ledger = bm_workspace_check(ws, error) ? bm_ledger_open(ws, error) : NULL;
  if (ledger == NULL)
    return NULL;
  return wish->no == NULL ? drawn(ledger, ws, wish, error) : told(ledger, ws, wish, error);
}

int bm_audit_sample_run(const char *folder, const BmAuditSampleWish *wish)
{
  g_autofree char *ws = g_canonicalize_filename(folder, NULL); /* for the worker's ticket */
  GError *error = NULL;
  g_autoptr(json_t) sample = sample_of(ws, wish, &error);
  if (sample == NULL)
    return bm_cmd_fail(error);
  g_autoptr(json_t) sum = bm_audit_sample_sum(sample);
  if (wish->is_json)
    bm_cmd_print_json(json_pack("{s:O,s:O}", "sample", sample, "sum", sum));
  else if (wish->no == NULL)
    drawn_tell(ws, sample);
  else
    findings_tell(sample);
  return number_of(sum, "leak") + number_of(sum, "doubt") > 0 ? BM_EXIT_HELD : BM_EXIT_DONE;
}
