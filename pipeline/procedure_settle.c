/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of blindmark.conf that the procedure may state instead. */
#include "pipeline/autoptr.h"
#include "pipeline/lang.h"
#include "pipeline/procedure.h"
#include "pipeline/procedure_book.h"

static const struct {
  const char *group, *key;
} settings[] = {{"allocate", "markings_per_work"},
                {"allocate", "anchors_per_marker"},
                {"bundle", "works_per_bundle"}};

/* What a person has written: presets stand there as remarks. An unreadable file is empty; that
 * it cannot be read was told by whoever has read the settings. */
static GKeyFile *written_in_conf(const char *ws)
{
  g_autofree char *path = g_build_filename(ws, "blindmark.conf", NULL);
  GKeyFile *file = g_key_file_new();
  g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

/* Where the procedure states @key; caller frees. */
static char *place_of(const BmProcedure *p, const char *key)
{
  const char *cell = json_string_value(json_object_get(p->places, key));
  return cell == NULL ? g_strdup_printf("assessment.json \"%s\"", key)
                      : g_strdup_printf(bm_tr(BM_PROCEDURE_BOOK ", лист «Раунд», ячейка %s",
                                              BM_PROCEDURE_BOOK ", sheet «Раунд», cell %s"),
                                        cell);
}

static void conflict_tell(GString *conflicts, const BmProcedure *p, guint at, int in_conf,
                          int wanted)
{
  g_autofree char *place = place_of(p, settings[at].key);
  g_string_append_printf(conflicts, "%sblindmark.conf [%s] %s = %d; %s: %d",
                         conflicts->len > 0 ? "\n  " : "", settings[at].group, settings[at].key,
                         in_conf, place, wanted);
}

gboolean bm_procedure_settle(const BmProcedure *p, const char *ws, BmConf *conf, GError **error)
{
  g_autoptr(GKeyFile) written = written_in_conf(ws);
  g_autoptr(GString) conflicts = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
    const char *group = settings[i].group, *key = settings[i].key;
    const json_t *number = json_object_get(p->assessment, key);
    int wanted = (int)json_integer_value(number), in_conf = (int)bm_conf_int(conf, group, key);
    g_autofree char *text = g_strdup_printf("%d", wanted);
    if (!json_is_integer(number))
      continue;
    if (g_key_file_has_key(written, group, key, NULL) && in_conf != wanted)
      conflict_tell(conflicts, p, i, in_conf, wanted);
    else if (!bm_conf_set(conf, group, key, text, error))
      return FALSE;
  }
  return conflicts->len == 0 ||
         bm_fail(error, BM_ERROR_SETTING, "procedure_setting", "%s", conflicts->str);
}
