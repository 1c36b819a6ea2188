/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes whose places stopped meaning anything. */
#include "pipeline/participants.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/autoptr.h"
#include "pipeline/lang.h"
#include "pipeline/reason.h"

static json_t *class_find(json_t *classes, const json_t *row)
{
  size_t i;
  json_t *one;
  json_array_foreach (classes, i, one)
    if (strcmp(bm_pupil_text(one, "school_code"), bm_pupil_text(row, "school_code")) == 0 &&
        strcmp(bm_pupil_text(one, "class"), bm_pupil_text(row, "class")) == 0)
      return one;
  one = json_pack("{s:s,s:s,s:i}", "school_code", bm_pupil_text(row, "school_code"), "class",
                  bm_pupil_text(row, "class"), "rows", 0);
  json_array_append_new(classes, one);
  return one;
}

json_t *bm_participants_split(const json_t *unjoined)
{
  json_t *classes = json_array(), *row;
  size_t i;
  json_array_foreach ((json_t *)unjoined, i, row) {
    if (strcmp(bm_pupil_text(row, "reason"), "participant_files") != 0)
      continue;
    json_t *rows = json_object_get(class_find(classes, row), "rows");
    json_integer_set(rows, json_integer_value(rows) + 1);
  }
  return classes;
}

void bm_participants_tell(const json_t *unjoined)
{
  g_autoptr(json_t) classes = bm_participants_split(unjoined);
  size_t i;
  json_t *one;
  json_array_foreach (classes, i, one)
    fprintf(
        stderr,
        bm_tr("Класс %s %s: учеников, чьи работы были указаны местом в скане и теперь не "
              "соединены: %d (%s)\n",
              "Class %s %s: pupils whose works were told by a place in the scan and are not "
              "joined now: %d (%s)\n"),
        bm_pupil_text(one, "school_code"), bm_pupil_text(one, "class"),
        (int)json_integer_value(json_object_get(one, "rows")),
        bm_reason_text("participant_files"));
  if (json_array_size(classes) > 0)
    fprintf(stderr, bm_tr("  Что делать: %s\n", "  What to do: %s\n"),
            bm_reason_todo("participant_files"));
}
