/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the leak check of a build with sanitizers lets pass, as in tests/suppressions/lsan.txt:
 * a worker in its sandbox cannot read that file. Linked into programs, not into unit tests. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
  return "leak:libfontconfig\nleak:libpoppler\n";
}

const char *__lsan_default_options(void)
{
  return "print_suppressions=0";
}
