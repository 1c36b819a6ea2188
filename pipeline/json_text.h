/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words out of JSON objects, as ledger, tickets and procedure files have them. */
#pragma once
#include <jansson.h>

/* The text of a key, NULL when it is none; borrowed. */
static inline const char *bm_json_text(const json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

/* The same, "" when it is none. */
static inline const char *bm_json_text_or_empty(const json_t *object, const char *key)
{
  const char *text = bm_json_text(object, key);
  return text != NULL ? text : "";
}

/* The same, NULL when it is empty, too. */
static inline const char *bm_json_text_filled(const json_t *object, const char *key)
{
  const char *text = bm_json_text_or_empty(object, key);
  return text[0] != '\0' ? text : NULL;
}
