/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works in a foreign language: labels and names in Latin letters. */
#include "field.h"

static char *latin_class(const BmWork *work)
{
  g_autofree char *letter = bm_latin(work->batch->letter);
  return g_strdup_printf("%s %s", work->batch->parallel, letter);
}

static void draw_english_test(BmWork *work)
{
  static const char *const names[] = {"Name", "First name", "Pupil's name"};
  static const char *const forms[] = {"Form", "Class", "Grade"};
  BmSheet *sheet = bm_work_sheet(work, 0);
  g_autofree char *surname = bm_latin(work->pupil->surname),
                  *name = bm_latin(work->pupil->name);
  g_autofree char *class_name = latin_class(work),
                  *school = g_strdup_printf("School № %s", work->school->number);
  const double y = 22 + bm_print_shift(work, 1, 6);
  bm_heading(sheet, 20, y - 9, BM_LEFT, "PT Serif Bold 14", "ENGLISH TEST");
  bm_field_line(work, sheet, 20, y, 104, "PT Serif 12", names[bm_print_choice(work, 2, 3)],
                "name", name);
  bm_field_line(work, sheet, 108, y, 192, "PT Serif 12", "Surname", "surname", surname);
  bm_field_line(work, sheet, 20, y + 10, 70, "PT Serif 12", forms[bm_print_choice(work, 3, 3)],
                "class", class_name);
  bm_field_line(work, sheet, 74, y + 10, 150, "PT Serif 12", "School", "school", school);
  bm_field_line(work, sheet, 154, y + 10, 192, "PT Serif 12", "Date", "date", NULL);
  bm_draw_tasks(work, sheet, 0, 8, 20, y + 20, 172, 284);
}

/* A handwritten heading in English on a ruled sheet; Latin and Cyrillic mixed. */
static void draw_english_sheet(BmWork *work)
{
  g_autofree char *names = bm_pupil_names(work->pupil, FALSE), *latin = bm_latin(names),
                  *class_name = latin_class(work);
  for (int page = 0; page < 2; page++) {
    BmSheet *sheet = bm_work_sheet(work, page);
    bm_sheet_ruling(sheet, 0, 20, 210, 268, 8);
    const double y = page == 0 ? 19 : 16;
    double x = page == 0 ? 24 : 110;
    if (page == 0)
      x += bm_hand_write(sheet, BM_AS_LABEL, &work->writer, work->rand, x, y, "Name:") + 4;
    x += bm_hand_write(sheet, BM_AS_SECRET("full_name"), &work->writer, work->rand, x, y,
                       page == 0 ? latin : names) +
         8;
    if (page == 0)
      x += bm_hand_write(sheet, BM_AS_LABEL, &work->writer, work->rand, x, y, "Class:") + 4;
    bm_hand_write(sheet, BM_AS_SECRET("class"), &work->writer, work->rand, x, y,
                  page == 0 ? class_name : work->batch->class_name);
    bm_draw_answers(work, sheet, page * 4, 8, 24, 44, 168, 8, 280);
  }
}

const BmLayout bm_layouts_foreign[] = {
    {"english-test", "printed English test: Name, Surname, Form, School, Date", 1, 210, 297, 0,
     0, draw_english_test},
    {"english-sheet", "ruled sheet, heading by hand in Latin letters", 2, 210, 297, 0, 0,
     draw_english_sheet},
    {0}};
