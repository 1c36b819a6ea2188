/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/subject. */
#include "pipeline/subject.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

TestSuite(subject, .timeout = 10);

struct pair {
  char one[48], other[48];
  gboolean is_same;
};

ParameterizedTestParameters(subject, spelling_counts_for_nothing)
{
  static struct pair cases[] = {{"Математика", "Математика", TRUE},
                                {"Математика", "МАТЕМАТИКА", TRUE},
                                {"Математика", " математика\t", TRUE},
                                {"Черчение", "Чёрчение", TRUE},
                                {"Русский язык", "русский\u00a0 язык", TRUE},
                                {"Русский язык", "Русскии\u0306 язык", TRUE},
                                {"Русский язык", "Русскийязык", FALSE},
                                {"Математика", "Физика", FALSE},
                                {"Математика", "Математика и физика", FALSE},
                                {"Математика", "", FALSE},
                                {"", " ", FALSE}};
  return cr_make_param_array(struct pair, cases, G_N_ELEMENTS(cases));
}

ParameterizedTest(struct pair *c, subject, spelling_counts_for_nothing)
{
  cr_expect_eq(bm_subject_is(c->one, c->other), c->is_same, "'%s' and '%s'", c->one, c->other);
  cr_expect_eq(bm_subject_is(c->other, c->one), c->is_same, "'%s' and '%s'", c->other, c->one);
}

Test(subject, none_equals_none)
{
  cr_expect_not(bm_subject_is(NULL, NULL));
  cr_expect_not(bm_subject_is("Математика", NULL));
  cr_expect_not(bm_subject_is(NULL, "Математика"));
}
