/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of the file refers to which. */
#include "stages/shared/book_part.h"

#include <string.h>

#define MOST_RELATIONS 10000U

static void relation_free(void *data)
{
  BmRelation *relation = data;
  g_free(relation->id);
  g_free(relation->type);
  g_free(relation->target);
  g_free(relation);
}

typedef struct Reader {
  const char *folder; /* of the part, "" or "xl" */
  GPtrArray *relations;
} Reader;

/* A target is absolute ("/xl/styles.xml") or relative to the folder of its part. */
static char *resolved(const char *folder, const char *target)
{
  g_autofree char *joined =
      target[0] == '/' ? g_strdup(target + 1) : g_strdup_printf("%s/%s", folder, target);
  g_auto(GStrv) words = g_strsplit(joined, "/", -1);
  g_autoptr(GPtrArray) path = g_ptr_array_new();
  for (char **word = words; *word != NULL; word++) {
    if (strcmp(*word, "..") == 0 && path->len > 0)
      g_ptr_array_remove_index(path, path->len - 1);
    else if ((*word)[0] != '\0' && strcmp(*word, ".") != 0 && strcmp(*word, "..") != 0)
      g_ptr_array_add(path, *word);
  }
  g_ptr_array_add(path, NULL);
  return g_strjoinv("/", (char **)path->pdata);
}

static void on_open(BmXml *xml, const char *name, const char **attributes)
{
  Reader *reader = bm_xml_user(xml);
  const char *id = bm_xml_attribute(attributes, "Id");
  const char *type = bm_xml_attribute(attributes, "Type");
  const char *target = bm_xml_attribute(attributes, "Target");
  if (strcmp(name, "Relationship") != 0)
    return;
  if (id == NULL || type == NULL || target == NULL ||
      reader->relations->len == MOST_RELATIONS) {
    bm_xml_stop(xml, "book_damaged");
    return;
  }
  const char *slash = strrchr(type, '/');
  BmRelation *relation = g_new0(BmRelation, 1);
  relation->id = g_strdup(id);
  relation->type = g_strdup(slash != NULL ? slash + 1 : type);
  relation->is_external =
      g_strcmp0(bm_xml_attribute(attributes, "TargetMode"), "External") == 0;
  relation->target = relation->is_external ? g_strdup("") : resolved(reader->folder, target);
  g_ptr_array_add(reader->relations, relation);
}

static void on_close(BmXml *xml, const char *name)
{
  (void)xml, (void)name;
}

GPtrArray *bm_rels_read(BmPack *pack, const char *part, GError **error)
{
  static const BmXmlCalls calls = {.open = on_open, .close = on_close};
  g_autoptr(GPtrArray) relations = g_ptr_array_new_with_free_func(relation_free);
  const char *slash = strrchr(part, '/');
  g_autofree char *folder = g_strndup(part, slash != NULL ? (gsize)(slash - part) : 0);
  g_autofree char *name =
      g_strdup_printf("%s%s_rels/%s.rels", folder, folder[0] != '\0' ? "/" : "",
                      slash != NULL ? slash + 1 : part);
  Reader reader = {.folder = folder, .relations = relations};
  if (bm_pack_has(pack, name) && !bm_pack_parse(pack, name, &calls, &reader, error))
    return NULL;
  return g_steal_pointer(&relations);
}

const BmRelation *bm_rels_by_id(const GPtrArray *relations, const char *id)
{
  for (guint i = 0; i < relations->len; i++) {
    const BmRelation *relation = g_ptr_array_index(relations, i);
    if (strcmp(relation->id, id) == 0)
      return relation;
  }
  return NULL;
}

const BmRelation *bm_rels_by_type(const GPtrArray *relations, const char *type)
{
  for (guint i = 0; i < relations->len; i++) {
    const BmRelation *relation = g_ptr_array_index(relations, i);
    if (strcmp(relation->type, type) == 0)
      return relation;
  }
  return NULL;
}
