/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of models/, built into the program. */
#include "pipeline/model.h"

#define ROOT "/blindmark/models/"

GResource *bm_models_get_resource(void); /* made by glib-compile-resources */

GBytes *bm_model_bytes(const char *name)
{
  g_autofree char *path = g_strconcat(ROOT, name, NULL);
  return g_resource_lookup_data(bm_models_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                NULL);
}

char **bm_model_list(const char *folder)
{
  g_autofree char *path = g_strconcat(ROOT, folder, "/", NULL);
  return g_resource_enumerate_children(bm_models_get_resource(), path,
                                       G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}
