/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Russian or English, by locale: LANGUAGE, LC_ALL, LC_MESSAGES, LANG in gettext's order. */
#pragma once
#include <glib.h>

gboolean bm_lang_is_russian(void);
/* The one of two texts that the person reads; both are borrowed. */
const char *bm_tr(const char *ru, const char *en);
