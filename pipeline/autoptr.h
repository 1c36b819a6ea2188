/* SPDX-License-Identifier: GPL-3.0-or-later */
/* g_autoptr for the foreign types that the engine itself uses; pixels are in stages/shared. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <sqlite3.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, sqlite3_finalize)
