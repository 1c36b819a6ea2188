/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a bundle put together. */
#include "stages/bundle/pile.h"

#include "stages/bundle/front.h"
#include "stages/bundle/join.h"

/* A file of criteria, opened. */
typedef struct Criteria {
  guint source, pages;
  char *title; /* in the outline */
} Criteria;

/* A bundle being joined. */
typedef struct Pile {
  BmKit *kit;
  BmJoin *join;
  BmFront front;
  guint front_source;
  GArray *criteria;
  BmKitPlan plan;
} Pile;

static void criteria_clear(Criteria *criteria)
{
  g_free(criteria->title);
}

static void fill_sheet(Pile *pile)
{
  if (pile->plan.is_duplex && bm_join_n_pages(pile->join) % 2 == 1)
    bm_join_page(pile->join, pile->front_source, pile->front.empty);
}

static gboolean criteria_open_file(Pile *pile, const char *path, const char *title,
                                   GError **error)
{
  Criteria criteria = {0};
  if (!bm_join_open(pile->join, path, TRUE, "criteria_unreadable", &criteria.source,
                    &criteria.pages, NULL)) {
    g_autofree char *name = g_path_get_basename(path); /* of the procedure: names nobody */
    return bm_fail(error, BM_ERROR_INPUT, "criteria_unreadable", "procedure/%s", name);
  }
  criteria.title = g_strdup(title);
  g_array_append_val(pile->criteria, criteria);
  return TRUE;
}

static gboolean criteria_open(Pile *pile, GError **error)
{
  const char *variant;
  json_t *path;
  if (pile->kit->criteria != NULL &&
      !criteria_open_file(pile, pile->kit->criteria, "Критерии", error))
    return FALSE;
  json_object_foreach ((json_t *)pile->kit->variant_criteria, variant, path) {
    g_autofree char *title = g_strdup_printf("Критерии, вариант %s", variant);
    if (bm_kit_needs_variant(pile->kit, variant) &&
        !criteria_open_file(pile, json_string_value(path), title, error))
      return FALSE;
  }
  return TRUE;
}

static void plan(Pile *pile, guint n_cover)
{
  guint page = bm_kit_plan_add(&pile->plan, 0, n_cover);
  for (guint i = 0; i < pile->criteria->len; i++)
    page = bm_kit_plan_add(&pile->plan, page, g_array_index(pile->criteria, Criteria, i).pages);
  bm_kit_plan(pile->kit, &pile->plan, page);
}

/* The cover says where the works begin, which hangs on how long the cover is: most have one
 * page, others are written again. */
static gboolean front_write(Pile *pile, const char *path, GError **error)
{
  guint n_cover;
  pile->front.n_cover = 1;
  do {
    n_cover = pile->front.n_cover;
    plan(pile, n_cover);
    if (!bm_front_write(pile->kit, path, &pile->front, error))
      return FALSE;
  } while (pile->front.n_cover != n_cover);
  return TRUE;
}

static gboolean add_front(Pile *pile, const char *path, GError **error)
{
  guint pages = 0;
  if (!front_write(pile, path, error) || !bm_join_open(pile->join, path, FALSE, "bundle_unmade",
                                                       &pile->front_source, &pages, error))
    return FALSE;
  bm_join_mark(pile->join, 0, "Состав комплекта");
  for (guint i = 0; i < pile->front.n_cover; i++)
    bm_join_page(pile->join, pile->front_source, i);
  fill_sheet(pile);
  return TRUE;
}

static void add_criteria(Pile *pile)
{
  for (guint i = 0; i < pile->criteria->len; i++) {
    const Criteria *criteria = &g_array_index(pile->criteria, Criteria, i);
    bm_join_mark(pile->join, 0, criteria->title);
    for (guint page = 0; page < criteria->pages; page++)
      bm_join_page(pile->join, criteria->source, page);
    fill_sheet(pile);
  }
}

static gboolean add_work(Pile *pile, const BmKitWork *work, GError **error)
{
  guint source = 0, pages = 0;
  if (!bm_join_open(pile->join, work->path, FALSE, "work_unreadable", &source, &pages, error))
    return FALSE;
  if (pages != work->pages)
    return bm_fail(error, BM_ERROR_INPUT, "work_pages_differ", "work '%s' has %u pages, not %u",
                   work->work_no, pages, work->pages);
  g_assert(work->first_page == bm_join_n_pages(pile->join) + 1);
  bm_join_mark(pile->join, 1, work->work_no);
  for (guint i = 0; i < pages; i++)
    bm_join_page(pile->join, source, i);
  fill_sheet(pile);
  return TRUE;
}

static gboolean add_class(Pile *pile, guint index, GError **error)
{
  const BmKitClass *class_group = bm_kit_class(pile->kit, index);
  g_autofree char *title = g_strdup_printf("Класс %s", class_group->alias);
  bm_join_mark(pile->join, 0, title);
  if (pile->plan.has_class_sheets) {
    bm_join_page(pile->join, pile->front_source, pile->front.first_class + index);
    fill_sheet(pile);
  }
  for (guint i = 0; i < class_group->n; i++)
    if (!add_work(pile, bm_kit_work(pile->kit, class_group->first + i), error))
      return FALSE;
  return TRUE;
}

static gboolean pile_up(Pile *pile, BmJob *job, const char *path, GError **error)
{
  g_autofree char *front = bm_job_scratch_path(job, "front.pdf");
  if (!criteria_open(pile, error) || !add_front(pile, front, error))
    return FALSE;
  add_criteria(pile);
  for (guint i = 0; i < pile->kit->classes->len; i++)
    if (!add_class(pile, i, error))
      return FALSE;
  return bm_join_write(pile->join, path, pile->plan.is_duplex, error);
}

gboolean bm_pile_write(BmJob *job, BmKit *kit, const char *path, guint *ret_pages,
                       GError **error)
{
  g_autofree char *title = g_strdup_printf("Комплект %s", kit->code);
  g_autoptr(BmJoin) join = bm_join_new(title, bm_job_scratch(job));
  g_autoptr(GArray) criteria = g_array_new(FALSE, FALSE, sizeof(Criteria));
  g_array_set_clear_func(criteria, (GDestroyNotify)criteria_clear);
  Pile pile = {.kit = kit,
               .join = join,
               .criteria = criteria,
               .plan = {.is_duplex = bm_job_param_bool(job, "duplex"),
                        .has_class_sheets = bm_job_param_bool(job, "class_sheets")}};
  if (!pile_up(&pile, job, path, error))
    return FALSE;
  *ret_pages = bm_join_n_pages(join);
  return TRUE;
}
