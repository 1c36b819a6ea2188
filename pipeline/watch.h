/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The directory watcher. An event only says "look again": the looking is one and the same scan
 * at start, on a timer, after an event, and after the kernel lost events.
 */
#pragma once
#include <glib.h>

typedef struct BmWatch BmWatch;
typedef void (*BmWatchSeen)(gpointer user);

/* What the kernel would tell is known already: look soon. */
void bm_watch_poke(BmWatch *watch);

/**
 * bm_watch_new - call @seen soon after something changed below @path
 *
 * @is_deep   watch folders below, also new ones
 * @rescan_s  call it at least so often (network shares send no events)
 * @is_polling  do not ask the kernel at all: only the timer and bm_watch_poke speak, as they do
 *              where it gives no inotify descriptor
 * Runs on the default main context.
 */
BmWatch *bm_watch_new(const char *path, gboolean is_deep, double rescan_s, gboolean is_polling,
                      BmWatchSeen seen, gpointer user);
void bm_watch_free(BmWatch *watch);
