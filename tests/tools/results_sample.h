/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of two works, for tests of what is written of them. */
#pragma once
#include "stages/shared/book.h"
#include "tests/tools/assert_ok.h"

/* A work whose pupil is known, one whose is not; a row of a list that did not join. */
static inline json_t *results_make(void)
{
  static const char text[] =
      "{\"tasks\": [{\"id\": \"1\", \"max\": 1, \"level\": \"basic\"}, {\"id\": \"5К1\", "
      "\"max\": 2}], \"works\": ["
      "{\"work_no\": \"111-111-111\", \"school_code\": \"100425\", \"school_name\": \"ГБОУ СОШ "
      "№ 425\", \"class\": \"9А\", \"state\": \"final\", \"scores\": [1, \"X\"], \"total\": 1, "
      "\"mark\": 3, \"markers\": [\"m3\"], \"divergence\": [{\"task\": \"1\", \"first\": 77}], "
      "\"source\": \"100425/9А/a.pdf\", \"first_page\": 1, "
      "\"last_page\": 2, \"participant_code\": \"10001\", \"student_no\": \"7\", \"surname\": "
      "\"Орехов\", \"name\": \"Пётр\", \"patronymic\": \"\", \"variant\": \"2\", "
      "\"journal_mark\": 4},"
      "{\"work_no\": \"222-222-222\", \"school_code\": \"100425\", \"school_name\": \"\", "
      "\"class\": \"9А\", \"state\": \"final\", \"scores\": [0, 2], \"total\": 2, \"mark\": 4, "
      "\"markers\": [\"m3\"], \"source\": \"100425/9А/a.pdf\", \"first_page\": 3, "
      "\"last_page\": 4, \"participant_code\": \"\", \"student_no\": \"\", \"surname\": \"\", "
      "\"name\": \"\", \"patronymic\": \"\", \"variant\": \"\", \"journal_mark\": null}],"
      "\"unjoined\": [{\"reason\": \"participant_twice\", \"origin\": \"roster.csv\", "
      "\"line\": "
      "12, \"work_no\": \"\", \"school_code\": \"100425\", \"class\": \"9А\", \"place\": "
      "\"5\"}]}";
  json_t *results = json_loads(text, 0, NULL);
  cr_assert_not_null(results);
  return results;
}

static inline BmBook *book_of(const char *path)
{
  GError *error = NULL;
  BmBook *book = bm_book_read(path, &error);
  assert_ok(book != NULL, error);
  return book;
}
