/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands of `blindmark forms` that have a file of their own. */
#pragma once
#include "pipeline/cmd.h"

/* cmd_templates.c; @names: forms, none for all confirmed ones; @folder NULL: WS/forms/export */
int bm_forms_export(BmOpen *open, char **names, const char *folder);
int bm_forms_import(BmOpen *open, char **files);

/* cmd_forms_edit.c */
int bm_forms_name(BmOpen *open, const char *form, const char *name);
int bm_forms_join(BmOpen *open, char **forms);
int bm_forms_split(BmOpen *open, const char *form, char **pages);
