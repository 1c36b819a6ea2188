/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP files made and altered part by part. */
#pragma once
#include "tests/tools/folder.h"

#include <string.h>
#include <zip.h>

/* A part with @size bytes of @bytes, new or in place of the one of that name. */
static inline void zip_part(zip_t *zip, const char *name, const void *bytes, gsize size)
{
  void *copy = malloc(size + 1); /* libzip frees it */
  cr_assert_not_null(copy);
  memcpy(copy, bytes, size);
  zip_source_t *source = zip_source_buffer(zip, copy, size, 1);
  cr_assert_geq(zip_file_add(zip, name, source, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8), 0);
}

/* A file of @parts: name, content, name, content, …, NULL; returns its path. */
static inline char *zip_make(const char *file, const char *const *parts)
{
  char *path = folder_path(file);
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  cr_assert_not_null(zip);
  for (; *parts != NULL; parts += 2)
    zip_part(zip, parts[0], parts[1], strlen(parts[1]));
  cr_assert_eq(zip_close(zip), 0);
  return path;
}

/* Text of a part; caller frees. */
static inline char *zip_text(const char *path, const char *name)
{
  zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
  zip_stat_t stat;
  cr_assert_eq(zip_stat(zip, name, 0, &stat), 0, "no part %s", name);
  zip_file_t *part = zip_fopen(zip, name, 0);
  char *text = g_malloc0(stat.size + 1);
  cr_assert_eq(zip_fread(part, text, stat.size), (zip_int64_t)stat.size);
  zip_fclose(part);
  zip_discard(zip);
  return text;
}

static inline void zip_set(const char *path, const char *name, const char *text)
{
  zip_t *zip = zip_open(path, 0, NULL);
  cr_assert_not_null(zip);
  zip_part(zip, name, text, strlen(text));
  cr_assert_eq(zip_close(zip), 0);
}

static inline void zip_drop(const char *path, const char *name)
{
  zip_t *zip = zip_open(path, 0, NULL);
  cr_assert_eq(zip_delete(zip, (zip_uint64_t)zip_name_locate(zip, name, 0)), 0);
  cr_assert_eq(zip_close(zip), 0);
}

/* Puts @fresh in the one place of a part where @old stands. */
static inline void zip_alter(const char *path, const char *name, const char *old,
                             const char *fresh)
{
  g_autofree char *text = zip_text(path, name);
  char *at = strstr(text, old);
  cr_assert_not_null(at, "no '%s' in %s: %s", old, name, text);
  cr_assert_null(strstr(at + 1, old), "'%s' stands twice in %s", old, name);
  *at = '\0';
  g_autofree char *changed = g_strconcat(text, fresh, at + strlen(old), NULL);
  zip_set(path, name, changed);
}
