/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into the shipped program by tests/flow/sandbox: when a worker's child has begun its
 * ticket and asks the JSON library for a name, it does a hostile act in its place, as code that
 * took the process over would. Which one hangs on the ticket: a gate question for a file
 * "NAME.gate" does NAME; files and pages f000001, f000002 … do the acts of BLINDMARK_TEST_ACTS
 * in this order, written "stage:name". What came of it stands in the file
 * BLINDMARK_TEST_REPORT, which is mapped before the worker forks: a line of 64 bytes an act and
 * try.
 */
#include "tests/tools/hostile.h"

#include <dlfcn.h>
#include <jansson.h>
#include <stdarg.h>
#include <sys/prctl.h>

#define LINE 64
#define LINES_MOST 4096

typedef struct Report {
  volatile gint n;
  char pad[LINE - sizeof(gint)];
  char lines[LINES_MOST][LINE];
} Report;

static Report *report;
static gboolean has_acted;

static void __attribute__((constructor)) report_map(void)
{
  const char *path = g_getenv("BLINDMARK_TEST_REPORT");
  int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0)
    return;
  void *map = mmap(NULL, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  report = map != MAP_FAILED ? map : NULL;
  close(fd);
  g_autofree char *pid = g_strdup_printf("%d", (int)getpid());
  g_setenv("BLINDMARK_TEST_PID", pid,
           FALSE); /* the first that is loaded so is the supervisor */
}

static HostileWorld world_read(void)
{
  static char scratch[4096];
  if (getcwd(scratch, sizeof scratch) == NULL) /* a child lives in its scratch folder */
    scratch[0] = '\0';
  const char *port = g_getenv("BLINDMARK_TEST_PORT"), *pid = g_getenv("BLINDMARK_TEST_PID");
  return (HostileWorld){
      .tcp_port = atoi(port != NULL ? port : "0"),
      .socket = g_getenv("BLINDMARK_TEST_SOCKET"),
      .ledger = g_getenv("BLINDMARK_TEST_LEDGER"),
      .keymap = g_getenv("BLINDMARK_TEST_KEYMAP"),
      .page = g_getenv("BLINDMARK_TEST_PAGE"),
      .ws = g_getenv("BLINDMARK_TEST_WS"),
      .scratch = scratch,
      .supervisor = pid != NULL ? atoi(pid) : getppid(),
      .memory = 4UL << 30,
      .output = 80UL << 20,
      .files = 1000,
  };
}

/* What a child may say in the place of an answer; the last names a file that it made. */
static const struct {
  const char *name, *answer;
} words[] = {
    {"say_halt", "{\"outcome\": \"halt\", \"reason\": \"sandbox_failed\", \"detail\": \"x\"}"},
    {"say_park", "{\"outcome\": \"park\"}"},
    {"say_name", "{\"outcome\": \"park\", \"reason\": \"Khitrov \\u001b[2J\", \"detail\": 5}"},
    {"say_nothing", "{}"},
    {"say_file", "{\"outcome\": \"done\", \"emits\": [{\"id\": \"%\", \"file\": \"%\"}]}"},
};

/* @answer has room for an id and a file, or for none. */
static void say(const char *answer, const char *id)
{
  g_autofree char *folder = g_get_current_dir();
  g_autofree char *ending = g_strnfill(240, 'a');
  g_autofree char *file = g_strconcat(folder, "/0-page.", ending, NULL);
  g_autofree char *own = g_strconcat(id, strchr(id, '.') != NULL ? "" : ".p0001", NULL);
  g_file_set_contents_full(file, "page", 4, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  g_auto(GStrv) ends = g_strsplit(answer, "%", 3);
  for (guint i = 0; ends[i] != NULL; i++)
    dprintf(3, "%s%s", i == 0 ? "" : i == 1 ? own : file, ends[i]);
  _exit(0);
}

static void words_do(const char *name, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (strcmp(words[i].name, name) == 0)
      say(words[i].answer, id);
}

static void act_do(const char *stage, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS(hostile_acts); i++) {
    if (strcmp(hostile_acts[i].name, name) != 0)
      continue;
    has_acted = TRUE;
    gint n = g_atomic_int_add(&report->n, 1);
    char *line = report->lines[n % LINES_MOST];
    g_snprintf(line, LINE, "%s %s tried\n", stage, name);
    HostileWorld world = world_read();
    gboolean is_done = hostile_acts[i].act(&world);
    g_snprintf(line, LINE, "%s %s %s\n", stage, name, is_done ? "SUCCEEDED" : "refused");
    abort(); /* what was refused ends as it began: the ticket must not go on as if nothing were
              */
  }
}

/* "f000007.p0001" → the seventh of "mask:tcp intake:udp …", when it is for this stage. */
static void act_of_item(const char *stage, const char *id)
{
  const char *acts = g_getenv("BLINDMARK_TEST_ACTS");
  if (acts == NULL || id[0] != 'f')
    return;
  g_auto(GStrv) all = g_strsplit(acts, " ", -1);
  guint64 number = g_ascii_strtoull(id + 1, NULL, 10);
  if (number == 0 || number > g_strv_length(all))
    return;
  g_auto(GStrv) parts = g_strsplit(all[number - 1], ":", 2);
  if (parts[1] == NULL || strcmp(parts[0], stage) != 0)
    return;
  words_do(parts[1], id);
  act_do(stage, parts[1]);
}

static void act_of_file(const char *path)
{
  g_autofree char *name = g_path_get_basename(path);
  if (!g_str_has_suffix(name, ".gate.tif"))
    return;
  name[strlen(name) - strlen(".gate.tif")] = '\0';
  words_do(name, "");
  act_do("gate", name);
}

json_t *json_object_get(const json_t *object, const char *key)
{
  static json_t *(*real)(const json_t *, const char *);
  if (real == NULL)
    *(void **)&real = dlsym(RTLD_NEXT, "json_object_get");
  json_t *value = real(object, key);
  char title[16] = "";
  if (report == NULL || has_acted || !json_is_string(value) ||
      (strcmp(key, "id") != 0 && strcmp(key, "path") != 0))
    return value;
  prctl(PR_GET_NAME, title);
  if (strcmp(title, "bm-gate") == 0 && strcmp(key, "path") == 0)
    act_of_file(json_string_value(value));
  else if (g_str_has_prefix(title, "bm-") && strcmp(key, "id") == 0)
    act_of_item(title + 3, json_string_value(value));
  return value;
}

static gboolean is_lacking(const char *what)
{
  const char *lacks = getenv("BLINDMARK_TEST_LACKS");
  return lacks != NULL && strstr(lacks, what) != NULL;
}

long syscall(long number, ...)
{
  static long (*real)(long, ...);
  if (real == NULL)
    *(void **)&real = dlsym(RTLD_NEXT, "syscall");
  va_list list;
  long args[6];
  va_start(list, number);
  for (guint i = 0; i < G_N_ELEMENTS(args); i++)
    args[i] = va_arg(list, long);
  va_end(list);
  if ((number >= 444 && number <= 446 && is_lacking("landlock")) ||
      (number == SYS_seccomp && is_lacking("seccomp"))) {
    errno = ENOSYS;
    return -1;
  }
  return real(number, args[0], args[1], args[2], args[3], args[4], args[5]);
}
