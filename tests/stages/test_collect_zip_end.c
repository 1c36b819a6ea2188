/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stages/collect/zip_end: workbooks that are still being copied. */
#include <criterion/criterion.h>

#include "stages/collect/zip_end.h"
#include "tests/tools/assert_ok.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

TestSuite(zip_end, .timeout = 10);

static gboolean has_end(const void *bytes, gsize length)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp("bm-zip-XXXXXX", &path, NULL);
  cr_assert_geq(fd, 0);
  cr_assert_eq(write(fd, bytes, length), (gssize)length);
  gboolean is_whole = bm_zip_has_end(fd);
  close(fd);
  g_unlink(path);
  return is_whole;
}

/* One stored file of @body bytes, then the directory and the end record with @comment bytes. */
static GByteArray *archive(guint body, guint comment)
{
  GByteArray *zip = g_byte_array_new();
  g_autofree guint8 *zeroes = g_malloc0(MAX(body, comment) + 64);
  g_byte_array_append(zip, (const guint8 *)"PK\3\4", 4);
  g_byte_array_append(zip, zeroes, 26 + body);
  guint32 start = zip->len, size = 46;
  g_byte_array_append(zip, (const guint8 *)"PK\1\2", 4);
  g_byte_array_append(zip, zeroes, size - 4);
  g_byte_array_append(zip, (const guint8 *)"PK\5\6", 4);
  g_byte_array_append(zip, zeroes, 8);
  guint8 places[10] = {(guint8)size,
                       0,
                       0,
                       0,
                       (guint8)start,
                       (guint8)(start >> 8),
                       (guint8)(start >> 16),
                       0,
                       (guint8)comment,
                       (guint8)(comment >> 8)};
  g_byte_array_append(zip, places, sizeof places);
  g_byte_array_append(zip, zeroes, comment);
  return zip;
}

Test(zip_end, an_archive_is_whole_and_every_cut_of_it_is_not)
{
  g_autoptr(GByteArray) zip = archive(300, 0);
  cr_expect(has_end(zip->data, zip->len));
  for (guint length = 4; length < zip->len; length++)
    cr_expect_not(has_end(zip->data, length), "%u bytes of %u", length, zip->len);
}

Test(zip_end, a_comment_may_follow)
{
  g_autoptr(GByteArray) zip = archive(10, 5000);
  cr_expect(has_end(zip->data, zip->len));
  cr_expect_not(has_end(zip->data, zip->len - 1));
}

Test(zip_end, what_is_no_archive_is_not_judged)
{
  cr_expect(has_end("work_no;1;2\n", 12));
  cr_expect(has_end("", 0));
  cr_expect(has_end("PK", 2));
}

Test(zip_end, the_sign_of_an_end_within_the_data_does_not_count)
{
  g_autoptr(GByteArray) zip = archive(300, 0);
  memcpy(zip->data + 40, "PK\5\6", 4);
  memset(zip->data + 52, 0xFF, 8); /* a directory far behind the file */
  cr_expect_not(has_end(zip->data, 200));
}
