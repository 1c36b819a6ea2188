/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups and modes of a round's folders. */
#include "pipeline/access.h"

#include "pipeline/autoptr.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NO_GROUP ((gid_t)-1)
#define DEPTH_MOST 6

typedef struct Place {
  const char *name; /* below the round; "" is the round itself */
  const char *role; /* key of [access]; NULL: the program's alone */
  mode_t mode;      /* with the role's group */
} Place;

static const Place places[] = {
    {"", NULL, 0711}, /* through, but no list of what is there */
    {"inbox", "operators", 02770},
    {"rejected", "operators", 02770},
    {"procedure", "coordinators", 02770},
    {"bundles", "coordinators", 02750},
    {"scores", "coordinators", 02750},
    {"scores/inbox", "coordinators", 02770},
    {"results", "coordinators", 02750},
    {"sorted", "auditors", 02750},
    {"audit", "auditors", 02750},
    {"spool", NULL, 0700},
    {"review", NULL, 0700},
    {"forms", NULL, 0700},
    {"vault", NULL, 0700},
    {"ledger.db", NULL, 0600},
    {"ledger.db-wal", NULL, 0600},
    {"ledger.db-shm", NULL, 0600},
};

/* Without groups: no one from outside, and no more for the own group than there was. */
static mode_t mode_of(const Place *place, gboolean has_group, mode_t now)
{
  if (has_group)
    return place->mode;
  mode_t widest = place->name[0] == '\0' ? 0750 : place->role != NULL ? 02770 : place->mode;
  return now & widest;
}

static gboolean group_find(const char *name, gid_t *ret_gid, GError **error)
{
  *ret_gid = NO_GROUP;
  if (name == NULL || name[0] == '\0')
    return TRUE;
  const struct group *group = getgrnam(name);
  if (group == NULL)
    return bm_fail(error, BM_ERROR_SETTING, "access_group", "'%s'", name);
  *ret_gid = group->gr_gid;
  return TRUE;
}

static gboolean has_groups(const BmConf *conf)
{
  static const char *const roles[] = {"operators", "coordinators", "auditors"};
  for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
    if (bm_conf_text(conf, "access", roles[i])[0] != '\0')
      return TRUE;
  return FALSE;
}

/* Is anybody let in whom @mode keeps out? */
static gboolean is_wider(mode_t now, mode_t mode)
{
  return (now & 077 & ~mode) != 0;
}

static gboolean place_close(const char *path, const Place *place, mode_t mode,
                            const struct stat *before, json_t *mended, GError **error)
{
  struct stat after;
  if ((before->st_mode & 07777) != mode && chmod(path, mode) != 0)
    g_debug("chmod: %s", g_strerror(errno));
  gboolean is_open = lstat(path, &after) != 0 || is_wider(after.st_mode, mode);
  if (is_open && place->role == NULL && place->name[0] != '\0')
    return bm_fail(error, BM_ERROR_SETTING, "access_open", "%s", place->name);
  if (!is_wider(before->st_mode, mode))
    return TRUE;
  const char *name = place->name[0] != '\0' ? place->name : ".";
  g_autofree char *told = g_strconcat(name, is_open ? " !" : "", NULL);
  json_array_append_new(mended, json_string(told));
  return TRUE;
}

/* What the program itself has put there before the folder was the group's. */
static void tree_follow(const char *path, gid_t gid, guint depth)
{
  g_autoptr(GDir) dir = depth < DEPTH_MOST ? g_dir_open(path, 0, NULL) : NULL;
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *below = g_build_filename(path, name, NULL);
    struct stat st;
    if (lstat(below, &st) != 0 || S_ISLNK(st.st_mode))
      continue;
    if (st.st_uid == geteuid() && st.st_gid != gid && lchown(below, (uid_t)-1, gid) == 0 &&
        chmod(below, S_ISDIR(st.st_mode) ? 02750 : 0640) != 0)
      g_debug("chmod: %s", g_strerror(errno));
    if (S_ISDIR(st.st_mode))
      tree_follow(below, gid, depth + 1);
  }
}

static gboolean place_apply(const char *ws, const BmConf *conf, const Place *place,
                            json_t *mended, GError **error)
{
  g_autofree char *path = g_build_filename(ws, place->name, NULL);
  const char *name = place->role != NULL ? bm_conf_text(conf, "access", place->role) : NULL;
  struct stat st;
  gid_t gid;
  if (!group_find(name, &gid, error))
    return FALSE;
  if (lstat(path, &st) != 0)
    return TRUE; /* not made yet */
  if (gid != NO_GROUP && st.st_gid != gid && lchown(path, (uid_t)-1, gid) != 0)
    return bm_fail(error, BM_ERROR_SETTING, "access_group", "'%s' (%s): %s", name, place->name,
                   g_strerror(errno));
  if (gid != NO_GROUP)
    tree_follow(path, gid, 0);
  gboolean is_given =
      gid != NO_GROUP || (place->name[0] == '\0' && has_groups(conf)) || !S_ISDIR(st.st_mode);
  return place_close(path, place, mode_of(place, is_given, st.st_mode & 07777), &st, mended,
                     error);
}

gboolean bm_access_apply(const char *ws, const BmConf *conf, json_t **ret_mended,
                         GError **error)
{
  g_autoptr(json_t) mended = json_array();
  for (guint i = 0; i < G_N_ELEMENTS(places); i++)
    if (!place_apply(ws, conf, &places[i], mended, error))
      return FALSE;
  if (ret_mended != NULL)
    *ret_mended = g_steal_pointer(&mended);
  return TRUE;
}
