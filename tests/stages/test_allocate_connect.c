/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markers whom shared works connect, so that they can be compared. */
#include "stages/allocate/solve.h"
#include "stages/allocate/spread.h"
#include "tests/tools/allocation.h"

TestSuite(connect, .timeout = 120);

static json_t *certificate_of(BmJob *job)
{
  g_autoptr(GError) error = NULL;
  assert_ok(bm_stage_allocate.run(job, &error) == BM_DONE, error);
  g_autoptr(json_t) note = note_of(job, "allocation");
  return json_incref(json_object_get(note, "certificate"));
}

static guint root_of(guint *parent, guint at)
{
  while (parent[at] != at)
    at = parent[at];
  return at;
}

static guint parts_of(const BmPanel *panel, const GArray *dealt)
{
  guint parent[64], parts = panel->markers->len;
  cr_assert_leq(parts, G_N_ELEMENTS(parent));
  for (guint m = 0; m < panel->markers->len; m++)
    parent[m] = m;
  for (guint i = 0; i < dealt->len; i++) {
    const BmDealt *work = &g_array_index(dealt, BmDealt, i);
    guint a = root_of(parent, work->markers[0]), b = root_of(parent, work->markers[1]);
    parts -= a != b ? 1 : 0;
    parent[a] = b;
  }
  return parts;
}

/* Works of one class, which markers of other schools share in twos. */
static Round twos_round(int works, int markers)
{
  Round round = round_new();
  add_class(&round, "S0", "K0", (guint)works);
  for (int m = 0; m < markers; m++) {
    g_autofree char *id = g_strdup_printf("m%02d", m);
    g_autofree char *own = g_strdup_printf("S%d", m + 1);
    add_marker(&round, id, own, 9, NULL);
  }
  return round;
}

Test(connect, markers_who_fall_apart_exchange_works)
{
  guint n_apart = 0;
  for (int i = 0; i < 60; i++) {
    int markers = 4 + 2 * (i % 5);
    Round round = twos_round(markers, markers);
    g_autofree char *seed = g_strdup_printf("%04x", i);
    g_autoptr(BmJob) job = job_of(&round, seed, 2, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(BmPanel) panel = bm_panel_new(job, 2, 0, &error);
    assert_ok(panel != NULL, error);
    int least = 0;
    g_autoptr(BmExtras) extras = bm_extras_new(panel, bm_job_context(job), seed, 0);
    g_autoptr(BmShares) shares = bm_panel_solve(panel, seed, 5, &least);
    g_autoptr(GArray) dealt = bm_panel_deal(panel, shares, seed);
    n_apart += parts_of(panel, dealt) > 1 ? 1 : 0;
    cr_assert_eq(bm_deal_connect(panel, dealt, extras), 1, "round %d", i);
    cr_assert_eq(parts_of(panel, dealt), 1, "round %d", i);
  }
  cr_expect_gt(n_apart, 10, "exchanges were hardly needed: %u", n_apart);
}

Test(connect, allocation_connects_markers)
{
  for (int i = 0; i < 30; i++) {
    Round round = twos_round(6, 6);
    g_autofree char *seed = g_strdup_printf("%04x", i);
    g_autoptr(BmJob) job = job_of(&round, seed, 2, NULL);
    g_autoptr(json_t) certificate = certificate_of(job);
    cr_assert_eq(number(certificate, "components"), 1, "round %d", i);
  }
}

Test(connect, two_works_cannot_connect_four_markers)
{
  Round round = twos_round(2, 4); /* an exchange would only part them in another way */
  g_autoptr(BmJob) job = job_of(&round, "01", 2, NULL);
  g_autoptr(json_t) certificate = certificate_of(job);
  cr_expect_eq(number(certificate, "components"), 2);
}

Test(connect, markers_who_cannot_be_connected_are_counted)
{
  Round round = round_new(); /* m1 and m2 may have works of S8 only, m3 and m4 of S9 */
  add_class(&round, "S8", "K8", 3);
  add_class(&round, "S9", "K9", 3);
  add_marker(&round, "m1", "S1", 9, "S9");
  add_marker(&round, "m2", "S2", 9, "S9");
  add_marker(&round, "m3", "S3", 9, "S8");
  add_marker(&round, "m4", "S4", 9, "S8");
  g_autoptr(BmJob) job = job_of(&round, "01", 2, NULL);
  g_autoptr(json_t) certificate = certificate_of(job);
  cr_expect_eq(number(certificate, "components"), 2);
}

Test(connect, markers_of_works_marked_once_are_connected_by_anchors_only)
{
  for (int anchors = 0; anchors < 2; anchors++) {
    Round round = round_new();
    for (int s = 0; s < 6; s++) {
      g_autofree char *school = g_strdup_printf("S%d", s);
      g_autofree char *one = g_strdup_printf("m%da", s), *other = g_strdup_printf("m%db", s);
      add_class(&round, school, school, 40);
      add_marker(&round, one, school, 60, NULL);
      add_marker(&round, other, school, 60, NULL);
    }
    g_autoptr(BmJob) job = job_with_anchors(&round, "01", 1, anchors, NULL);
    g_autoptr(json_t) certificate = certificate_of(job);
    cr_expect_eq(number(certificate, "components"), anchors == 0 ? 12 : 1);
  }
}
