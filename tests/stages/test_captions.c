/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/model.h"
#include "tests/tools/assert_ok.h"

TestSuite(captions, .timeout = 30);

static GKeyFile *model(const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = bm_model_bytes(name);
  GKeyFile *file = g_key_file_new();
  assert_ok(g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, &error), error);
  return file;
}

/* Without one the coordinator would read a slug on the picture of a form. */
Test(captions, each_kind_that_can_be_masked_has_one)
{
  g_autoptr(GKeyFile) labels = model("labels.ini"), captions = model("forms/captions.ini");
  g_auto(GStrv) kinds = g_key_file_get_groups(labels, NULL);
  for (char **kind = kinds; *kind != NULL; kind++)
    cr_expect(g_key_file_has_key(captions, "captions", *kind, NULL), "no caption of '%s'",
              *kind);
}
