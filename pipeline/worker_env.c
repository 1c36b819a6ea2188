/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/worker_env.h"

static gboolean is_needed(const char *name)
{
  static const char *const prefixes[] = {"LC_",   "LD_",  "ASAN_",   "UBSAN_",
                                         "LSAN_", "GCOV", "MALLOC_", "BLINDMARK_TEST_"};
  static const char *const names[] = {"LANG",
                                      "LANGUAGE",
                                      "PATH",
                                      "TZ",
                                      "TESSDATA_PREFIX",
                                      "FONTCONFIG_FILE",
                                      "FONTCONFIG_PATH",
                                      "BLINDMARK_LANG",
                                      "BLINDMARK_WORKER_STDERR",
                                      "G_SLICE",
                                      "G_DEBUG",
                                      NULL};
  for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
    if (g_str_has_prefix(name, prefixes[i]))
      return TRUE;
  return g_strv_contains(names, name);
}

char **bm_worker_environment(void)
{
  static const char *const set[][2] = {
      /* the OpenMP runtime reads this before main: two threads
       * a worker would only fight for the cores */
      {"OMP_THREAD_LIMIT", "1"},
      /* pictures are large: a child takes its memory anew for each ticket, in large pieces
       * where the kernel has them */
      {"GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"},
      /* what lies there could not be read */
      {"HOME", "/nonexistent"},
      /* GIO must not look for services of a desktop */
      {"GIO_USE_VFS", "local"},
      {"GSETTINGS_BACKEND", "memory"}};
  g_auto(GStrv) all = g_get_environ();
  char **kept = g_new0(char *, 1);
  for (char **entry = all; *entry != NULL; entry++) {
    g_auto(GStrv) parts = g_strsplit(*entry, "=", 2);
    if (parts[1] != NULL && is_needed(parts[0]))
      kept = g_environ_setenv(kept, parts[0], parts[1], TRUE);
  }
  for (guint i = 0; i < G_N_ELEMENTS(set); i++)
    kept = g_environ_setenv(kept, set[i][0], set[i][1], TRUE);
  return kept;
}
