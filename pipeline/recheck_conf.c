/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of a re-check. */
#include "pipeline/conf.h"
#include "pipeline/recheck.h"
#include "pipeline/workspace.h"

#include <string.h>

#define CROSS "_cross"

char *bm_recheck_policy(const char *policy)
{
  if (!g_str_has_suffix(policy, CROSS))
    return g_strdup(policy);
  g_autofree char *kind = g_strndup(policy, strlen(policy) - strlen(CROSS));
  return g_strconcat(kind, "_recheck", NULL);
}

/* What the first round masks by: its setting, else its assessment, else the usual. */
static const char *policy_of(const BmOpen *from, const BmConf *conf)
{
  const char *set = bm_conf_text(conf, "round", "policy");
  if (strcmp(set, "from_assessment") != 0)
    return set;
  set = json_string_value(json_object_get(from->procedure->assessment, "policy"));
  return set != NULL ? set : "diagnostic_cross";
}

gboolean bm_recheck_conf(BmOpen *from, const char *to, gint64 seed, GError **error)
{
  g_autofree char *source = g_build_filename(from->ws, "blindmark.conf", NULL);
  g_autofree char *target = g_build_filename(to, "blindmark.conf", NULL);
  g_autoptr(BmConf) conf = bm_conf_load(from->ws, error);
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (conf == NULL)
    return FALSE;
  if (!g_key_file_load_from_file(file, source, G_KEY_FILE_KEEP_COMMENTS, NULL))
    return bm_fail(error, BM_ERROR_SETTING, "setting_bad", "blindmark.conf");
  const char *before = policy_of(from, conf);
  g_autofree char *policy = bm_recheck_policy(before);
  if (strcmp(policy, before) != 0) /* a stricter profile of the assessment stays as it is */
    g_key_file_set_string(file, "round", "policy", policy);
  g_key_file_remove_key(file, "round", "seed", NULL);
  if (seed != 0)
    g_key_file_set_int64(file, "round", "seed", seed);
  g_autofree char *text = g_key_file_to_data(file, NULL, NULL);
  return bm_file_write(target, text, error);
}
