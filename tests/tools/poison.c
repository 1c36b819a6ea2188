/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into the program by tests/flow/poison: pages at which a stage's process ends, as a
 * mistake of ours in reading them would end it. BLINDMARK_TEST_POISON is a list of
 * "stage:file=how", where @file is part of the path of a picture and @how is crash, eat
 * (memory), loop or burn: loop in two threads and deaf to the signal of the limit of processor
 * time, so that on a machine with a core to spare the system ends it before the deadline comes.
 */
#include <dlfcn.h>
#include <glib.h>
#include <leptonica/allheaders.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <tiffio.h>

static gpointer loop(gpointer unused)
{
  volatile double x = 1;
  (void)unused;
  for (;;)
    x = x * 1.0000001;
  return NULL;
}

static void burn(void)
{
  (void)signal(SIGXCPU, SIG_IGN);
  g_thread_unref(g_thread_new("burn", loop, NULL));
  (void)loop(NULL);
}

static void die(const char *how)
{
  if (strcmp(how, "eat") == 0)
    for (;;)
      memset(g_malloc(1 << 24), 1, 1 << 24);
  if (strcmp(how, "loop") == 0)
    (void)loop(NULL);
  if (strcmp(how, "burn") == 0)
    burn();
  abort();
}

static void poison_try(const char *entry, const char *stage, const char *path)
{
  g_auto(GStrv) parts = g_strsplit_set(entry, ":=", 3);
  if (g_strv_length(parts) == 3 && strcmp(parts[0], stage) == 0 &&
      strstr(path, parts[1]) != NULL)
    die(parts[2]);
}

static void poison_of(const char *path)
{
  const char *list = g_getenv("BLINDMARK_TEST_POISON");
  char title[16] = "";
  prctl(PR_GET_NAME, title);
  if (list == NULL || !g_str_has_prefix(title, "bm-"))
    return;
  g_auto(GStrv) entries = g_strsplit(list, " ", -1);
  for (char **entry = entries; *entry != NULL; entry++)
    poison_try(*entry, title + 3, path);
}

TIFF *TIFFOpen(const char *path, const char *mode)
{
  static TIFF *(*real)(const char *, const char *);
  if (real == NULL)
    *(void **)&real = dlsym(RTLD_NEXT, "TIFFOpen");
  if (mode[0] == 'r')
    poison_of(path);
  return real(path, mode);
}

PIX *pixRead(const char *path)
{
  static PIX *(*real)(const char *);
  if (real == NULL)
    *(void **)&real = dlsym(RTLD_NEXT, "pixRead");
  poison_of(path);
  return real(path);
}
