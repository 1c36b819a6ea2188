/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark close: what it has done, or why it could not. */
#include "pipeline/cmd_close_tell.h"

#include "pipeline/allocation.h"
#include "pipeline/cmd.h"
#include "pipeline/control.h"
#include "pipeline/json_text.h"
#include "pipeline/lang.h"
#include "pipeline/procedure_book.h"
#include "pipeline/reason.h"
#include "pipeline/results.h"
#include "pipeline/returns.h"
#include "pipeline/tasks_kept.h"
#include "pipeline/third.h"
#include "pipeline/wave.h"

#include <stdio.h>
#include <string.h>

static gint64 number_of(const json_t *row, const char *key)
{
  return (gint64)json_integer_value(json_object_get(row, key));
}

static int n_of(const json_t *list)
{
  return (int)json_array_size(list);
}

/* Codes of the roster for the aliases of a note: only the coordinator reads this. */
static char *codes_of(BmOpen *open, json_t *aliases)
{
  g_autoptr(json_t) schools = bm_keymap_schools(open->keymap);
  g_autoptr(GString) text = g_string_new(NULL);
  size_t i;
  json_t *alias;
  json_array_foreach (aliases, i, alias) {
    const char *name = json_string_value(alias);
    const char *code = json_string_value(json_object_get(schools, name));
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", code != NULL ? code : name);
  }
  return g_strdup(text->str);
}

/* Why the others may not have these works. */
static const char *const reasons[][3] = {
    {"own_school", "работают в этой же школе", "work at the same school"},
    {"conflict", "названы в списке конфликтов", "are in the list of conflicts"},
    {"rank", "не имеют нужного звания (старший или ведущий)", "lack the rank (senior or lead)"},
    {"marked_before", "уже проверяли эти работы", "have marked these works before"},
    {"full", "уже взяли столько, сколько могут", "have as many as they can take"},
    {"subject", "ведут другой предмет", "teach another subject"}};

static void kept_out_tell(const json_t *kept_out)
{
  for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
    if (number_of(kept_out, reasons[i][0]) > 0)
      fprintf(stderr,
              bm_tr("  Не могут, потому что %s: %d.\n", "  Cannot, because they %s: %d.\n"),
              bm_tr(reasons[i][1], reasons[i][2]), (int)number_of(kept_out, reasons[i][0]));
}

static gboolean has_book(const BmOpen *open)
{
  g_autofree char *book = g_build_filename(open->ws, "procedure", BM_PROCEDURE_BOOK, NULL);
  return g_file_test(book, G_FILE_TEST_EXISTS);
}

/* Where the coordinator keeps the list of teachers. */
static const char *teachers_place(const BmOpen *open)
{
  return has_book(open) ? bm_tr("procedure/" BM_PROCEDURE_BOOK " (лист «Проверяющие»)",
                                "procedure/" BM_PROCEDURE_BOOK " (sheet «Проверяющие»)")
                        : "procedure/teachers.csv";
}

/* Whether too few schools, and not limits, keep the works back. */
static gboolean schools_lack(const json_t *note)
{
  return number_of(note, "capacity_unlimited") < number_of(note, "needed");
}

/* The limits let too few works through, or the schools of those who may have them do. */
static void lack_tell(const json_t *note)
{
  int markers = (int)number_of(note, "markers"), room = (int)number_of(note, "capacity"),
      lacking = (int)number_of(note, "short");
  if (markers == 0)
    fputs(bm_tr("  Учителей, которым можно отдать эти работы, нет.\n",
                "  There are no markers who may have these works.\n"),
          stderr);
  else if (schools_lack(note))
    fprintf(
        stderr,
        bm_tr("  Каждую работу проверяют учителя двух разных школ, а учителя, которым можно "
              "отдать эти работы (их %d), — из одной школы. Больший предел работ не "
              "поможет.\n",
              "  Markers of two different schools mark each work, and the markers who may "
              "have these works (%d) are of one school. A higher limit of works does not "
              "help.\n"),
        markers);
  else
    fprintf(stderr,
            bm_tr("  Учителей, которым можно отдать эти работы: %d; вместе они возьмут не "
                  "больше %d. Не хватает: %d.\n",
                  "  Markers who may have these works: %d; together they take %d at most. "
                  "Lacking: %d.\n"),
            markers, room, lacking);
}

/* Where the number of markings is set: what the assessment states goes before the setting. */
static const char *once_place(const BmOpen *open)
{
  if (json_object_get(open->procedure->assessment, "markings_per_work") == NULL)
    return bm_tr("markings_per_work=1 в blindmark.conf, раздел [allocate]",
                 "markings_per_work=1 in blindmark.conf, section [allocate]");
  return has_book(open) ? bm_tr("«Проверок каждой работы»: 1 в procedure/" BM_PROCEDURE_BOOK,
                                "«Проверок каждой работы»: 1 in procedure/" BM_PROCEDURE_BOOK)
                        : bm_tr("\"markings_per_work\": 1 в procedure/assessment.json",
                                "\"markings_per_work\": 1 in procedure/assessment.json");
}

/* Higher limits are advised only where they help. */
static void remedy_tell(const BmOpen *open, const json_t *note)
{
  const char *place = teachers_place(open);
  gboolean is_all = json_is_true(json_object_get(note, "is_all")),
           needs_two = number_of(note, "markings_per_work") > 1;
  if (number_of(note, "other_subject") > 0)
    fprintf(stderr,
            bm_tr("  Что делать: сверьте предмет учителей в %s с предметом работы: он должен "
                  "быть написан так же; или разрешите учителю проверять другой предмет (%s)\n",
                  "  What to do: compare the subjects of teachers in %s with the subject of "
                  "the work, they must be spelled alike; or allow a teacher to mark another "
                  "subject (%s)\n"),
            place,
            has_book(open) ? bm_tr("столбец «Может проверять другой предмет»",
                                   "column «Может проверять другой предмет»")
                           : bm_tr("allow_other_subject в procedure/assessment.json",
                                   "allow_other_subject in procedure/assessment.json"));
  if (number_of(note, "other_subject") > 0 && number_of(note, "markers") == 0)
    return;
  if (!schools_lack(note))
    fprintf(stderr,
            bm_tr("  Что делать: в %s добавьте учителей %s или увеличьте "
                  "предел работ учителям других школ, всего на %d\n",
                  "  What to do: in %s add markers %s, or raise the limit of works of "
                  "markers of other schools by %d in all\n"),
            place,
            is_all ? bm_tr("(любых школ)", "(of any school)")
                   : bm_tr("не из этих школ", "who are not of these schools"),
            (int)number_of(note, "short"));
  else if (needs_two)
    fprintf(stderr,
            bm_tr("  Что делать: в %s добавьте учителей %s или проверяйте каждую работу один "
                  "раз (%s)\n",
                  "  What to do: in %s add markers %s, or have each work marked once (%s)\n"),
            place,
            number_of(note, "markers") == 0
                ? bm_tr("двух школ, не этих", "of two schools other than these")
                : bm_tr("ещё одной школы: не этих школ и не той, откуда эти учителя",
                        "of one more school: neither of these nor of the school of those "
                        "markers"),
            once_place(open));
  else
    fprintf(stderr,
            bm_tr("  Что делать: в %s добавьте учителей не из этих школ или снимите запреты, "
                  "названные выше\n",
                  "  What to do: in %s add markers who are not of these schools, or lift what "
                  "keeps those named above out\n"),
            place);
}

static void block_tell(BmOpen *open, const json_t *note)
{
  g_autofree char *codes = codes_of(open, json_object_get(note, "schools"));
  gboolean is_all = json_is_true(json_object_get(note, "is_all")),
           is_third = g_strcmp0(bm_json_text(note, "purpose"), "third") == 0;
  fputs(bm_tr("blindmark: работы нельзя распределить, ничего не роздано\n",
              "blindmark: the works cannot be shared out, nothing was given out\n"),
        stderr);
  fprintf(stderr,
          bm_tr("  Школы: %s. Работ: %d, проверок нужно: %d.\n",
                "  Schools: %s. Works: %d, markings needed: %d.\n"),
          is_all ? bm_tr("все", "all") : codes, (int)number_of(note, "works"),
          (int)number_of(note, "needed"));
  lack_tell(note);
  kept_out_tell(json_object_get(note, "kept_out"));
  remedy_tell(open, note);
  fprintf(stderr, bm_tr("  Затем: blindmark close %s%s\n", "  Then: blindmark close %s%s\n"),
          open->ws, is_third ? " --third" : "");
}

int bm_close_refused(const char *ws, GError *error)
{
  g_autofree char *reason = bm_error_reason(error);
  g_auto(BmOpen) open = {0};
  if (strcmp(reason, "allocation_blocked") != 0 || !bm_open(&open, ws, NULL))
    return bm_cmd_fail(error);
  g_autoptr(json_t) notes = bm_ledger_notes(open.ledger, "allocation_blocked");
  if (json_array_size(notes) == 0)
    return bm_cmd_fail(error);
  block_tell(&open, json_array_get(notes, json_array_size(notes) - 1));
  g_error_free(error);
  return BM_EXIT_FAILED;
}

/* Bundles of a marker; a share may be cut into several. */
static guint n_bundles(const json_t *item)
{
  g_autoptr(json_t) bundles = bm_returns_bundles(item);
  return (guint)json_array_size(bundles);
}

/* "623-114-905: work at the same school 2, have marked these works before 2" */
static void blocked_one_tell(const json_t *one)
{
  const json_t *kept_out = json_object_get(one, "kept_out");
  const char *gap = ": ";
  fprintf(stderr, "  %s", bm_json_text(one, "work_no"));
  for (guint i = 0; i < G_N_ELEMENTS(reasons); i++) {
    int n = (int)number_of(kept_out, reasons[i][0]);
    if (n == 0)
      continue;
    fprintf(stderr, "%s%s: %d", gap, bm_tr(reasons[i][1], reasons[i][2]), n);
    gap = "; ";
  }
  if (number_of(one, "markers") > 0)
    fprintf(stderr, bm_tr("%sмогут, но места не хватает: %d", "%smay, but lack room: %d"), gap,
            (int)number_of(one, "markers"));
  fputc('\n', stderr);
}

/* Works that nobody may have a third time: their score has to be agreed. */
static void blocked_tell(const BmOpen *open, const json_t *blocked)
{
  size_t i;
  json_t *one;
  if (n_of(blocked) == 0)
    return;
  fprintf(stderr,
          bm_tr("Третьего эксперта нет, работ: %d. Почему учителя не могут их взять:\n",
                "No third expert, works: %d. Why the markers cannot take them:\n"),
          n_of(blocked));
  json_array_foreach (blocked, i, one)
    blocked_one_tell(one);
  fprintf(
      stderr,
      bm_tr("Добавьте учителей (старших, других школ) и повторите close --third или "
            "внесите согласованный балл: blindmark collect %s --agree РАБОТА ЗАДАНИЕ=БАЛЛ…\n",
            "Add teachers (senior, of other schools) and close --third again, or enter the "
            "score that was agreed: blindmark collect %s --agree WORK TASK=SCORE…\n"),
      open->ws);
}

/* Works that came late are not for third experts. */
static void left_tell(BmOpen *open)
{
  g_autoptr(json_t) left = bm_wave_left(open->ledger, open->keymap);
  if (n_of(left) > 0)
    fprintf(stderr,
            bm_tr("Ждут раздачи новые работы, которых нет ни в одном комплекте: %d. "
                  "blindmark close %s\n",
                  "New works that are in no bundle wait to be given out: %d. "
                  "blindmark close %s\n"),
            n_of(left), open->ws);
}

static int third_tell(BmOpen *open, const json_t *bundles, const json_t *blocked)
{
  guint n = 0;
  size_t i;
  json_t *item;
  json_array_foreach (bundles, i, item) {
    const char *id = json_string_value(json_object_get(item, "id"));
    n += bm_wave_is_third(id) ? n_bundles(item) : 0;
  }
  fprintf(
      stderr,
      bm_tr("Комплектов для третьей проверки: %u (%s/bundles, имена с «t»). Кому какой: "
            "blindmark export %s bundles --csv\n",
            "Bundles for a third marking: %u (%s/bundles, names with a \"t\"). Whose is which: "
            "blindmark export %s bundles --csv\n"),
      n, open->ws, open->ws);
  if (!bm_third_ranks_are_told(open->ledger))
    fputs(bm_tr("Старших и ведущих в списке учителей нет, поэтому третьим экспертом может быть "
                "любой учитель.\n",
                "The list of teachers names nobody as senior or lead, so that any teacher may "
                "be a third expert.\n"),
          stderr);
  blocked_tell(open, blocked);
  left_tell(open);
  return n_of(blocked) > 0 ? BM_EXIT_HELD : bm_cmd_status_after(open->ws);
}

/* Control works in bundles (@is_given), or in none. */
static guint controls_count(BmOpen *open, gboolean is_given)
{
  g_autoptr(json_t) works = bm_ledger_works(open->ledger);
  g_autoptr(GHashTable) control = bm_control_classes(open->keymap);
  guint n = 0;
  size_t i;
  json_t *work;
  json_array_foreach (works, i, work)
    n += g_hash_table_contains(control, GINT_TO_POINTER((gint)number_of(work, "class_ref"))) &&
         json_is_string(json_object_get(work, "place")) &&
         json_is_string(json_object_get(work, "marker")) == is_given;
  return n;
}

static void control_tell(BmOpen *open)
{
  g_autoptr(json_t) control = bm_control(open->ledger, open->keymap, open->procedure);
  g_autoptr(json_t) notes = bm_ledger_notes(open->ledger, "allocation");
  const json_t *last = json_array_get(notes, json_array_size(notes) - 1), *one;
  int lacking = (int)number_of(json_object_get(last, "certificate"), "control_short");
  guint n = controls_count(open, TRUE), n_left = controls_count(open, FALSE);
  size_t i;
  if (n > 0)
    fprintf(stderr, bm_tr("Из них контрольных работ: %u\n", "Control works among them: %u\n"),
            n);
  if (n_left > 0)
    fprintf(
        stderr,
        bm_tr("Контрольных работ, которых нет ни в одном комплекте: %u. Чтобы раздать их, "
              "соберите комплекты заново: blindmark close %s --anew\n",
              "Control works that are in no bundle: %u. To give them out, build the bundles "
              "anew: blindmark close %s --anew\n"),
        n_left, open->ws);
  if (lacking > 0)
    fprintf(stderr,
            bm_tr("Контрольным работам не хватило проверок: %d (каждую берут из одной школы не "
                  "больше одного учителя)\n",
                  "Markings that control works lack: %d (one marker of a school takes each)\n"),
            lacking);
  json_array_foreach (json_object_get(control, "unjoined"), i, one)
    fprintf(stderr, bm_tr("control.csv, строка %d: %s\n", "control.csv, line %d: %s\n"),
            (int)number_of(one, "line"),
            bm_reason_text(json_string_value(json_object_get(one, "reason"))));
}

int bm_close_tell(const char *ws, gboolean is_third, const json_t *blocked)
{
  g_auto(BmOpen) open = {0};
  GError *error = NULL;
  if (!bm_open(&open, ws, &error) || !bm_allocation_end(&open, &error))
    return bm_cmd_fail(error);
  g_autoptr(json_t) status = bm_ledger_status(open.ledger);
  g_autoptr(json_t) bundles = bm_ledger_items_of_class(open.ledger, "marker");
  json_t *works = json_object_get(status, "works"), *pages = json_object_get(status, "pages");
  bm_tasks_tell(open.procedure, ws);
  if (is_third)
    return third_tell(&open, bundles, blocked);
  guint n = 0;
  size_t i;
  json_t *item;
  json_array_foreach (bundles, i, item)
    n += n_bundles(item);
  fprintf(stderr,
          bm_tr("Распределено работ: %d, комплектов: %u (%s/bundles). Кому какой: blindmark "
                "export %s bundles --csv\n",
                "Works allocated: %d, bundles: %u (%s/bundles). Whose is which: blindmark "
                "export %s bundles --csv\n"),
          (int)number_of(works, "numbered"), n, ws, ws);
  fprintf(stderr,
          bm_tr("Формы отчёта для школ: blindmark report %s forms\n",
                "Report forms for schools: blindmark report %s forms\n"),
          ws);
  control_tell(&open);
  bm_cmd_tell_split(&open);
  if (number_of(pages, "held") > 0)
    fprintf(stderr,
            bm_tr("Не вошли, потому что ждут решения: страниц %d. Решите о них и повторите "
                  "close.\n",
                  "Left out because they wait for a decision: %d pages. Decide about them and "
                  "close again.\n"),
            (int)number_of(pages, "held"));
  return bm_cmd_status_after(ws);
}
