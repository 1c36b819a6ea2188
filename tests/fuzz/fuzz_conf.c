/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark.conf: whatever is written in it, settings stay within their tables. */
#include "pipeline/conf.h"
#include "stages/chain.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
  if (size > 65536)
    return 0;
  g_autofree char *path = fuzz_file("blindmark.conf", data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(BmConf) conf = bm_conf_load(fuzz_folder(), &error);
  g_assert((conf == NULL) == (error != NULL));
  if (conf == NULL)
    return 0;
  g_assert_cmpint(bm_conf_int(conf, "engine", "memory_mb"), >=, 128);
  g_assert_cmpint(bm_conf_int(conf, "round", "pages_per_work"), <=, 64);
  g_assert(bm_conf_text(conf, "round", "release") != NULL);
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    for (const BmParam *p = chain[i]->params; p != NULL && p->name != NULL; p++) {
      const json_t *value = json_object_get(bm_conf_group(conf, chain[i]->name), p->name);
      g_assert(value != NULL);
      if (json_is_number(value))
        g_assert(json_number_value(value) >= p->least && json_number_value(value) <= p->most);
    }
  return 0;
}
