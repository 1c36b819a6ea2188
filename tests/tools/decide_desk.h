/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms and pages in an empty workspace's ledger, decisions about them, and what they did. */
#pragma once
#include "pipeline/decide.h"
#include "tests/tools/ledger_desk.h"

#include <string.h>

static inline void form_add(Desk *desk, const char *id, const char *kind, const char *state,
                            const char *zones)
{
  g_autoptr(json_t) list = json_loads(zones, 0, NULL);
  g_autoptr(json_t) record = json_pack("{s:[i,i],s:O}", "size_mm", 210, 297, "zones", list);
  cr_assert(bm_ledger_form_put(desk->ledger, id, kind, 3, state, record, NULL));
}

/* A page that lies @shift_mm to the right on its form, masked at 10..50 × 20..30 mm of the
 * form. */
static inline void page_add(Desk *desk, const char *id, const char *kind, const char *form,
                            double shift_mm)
{
  cr_assert(bm_ledger_item_add(desk->ledger, id, "page", kind, "ready", NULL, NULL));
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_t *facts =
      json_pack("{s:{s:s?,s:[f,f,f,f,f,f],s:{s:b}},s:{s:[{s:i,s:i,s:i,s:i,s:s}]},s:{s:s}}",
                "form", "form", form, "to_form", 0.1, 0.0, shift_mm, 0.0, 0.1, 0.0, "check",
                "ok", TRUE, "mask", "masks", "x", (int)(100 - 10 * shift_mm), "y", 200, "w",
                400, "h", 100, "kind", "name", "verify", "digest", id);
  json_object_set_new(item, "facts", facts);
  json_object_set_new(item, "files", json_pack("{s:s}", "upright", "spool/b"));
  cr_assert(bm_ledger_item_save(desk->ledger, item, NULL));
}

static inline void doubt_add(Desk *desk, const char *id, const char *reason)
{
  cr_assert(bm_ledger_doubt_add(desk->ledger, id, "verify", reason, NULL, NULL, NULL));
}

static inline gboolean ask(Desk *desk, const char *request, guint *ret_n, GError **error)
{
  g_autoptr(json_t) json = json_loads(request, 0, NULL);
  cr_assert_not_null(json, "%s", request);
  return bm_decide(desk->ledger, json, ret_n, error);
}

static inline guint accepts(Desk *desk, const char *request)
{
  GError *error = NULL;
  guint n = 0;
  assert_ok(ask(desk, request, &n, &error), error);
  return n;
}

static inline void refuses(Desk *desk, const char *request, const char *reason)
{
  GError *error = NULL;
  guint n = 0;
  cr_expect_not(ask(desk, request, &n, &error), "not refused: %s", request);
  g_autofree char *got = bm_error_reason(error);
  cr_expect_str_eq(got, reason);
  g_clear_error(&error);
}

static inline gboolean kind_is(Desk *desk, const char *id, const char *kind)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  return strcmp(json_string_value(json_object_get(item, "kind")), kind) == 0;
}

static inline json_t *zones_of(Desk *desk, const char *form)
{
  g_autoptr(json_t) record = bm_ledger_form(desk->ledger, form);
  return json_incref(json_object_get(record, "zones"));
}

static inline gint64 version_of(Desk *desk, const char *form)
{
  g_autoptr(json_t) record = bm_ledger_form(desk->ledger, form);
  return json_integer_value(json_object_get(record, "version"));
}

static inline json_t *boxes_of(Desk *desk, const char *id, const char *key)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  json_t *list = json_object_get(review, key);
  return list != NULL ? json_incref(list) : json_array();
}

static inline double number_of(const json_t *box, const char *key)
{
  return json_number_value(json_object_get(box, key));
}

static inline gint64 looks_of(Desk *desk, const char *what)
{
  g_autoptr(json_t) status = bm_ledger_status(desk->ledger);
  return json_integer_value(json_object_get(json_object_get(status, "looks"), what));
}

static inline gboolean is_excepted(Desk *desk, const char *id)
{
  g_autoptr(json_t) doubts = bm_ledger_doubts(desk->ledger, id);
  size_t i;
  json_t *doubt;
  json_array_foreach (doubts, i, doubt)
    if (strcmp(json_string_value(json_object_get(doubt, "reason")), "contact_exception") == 0)
      return TRUE;
  return FALSE;
}

static inline gboolean is_seen(Desk *desk, const char *id)
{
  g_autoptr(json_t) item = bm_ledger_item(desk->ledger, id);
  json_t *review = json_object_get(json_object_get(item, "facts"), "review");
  return json_is_true(json_object_get(review, "seen"));
}

/* A mask of the first page for all pages of its form. */
#define MASK_ALL                                                                               \
  "{\"verb\": \"mask\", \"all_of_form\": true, \"ids\": [\"f000001.p0001\"],"                  \
  " \"boxes\": [{\"x\": 1000, \"y\": 500, \"w\": 300, \"h\": 80}]}"
