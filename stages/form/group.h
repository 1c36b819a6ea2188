/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which pages share a print: average linkage over votes.
 *
 * Average, because a table in some answers would chain forms together under single linkage. A
 * group is then cut by the words alone: one layout set in two fonts agrees in its rules, but
 * its words differ, and a print learnt from both would have no words to read.
 */
#pragma once
#include <glib.h>

/**
 * bm_group_link - groups of n things by average linkage
 *
 * @likeness  n × n, symmetric; the diagonal is ignored
 * @least     two groups join while the average likeness between them reaches this
 *
 * Returns a new array of n group numbers, numbered from 0 by their first member.
 * Tests: tests/stages/test_form.c, suite form_group.
 */
guint *bm_group_link(const double *likeness, guint n, double least);
