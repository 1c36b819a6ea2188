/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What code that took over a worker would try, each act by itself: TRUE when it got what it
 * wanted. tests/unit/test_sandbox.c tries them free (they must work, else they test nothing)
 * and confined; tests/tools/hostile_preload.c inside the workers of the shipped program.
 */
#pragma once
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct HostileWorld {
  int tcp_port;       /* somebody listens there, on 127.0.0.1 */
  const char *socket; /* somebody listens there */
  const char *ledger; /* files that are none of the ticket's */
  const char *keymap;
  const char *page;
  const char *ws;       /* folder that is not the ticket's */
  const char *scratch;  /* the ticket's own */
  pid_t supervisor;     /* a process that is not the ticket's */
  gsize memory, output; /* bytes that are more than the limits */
  guint files;          /* that are more than the limit */
} HostileWorld;

typedef gboolean (*HostileTry)(const HostileWorld *world);

static inline gboolean hostile_reads(const char *path)
{
  char byte;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  gboolean is_read = fd >= 0 && read(fd, &byte, 1) == 1;
  if (fd >= 0)
    close(fd);
  return is_read;
}

static inline gboolean hostile_makes(const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  gboolean is_made = fd >= 0 && write(fd, "x", 1) == 1;
  if (fd >= 0)
    close(fd);
  return is_made;
}

static inline gboolean hostile_tcp(const HostileWorld *world)
{
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)world->tcp_port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
}

static inline gboolean hostile_udp(const HostileWorld *world)
{
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)world->tcp_port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  return fd >= 0 && sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof to) == 1;
}

static inline gboolean hostile_bind(const HostileWorld *world)
{
  (void)world;
  struct sockaddr_in to = {.sin_family = AF_INET};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return fd >= 0 && bind(fd, (struct sockaddr *)&to, sizeof to) == 0;
}

static inline gboolean hostile_unix(const HostileWorld *world)
{
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  g_strlcpy(to.sun_path, world->socket, sizeof to.sun_path);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
}

static inline gboolean hostile_passwd(const HostileWorld *world)
{
  (void)world;
  return hostile_reads("/etc/passwd");
}

static inline gboolean hostile_ledger(const HostileWorld *world)
{
  return hostile_reads(world->ledger);
}

static inline gboolean hostile_keymap(const HostileWorld *world)
{
  return hostile_reads(world->keymap);
}

static inline gboolean hostile_page(const HostileWorld *world)
{
  return hostile_reads(world->page);
}

static inline gboolean hostile_list(const HostileWorld *world)
{
  DIR *folder = opendir(world->ws);
  gboolean is_read = folder != NULL && readdir(folder) != NULL;
  if (folder != NULL)
    closedir(folder);
  return is_read;
}

static inline gboolean hostile_write(const HostileWorld *world)
{
  return hostile_makes(world->ws, "hostile-write");
}

static inline gboolean hostile_spoil(const HostileWorld *world)
{
  int fd = open(world->ledger, O_WRONLY | O_CLOEXEC);
  if (fd >= 0)
    close(fd);
  return fd >= 0 || truncate(world->page, 0) == 0;
}

static inline gboolean hostile_mode(const HostileWorld *world)
{
  return chmod(world->page, 0644) == 0;
}

static inline gboolean hostile_symlink(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->scratch, "hostile-symlink", NULL);
  return symlink(world->ledger, path) == 0;
}

static inline gboolean hostile_link(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->scratch, "hostile-link", NULL);
  return link(world->ledger, path) == 0;
}

static inline gboolean hostile_rename(const HostileWorld *world)
{
  g_autofree char *from = g_build_filename(world->scratch, "hostile-from", NULL);
  g_autofree char *to = g_build_filename(world->ws, "hostile-rename", NULL);
  return hostile_makes(world->scratch, "hostile-from") && rename(from, to) == 0;
}

static inline gboolean hostile_fifo(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->scratch, "hostile-fifo", NULL);
  return mkfifo(path, 0600) == 0;
}

/* The program leaves a file behind; who calls looks for it. */
static inline gboolean hostile_exec(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->ws, "hostile-exec", NULL);
  execl("/usr/bin/touch", "touch", path, NULL);
  return FALSE;
}

static inline gboolean hostile_fork(const HostileWorld *world)
{
  (void)world;
  pid_t child = fork();
  if (child == 0)
    _exit(0);
  if (child > 0)
    waitpid(child, NULL, 0);
  return child > 0;
}

static inline gboolean hostile_clone(const HostileWorld *world)
{
  (void)world;
  long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0)
    _exit(0);
  return child > 0;
}

static inline gboolean hostile_ptrace(const HostileWorld *world)
{
  return ptrace(PTRACE_SEIZE, world->supervisor, 0, 0) == 0;
}

static inline gboolean hostile_kill(const HostileWorld *world)
{
  return kill(world->supervisor, SIGCONT) == 0;
}

static inline gboolean hostile_tgkill(const HostileWorld *world)
{
  return syscall(SYS_tgkill, world->supervisor, world->supervisor, SIGCONT) == 0;
}

static inline gboolean hostile_proc(const HostileWorld *world, const char *name, int flags)
{
  g_autofree char *path = g_strdup_printf("/proc/%d/%s", (int)world->supervisor, name);
  int fd = open(path, flags | O_CLOEXEC);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

static inline gboolean hostile_mem(const HostileWorld *world)
{
  return hostile_proc(world, "mem", O_RDWR);
}

static inline gboolean hostile_environ(const HostileWorld *world)
{
  return hostile_proc(world, "environ", O_RDONLY);
}

static inline gboolean hostile_vm(const HostileWorld *world)
{
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)&hostile_vm, 1};
  /* whether the address is the same there is chance: only EFAULT says that it was allowed */
  return syscall(SYS_process_vm_readv, world->supervisor, &here, 1, &there, 1, 0) == 1 ||
         errno == EFAULT;
}

static inline gboolean hostile_unshare(const HostileWorld *world)
{
  (void)world;
  return unshare(CLONE_FS) == 0;
}

static inline gboolean hostile_root(const HostileWorld *world)
{
  return chdir(world->ws) == 0 && hostile_reads("ledger.db");
}

static inline gboolean hostile_core(const HostileWorld *world)
{
  (void)world;
  struct rlimit core;
  return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max > 0;
}

/* A pipe that sends a signal of its choice to another process when bytes come. */
static inline gboolean hostile_owner(const HostileWorld *world)
{
  int line[2];
  return pipe(line) == 0 && fcntl(line[0], F_SETOWN, world->supervisor) == 0 &&
         fcntl(line[0], F_SETSIG, SIGCONT) == 0 && fcntl(line[0], F_SETFL, O_ASYNC) == 0 &&
         write(line[1], "x", 1) == 1;
}

/* --- room that nobody sees, because it has no name (any more) */

static inline gboolean hostile_nameless(const HostileWorld *world)
{
  int fd = open(world->scratch, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  return fd >= 0 && write(fd, "x", 1) == 1;
}

static inline gboolean hostile_unlink(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->scratch, "hostile-gone", NULL);
  return hostile_makes(world->scratch, "hostile-gone") && unlink(path) == 0;
}

static inline gboolean hostile_replace(const HostileWorld *world)
{
  g_autofree char *from = g_build_filename(world->scratch, "hostile-one", NULL);
  g_autofree char *to = g_build_filename(world->scratch, "hostile-two", NULL);
  return hostile_makes(world->scratch, "hostile-one") &&
         hostile_makes(world->scratch, "hostile-two") && rename(from, to) == 0;
}

/* In it its owner may make files, and only root may list them. */
static inline gboolean hostile_unlisted(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->scratch, "hostile-folder", NULL);
  return mkdir(path, 0300) == 0 && hostile_makes(path, "hostile-inside");
}

/* Full at once, before anybody looks. */
static inline gboolean hostile_reserve(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->scratch, "hostile-room", NULL);
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  return fd >= 0 && fallocate(fd, 0, 0, 1 << 20) == 0;
}

/* --- too much of what is allowed */

static inline void *hostile_wait(void *data)
{
  g_usleep(30 * G_USEC_PER_SEC);
  return data;
}

static inline gboolean hostile_threads(const HostileWorld *world)
{
  (void)world;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 1 << 16);
  for (guint i = 0; i < 200; i++) {
    pthread_t thread;
    if (pthread_create(&thread, &small, hostile_wait, NULL) != 0)
      return FALSE;
  }
  g_usleep(5 * G_USEC_PER_SEC); /* seen meanwhile */
  return TRUE;
}

static inline gboolean hostile_memory(const HostileWorld *world)
{
  const gsize piece = 16 << 20;
  for (gsize sum = 0; sum < world->memory; sum += piece)
    g_malloc(piece); /* aborts; not touched, so it costs nothing */
  return TRUE;
}

static inline gboolean hostile_cpu(const HostileWorld *world)
{
  (void)world;
  for (volatile guint64 i = 0; i < G_MAXUINT64; i++)
    ;
  return TRUE;
}

static inline gboolean hostile_sleep(const HostileWorld *world)
{
  (void)world;
  while (pause() < 0)
    continue;
  return TRUE;
}

static inline gboolean hostile_big_file(const HostileWorld *world)
{
  g_autofree char *path = g_build_filename(world->scratch, "hostile-big", NULL);
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  return fd >= 0 && pwrite(fd, "x", 1, (off_t)world->output) == 1;
}

static inline gboolean hostile_many_files(const HostileWorld *world)
{
  for (guint i = 0; i < world->files; i++) {
    g_autofree char *name = g_strdup_printf("hostile-%u", i);
    if (!hostile_makes(world->scratch, name))
      return FALSE;
  }
  g_usleep(5 * G_USEC_PER_SEC); /* seen meanwhile */
  return TRUE;
}

static inline gboolean hostile_much_output(const HostileWorld *world)
{
  gsize piece = world->output / 3;
  g_autofree char *bytes = g_malloc0(piece);
  for (guint i = 0; i < 5; i++) {
    g_autofree char *path = g_strdup_printf("%s/hostile-part-%u", world->scratch, i);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes, piece) != (gssize)piece)
      return FALSE;
  }
  g_usleep(5 * G_USEC_PER_SEC);
  return TRUE;
}

/* As if it had answered, and goes on. */
static inline gboolean hostile_mute(const HostileWorld *world)
{
  close_range(3, ~0U, 0);
  return hostile_much_output(world);
}

static inline gboolean hostile_descriptors(const HostileWorld *world)
{
  (void)world;
  for (guint i = 0; i < 100; i++)
    if (open("/dev/null", O_RDONLY) < 0)
      return FALSE;
  return TRUE;
}

typedef struct HostileAct {
  const char *name;
  HostileTry act;
  gboolean is_limit; /* stopped by the worker's limits, not by the sandbox */
  gboolean is_slow;  /* until the deadline */
} HostileAct;

static const HostileAct hostile_acts[] = {
    {"tcp", hostile_tcp, FALSE, FALSE},
    {"udp", hostile_udp, FALSE, FALSE},
    {"bind", hostile_bind, FALSE, FALSE},
    {"unix", hostile_unix, FALSE, FALSE},
    {"passwd", hostile_passwd, FALSE, FALSE},
    {"ledger", hostile_ledger, FALSE, FALSE},
    {"keymap", hostile_keymap, FALSE, FALSE},
    {"page", hostile_page, FALSE, FALSE},
    {"list", hostile_list, FALSE, FALSE},
    {"write", hostile_write, FALSE, FALSE},
    {"spoil", hostile_spoil, FALSE, FALSE},
    {"mode", hostile_mode, FALSE, FALSE},
    {"symlink", hostile_symlink, FALSE, FALSE},
    {"link", hostile_link, FALSE, FALSE},
    {"rename", hostile_rename, FALSE, FALSE},
    {"fifo", hostile_fifo, FALSE, FALSE},
    {"exec", hostile_exec, FALSE, FALSE},
    {"fork", hostile_fork, FALSE, FALSE},
    {"clone", hostile_clone, FALSE, FALSE},
    {"ptrace", hostile_ptrace, FALSE, FALSE},
    {"kill", hostile_kill, FALSE, FALSE},
    {"tgkill", hostile_tgkill, FALSE, FALSE},
    {"mem", hostile_mem, FALSE, FALSE},
    {"environ", hostile_environ, FALSE, FALSE},
    {"vm", hostile_vm, FALSE, FALSE},
    {"unshare", hostile_unshare, FALSE, FALSE},
    {"root", hostile_root, FALSE, FALSE},
    {"owner", hostile_owner, FALSE, FALSE},
    {"nameless", hostile_nameless, FALSE, FALSE},
    {"unlink", hostile_unlink, FALSE, FALSE},
    {"replace", hostile_replace, FALSE, FALSE},
    {"unlisted", hostile_unlisted, FALSE, FALSE},
    {"reserve", hostile_reserve, FALSE, FALSE},
    {"core", hostile_core, TRUE, FALSE},
    {"threads", hostile_threads, TRUE, FALSE},
    {"memory", hostile_memory, TRUE, FALSE},
    {"big_file", hostile_big_file, TRUE, FALSE},
    {"many_files", hostile_many_files, TRUE, FALSE},
    {"much_output", hostile_much_output, TRUE, FALSE},
    {"mute", hostile_mute, TRUE, FALSE},
    {"descriptors", hostile_descriptors, TRUE, FALSE},
    {"cpu", hostile_cpu, TRUE, TRUE},
    {"sleep", hostile_sleep, TRUE, TRUE},
};
