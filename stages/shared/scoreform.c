/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the electronic score form. */
#include "stages/shared/scoreform.h"

#include "stages/shared/book.h"

#define NAME_MOST 31 /* characters of a sheet name */

/* A bare K47 would be taken for a cell in references to the sheet. Sheet names may not hold
 * []:*?/\ and are short. */
char *bm_scoreform_sheet(const char *class_alias)
{
  char *name = g_strdelimit(g_strdup_printf("Класс %s", class_alias), "[]:*?/\\'", '_');
  if (g_utf8_strlen(name, -1) > NAME_MOST)
    *g_utf8_offset_to_pointer(name, NAME_MOST) = '\0';
  return name;
}

char *bm_scoreform_title(const char *class_alias)
{
  return g_strconcat(BM_SCOREFORM_TITLE, class_alias, NULL);
}

char *bm_scoreform_who(const char *marker, const char *bundle, int form_version)
{
  return g_strdup_printf("Проверяющий %s · комплект %s · форма %d", marker, bundle,
                         form_version);
}

char *bm_scoreform_task(const char *id, int max)
{
  return g_strdup_printf("%s\nмакс. %d", id, max);
}

char *bm_scoreform_total(int max_total)
{
  return g_strdup_printf("Итого\nмакс. %d", max_total);
}

char *bm_scoreform_sum(guint row, guint left, guint right)
{
  BmBookRange range = {row, left, row + 1, right};
  g_autofree char *cells = bm_book_range_address(&range);
  return g_strdup_printf("IF(COUNTBLANK(%s)=0,SUM(%s),\"\")", cells, cells);
}
