/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed works: running headers and footers, a title page, a header that is a sentence. */
#include "field.h"

static const char *typed_font(const BmWork *work)
{
  static const char *const fonts[] = {"PT Serif 12", "PT Sans 11.5", "PT Mono 10.5"};
  return fonts[bm_print_choice(work, 9, 3)];
}

static double secret(BmSheet *sheet, double x, double y, BmAlign align, const char *font,
                     const char *kind, const char *text)
{
  return bm_sheet_print(sheet, BM_AS_SECRET(kind), x, y, align, font, &bm_ink_black, text);
}

/* A running header with name, class and school; a footer with the teacher; on both pages. */
static void draw_running(BmWork *work)
{
  g_autofree char *initials = bm_pupil_initials(work->pupil);
  g_autofree char *place =
      g_strdup_printf("%s, %s", work->batch->class_name, work->school->short_name);
  for (int page = 0; page < 2; page++) {
    BmSheet *sheet = bm_work_sheet(work, page);
    secret(sheet, 28, 13, BM_LEFT, "PT Sans 9", "full_name", initials);
    secret(sheet, 192, 13, BM_RIGHT, "PT Sans 9", "school", place);
    bm_sheet_rule(sheet, 28, 15, 192, 15, &bm_ink_gray);
    const double x = 28 + bm_field_label(sheet, 28, 287, "PT Sans 9", "Учитель:") + 1;
    secret(sheet, x, 287, BM_LEFT, "PT Sans 9", "teacher", work->teacher);
    g_autofree char *number = g_strdup_printf("%d", page + 1);
    bm_heading(sheet, 192, 287, BM_RIGHT, "PT Sans 9", number);
    if (page == 0)
      bm_sheet_print(sheet, BM_AS_TASK, 110, 28, BM_CENTRE, "PT Serif Bold 14", &bm_ink_black,
                     "Домашняя контрольная работа");
    bm_draw_typed(work, sheet, page * 6, page == 0 ? 11 : 6, 28, page == 0 ? 36 : 24, 164,
                  typed_font(work));
  }
}

/* A report's title page: school on top, author and teacher in the lower right, town and year.
 */
static void draw_title_page(BmWork *work)
{
  static const char *const author[] = {"Автор:", "Выполнил(а)", "Работу подготовил(а):"};
  static const char *const guide[] = {"Руководитель:", "Преподаватель", "Учитель-предметник:"};
  const char *font = typed_font(work);
  BmSheet *sheet = bm_work_sheet(work, 0);
  secret(sheet, 110, 24, BM_CENTRE, font, "school", work->school->name);
  g_autofree char *subject = g_strdup_printf("по %s", bm_subject_dative(work->batch->subject));
  bm_heading(sheet, 110, 105, BM_CENTRE, "PT Serif Bold 20", "ТВОРЧЕСКАЯ РАБОТА");
  bm_heading(sheet, 110, 115, BM_CENTRE, font, subject);
  g_autofree char *names = bm_pupil_names(work->pupil, TRUE);
  g_autofree char *class_line = g_strdup_printf("%s класс", work->batch->class_name);
  const guint wording = bm_print_choice(work, 4, 3);
  bm_sheet_print(sheet, BM_AS_LABEL, 192, 170, BM_RIGHT, font, &bm_ink_black, author[wording]);
  secret(sheet, 192, 176, BM_RIGHT, font, "full_name", names);
  secret(sheet, 192, 182, BM_RIGHT, font, "class", class_line);
  bm_sheet_print(sheet, BM_AS_LABEL, 192, 192, BM_RIGHT, font, &bm_ink_black, guide[wording]);
  secret(sheet, 192, 198, BM_RIGHT, font, "teacher", work->teacher);
  bm_heading(sheet, 110, 284, BM_CENTRE, font, "2026");
  sheet = bm_work_sheet(work, 1);
  bm_draw_typed(work, sheet, 0, 12, 28, 22, 164, font);
}

/* A header that is one sentence over several lines; its words lie side by side with what must
 * go. */
static void draw_sentence(BmWork *work)
{
  const char *font = typed_font(work);
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *names = bm_pupil_genitive(work->pupil, FALSE);
  g_autofree char *class_line = g_strdup_printf("%s класса", work->batch->class_name);
  g_autofree char *subject = g_strdup_printf("по %s", bm_subject_dative(work->batch->subject));
  const double left = 40 + bm_print_shift(work, 1, 12);
  double x = left + bm_field_label(sheet, left, 22, font, "Итоговая работа") + 1.5;
  bm_field_label(sheet, x, 22, font, subject);
  x = left +
      bm_field_label(sheet, left, 28, font,
                     work->pupil->is_girl ? "обучающейся" : "обучающегося") +
      1.5;
  secret(sheet, x, 28, BM_LEFT, font, "class", class_line);
  secret(sheet, left, 34, BM_LEFT, font, "school", work->school->name);
  secret(sheet, left, 40, BM_LEFT, font, "full_name", names);
  bm_draw_typed(work, sheet, 0, 12, 25, 52, 168, font);
}

const BmLayout bm_layouts_report[] = {
    {"running", "typed; running header with name, class, school; teacher in the footer", 2, 210,
     297, 0, 0, draw_running},
    {"title-page", "typed title page: school on top, author and teacher lower right", 2, 210,
     297, 0, 0, draw_title_page},
    {"sentence", "typed; the header is a sentence in the genitive", 1, 210, 297, 0, 0,
     draw_sentence},
    {0}};
