/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovery codes. */
#include "pipeline/recovery.h"

#include <string.h>

#define SIGNS 36
#define CHECK_SIGNS 4
#define GROUP 4

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* 5 bits a sign; @n bits are a multiple of 5. */
static void signs_of(const guint8 *bytes, guint n_bits, guint8 *ret_signs)
{
  for (guint i = 0; i < n_bits / 5; i++) {
    guint sign = 0;
    for (guint bit = i * 5; bit < i * 5 + 5; bit++)
      sign = sign << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1);
    ret_signs[i] = (guint8)sign;
  }
}

static void check_of(const BmSecret *seed, guint who, guint8 ret_signs[CHECK_SIGNS])
{
  guint8 hash[16];
  g_autoptr(BmSecret) all = bm_secret_new(seed->n + 1);
  memcpy(all->bytes, seed->bytes, seed->n);
  all->bytes[seed->n] = (guint8)who;
  bm_crypt_hash(all->bytes, all->n, hash, sizeof hash);
  signs_of(hash, CHECK_SIGNS * 5, ret_signs);
}

BmSecret *bm_recovery_text(const BmSecret *seed, guint who)
{
  g_autoptr(BmSecret) signs = bm_secret_new(SIGNS);
  BmSecret *text = bm_secret_new(SIGNS + SIGNS / GROUP); /* dashes and the final 0 */
  signs_of(seed->bytes, BM_RECOVERY_SEED * 8, signs->bytes);
  check_of(seed, who, signs->bytes + SIGNS - CHECK_SIGNS);
  gsize at = 0;
  for (guint i = 0; i < SIGNS; i++) {
    if (i > 0 && i % GROUP == 0)
      text->bytes[at++] = '-';
    text->bytes[at++] = (guint8)alphabet[signs->bytes[i]];
  }
  return text;
}

/* 0..31, or -1 for what counts for nothing, or -2 */
static int sign_of(gunichar c)
{
  static const gunichar cyrillic[] = {0x410, 0x412, 0x415, 0x41A, 0x41C, 0x41D, 0x41E,
                                      0x420, 0x421, 0x422, 0x423, 0x425, 0x417};
  static const char latin[] = "ABEKMH0PCTYX3";
  c = g_unichar_toupper(c);
  for (guint i = 0; i < G_N_ELEMENTS(cyrillic); i++)
    if (c == cyrillic[i])
      c = (gunichar)latin[i];
  if (g_unichar_isspace(c) || c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2013 ||
      c == 0x2014 || c == 0x2212)
    return -1;
  if (c == 'O')
    c = '0';
  if (c == 'I' || c == 'L')
    c = '1';
  const char *at = c < 128 && c > 0 ? strchr(alphabet, (int)c) : NULL;
  return at != NULL ? (int)(at - alphabet) : -2;
}

static gboolean signs_read(const BmSecret *text, guint8 *signs)
{
  guint n = 0;
  const char *at = (const char *)text->bytes, *end = at + text->n;
  while (at < end && *at != '\0') {
    gunichar c = g_utf8_get_char_validated(at, end - at);
    int sign = c < 0x110000 ? sign_of(c) : -2;
    if (sign == -2 || (sign >= 0 && n == SIGNS))
      return FALSE;
    if (sign >= 0)
      signs[n++] = (guint8)sign;
    at = g_utf8_next_char(at);
  }
  return n == SIGNS;
}

BmSecret *bm_recovery_read(const BmSecret *text, guint who, GError **error)
{
  g_autoptr(BmSecret) signs = bm_secret_new(SIGNS);
  g_autoptr(BmSecret) seed = bm_secret_new(BM_RECOVERY_SEED);
  guint8 check[CHECK_SIGNS];
  if (signs_read(text, signs->bytes)) {
    for (guint bit = 0; bit < BM_RECOVERY_SEED * 8; bit++)
      if (signs->bytes[bit / 5] >> (4 - bit % 5) & 1)
        seed->bytes[bit / 8] |= (guint8)(0x80 >> bit % 8);
    check_of(seed, who, check);
    if (memcmp(check, signs->bytes + SIGNS - CHECK_SIGNS, CHECK_SIGNS) == 0)
      return g_steal_pointer(&seed);
  }
  bm_fail(error, BM_ERROR_INPUT, "recovery_code_bad", "%s", "");
  return NULL;
}
