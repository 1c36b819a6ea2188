/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/sandbox_wish.h"

#include "pipeline/lang.h"

static const char *const words[] = {"auto", "require", "off"};

BmSandboxWish bm_sandbox_wish(const BmConf *conf)
{
  const char *text = bm_conf_text(conf, "engine", "sandbox");
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_strcmp0(text, words[i]) == 0)
      return (BmSandboxWish)i;
  g_assert_not_reached();
}

static BmSandboxState state_of(BmSandboxWish wish)
{
  return wish != BM_SANDBOX_OFF ? bm_sandbox_probe() : (BmSandboxState){0};
}

static const char *missing_name(const BmSandboxState *state)
{
  if (state->landlock > 0)
    return "seccomp";
  return state->has_seccomp ? "Landlock" : "Landlock, seccomp";
}

gboolean bm_sandbox_allows(BmSandboxWish wish, GError **error)
{
  BmSandboxState state = state_of(wish);
  return wish != BM_SANDBOX_REQUIRE || bm_sandbox_is_whole(&state) ||
         bm_fail(error, BM_ERROR_SETTING, "sandbox_missing", "%s", missing_name(&state));
}

char *bm_sandbox_words(BmSandboxWish wish)
{
  BmSandboxState state = state_of(wish);
  if (wish == BM_SANDBOX_OFF)
    return g_strdup(bm_tr("защита рабочих процессов выключена настройкой sandbox = off: от "
                          "испорченного или враждебного файла защищают только пределы памяти, "
                          "времени и места",
                          "the workers' sandbox is switched off by the setting sandbox = off: "
                          "only limits of memory, time and output stand against a broken or "
                          "hostile file"));
  if (bm_sandbox_is_whole(&state))
    return NULL;
  return g_strdup_printf(
      bm_tr("это ядро Linux не даёт всей защиты рабочих процессов (нет: %s); обработка идёт с "
            "тем, что есть. Чтобы без неё не начинать: sandbox = require",
            "this Linux kernel does not have the whole sandbox of workers (missing: %s); "
            "processing goes on with what there is. To refuse instead: sandbox = require"),
      missing_name(&state));
}

json_t *bm_sandbox_json(BmSandboxWish wish)
{
  BmSandboxState state = state_of(wish);
  return json_pack("{s:s,s:i,s:b}", "setting", words[wish], "landlock", state.landlock,
                   "seccomp", state.has_seccomp);
}
