/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace for one command. */
#include "pipeline/oneshot.h"

#include "pipeline/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The letter at the end keeps inputs from looking like one numbered series. */
char *bm_oneshot_name(guint index, const char *input)
{
  const char *dot = strrchr(input, '.');
  gboolean has_ending = dot != NULL && strchr(dot, '/') == NULL && strlen(dot) <= 5;
  g_autofree char *ending = g_ascii_strdown(has_ending ? dot : "", -1);
  return g_strdup_printf("in%06ux%s", index, ending);
}

static gboolean file_copy(const char *from, const char *to, GError **error)
{
  int in = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat st;
  if (in < 0 || fstat(in, &st) != 0 || !S_ISREG(st.st_mode)) {
    int why = in < 0 ? errno : EINVAL;
    if (in >= 0)
      close(in);
    return bm_fail(error, BM_ERROR_SETTING, "file_open", "'%s': %s", from, g_strerror(why));
  }
  int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gssize n = out >= 0 ? 0 : -1;
  char bytes[1 << 16];
  while (n >= 0 && (n = read(in, bytes, sizeof bytes)) > 0)
    n = write(out, bytes, (gsize)n) == n ? n : -1;
  close(in);
  if (out >= 0)
    close(out);
  return n == 0 || bm_fail(error, BM_ERROR_IO, "disk_write", "cannot copy an input");
}

static gboolean inputs_copy(const char *ws, const char *procedure, char **inputs,
                            GError **error)
{
  static const char *const names[] = {"assessment.json", "roster.csv", "teachers.csv",
                                      "procedure.xlsx"};
  for (guint i = 0; procedure != NULL && i < G_N_ELEMENTS(names); i++) {
    g_autofree char *from = g_build_filename(procedure, names[i], NULL);
    g_autofree char *to = g_build_filename(ws, "procedure", names[i], NULL);
    if (g_file_test(from, G_FILE_TEST_EXISTS) && !file_copy(from, to, error))
      return FALSE;
  }
  for (guint i = 0; inputs[i] != NULL; i++) {
    g_autofree char *name = bm_oneshot_name(i, inputs[i]);
    g_autofree char *to = g_build_filename(ws, "inbox", name, NULL);
    if (!file_copy(inputs[i], to, error))
      return FALSE;
  }
  return TRUE;
}

BmTemp *bm_oneshot_make(const char *procedure, char **inputs, const char *conf, GError **error)
{
  g_autoptr(BmTemp) temp = bm_temp_new(BM_TEMP_LARGE, error);
  if (temp == NULL)
    return NULL;
  const char *ws = bm_temp_path(temp);
  g_autofree char *conf_path = g_build_filename(ws, "blindmark.conf", NULL);
  return bm_workspace_make(ws, error) && bm_file_write(conf_path, conf, error) &&
                 inputs_copy(ws, procedure, inputs, error)
             ? g_steal_pointer(&temp)
             : NULL;
}
