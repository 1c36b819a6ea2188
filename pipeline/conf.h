/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of a round: blindmark.conf, checked against the tables of the engine and the stages.
 */
#pragma once
#include "pipeline/stage.h"

typedef struct BmConf BmConf;

/**
 * bm_conf_load - read WS/blindmark.conf
 *
 * Groups: [round], [engine], and one a stage. An unknown group or key, or a value out of range,
 * is BM_ERROR_SETTING "setting_bad" naming group, key, value and what is allowed.
 */
BmConf *bm_conf_load(const char *ws, GError **error);
void bm_conf_free(BmConf *conf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmConf, bm_conf_free)

/* {"name": value} of a group with presets filled in; borrowed. */
json_t *bm_conf_group(const BmConf *conf, const char *group);
gint64 bm_conf_int(const BmConf *conf, const char *group, const char *key);
const char *bm_conf_text(const BmConf *conf, const char *group, const char *key);
/* Override one value for this process, checked like the file's. */
gboolean bm_conf_set(BmConf *conf, const char *group, const char *key, const char *value,
                     GError **error);

/* The commented file that `blindmark init` writes, in the person's language; caller frees. */
char *bm_conf_template(void);
