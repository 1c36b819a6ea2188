/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzz targets share: a folder of their own, in memory where there is one, and the
 * workbook whose parts are replaced.
 *
 * A target is one LLVMFuzzerTestOneInput. Built with -DBM_FUZZ=ON (clang) libFuzzer calls it;
 * else replay.c does, with the files named on its command line.
 */
#pragma once
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "pipeline/workspace.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* poppler 22.12 loses a few bytes of a broken colour space, fontconfig its cache at exit. */
const char *__lsan_default_suppressions(void);

static char *fuzz_root;

static inline void fuzz_root_remove(void)
{
  if (fuzz_root == NULL)
    return;
  bm_folder_remove(fuzz_root);
  g_clear_pointer(&fuzz_root, g_free);
}

/* A folder for the life of the process. */
static inline const char *fuzz_folder(void)
{
  if (fuzz_root == NULL) {
    gboolean is_free =
        g_getenv("TMPDIR") == NULL && g_file_test("/dev/shm", G_FILE_TEST_IS_DIR);
    g_autofree char *model =
        g_build_filename(is_free ? "/dev/shm" : g_get_tmp_dir(), "bm-fuzz-XXXXXX", NULL);
    fuzz_root = g_strdup(g_mkdtemp(model));
    g_assert(fuzz_root != NULL);
    atexit(fuzz_root_remove);
  }
  return fuzz_root;
}

static inline char *fuzz_path(const char *name)
{
  return g_build_filename(fuzz_folder(), name, NULL);
}

/* @data as the file @name of the folder; caller frees the path. */
static inline char *fuzz_file(const char *name, const void *data, size_t size)
{
  char *path = fuzz_path(name);
  g_unlink(path); /* GLib writes over it and leaves the end of a longer one */
  g_assert(g_file_set_contents_full(path, size > 0 ? data : "", (gssize)size,
                                    G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

static inline void fuzz_copy(const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  g_assert(g_file_get_contents(from, &bytes, &size, NULL));
  g_unlink(to);
  g_assert(
      g_file_set_contents_full(to, bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* A NUL-terminated copy: readers of text get no more than they were given. */
static inline char *fuzz_text(const guint8 *data, size_t size)
{
  return g_strndup((const char *)data, size);
}

/* --- a workbook of which one part is foreign: changed bytes of a ZIP seldom get past its
 * checksums */

typedef struct FuzzPart {
  char *name;
  GBytes *bytes;
} FuzzPart;

static inline void fuzz_part_clear(gpointer data)
{
  FuzzPart *part = data;
  g_free(part->name);
  g_bytes_unref(part->bytes);
}

static inline GArray *fuzz_parts_read(const char *path)
{
  GArray *parts = g_array_new(FALSE, FALSE, sizeof(FuzzPart));
  g_array_set_clear_func(parts, fuzz_part_clear);
  zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
  g_assert(zip != NULL);
  for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
    zip_stat_t st;
    g_assert(zip_stat_index(zip, (zip_uint64_t)i, 0, &st) == 0);
    guint8 *bytes = g_malloc(st.size + 1);
    zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)i, 0);
    g_assert(file != NULL && zip_fread(file, bytes, st.size) == (zip_int64_t)st.size);
    zip_fclose(file);
    FuzzPart part = {g_strdup(st.name), g_bytes_new_take(bytes, st.size)};
    g_array_append_val(parts, part);
  }
  zip_discard(zip);
  return parts;
}

/* The workbook with part @index replaced by @data. */
static inline void fuzz_parts_write(const GArray *parts, guint index, const guint8 *data,
                                    size_t size, const char *path)
{
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  g_assert(zip != NULL);
  for (guint i = 0; i < parts->len; i++) {
    const FuzzPart *part = &g_array_index(parts, FuzzPart, i);
    gsize own = 0;
    const void *bytes = g_bytes_get_data(part->bytes, &own);
    zip_source_t *source = zip_source_buffer(zip, i == index ? (const void *)data : bytes,
                                             i == index ? size : own, 0);
    zip_int64_t at = zip_file_add(zip, part->name, source, 0);
    g_assert(at >= 0);
    zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
  }
  g_assert(zip_close(zip) == 0);
}
