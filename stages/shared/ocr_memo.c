/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of readings, the oldest of which goes first. */
#include "stages/shared/ocr_memo.h"

#include <string.h>

#define READINGS_MOST 2048 /* a page by itself has 70 at most, of some kilobytes together */

static GHashTable *readings; /* BmOcrKey → GPtrArray of BmWord */
static GQueue order = G_QUEUE_INIT;

static guint key_hash(gconstpointer key)
{
  return (guint)((const BmOcrKey *)key)->sum[0];
}

static gboolean key_equal(gconstpointer p, gconstpointer q)
{
  return memcmp(p, q, sizeof(BmOcrKey)) == 0;
}

static void words_free(gpointer words)
{
  g_ptr_array_unref(words);
}

static guint64 turned(guint64 value, int by)
{
  return value << by | value >> (64 - by);
}

BmOcrKey bm_ocr_key(PIX *cut, int dpi, int mode)
{
  BmOcrKey key = {{0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F},
                  pixGetWidth(cut),
                  pixGetHeight(cut),
                  dpi,
                  mode * 64 + pixGetDepth(cut)};
  pixSetPadBits(cut, 0);
  const l_uint32 *data = pixGetData(cut);
  gsize n = (gsize)pixGetWpl(cut) * (gsize)pixGetHeight(cut);
  for (gsize i = 0; i < n; i++) {
    key.sum[0] = turned(key.sum[0] ^ data[i], 27) * 0x9FB21C651E98DF25;
    key.sum[1] = turned(key.sum[1] + data[i], 31) * 0xD6E8FEB86659FD93;
  }
  return key;
}

const GPtrArray *bm_ocr_recall(const BmOcrKey *key)
{
  return readings != NULL ? g_hash_table_lookup(readings, key) : NULL;
}

void bm_ocr_remember(const BmOcrKey *key, GPtrArray *words)
{
  if (readings == NULL)
    readings = g_hash_table_new_full(key_hash, key_equal, g_free, words_free);
  if (order.length == READINGS_MOST)
    g_hash_table_remove(readings, g_queue_pop_head(&order));
  BmOcrKey *copy = g_memdup2(key, sizeof *key);
  if (g_hash_table_insert(readings, copy, words))
    g_queue_push_tail(&order, copy);
}

void bm_ocr_forget(void)
{
  g_queue_clear(&order);
  g_clear_pointer(&readings, g_hash_table_unref);
}
