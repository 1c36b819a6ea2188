/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaks that are known to be the libraries' own. */
#include "tests/fuzz/fuzz.h"

const char *__lsan_default_suppressions(void)
{
  return "leak:libpoppler\nleak:libfontconfig\nleak:libtesseract\nleak:libzbar\n";
}
