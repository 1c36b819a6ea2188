/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files into a fuzz target without libFuzzer: `fuzz_NAME FILE|FOLDER …`. */
#include <stdio.h>

#include "tests/fuzz/fuzz.h"

static guint replay(const char *path)
{
  guint n = 0;
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    n += replay(inner);
  }
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (folder != NULL || !g_file_get_contents(path, &bytes, &size, NULL))
    return n;
  /* an own block of the very size, so that the sanitizers see a byte too far */
  g_autofree guint8 *block = g_memdup2(bytes, size);
  if (g_getenv("BM_FUZZ_TELL") != NULL)
    fprintf(stderr, "%s\n", path);
  LLVMFuzzerTestOneInput(block, size);
  return 1;
}

int main(int argc, char **argv)
{
  guint n = 0;
  for (int i = 1; i < argc; i++)
    n += replay(argv[i]);
  printf("%u files\n", n);
  return n > 0 ? 0 : 1;
}
