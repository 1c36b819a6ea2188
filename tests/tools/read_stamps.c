/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_stamps PICTURE…: for each page picture a line "PICTURE WORK_NO PAGE CODES", or "PICTURE
 * -". */
#include "stages/shared/coderead.h"
#include "stages/shared/page.h"

#include <stdio.h>

int main(int argc, char **argv)
{
  int n_bad = 0;
  for (int i = 1; i < argc; i++) {
    g_autoptr(PIX) page = bm_page_read(argv[i], NULL);
    BmCodeReading reading;
    BmBox all = {0, 0, page != NULL ? pixGetWidth(page) : 0,
                 page != NULL ? pixGetHeight(page) : 0};
    gboolean is_read = page != NULL &&
                       bm_code_read(page, all, BM_CODE_THOROUGH, &reading) == BM_CODE_VALID &&
                       reading.code.kind == BM_CODE_PAGE;
    if (is_read)
      printf("%s %s %d %s%s\n", argv[i], reading.code.work_no, reading.code.page,
             reading.by_qr ? "qr" : "", reading.by_bars ? "bars" : "");
    else
      printf("%s -\n", argv[i]);
    n_bad += !is_read;
  }
  return n_bad > 0;
}
