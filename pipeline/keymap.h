/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key map: who is behind the neutral ids (models/keymap). Only the supervisor and the
 * coordinator's commands open it. */
#pragma once
#include "pipeline/db.h"
#include "pipeline/procedure.h"

typedef struct BmKeymap BmKeymap;

/* Open or make WS/vault/keymap.db. A new round gets a seed: @fixed_seed, or a random one for 0;
 * -1 is not known: then none is kept yet. */
BmKeymap *bm_keymap_open(const char *ws, gint64 fixed_seed, GError **error);
void bm_keymap_free(BmKeymap *keymap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmKeymap, bm_keymap_free)

BmDb *bm_keymap_db(BmKeymap *keymap);               /* for keymap_*.c only; borrowed */
const char *bm_keymap_seed(const BmKeymap *keymap); /* 64 hex digits, borrowed */
guint bm_keymap_round_tag(const BmKeymap *keymap);  /* 0..9999, from the seed */
/* A number from the seed and a text, the same on every machine. */
guint64 bm_keymap_hash(const BmKeymap *keymap, const char *text);

/* --- files */
typedef struct BmSource {
  char *file, *path, *state;
  gint64 size, mtime;
} BmSource;
void bm_source_free(BmSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmSource, bm_source_free)

gboolean bm_keymap_source_add(BmKeymap *keymap, const char *file, const char *path, gint64 size,
                              gint64 mtime, GError **error);
gboolean bm_keymap_source_set(BmKeymap *keymap, const char *file, const char *state,
                              gint64 size, gint64 mtime, const char *sha256, GError **error);
/* The highest number given to a file ("f") or a score form ("r"), 0 for none; -1 on error. */
gint64 bm_keymap_last(BmKeymap *keymap, const char *letter);
/* The newest source of that path that is still expected in the inbox ('seen' or 'copied'), or
 * NULL. */
BmSource *bm_keymap_source_at(BmKeymap *keymap, const char *path);
BmSource *bm_keymap_source(BmKeymap *keymap, const char *file);
char *bm_keymap_sha256(BmKeymap *keymap, const char *file); /* NULL before it was copied */
/* [{file}] other files with the same content; they may have been taken in any order. */
json_t *bm_keymap_twins(BmKeymap *keymap, const char *file, const char *sha256);
json_t *bm_keymap_sources(BmKeymap *keymap);         /* [{file, path, state}] by file */
json_t *bm_keymap_sources_awaited(BmKeymap *keymap); /* only those not taken yet */

/* --- classes, schools, markers */
/**
 * bm_keymap_class - the number of a class, made when new
 *
 * @ret_class_alias, @ret_school_alias  "K47", "S3"; caller frees; either may be NULL
 * Returns 0 on failure.
 */
gint64 bm_keymap_class(BmKeymap *keymap, const char *school_code, const char *class_group,
                       char **ret_class_alias, char **ret_school_alias, GError **error);
/* [{class_ref, school_code, class_group}] in the order of school and class. */
json_t *bm_keymap_classes(BmKeymap *keymap);
json_t *bm_keymap_schools(BmKeymap *keymap); /* {school_alias: school_code} */
char *bm_keymap_school_alias(BmKeymap *keymap, const char *school_code, GError **error);
/* "m03" for a teacher, made when new; caller frees. */
char *bm_keymap_marker(BmKeymap *keymap, const char *teacher, const char *school_code,
                       GError **error);
json_t *bm_keymap_markers(BmKeymap *keymap); /* [{id, teacher, school_code}] */
