/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tools of the system say, and what stands in PDF files by them. */
#pragma once
#include "tests/tools/assert_ok.h"

#include <gio/gio.h>
#include <stdarg.h>
#include <string.h>

/* What a tool prints, arguments up to NULL; @ret_size may be NULL. */
static inline char *said_bytes(gsize *ret_size, GPtrArray *argv)
{
  g_ptr_array_add(argv, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) tool = g_subprocess_newv(
      (const char *const *)argv->pdata,
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  assert_ok(tool != NULL, error);
  g_autoptr(GBytes) out = NULL;
  assert_ok(g_subprocess_communicate(tool, NULL, NULL, &out, NULL, &error), error);
  cr_assert(g_subprocess_get_successful(tool), "%s failed", (char *)argv->pdata[0]);
  gsize size = 0;
  const char *bytes = g_bytes_get_data(out, &size);
  char *copy = g_malloc0(size + 1);
  if (size > 0)
    memcpy(copy, bytes, size);
  if (ret_size != NULL)
    *ret_size = size;
  return copy;
}

static inline G_GNUC_NULL_TERMINATED char *said(const char *tool, ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_ptr_array_add(argv, (char *)tool);
  va_list args;
  va_start(args, tool);
  for (char *word = va_arg(args, char *); word != NULL; word = va_arg(args, char *))
    g_ptr_array_add(argv, word);
  va_end(args);
  return said_bytes(NULL, argv);
}

static inline char *page_text(const char *path, guint page)
{
  g_autofree char *number = g_strdup_printf("%u", page);
  return said("pdftotext", "-layout", "-f", number, "-l", number, path, "-", NULL);
}

static inline guint page_count(const char *path)
{
  g_autofree char *pages = said("qpdf", "--show-npages", path, NULL);
  return (guint)g_ascii_strtoull(pages, NULL, 10);
}

static inline void assert_page_says(const char *path, guint page, const char *words)
{
  g_autofree char *text = page_text(path, page);
  cr_assert_not_null(strstr(text, words), "page %u has no '%s': %s", page, words, text);
}
