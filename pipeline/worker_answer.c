/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of workers: how large they may get, and whether they are put in words of ours. */
#include "pipeline/worker_answer.h"

#include "pipeline/autoptr.h"
#include "pipeline/json_text.h"
#include "pipeline/reason.h"

#define MEMORY_MOST (1UL << 30) /* bytes that an answer may take when it is read */
#define DETAIL_MOST 300         /* letters */

/* Empty lists and objects take up to a hundred times their letters. Sizes: of Jansson 2.14 on
 * 64 bits, with what malloc adds. */
static gsize cost_of(char c)
{
  switch (c) {
  case '{':
    return 256;
  case '[':
    return 128;
  case ',':
    return 64;
  default:
    return 2;
  }
}

static gboolean is_modest(const char *bytes, gsize size)
{
  gsize sum = 0;
  gboolean is_text = FALSE;
  for (gsize i = 0; i < size && sum <= MEMORY_MOST; i++) {
    if (is_text && bytes[i] == '\\')
      i++;
    else if (bytes[i] == '"')
      is_text = !is_text;
    sum += i < size && !is_text ? cost_of(bytes[i]) : 2;
  }
  return sum <= MEMORY_MOST;
}

/* One line, and nothing that a terminal would take for an order. */
static char *detail_clean(const char *text)
{
  GString *clean = g_string_new(NULL);
  glong n = 0;
  for (const char *at = text; *at != '\0' && n < DETAIL_MOST; at = g_utf8_next_char(at), n++) {
    gunichar letter = g_utf8_get_char(at);
    g_string_append_unichar(clean, g_unichar_isprint(letter) ? letter : '?');
  }
  return g_string_free(clean, FALSE);
}

static void words_settle(json_t *answer)
{
  static const char *const outcomes[] = {"done", "park", "retry", "halt", NULL};
  const char *outcome = bm_json_text(answer, "outcome");
  const char *reason = bm_json_text(answer, "reason");
  gboolean is_done = g_strcmp0(outcome, "done") == 0;
  if (outcome == NULL || !g_strv_contains(outcomes, outcome))
    json_object_set_new(answer, "outcome", json_string("park"));
  gboolean is_told = reason != NULL && bm_reason_is_known(reason);
  if (!is_told && !(is_done && json_object_get(answer, "reason") == NULL))
    json_object_set_new(answer, "reason", json_string("stage_fault"));
  g_autofree char *detail = detail_clean(bm_json_text_or_empty(answer, "detail"));
  if (!is_done)
    json_object_set_new(answer, "detail", json_string(detail));
}

json_t *bm_worker_answer_new(const char *bytes, gsize size)
{
  g_autoptr(json_t) answer = is_modest(bytes, size) ? json_loadb(bytes, size, 0, NULL) : NULL;
  if (!json_is_object(answer))
    return NULL;
  words_settle(answer);
  return g_steal_pointer(&answer);
}
