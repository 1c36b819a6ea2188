/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The system calls that a confined process has. Three lists:
 *   allowed   what decoding, OCR, drawing and writing files need: traced on the stages' tests
 *             (strace), and what glibc uses for the same on other architectures
 *   hostile   nothing that a stage does ever leads there: the process ends at once (SIGSYS)
 *   the rest  is answered ENOSYS, for which libraries have another way, or EPERM where ENOSYS
 *             would be a lie about a call that every kernel has
 * Threads are allowed, processes are not: Pango looks fonts up in short-lived threads.
 */
#include "pipeline/sandbox_part.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include <sys/ioctl.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41 /* glibc names its memory with it */
#endif

/* Stands in the filter for the number of the process, which is not known when it is compiled.
 */
#define SELF 0x5A17C0DEU

static const char *const allowed[] = {
    /* files: what may be opened is Landlock's matter */
    "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev",
    "pwritev2", "creat", "close", "close_range", "dup", "dup2", "dup3", "lseek", "_llseek",
    "stat", "stat64", "lstat", "lstat64", "fstat", "fstat64", "fstatat64", "newfstatat",
    "statx", "statfs", "statfs64", "fstatfs", "fstatfs64", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "ftruncate", "ftruncate64",
    "fsync", "fdatasync", "sync_file_range", "fadvise64", "fadvise64_64", "arm_fadvise64_64",
    "flock", "umask", "copy_file_range", "sendfile", "sendfile64", "pipe", "pipe2",
    /* memory */
    "brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise", "msync", "mincore",
    "mlock", "munlock", "membarrier",
    /* threads and time */
    "futex", "futex_time64", "futex_waitv", "set_robust_list", "get_robust_list", "rseq",
    "set_tid_address", "sched_yield", "sched_getaffinity", "sched_getparam",
    "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "getcpu",
    "gettid", "restart_syscall", "exit", "exit_group", "clock_gettime", "clock_gettime64",
    "clock_getres", "clock_getres_time64", "clock_nanosleep", "clock_nanosleep_time64",
    "nanosleep", "gettimeofday", "time", "times", "setitimer", "getitimer", "arch_prctl",
    "get_thread_area", "set_thread_area", "set_tls", "cacheflush", "riscv_flush_icache",
    "riscv_hwprobe",
    /* signals of its own */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "rt_sigpending",
    "rt_sigsuspend", "rt_sigtimedwait", "rt_sigtimedwait_time64", "sigaltstack",
    /* waiting */
    "poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64",
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2",
    /* who and what it is */
    "getpid", "getppid", "getpgrp", "getpgid", "getsid", "getuid", "geteuid", "getgid",
    "getegid", "getresuid", "getresgid", "getgroups", "getuid32", "geteuid32", "getgid32",
    "getegid32", "getresuid32", "getresgid32", "getgroups32", "getrusage", "getrlimit",
    "ugetrlimit", "sysinfo", "uname", "getrandom"};

static const char *const hostile[] = {
    /* a network, a socket */
    "socket",
    "socketpair",
    "connect",
    "bind",
    "listen",
    "accept",
    "accept4",
    "sendto",
    "sendmsg",
    "sendmmsg",
    "recvfrom",
    "recvmsg",
    "recvmmsg",
    "recvmmsg_time64",
    "socketcall",
    /* another program, another process */
    "execve",
    "execveat",
    "fork",
    "vfork",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "process_mrelease",
    "kcmp",
    "tkill",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
    "pidfd_open",
    "pidfd_getfd",
    "pidfd_send_signal",
    /* another view of the system, another user */
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "setns",
    "unshare",
    "open_by_handle_at",
    "name_to_handle_at",
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setgroups",
    "setuid32",
    "setgid32",
    "setreuid32",
    "setregid32",
    "setresuid32",
    "setresgid32",
    "setgroups32",
    "setfsuid",
    "setfsgid",
    "capset",
    "personality",
    /* the kernel */
    "bpf",
    "keyctl",
    "add_key",
    "request_key",
    "perf_event_open",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "reboot",
    "swapon",
    "swapoff",
    "syslog",
    "acct",
    "quotactl",
    "quotactl_fd",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "modify_ldt",
    "vhangup",
    "nfsservctl",
    "lookup_dcookie",
    "fanotify_init",
    "settimeofday",
    "clock_settime",
    "clock_settime64",
    "clock_adjtime",
    "adjtimex",
    "stime",
    "uselib",
    "vm86",
    "vm86old",
#ifndef BM_SANITIZED
    "ptrace",
    "kill",
#endif
};

/* Every kernel has them, no stage needs them, and a library that tries must not die of it.
 * What has lost its name takes room that nobody sees until the file is shut, so names stay: no
 * unlink, no rename. A folder of its own it could make unreadable to those who sum up and clear
 * away. truncate by name is nothing that Landlock before version 3 stops. */
static const char *const refused[] = {"unlink",
                                      "unlinkat",
                                      "rmdir",
                                      "mkdir",
                                      "mkdirat",
                                      "rename",
                                      "renameat",
                                      "renameat2",
                                      "truncate",
                                      "truncate64",
                                      "fallocate",
                                      "link",
                                      "linkat",
                                      "symlink",
                                      "symlinkat",
                                      "mknod",
                                      "mknodat",
                                      "chmod",
                                      "fchmod",
                                      "fchmodat",
                                      "fchmodat2",
                                      "chown",
                                      "fchown",
                                      "lchown",
                                      "fchownat",
                                      "chown32",
                                      "fchown32",
                                      "lchown32",
                                      "utime",
                                      "utimes",
                                      "futimesat",
                                      "utimensat",
                                      "utimensat_time64",
                                      "setxattr",
                                      "lsetxattr",
                                      "fsetxattr",
                                      "removexattr",
                                      "lremovexattr",
                                      "fremovexattr",
                                      "chdir",
                                      "fchdir",
                                      "setpriority",
                                      "sched_setaffinity",
                                      "sched_setscheduler",
                                      "sched_setparam",
                                      "sched_setattr",
                                      "ioprio_set",
                                      "setpgid",
                                      "setsid",
                                      "setrlimit",
                                      "shmget",
                                      "shmat",
                                      "shmctl",
                                      "msgget",
                                      "msgsnd",
                                      "msgctl",
                                      "semget",
                                      "semop",
                                      "semctl",
                                      "mq_open",
                                      "inotify_init",
                                      "inotify_init1",
                                      "inotify_add_watch",
                                      "getsockname",
                                      "getpeername",
                                      "setsockopt",
                                      "getsockopt",
                                      "shutdown",
                                      "memfd_create",
                                      "memfd_secret",
                                      "mlockall",
                                      "timer_create",
                                      "alarm",
                                      "splice",
                                      "tee",
                                      "vmsplice"};

typedef struct Names {
  const char *const *names;
  gsize n;
  guint32 action;
} Names;

/* Unknown names are those of another architecture, or newer than the library. */
static int names_add(scmp_filter_ctx ctx, const Names *list)
{
  int status = 0;
  for (gsize i = 0; i < list->n && status == 0; i++) {
    int number = seccomp_syscall_resolve_name(list->names[i]);
    if (number != __NR_SCMP_ERROR)
      status = seccomp_rule_add(ctx, list->action, number, 0);
    if (status == -EDOM || status == -EACCES) /* has no place on this architecture; default */
      status = 0;
  }
  return status;
}

static int allow_if(scmp_filter_ctx ctx, const char *name, struct scmp_arg_cmp compare)
{
  int number = seccomp_syscall_resolve_name(name);
  int status =
      number != __NR_SCMP_ERROR ? seccomp_rule_add(ctx, SCMP_ACT_ALLOW, number, 1, compare) : 0;
  return status == -EDOM || status == -EACCES ? 0 : status; /* as in names_add */
}

/* No file without a name (its room would be seen by nobody), and none is emptied that is opened
 * to read: Landlock before version 3 asks for no right to write there. */
static int opens_add(scmp_filter_ctx ctx)
{
  static const int nameless = O_TMPFILE & ~O_DIRECTORY;
  static const int ways[][2] = {{nameless | O_TRUNC, 0},
                                {nameless | O_TRUNC | O_ACCMODE, O_TRUNC | O_WRONLY},
                                {nameless | O_TRUNC | O_ACCMODE, O_TRUNC | O_RDWR}};
  int status = 0;
  for (guint i = 0; i < G_N_ELEMENTS(ways) && status == 0; i++) {
    scmp_datum_t mask = (scmp_datum_t)ways[i][0], value = (scmp_datum_t)ways[i][1];
    status = allow_if(ctx, "open", SCMP_A1(SCMP_CMP_MASKED_EQ, mask, value));
    if (status == 0)
      status = allow_if(ctx, "openat", SCMP_A2(SCMP_CMP_MASKED_EQ, mask, value));
  }
  return status;
}

/* Not among them: F_SETOWN, F_SETOWN_EX and F_SETSIG, by which a pipe sends any signal to any
 * process of the user; leases; larger pipes. */
static int controls_add(scmp_filter_ctx ctx)
{
  static const int commands[] = {F_DUPFD,         F_GETFD,     F_SETFD,    F_GETFL,
                                 F_SETFL,         F_GETLK,     F_SETLK,    F_SETLKW,
                                 F_DUPFD_CLOEXEC, F_OFD_GETLK, F_OFD_SETLK};
  static const char *const names[] = {"fcntl", "fcntl64"};
  int status = 0;
  for (guint i = 0; i < G_N_ELEMENTS(commands) && status == 0; i++)
    for (guint k = 0; k < G_N_ELEMENTS(names) && status == 0; k++)
      status = allow_if(ctx, names[k],
                        SCMP_A1(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFU, (scmp_datum_t)commands[i]));
  return status;
}

#ifdef BM_SANITIZED
/* The leak check at the end clones a tracer that attaches to the process: these are open there,
 * and only there. */
static int some_add(scmp_filter_ctx ctx)
{
  static const char *const names[] = {"prctl", "clone",  "ptrace", "wait4",    "waitid",
                                      "kill",  "tgkill", "ioctl",  "prlimit64"};
  const Names list = {names, G_N_ELEMENTS(names), SCMP_ACT_ALLOW};
  return names_add(ctx, &list);
}
#else
/* clone3 hides its flags from the filter: ENOSYS, and glibc takes clone. */
static int threads_add(scmp_filter_ctx ctx)
{
#if defined(__s390__)
  const unsigned flags = 1;
#else
  const unsigned flags = 0;
#endif
  struct scmp_arg_cmp thread = SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, (scmp_datum_t)CLONE_THREAD,
                                        (scmp_datum_t)CLONE_THREAD);
  struct scmp_arg_cmp process =
      SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, (scmp_datum_t)CLONE_THREAD, (scmp_datum_t)0);
  int status = allow_if(ctx, "clone", thread);
  return status != 0
             ? status
             : seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1, process);
}

/* Calls of which some uses are harmless; the other uses are answered ENOSYS. A process may send
 * signals to itself only: abort() does. */
static int partly_add(scmp_filter_ctx ctx)
{
  static const guint32 names[] = {PR_SET_NAME, PR_GET_NAME, PR_SET_VMA, PR_GET_DUMPABLE,
                                  PR_CAPBSET_READ};
  static const guint32 questions[] = {TCGETS, TIOCGWINSZ, FIONREAD};
  int status = 0;
  for (guint i = 0; i < G_N_ELEMENTS(names) && status == 0; i++)
    status = allow_if(ctx, "prctl", SCMP_A0(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFU, names[i]));
  for (guint i = 0; i < G_N_ELEMENTS(questions) && status == 0; i++)
    status = allow_if(ctx, "ioctl", SCMP_A1(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFU, questions[i]));
  if (status == 0)
    status = allow_if(ctx, "prlimit64", SCMP_A0(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFU, 0));
  if (status == 0)
    status = allow_if(ctx, "tgkill", SCMP_A0(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFU, SELF));
  return status;
}

static int some_add(scmp_filter_ctx ctx)
{
  int status = threads_add(ctx);
  return status != 0 ? status : partly_add(ctx);
}
#endif

static int rules_add(scmp_filter_ctx ctx)
{
  const Names lists[] = {
      {allowed, G_N_ELEMENTS(allowed), SCMP_ACT_ALLOW},
      {hostile, G_N_ELEMENTS(hostile), SCMP_ACT_KILL_PROCESS},
      {refused, G_N_ELEMENTS(refused), SCMP_ACT_ERRNO(EPERM)},
  };
  int status = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree; an older library: a list */
  if (status == 0)
    status = opens_add(ctx);
  if (status == 0)
    status = controls_add(ctx);
  if (status == 0)
    status = some_add(ctx);
  for (guint i = 0; i < G_N_ELEMENTS(lists) && status == 0; i++)
    status = names_add(ctx, &lists[i]);
  return status;
}

/* The library writes to a descriptor only. */
static GArray *filter_take(scmp_filter_ctx ctx)
{
  int fd = memfd_create("filter", MFD_CLOEXEC);
  off_t size = fd >= 0 && seccomp_export_bpf(ctx, fd) == 0 ? lseek(fd, 0, SEEK_END) : -1;
  GArray *filter = NULL;
  if (size > 0) {
    filter = g_array_new(FALSE, FALSE, sizeof(struct sock_filter));
    g_array_set_size(filter, (guint)((gsize)size / sizeof(struct sock_filter)));
    if (pread(fd, filter->data, (gsize)size, 0) != size)
      g_clear_pointer(&filter, g_array_unref);
  }
  if (fd >= 0)
    close(fd);
  return filter;
}

GArray *bm_calls_compile(GError **error)
{
  scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
  int status = ctx != NULL ? rules_add(ctx) : -ENOMEM;
  GArray *filter = status == 0 ? filter_take(ctx) : NULL;
  if (ctx != NULL)
    seccomp_release(ctx);
  if (filter == NULL)
    bm_fail(error, BM_ERROR_IO, "sandbox_failed", "seccomp: %s", g_strerror(-status));
  return filter;
}

gboolean bm_calls_enter(const GArray *filter, GError **error)
{
  g_autofree struct sock_filter *steps =
      g_memdup2(filter->data, filter->len * sizeof(struct sock_filter));
  for (guint i = 0; i < filter->len; i++)
    if (steps[i].k == SELF && BPF_CLASS(steps[i].code) == BPF_JMP)
      steps[i].k = (guint32)getpid();
  struct sock_fprog program = {(unsigned short)filter->len, steps};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ||
         bm_fail(error, BM_ERROR_IO, "sandbox_failed", "seccomp: %s", g_strerror(errno));
}
