/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for passphrases. */
#include "pipeline/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "pipeline/lang.h"

#define LINE_MOST 1024
#define SOURCE_MOST 8192

void bm_ask_clear(BmAsk *ask)
{
  g_clear_pointer(&ask->lines, g_ptr_array_unref);
}

/* --- files and descriptors */

static gboolean all_read(int fd, BmSecret *buffer, gsize *ret_n)
{
  gsize n = 0;
  while (n < buffer->n) {
    gssize got = read(fd, buffer->bytes + n, buffer->n - n);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return FALSE;
    if (got == 0)
      break;
    n += (gsize)got;
  }
  *ret_n = n;
  return n < buffer->n; /* else it is no file of passphrases */
}

static gboolean source_read(BmAsk *ask, int fd)
{
  g_autoptr(BmSecret) buffer = bm_secret_new(SOURCE_MOST);
  gsize n = 0;
  if (fd < 0 || !all_read(fd, buffer, &n))
    return FALSE;
  for (gsize at = 0; at < n;) {
    const guint8 *end = memchr(buffer->bytes + at, '\n', n - at);
    gsize length = end != NULL ? (gsize)(end - buffer->bytes) - at : n - at;
    gsize bare = length > 0 && buffer->bytes[at + length - 1] == '\r' ? length - 1 : length;
    g_ptr_array_add(ask->lines, bm_secret_copy(buffer->bytes + at, bare));
    at += length + 1;
  }
  return TRUE;
}

static void secret_destroy(gpointer secret)
{
  bm_secret_free(secret);
}

gboolean bm_ask_open(BmAsk *ask, char **files, char **fds, GError **error)
{
  *ask = (BmAsk){0};
  if (files != NULL || fds != NULL)
    ask->lines = g_ptr_array_new_with_free_func(secret_destroy);
  for (char **file = files; file != NULL && *file != NULL; file++) {
    int fd = open(*file, O_RDONLY | O_CLOEXEC);
    gboolean is_read = source_read(ask, fd);
    if (fd >= 0)
      close(fd);
    if (!is_read)
      return bm_fail(error, BM_ERROR_SETTING, "passphrase_file", "'%s'", *file);
  }
  for (char **text = fds; text != NULL && *text != NULL; text++) {
    guint64 fd = 0;
    if (!g_ascii_string_to_unsigned(*text, 10, 0, G_MAXINT, &fd, NULL) ||
        !source_read(ask, (int)fd))
      return bm_fail(error, BM_ERROR_SETTING, "passphrase_file", "%s", *text);
  }
  return TRUE;
}

/* --- the terminal */

static volatile sig_atomic_t signal_caught;

static void signal_note(int number)
{
  signal_caught = number;
}

static BmSecret *line_type(int tty)
{
  g_autoptr(BmSecret) buffer = bm_secret_new(LINE_MOST);
  gsize n = 0;
  for (;;) {
    guint8 c;
    gssize got = read(tty, &c, 1);
    if (got < 0 && errno == EINTR && signal_caught == 0)
      continue;
    if (got <= 0 || (c != '\n' && n == buffer->n))
      return NULL;
    if (c == '\n')
      return bm_secret_copy(buffer->bytes, n);
    buffer->bytes[n++] = c;
  }
}

/* A signal ends the question, and takes effect once the terminal shows again what is typed. */
static BmSecret *hidden_type(int tty, const char *prompt)
{
  static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  struct termios shown, hidden;
  struct sigaction before[G_N_ELEMENTS(ends)], noted = {.sa_handler = signal_note};
  if (tcgetattr(tty, &shown) != 0)
    return NULL;
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t)ECHO;
  hidden.c_lflag |= ICANON | ECHONL;
  signal_caught = 0;
  for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
    sigaction(ends[i], &noted, &before[i]);
  BmSecret *line = NULL;
  if (tcsetattr(tty, TCSAFLUSH, &hidden) == 0 &&
      write(tty, prompt, strlen(prompt)) == (gssize)strlen(prompt))
    line = line_type(tty);
  tcsetattr(tty, TCSAFLUSH, &shown);
  for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
    sigaction(ends[i], &before[i], NULL);
  if (signal_caught != 0)
    raise(signal_caught);
  return line;
}

static BmSecret *terminal_ask(const char *prompt, gboolean is_new, GError **error)
{
  int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  g_autofree char *text = g_strconcat(prompt, ": ", NULL);
  g_autofree char *again = g_strconcat(prompt, bm_tr(" (ещё раз): ", " (again): "), NULL);
  g_autoptr(BmSecret) line = tty >= 0 ? hidden_type(tty, text) : NULL;
  g_autoptr(BmSecret) twice = line != NULL && is_new ? hidden_type(tty, again) : NULL;
  if (tty >= 0)
    close(tty);
  if (line == NULL || (is_new && twice == NULL)) {
    bm_fail(error, BM_ERROR_SETTING, "passphrase_missing", "%s", "");
    return NULL;
  }
  if (is_new && (line->n != twice->n || memcmp(line->bytes, twice->bytes, line->n) != 0)) {
    bm_fail(error, BM_ERROR_SETTING, "passphrase_differs", "%s", "");
    return NULL;
  }
  return g_steal_pointer(&line);
}

/* --- one answer */

static BmSecret *text_settle(const BmSecret *line, gboolean is_new, GError **error)
{
  const char *text = (const char *)line->bytes;
  if (!g_utf8_validate(text, (gssize)line->n, NULL)) {
    bm_fail(error, BM_ERROR_SETTING, "passphrase_text", "%s", "");
    return NULL;
  }
  char *composed = g_utf8_normalize(text, (gssize)line->n, G_NORMALIZE_NFC);
  glong letters = g_utf8_strlen(composed, -1);
  BmSecret *secret = bm_secret_copy(composed, strlen(composed));
  bm_wipe_text(composed);
  if (!is_new || letters >= BM_PASSPHRASE_LEAST)
    return secret;
  bm_secret_free(secret);
  bm_fail(error, BM_ERROR_SETTING, "passphrase_short", "%d", BM_PASSPHRASE_LEAST);
  return NULL;
}

BmSecret *bm_ask_line(BmAsk *ask, const char *prompt, gboolean is_new, GError **error)
{
  g_autoptr(BmSecret) typed = NULL;
  const BmSecret *line = NULL;
  if (ask->lines == NULL)
    line = typed = terminal_ask(prompt, is_new, error);
  else if (ask->next < ask->lines->len)
    line = ask->lines->pdata[ask->next++];
  else
    bm_fail(error, BM_ERROR_SETTING, "passphrase_missing", "%s", "");
  return line != NULL ? text_settle(line, is_new, error) : NULL;
}
