/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blind work numbers. */
#include "stages/shared/workno.h"

#include <string.h>

#define HALF 10000U
#define LEAST 10000000U /* the smallest number of eight digits */
#define ROUNDS 10U
#define N_DIGITS 9

int bm_damm(const char *digits, gsize n)
{
  /* a totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004) */
  static const guint8 table[10][10] = {
      {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
      {4, 2, 0, 6, 8, 7, 1, 3, 5, 9}, {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
      {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
      {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
      {9, 4, 3, 8, 6, 1, 7, 2, 0, 5}, {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}};
  int state = 0;
  for (gsize i = 0; i < n; i++)
    state = table[state][digits[i] - '0'];
  return state;
}

/* 0 … HALF − 1, from round and half; 32 bits of a digest make the bias negligible. */
static guint round_value(const char *seed_hex, guint round, guint half)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *text = g_strdup_printf("work number/%u/%u", round, half);
  GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)seed_hex, strlen(seed_hex));
  g_hmac_update(hmac, (const guchar *)text, -1);
  g_hmac_get_digest(hmac, digest, &length);
  g_hmac_unref(hmac);
  guint32 value = (guint32)digest[0] << 24 | (guint32)digest[1] << 16 |
                  (guint32)digest[2] << 8 | (guint32)digest[3];
  return value % HALF;
}

static guint permute(const char *seed_hex, guint number)
{
  guint left = number / HALF, right = number % HALF;
  for (guint round = 0; round < ROUNDS; round++) {
    guint mixed = (left + round_value(seed_hex, round, right)) % HALF;
    left = right;
    right = mixed;
  }
  return left * HALF + right;
}

static void write_groups(const char *digits, char out[BM_WORKNO_SIZE])
{
  g_snprintf(out, BM_WORKNO_SIZE, "%.3s-%.3s-%.3s", digits, digits + 3, digits + 6);
}

gboolean bm_workno_make(const char *seed_hex, guint ordinal, char out[BM_WORKNO_SIZE])
{
  if (seed_hex == NULL || *seed_hex == '\0' || ordinal >= BM_WORKNO_MOST)
    return FALSE;
  guint number = ordinal + LEAST;
  do
    number = permute(seed_hex, number);
  while (number < LEAST);
  char digits[BM_WORKNO_DIGITS + 2];
  g_snprintf(digits, sizeof digits, "%08u", number);
  digits[N_DIGITS - 1] = (char)('0' + bm_damm(digits, N_DIGITS - 1));
  digits[N_DIGITS] = '\0';
  write_groups(digits, out);
  return TRUE;
}

static gboolean digits_are_valid(const char *digits)
{
  return digits[0] != '0' && bm_damm(digits, N_DIGITS) == 0;
}

static gboolean is_filler(gunichar c)
{
  return g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212;
}

gboolean bm_workno_parse(const char *text, char out[BM_WORKNO_SIZE])
{
  if (text == NULL || !g_utf8_validate(text, -1, NULL))
    return FALSE;
  char digits[BM_WORKNO_DIGITS] = {0};
  gsize n = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (is_filler(c))
      continue;
    if (c < '0' || c > '9' || n == N_DIGITS)
      return FALSE;
    digits[n++] = (char)c;
  }
  if (n != N_DIGITS || !digits_are_valid(digits))
    return FALSE;
  write_groups(digits, out);
  return TRUE;
}

gboolean bm_workno_is_valid(const char *work_no)
{
  char exact[BM_WORKNO_SIZE];
  return bm_workno_parse(work_no, exact) && strcmp(exact, work_no) == 0;
}

gboolean bm_workno_digits(const char *work_no, char out[BM_WORKNO_DIGITS])
{
  if (!bm_workno_is_valid(work_no))
    return FALSE;
  for (const char *p = work_no; *p != '\0'; p++)
    if (*p != '-')
      *out++ = *p;
  *out = '\0';
  return TRUE;
}
