/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes to one marker: his works in the order of the bundle, the tasks, the bundle's code.
 */
#pragma once
#include "pipeline/autoptr.h"
#include "pipeline/gate.h"
#include "pipeline/job.h"

#define BM_KIT_FORM_VERSION 2 /* raise when scores.xlsx is laid out anew */

typedef struct BmKitTask {
  const char *id;
  int max;
} BmKitTask;

typedef struct BmKitWork {
  const char *work_no, *class_alias, *path;
  const char *variant; /* "" unknown */
  guint pages;
  guint first_page; /* of the bundle, from 1, where it begins; 0 until bm_kit_plan */
} BmKitWork;

typedef struct BmKitClass {
  const char *alias;
  guint first, n; /* works [first, first + n) */
  guint pages;
} BmKitClass;

/* Strings are borrowed from the job, but for @code. */
typedef struct BmKit {
  const char *marker, *title, *subject, *date;
  const char *criteria;           /* path or NULL: for all variants */
  const json_t *variant_criteria; /* {variant: path} beside it, or NULL */
  const json_t *disputes;   /* {work_no: {disputed, scores}} of a third marking, or NULL */
  const json_t *tasks_json; /* of the assessment */
  GArray *tasks, *works, *classes, *gates;
  guint part, n_parts; /* of the marker's share: @part from 1 */
  int max_total;
  guint n_pages; /* of the works */
  char *code;    /* "4F7K-92QX": names this bundle on paper and in forms */
} BmKit;

/* In how many bundles of at most @most works (0: as many as there are) the job's share goes. */
guint bm_kit_count(const BmJob *job, guint most);

/**
 * bm_kit_new - read a bundle job
 *
 * @part  from 1 to @n_parts: the works of the share are cut into parts whose sizes differ by
 * one at most, in the order below
 *
 * Works come by class alias (K9 before K10) and number. The works that allocate gave to the
 * item and those of the context must be the same. Errors: BM_ERROR_INPUT "bundle_works_differ"
 * when they are not; BM_ERROR_SETTING "assessment_no_tasks" without tasks to mark, "gate_bad".
 */
BmKit *bm_kit_new(const BmJob *job, guint part, guint n_parts, GError **error);
void bm_kit_free(BmKit *kit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmKit, bm_kit_free)

static inline const BmKitTask *bm_kit_task(const BmKit *kit, guint index)
{
  return &g_array_index(kit->tasks, BmKitTask, index);
}
static inline const BmKitWork *bm_kit_work(const BmKit *kit, guint index)
{
  return &g_array_index(kit->works, BmKitWork, index);
}
static inline const BmKitClass *bm_kit_class(const BmKit *kit, guint index)
{
  return &g_array_index(kit->classes, BmKitClass, index);
}

/* How the pages of a bundle follow. */
typedef struct BmKitPlan {
  gboolean is_duplex;        /* each part begins on the front of a sheet */
  gboolean has_class_sheets; /* a page before each class */
} BmKitPlan;

/* The number of pages after @n more, and the empty back if there is one. */
guint bm_kit_plan_add(const BmKitPlan *plan, guint page, guint n);

/* Say where each work begins when @page pages come before the first class. */
void bm_kit_plan(BmKit *kit, const BmKitPlan *plan, guint page);

/* Whether a score is asked for: of a third expert only those in dispute are. @work, @task:
 * places in the kit. */
gboolean bm_kit_is_open(const BmKit *kit, guint work, guint task);

/* The rubric's gates in words, a sentence each; "" without any. Caller frees. */
char *bm_kit_gates_text(const BmKit *kit);

/* Whether the criteria of @variant belong into the bundle: it has works of that variant, or of
 * one that nobody knows. */
gboolean bm_kit_needs_variant(const BmKit *kit, const char *variant);

/* Subject and date with a dot between, after @title if that is not NULL; parts that are empty
 * are left out. Caller frees. */
char *bm_kit_line(const BmKit *kit, const char *title);

/* "1 работа", "3 работы", "15 работ": the form of a Russian noun after a number. */
const char *bm_kit_plural(guint n, const char *one, const char *few, const char *many);
