/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of models/, built into the program. */
#pragma once
#include <gio/gio.h>

/* Contents of models/@name ("reasons/engine.ini"), new reference; NULL when there is none. */
GBytes *bm_model_bytes(const char *name);
/* Names below models/@folder ("reasons"), folders with a trailing slash; NULL when none. */
char **bm_model_list(const char *folder);
