/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assertions for functions that set a GError: the error's own words appear in the report. */
#pragma once
#include <criterion/criterion.h>
#include <glib.h>

#define assert_ok(call, error)                                                                 \
  cr_assert((call), "%s: %s", #call, (error) != NULL ? (error)->message : "no error was set")

#define assert_fails_with(call, error, slug)                                                   \
  do {                                                                                         \
    cr_assert_not((call), "%s succeeded", #call);                                              \
    cr_assert_not_null((error));                                                               \
    cr_assert(g_str_has_prefix((error)->message, slug ": "), "wrong error: %s",                \
              (error)->message);                                                               \
  } while (0)
