/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of a round. */
#include "pipeline/conf.h"

#include "pipeline/autoptr.h"
#include "pipeline/lang.h"
#include "stages/chain.h"

#include <math.h>
#include <string.h>

struct BmConf {
  json_t *groups;
};

static const BmParam round_params[] = {
    {"release", BM_PARAM_CHOICE, "confirmed|seen|auto", 0, 0, 1,
     "confirmed: страница выпускается, когда её бланк подтверждён человеком; seen: и когда "
     "человек увидел её закрытой на контактном листе; auto: программа ручается только за "
     "бланки, на которых поняла каждое место; страницы остальных ждут",
     "confirmed: a page is released once a person confirmed its form; seen: and saw the page, "
     "masked, on a contact sheet; auto: the program vouches only for forms of which it "
     "understands every place; pages of others wait"},
    {"policy", BM_PARAM_CHOICE,
     "from_assessment|vpr_cross|diagnostic_cross|exam_cross|vpr_recheck|diagnostic_recheck|"
     "exam_recheck",
     0, 0, 6, "что закрашивать; from_assessment: как сказано в assessment.json",
     "what to mask; from_assessment: as assessment.json says"},
    {"pages_per_work", BM_PARAM_INT, "", 0, 0, 64,
     "страниц в одной работе, с оборотами; 0: как в assessment.json",
     "pages in one work, backs included; 0: as in assessment.json"},
    {"seed", BM_PARAM_INT, "", 0, 0, 2147483647, "0: случайное зерно; иначе повторяемый раунд",
     "0: a random seed; else a round that can be repeated"},
    {"wipe", BM_PARAM_CHOICE, "auto|yes|no", 0, 0, 2,
     "перезаписывать нулями закрытые страницы и другие промежуточные файлы, прежде чем "
     "удалить; auto: когда у раунда есть ключи (blindmark seal)",
     "overwrite pages that are replaced and other files of passage before they are removed; "
     "auto: once the round has keys (blindmark seal)"},
    {0}};

static const BmParam engine_params[] = {
    {"workers", BM_PARAM_INT, "", 0, 0, 256, "рабочих процессов; 0: по одному на ядро",
     "worker processes; 0: one per core"},
    {"quiet_s", BM_PARAM_REAL, "s", 0, 4, 3600,
     "файл берётся, когда он не менялся столько секунд",
     "a file is taken once it has not changed for so many seconds"},
    {"series_quiet_s", BM_PARAM_REAL, "s", 0, 30, 3600,
     "серия одностраничных файлов закончена, когда новых нет столько секунд (watch)",
     "a series of one-page files has ended when none came for so many seconds (watch)"},
    {"broken_s", BM_PARAM_REAL, "s", 0, 600, 86400,
     "файл, который столько секунд остаётся неполным, отклоняется (watch)",
     "a file that stays incomplete for so many seconds is rejected (watch)"},
    {"broken_run_s", BM_PARAM_REAL, "s", 0, 10, 86400, "то же для run", "the same for run"},
    {"rescan_s", BM_PARAM_REAL, "s", 0.1, 10, 3600,
     "как часто просматривать папки, даже если система не сообщила об изменениях",
     "how often folders are looked through even when the system reported no change"},
    {"polling", BM_PARAM_BOOL, "", 0, 0, 1,
     "не полагаться на сообщения системы об изменениях, только просматривать папки каждые "
     "rescan_s "
     "секунд (сетевые диски)",
     "do not rely on reports of changes by the system, only look through folders every "
     "rescan_s "
     "seconds (network shares)"},
    {"recycle_jobs", BM_PARAM_INT, "", 1, 300, 1000000,
     "рабочий процесс заменяется новым после стольких заданий",
     "a worker process is replaced after so many jobs"},
    {"memory_mb", BM_PARAM_INT, "MiB", 128, 2048, 1048576, "предел памяти рабочего процесса",
     "memory limit of a worker process"},
    {"scratch_mb", BM_PARAM_INT, "MiB", 16, 16384, 1048576,
     "сколько места на диске может занять одно задание, пока оно идёт",
     "how much disk one job may take while it runs"},
    {"scratch_files", BM_PARAM_INT, "", 16, 100000, 10000000,
     "сколько файлов может создать одно задание", "how many files one job may make"},
    {"sandbox", BM_PARAM_CHOICE, "auto|require|off", 0, 0, 2,
     "защита рабочих процессов средствами ядра (Landlock и seccomp). auto: какая есть, с "
     "предупреждением, если не вся; require: без всей не начинать; off: выключить",
     "sandbox of worker processes by the kernel (Landlock and seccomp). auto: what there is, "
     "told when it is not all; require: refuse to start without all of it; off: none"},
    {"keep_pages", BM_PARAM_BOOL, "", 0, 0, 1,
     "оставлять в spool картинки выпущенных страниц (нужно только разработчикам)",
     "leave the pictures of released pages in the spool (for developers only)"},
    {"deadline_factor", BM_PARAM_REAL, "", 0.1, 1, 100, "множитель предельного времени заданий",
     "factor on the time limits of jobs"},
    {0}};

static const BmParam access_params[] = {
    {"operators", BM_PARAM_NAME, "", 0, 0, 0,
     "группа тех, кто кладёт сканы в inbox и видит rejected; пусто: только свои",
     "group of those who put scans into inbox and see rejected; empty: own accounts only"},
    {"coordinators", BM_PARAM_NAME, "", 0, 0, 0,
     "группа тех, кому видны procedure, bundles, scores, results",
     "group of those who see procedure, bundles, scores, results"},
    {"auditors", BM_PARAM_NAME, "", 0, 0, 0, "группа тех, кому видны sorted и audit",
     "group of those who see sorted and audit"},
    {0}};

static const BmParam *params_of(const char *group)
{
  if (strcmp(group, "round") == 0)
    return round_params;
  if (strcmp(group, "engine") == 0)
    return engine_params;
  if (strcmp(group, "access") == 0)
    return access_params;
  static const BmParam none[] = {{0}};
  const BmStage *stage = bm_chain_find(group);
  if (stage == NULL)
    return NULL;
  return stage->params != NULL ? stage->params : none;
}

static const BmParam *param_find(const BmParam *params, const char *key)
{
  for (; params != NULL && params->name != NULL; params++)
    if (strcmp(params->name, key) == 0)
      return params;
  return NULL;
}

static json_t *preset_value(const BmParam *param)
{
  switch (param->type) {
  case BM_PARAM_INT:
    return json_integer((json_int_t)param->preset);
  case BM_PARAM_REAL:
    return json_real(param->preset);
  case BM_PARAM_BOOL:
    return json_boolean(param->preset != 0);
  case BM_PARAM_NAME:
    return json_string("");
  case BM_PARAM_CHOICE:
  default: {
    g_auto(GStrv) words = g_strsplit(param->unit, "|", -1);
    return json_string(words[(int)param->preset]);
  }
  }
}

static json_t *value_parse(const BmParam *param, const char *text)
{
  char *end = NULL;
  switch (param->type) {
  case BM_PARAM_INT: {
    gint64 number = g_ascii_strtoll(text, &end, 10);
    gboolean is_good =
        end != text && *end == '\0' && number >= param->least && number <= param->most;
    return is_good ? json_integer(number) : NULL;
  }
  case BM_PARAM_REAL: {
    double number = g_ascii_strtod(text, &end);
    gboolean is_good = end != text && *end == '\0' && isfinite(number) &&
                       number >= param->least && number <= param->most;
    return is_good ? json_real(number) : NULL;
  }
  case BM_PARAM_BOOL:
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
      return json_boolean(text[0] == 't');
    return NULL;
  case BM_PARAM_NAME:
    return g_regex_match_simple("^([A-Za-z_][A-Za-z0-9_.-]*)?$", text, 0, 0) ? json_string(text)
                                                                             : NULL;
  case BM_PARAM_CHOICE:
  default: {
    g_auto(GStrv) words = g_strsplit(param->unit, "|", -1);
    return g_strv_contains((const char *const *)words, text) ? json_string(text) : NULL;
  }
  }
}

static char *range_words(const BmParam *param)
{
  if (param->type == BM_PARAM_CHOICE)
    return g_strdup(param->unit);
  if (param->type == BM_PARAM_BOOL)
    return g_strdup("true|false");
  if (param->type == BM_PARAM_NAME)
    return g_strdup(bm_tr("имя группы", "name of a group"));
  return g_strdup_printf("%g … %g %s", param->least, param->most, param->unit);
}

gboolean bm_conf_set(BmConf *conf, const char *group, const char *key, const char *value,
                     GError **error)
{
  const BmParam *params = params_of(group);
  if (params == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "setting_bad", "%s [%s]",
                   bm_tr("нет раздела", "no group"), group);
  const BmParam *param = param_find(params, key);
  if (param == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "setting_bad", "[%s] %s '%s'", group,
                   bm_tr("нет настройки", "has no key"), key);
  json_t *parsed = value_parse(param, value);
  if (parsed == NULL) {
    g_autofree char *range = range_words(param);
    return bm_fail(error, BM_ERROR_SETTING, "setting_bad", "[%s] %s = '%s', %s: %s", group, key,
                   value, bm_tr("можно", "allowed"), range);
  }
  json_object_set_new(json_object_get(conf->groups, group), key, parsed);
  return TRUE;
}

static void group_add(BmConf *conf, const char *group)
{
  json_t *values = json_object();
  for (const BmParam *param = params_of(group); param != NULL && param->name != NULL; param++)
    json_object_set_new(values, param->name, preset_value(param));
  json_object_set_new(conf->groups, group, values);
}

static BmConf *conf_presets(void)
{
  BmConf *conf = g_new0(BmConf, 1);
  conf->groups = json_object();
  group_add(conf, "round");
  group_add(conf, "engine");
  group_add(conf, "access");
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    group_add(conf, chain[i]->name);
  return conf;
}

static gboolean group_read(BmConf *conf, GKeyFile *file, const char *group, GError **error)
{
  g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    g_autofree char *value = g_key_file_get_string(file, group, *key, NULL);
    if (!bm_conf_set(conf, group, *key, value != NULL ? g_strstrip(value) : "", error))
      return FALSE;
  }
  return TRUE;
}

BmConf *bm_conf_load(const char *ws, GError **error)
{
  g_autofree char *path = g_build_filename(ws, "blindmark.conf", NULL);
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) why = NULL;
  if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &why)) {
    bm_fail(error, BM_ERROR_SETTING, "setting_bad", "blindmark.conf: %s", why->message);
    return NULL;
  }
  g_autoptr(BmConf) conf = conf_presets();
  g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
  for (char **group = groups; *group != NULL; group++)
    if (params_of(*group) == NULL) {
      bm_fail(error, BM_ERROR_SETTING, "setting_bad", "%s [%s]",
              bm_tr("нет раздела", "no group"), *group);
      return NULL;
    } else if (!group_read(conf, file, *group, error))
      return NULL;
  return g_steal_pointer(&conf);
}

void bm_conf_free(BmConf *conf)
{
  if (conf == NULL)
    return;
  json_decref(conf->groups);
  g_free(conf);
}

json_t *bm_conf_group(const BmConf *conf, const char *group)
{
  return json_object_get(conf->groups, group);
}

gint64 bm_conf_int(const BmConf *conf, const char *group, const char *key)
{
  return (gint64)json_number_value(json_object_get(bm_conf_group(conf, group), key));
}

const char *bm_conf_text(const BmConf *conf, const char *group, const char *key)
{
  return json_string_value(json_object_get(bm_conf_group(conf, group), key));
}

static void group_describe(GString *out, const char *group)
{
  g_string_append_printf(out, "\n[%s]\n", group);
  for (const BmParam *p = params_of(group); p != NULL && p->name != NULL; p++) {
    g_autofree char *range = range_words(p);
    g_autoptr(json_t) preset = preset_value(p);
    char *value = json_dumps(preset, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    g_string_append_printf(out, "# %s (%s)\n#%s=%s\n", bm_tr(p->help_ru, p->help_en), range,
                           p->name, json_is_string(preset) ? json_string_value(preset) : value);
    free(value);
  }
}

char *bm_conf_template(void)
{
  GString *out =
      g_string_new(bm_tr("# Настройки раунда. Строка без # действует.\n",
                         "# Settings of the round. A line without # is in force.\n"));
  group_describe(out, "round");
  group_describe(out, "engine");
  group_describe(out, "access");
  guint n;
  const BmStage *const *chain = bm_chain(&n);
  for (guint i = 0; i < n; i++)
    if (chain[i]->params != NULL && chain[i]->params[0].name != NULL)
      group_describe(out, chain[i]->name);
  return g_string_free(out, FALSE);
}
