/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate before intake: a file that still grows is never taken for whole. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "stages/intake/whole.h"
#include "tests/tools/assert_ok.h"
#include <criterion/parameterized.h>

TestSuite(intake_whole, .timeout = 120);

static char *sample_bytes(const char *file, gsize *ret_size)
{
  g_autofree char *path = g_build_filename(BM_SOURCE_DIR, "samples", "intake", file, NULL);
  char *data = NULL;
  cr_assert(g_file_get_contents(path, &data, ret_size, NULL), "%s", file);
  return data;
}

static BmWhole verdict(const char *data, gsize size, char **ret_why)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp("bm-whole-XXXXXX", &path, NULL);
  cr_assert_geq(fd, 0);
  cr_assert_eq(write(fd, data, size), (gssize)size);
  BmWhole whole = bm_file_is_whole(fd, ret_why);
  close(fd);
  g_unlink(path);
  return whole;
}

struct sample {
  char file[32];
};

ParameterizedTestParameters(intake_whole, whole_file_passes_and_no_beginning_of_it_does)
{
  static struct sample cases[] = {
      {"bilevel-g4.tif"},     {"bilevel-big.tif"}, {"gray-bigendian.tif"},
      {"bilevel-tiled.tif"},  {"pages-mixed.tif"}, {"pages-thumbnail.tif"},
      {"color-oldjpeg.tif"},  {"gray.jpg"},        {"color-progressive.jpg"},
      {"exif-6.jpg"},         {"bilevel.png"},     {"interlaced.png"},
      {"jpeg-gray.pdf"},      {"pages.pdf"},       {"linearized.pdf"},
      {"object-streams.pdf"},
  };
  return cr_make_param_array(struct sample, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct sample *c, intake_whole, whole_file_passes_and_no_beginning_of_it_does)
{
  gsize size = 0;
  g_autofree char *data = sample_bytes(c->file, &size);
  g_autofree char *why = NULL;
  cr_expect_eq(verdict(data, size, &why), BM_WHOLE_YES, "%s: %s", c->file, why);
  cr_expect_null(why);
  for (guint step = 0; step < 40; step++) {
    gsize part = size * step / 40;
    g_autofree char *reason = NULL;
    cr_expect_eq(verdict(data, part, &reason), BM_WHOLE_NOT_YET, "%s: %zu of %zu bytes pass",
                 c->file, part, size);
    cr_expect_str_eq(reason, part == 0 ? "file_empty" : "file_truncated");
  }
}

Test(intake_whole, last_bytes_of_a_pdf_count)
{
  gsize size = 0;
  g_autofree char *data = sample_bytes("linearized.pdf", &size);
  for (gsize cut = 3; cut < 60; cut += 3) {
    g_autofree char *why = NULL;
    cr_expect_eq(verdict(data, size - cut, &why), BM_WHOLE_NOT_YET, "%zu bytes missing", cut);
  }
}

Test(intake_whole, pdf_whose_middle_is_not_written_yet_waits)
{
  gsize size = 0;
  g_autofree char *data = sample_bytes("pages.pdf", &size);
  memset(data + 20, 0, size * 4 / 5); /* a copy that writes its blocks out of order */
  g_autofree char *why = NULL;
  cr_expect_eq(verdict(data, size, &why), BM_WHOLE_NOT_YET);
}

Test(intake_whole, a_pdf_that_is_spoilt_but_not_cut_is_told_so)
{
  gsize size = 0;
  g_autofree char *data = sample_bytes("g4.pdf", &size), *why = NULL;
  char *kids = memmem(data, size, "/Kids", 5);
  cr_assert_not_null(kids);
  memcpy(kids, "/Xids", 5);
  cr_expect_eq(verdict(data, size, &why), BM_WHOLE_NOT_YET);
  cr_expect(g_strcmp0(why, "file_damaged") == 0 || g_strcmp0(why, "no_pages") == 0, "%s", why);
}

Test(intake_whole, room_reserved_by_a_copy_waits)
{
  char zeroes[4096] = "";
  g_autofree char *why = NULL;
  cr_expect_eq(verdict(zeroes, sizeof zeroes, &why), BM_WHOLE_NOT_YET);
}

Test(intake_whole, chain_that_bites_its_tail_is_never_whole)
{
  gsize size = 0;
  g_autofree char *data = sample_bytes("loop.tif", &size);
  g_autofree char *why = NULL;
  cr_expect_eq(verdict(data, size, &why), BM_WHOLE_NEVER);
  cr_expect_str_eq(why, "file_damaged");
}

Test(intake_whole, files_that_intake_refuses_anyway_pass)
{
  static const char *const files[] = {"document.docx",      "photo.heic",
                                      "words.txt",          "bomb-pages.tif",
                                      "encrypted-user.pdf", "encrypted-owner.pdf"};
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    gsize size = 0;
    g_autofree char *data = sample_bytes(files[i], &size);
    g_autofree char *why = NULL;
    cr_expect_eq(verdict(data, size, &why), BM_WHOLE_YES, "%s: %s", files[i], why);
  }
}

/* Spoiled bytes may give any verdict, but an end to the question. */
Test(intake_whole, hostile_bytes_get_an_answer)
{
  static const char *const files[] = {"pages-mixed.tif", "bilevel-big.tif",
                                      "color-progressive.jpg", "interlaced.png",
                                      "object-streams.pdf"};
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    gsize size = 0;
    g_autofree char *good = sample_bytes(files[i], &size);
    for (guint round = 0; round < 150; round++) {
      g_autofree char *data = g_memdup2(good, size);
      for (guint hit = 0; hit < 6; hit++)
        data[g_rand_int_range(rand, 0, (gint32)size)] = (char)g_rand_int_range(rand, 0, 256);
      g_autofree char *why = NULL;
      BmWhole whole = verdict(data, size, &why);
      cr_expect((whole == BM_WHOLE_YES) == (why == NULL));
    }
  }
}
