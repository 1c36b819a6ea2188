/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landlock by its system calls. The C library of Debian 12 has no functions for them and its
 * kernel headers end at version 2, so what later versions know is written out here. A right
 * that the kernel does not know yet is left out of the rules
 * (Documentation/userspace-api/landlock.rst of Linux, "Compatibility"); the seccomp filter
 * covers what matters of those.
 */
#include "pipeline/sandbox_part.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* one number on all architectures */
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define ASK_VERSION 1U
#define RULE_PATH_BENEATH 1

/* include/uapi/linux/landlock.h */
#define FS_EXECUTE (1ULL << 0)
#define FS_WRITE_FILE (1ULL << 1)
#define FS_READ_FILE (1ULL << 2)
#define FS_READ_DIR (1ULL << 3)
#define FS_MAKE_REG (1ULL << 8)
#define FS_ALL_1 ((1ULL << 13) - 1) /* to MAKE_SYM */
#define FS_REFER (1ULL << 13)       /* version 2; without it no file changes its folder */
#define FS_TRUNCATE (1ULL << 14)    /* version 3 */
#define NET_TCP ((1ULL << 0) | (1ULL << 1)) /* version 4: bind, connect */
#define FS_IOCTL_DEV (1ULL << 15)           /* version 5 */
#define SCOPES ((1ULL << 0) | (1ULL << 1))  /* version 6: abstract sockets, signals */

#define READ_ONLY (FS_READ_FILE | FS_READ_DIR)
#define FILE_RIGHTS (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)
#define SCRATCH                                                                                \
  (READ_ONLY | FS_WRITE_FILE | FS_TRUNCATE | FS_MAKE_REG) /* no name goes: sandbox_calls.c */

typedef struct Ruleset {
  guint64 fs, net, scopes;
} Ruleset;

typedef struct __attribute__((packed)) Beneath {
  guint64 access;
  gint32 fd;
} Beneath;

int bm_land_version(void)
{
  long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
  return version > 0 ? (int)version : 0;
}

static Ruleset handled(int version)
{
  Ruleset all = {.fs = FS_ALL_1};
  all.fs |= version >= 2 ? FS_REFER : 0;
  all.fs |= version >= 3 ? FS_TRUNCATE : 0;
  all.net = version >= 4 ? NET_TCP : 0;
  all.fs |= version >= 5 ? FS_IOCTL_DEV : 0;
  all.scopes = version >= 6 ? SCOPES : 0;
  return all;
}

static void root_add(GArray *roots, const char *path, guint64 access)
{
  if (path == NULL || !g_path_is_absolute(path))
    return;
  BmLandRoot root = {open(path, O_PATH | O_CLOEXEC), access};
  if (root.fd >= 0)
    g_array_append_val(roots, root);
}

/* Libraries, OCR data, fonts and their configuration, character sets, time zone. Under the
 * sanitizers also the process's own maps and tasks, which the leak check walks. */
GArray *bm_land_roots(void)
{
  static const char *const readable[] = {"/usr/lib",
                                         "/usr/lib32",
                                         "/usr/lib64",
                                         "/usr/libx32",
                                         "/usr/share",
                                         "/usr/local/lib",
                                         "/usr/local/share",
                                         "/lib",
                                         "/lib64",
                                         "/etc/fonts",
                                         "/etc/ld.so.cache",
                                         "/etc/localtime",
                                         "/var/cache/fontconfig",
                                         "/sys/devices/system/cpu",
                                         "/dev/urandom",
                                         "/dev/zero"};
  GArray *roots = g_array_new(FALSE, FALSE, sizeof(BmLandRoot));
  for (guint i = 0; i < G_N_ELEMENTS(readable); i++)
    root_add(roots, readable[i], READ_ONLY);
  root_add(roots, g_getenv("TESSDATA_PREFIX"), READ_ONLY);
  root_add(roots, "/dev/null", FS_READ_FILE | FS_WRITE_FILE);
#ifdef BM_SANITIZED
  root_add(roots, "/proc", READ_ONLY);
#endif
#ifdef BM_COVERAGE /* counts are written beside the object files */
  root_add(roots, "/", READ_ONLY | SCRATCH);
#endif
  return roots;
}

static gboolean beneath_add(int ruleset, int fd, guint64 access, guint64 known)
{
  struct stat st;
  if (fstat(fd, &st) != 0)
    return FALSE;
  Beneath rule = {access & known & (S_ISDIR(st.st_mode) ? ~0ULL : FILE_RIGHTS), fd};
  return syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
}

/* A file that is given to read: whatever else lies there cannot be opened. */
static gboolean file_add(int ruleset, const char *path, guint64 known)
{
  int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return TRUE;
  struct stat st;
  gboolean is_good = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
                     beneath_add(ruleset, fd, FS_READ_FILE, known);
  close(fd);
  return is_good;
}

static gboolean scratch_add(int ruleset, const char *scratch, guint64 known)
{
  int fd = open(scratch, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  gboolean is_good = fd >= 0 && beneath_add(ruleset, fd, SCRATCH, known);
  if (fd >= 0)
    close(fd);
  return is_good;
}

static gboolean rules_add(int ruleset, const GArray *roots, char *const *reads,
                          const char *scratch, guint64 known)
{
  for (guint i = 0; i < roots->len; i++) {
    const BmLandRoot *root = &g_array_index(roots, BmLandRoot, i);
    if (!beneath_add(ruleset, root->fd, root->access, known))
      return FALSE;
  }
  for (guint i = 0; reads != NULL && reads[i] != NULL; i++)
    if (!file_add(ruleset, reads[i], known))
      return FALSE;
  return scratch == NULL || scratch_add(ruleset, scratch, known);
}

gboolean bm_land_enter(int version, const GArray *roots, char *const *reads,
                       const char *scratch, GError **error)
{
  Ruleset all = handled(version);
  int ruleset = (int)syscall(CREATE_RULESET, &all, sizeof all, 0);
  if (ruleset < 0)
    return bm_fail(error, BM_ERROR_IO, "sandbox_failed", "landlock: %s", g_strerror(errno));
  gboolean is_in = rules_add(ruleset, roots, reads, scratch, all.fs) &&
                   syscall(RESTRICT_SELF, ruleset, 0) == 0;
  int why = errno;
  close(ruleset);
  return is_in ||
         bm_fail(error, BM_ERROR_IO, "sandbox_failed", "landlock rules: %s", g_strerror(why));
}
