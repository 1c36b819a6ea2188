/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels, fields, values. */
#include "field.h"

guint bm_print_choice(const BmWork *work, guint key, guint n)
{
  guint32 h = (work->print ^ key * 2654435761U) * 2246822519U;
  h ^= h >> 15;
  h *= 3266489917U;
  return (h >> 8) % n;
}

double bm_print_shift(const BmWork *work, guint key, double most)
{
  return (bm_print_choice(work, key, 2001) / 1000.0 - 1) * most;
}

BmSheet *bm_work_sheet(BmWork *work, int page)
{
  const BmLayout *layout = bm_layout_find(work->batch->layout);
  g_assert(page < layout->pages && page < BM_PAGES_MOST);
  if (work->sheets[page] == NULL)
    work->sheets[page] = bm_sheet_new(layout->w_mm, layout->h_mm);
  return work->sheets[page];
}

double bm_field_label(BmSheet *sheet, double x, double y, const char *font, const char *label)
{
  return bm_sheet_print(sheet, BM_AS_LABEL, x, y, BM_LEFT, font, &bm_ink_black, label);
}

void bm_heading(BmSheet *sheet, double x, double y, BmAlign align, const char *font,
                const char *text)
{
  bm_sheet_print(sheet, BM_AS_HEADING, x, y, align, font, &bm_ink_black, text);
}

void bm_field_value(BmWork *work, BmSheet *sheet, double x, double y, double w,
                    const char *kind, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  const double off = g_rand_double_range(work->rand, -0.4, 0.9);
  const double indent = MIN(6.0, w * 0.1) * g_rand_double(work->rand);
  bm_hand_write_within(sheet, BM_AS_SECRET(kind), &work->writer, work->rand, x + indent,
                       y - off, w - indent, value);
}

void bm_field_line(BmWork *work, BmSheet *sheet, double x, double y, double x2,
                   const char *font, const char *label, const char *kind, const char *value)
{
  const double start = x + bm_field_label(sheet, x, y, font, label) + 1.5;
  bm_sheet_line(sheet, start, y + 0.8, x2, y + 0.8, 0.25);
  bm_field_value(work, sheet, start + 1, y, x2 - start - 1, kind, value);
}

char *bm_class_written(BmWork *work)
{
  const BmBatch *batch = work->batch;
  const gboolean is_plain =
      g_str_has_prefix(batch->class_name, batch->parallel) &&
      g_utf8_strlen(batch->class_name, -1) == g_utf8_strlen(batch->parallel, -1) + 1;
  if (!is_plain)
    return g_strdup(batch->class_name);
  g_autofree char *lower = g_utf8_strdown(batch->letter, -1);
  switch (g_rand_int_range(work->rand, 0, 3)) {
  case 0:
    return g_strdup(batch->class_name);
  case 1:
    return g_strdup_printf("%s «%s»", batch->parallel, batch->letter);
  default:
    return g_strdup_printf("%s %s", batch->parallel, lower);
  }
}

char *bm_pupil_names(const BmPupil *pupil, gboolean with_patronymic)
{
  return with_patronymic
             ? g_strdup_printf("%s %s %s", pupil->surname, pupil->name, pupil->patronymic)
             : g_strdup_printf("%s %s", pupil->surname, pupil->name);
}

char *bm_variant(const BmWork *work)
{
  return g_strdup_printf("Вариант %d", work->index % 2 + 1);
}
