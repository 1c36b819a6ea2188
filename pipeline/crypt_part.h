/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of sealed files share: crypt_head.c knows who may open one, crypt.c what
 * is in it. */
#pragma once
#include "pipeline/crypt.h"

#define BM_SEALED_MAGIC "BMSEALED"
#define BM_STREAM_BYTES 24
#define BM_MAC_BYTES 32
#define BM_HEADER_MOST 644

typedef struct BmHeader {
  guint n_locks, n_keys;
  gsize n; /* of bytes, all */
  guint8 bytes[BM_HEADER_MOST];
} BmHeader;

/* --- crypt_head.c */

/* A key for one use: 1 the stream, 2 the header's hash. Caller frees. */
BmSecret *bm_file_key_derive(const BmSecret *file_key, guint64 which);
void bm_header_make(BmHeader *header, const BmLocks *locks, const BmSecret *file_key,
                    const guint8 stream[BM_STREAM_BYTES], const char *label);
gboolean bm_header_read(BmFill fill, gpointer user, const char *label, BmHeader *ret,
                        GError **error);
/* The file key, once header and label are proven to belong to it. Caller frees. */
BmSecret *bm_header_open(BmHeader *header, const BmUnlock *unlock, const char *label,
                         GError **error);
/* Its BM_STREAM_BYTES for the stream; borrowed. */
const guint8 *bm_header_stream(const BmHeader *header);

/* --- crypt.c */

/* Exactly @n bytes, or fewer at the end; -1 on failure. */
gssize bm_fill_all(BmFill fill, gpointer user, guint8 *bytes, gsize n);
/* Exactly @n bytes, else "sealed_truncated". */
gboolean bm_fill_part(BmFill fill, gpointer user, guint8 *bytes, gsize n, const char *label,
                      GError **error);
gboolean bm_sealed_write(int fd, const guint8 *bytes, gsize n, GError **error);
