/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directory watcher, on inotify. */
#include "pipeline/watch.h"

#include <glib-unix.h>
#include <sys/inotify.h>
#include <unistd.h>

#define SETTLE_MS 20 /* several events of one action become one look */

struct BmWatch {
  char *path;
  gboolean is_deep;
  int fd;
  guint source, timer, soon;
  BmWatchSeen seen;
  gpointer user;
};

static void folder_add(BmWatch *watch, const char *path, guint depth)
{
  /* adding a watched folder again is harmless: the kernel returns the same descriptor */
  if (inotify_add_watch(watch->fd, path,
                        IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF |
                            IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW) < 0 ||
      !watch->is_deep || depth == 0)
    return;
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
    g_autofree char *below = g_build_filename(path, name, NULL);
    if (!g_file_test(below, G_FILE_TEST_IS_SYMLINK) && g_file_test(below, G_FILE_TEST_IS_DIR))
      folder_add(watch, below, depth - 1);
  }
}

static gboolean on_soon(gpointer user)
{
  BmWatch *watch = user;
  watch->soon = 0;
  watch->seen(watch->user);
  return G_SOURCE_REMOVE;
}

static gboolean on_event(gint fd, GIOCondition condition, gpointer user)
{
  (void)condition;
  BmWatch *watch = user;
  char bytes[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
  gboolean has_folder = FALSE;
  for (gssize n; (n = read(fd, bytes, sizeof bytes)) > 0;)
    for (char *at = bytes; at < bytes + n;) {
      const struct inotify_event *event = (const struct inotify_event *)(void *)at;
      has_folder |= (event->mask & (IN_ISDIR | IN_Q_OVERFLOW)) != 0;
      at += sizeof *event + event->len;
    }
  if (has_folder && watch->is_deep)
    folder_add(watch, watch->path, 8);
  if (watch->soon == 0)
    watch->soon = g_timeout_add(SETTLE_MS, on_soon, watch);
  return G_SOURCE_CONTINUE;
}

static gboolean on_timer(gpointer user)
{
  BmWatch *watch = user;
  if (watch->fd >= 0 && watch->is_deep)
    folder_add(watch, watch->path, 8);
  watch->seen(watch->user);
  return G_SOURCE_CONTINUE;
}

void bm_watch_poke(BmWatch *watch)
{
  if (watch->soon == 0)
    watch->soon = g_timeout_add(0, on_soon, watch);
}

BmWatch *bm_watch_new(const char *path, gboolean is_deep, double rescan_s, gboolean is_polling,
                      BmWatchSeen seen, gpointer user)
{
  BmWatch *watch = g_new0(BmWatch, 1);
  watch->path = g_strdup(path);
  watch->is_deep = is_deep;
  watch->seen = seen;
  watch->user = user;
  watch->fd = is_polling ? -1 : inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (watch->fd >= 0) {
    folder_add(watch, path, 8);
    watch->source = g_unix_fd_add(watch->fd, G_IO_IN, on_event, watch);
  }
  watch->timer = g_timeout_add((guint)(rescan_s * 1000), on_timer, watch);
  return watch;
}

void bm_watch_free(BmWatch *watch)
{
  if (watch == NULL)
    return;
  if (watch->source != 0)
    g_source_remove(watch->source);
  if (watch->soon != 0)
    g_source_remove(watch->soon);
  g_source_remove(watch->timer);
  if (watch->fd >= 0)
    close(watch->fd);
  g_free(watch->path);
  g_free(watch);
}
