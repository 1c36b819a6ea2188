/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a ticket, by the places of its context that hold paths. */
#include "pipeline/reads.h"

#include "pipeline/json_text.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* In the context of @stage, words between dots: "name" a key, "*" every element or value. */
static const struct {
  const char *stage, *place;
} places[] = {
    {"form", "forms.*.model"},        {"form", "forms.*.clean"},  {"form", "templates.*"},
    {"mask", "form.model"},           {"verify", "form.model"},   {"verify", "source"},
    {"sort", "work.originals.*"},     {"bundle", "works.*.path"}, {"bundle", "criteria"},
    {"bundle", "variant_criteria.*"},
};

/* Who reads which names are to be masked: the tables of the procedure. */
static const char *const readers_of_names[] = {"form", "mask", "verify", "attack", NULL};
static const char *const tables_of_names[] = {"roster.csv", "teachers.csv"};

static void path_add(json_t *reads, const char *path)
{
  if (path == NULL || !g_path_is_absolute(path) || strstr(path, "/../") != NULL)
    return;
  json_array_append_new(reads, json_string(path));
  char *real = realpath(path, NULL);
  if (real != NULL && strcmp(real, path) != 0 && g_utf8_validate(real, -1, NULL))
    json_array_append_new(reads, json_string(real));
  free(real);
}

static void paths_find(const json_t *at, char *const *words, json_t *reads)
{
  if (*words == NULL) {
    path_add(reads, json_string_value(at));
    return;
  }
  if (strcmp(*words, "*") != 0) {
    paths_find(json_object_get(at, *words), words + 1, reads);
    return;
  }
  size_t i;
  const char *key;
  json_t *one;
  json_array_foreach ((json_t *)at, i, one)
    paths_find(one, words + 1, reads);
  json_object_foreach ((json_t *)at, key, one)
    paths_find(one, words + 1, reads);
}

/* A template names its picture in its own words, which are not read here: pictures beside it.
 */
static void pictures_add(const json_t *templates, json_t *reads)
{
  size_t i;
  json_t *one;
  json_array_foreach ((json_t *)templates, i, one) {
    g_autofree char *folder = g_path_get_dirname(json_string_value(one));
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
      g_autofree char *path = g_build_filename(folder, name, NULL);
      const char *dot = strrchr(name, '.');
      if (dot != NULL && g_ascii_strcasecmp(dot, ".png") == 0 &&
          g_utf8_validate(path, -1, NULL))
        path_add(reads, path);
    }
  }
}

static void context_add(const char *stage, const json_t *context, json_t *reads)
{
  for (guint i = 0; i < G_N_ELEMENTS(places); i++)
    if (strcmp(places[i].stage, stage) == 0) {
      g_auto(GStrv) words = g_strsplit(places[i].place, ".", -1);
      paths_find(context, words, reads);
    }
  pictures_add(json_object_get(context, "templates"), reads);
  const char *folder = bm_json_text(context, "procedure");
  if (folder == NULL || !g_strv_contains(readers_of_names, stage))
    return;
  for (guint i = 0; i < G_N_ELEMENTS(tables_of_names); i++) {
    g_autofree char *path = g_build_filename(folder, tables_of_names[i], NULL);
    path_add(reads, path);
  }
}

json_t *bm_reads_of(const json_t *ticket)
{
  json_t *reads = json_array();
  size_t i;
  json_t *input;
  json_array_foreach (json_object_get(ticket, "inputs"), i, input)
    path_add(reads, bm_json_text(input, "path"));
  context_add(bm_json_text_or_empty(ticket, "stage"), json_object_get(ticket, "context"),
              reads);
  return reads;
}
