/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage split: the pages of a packet become works.
 *
 * The pages are looked at one by one (sight.h), then against each other (likeness.h), then
 * fused with what the round declares (plan.h). Here the packet is read from the job and the
 * plan is handed over. Nothing is written: pages keep their files.
 */
#include "pipeline/stage.h"
#include "stages/shared/page.h"
#include "stages/split/sight.h"

typedef struct Packet {
  const char *id;
  gboolean is_oneshot;
  int round_tag;
  GArray *classes; /* of guint */
  BmPacket declared;
} Packet;

static const BmParam params[] = {
    {"blank_edge", BM_PARAM_REAL, "mm", 0, BM_BLANK_EDGE_MM, 30,
     "поле у края листа, в котором точки и тени не считаются записью",
     "margin along the edge in which dots and shadows are not writing"},
    {"blank_speck", BM_PARAM_REAL, "mm", 0.2, BM_BLANK_SPECK_MM, 5,
     "пятно не длиннее этого — пыль", "a spot up to this long is dust"},
    {"blank_mark", BM_PARAM_REAL, "mm", 0.5, BM_BLANK_MARK_MM, 10,
     "пятно такой длины и больше — запись, лист не пустой",
     "a spot of this length or more is writing, the page is not blank"},
    {"blank_total", BM_PARAM_REAL, "mm²", 0.1, BM_BLANK_TOTAL_MM2, 100,
     "сколько пыли может быть на пустом листе", "how much dust a blank page may have"},
    {"blank_pale", BM_PARAM_INT, "", 10, BM_BLANK_PALE, 150,
     "след бледнее этого (из 255) — просвечивает оборот",
     "what is paler than this (of 255) shines through from the back"},
    {"sure_margin", BM_PARAM_REAL, "", 0, 3.0, 20,
     "насколько разбиение должно быть лучше любого другого (3 — примерно 20 к 1)",
     "by how much the cut must beat any other (3 is about 20 to 1)"},
    {0},
};

/* ---- the packet ---- */

static guint count_of(const json_t *object, const char *key)
{
  json_int_t value = json_integer_value(json_object_get(object, key));
  return value > 0 && value <= 100000 ? (guint)value : 0;
}

static void packet_read(const BmJob *job, Packet *packet)
{
  const json_t *context = bm_job_context(job), *from = json_object_get(context, "packet");
  const json_t *duplex = json_object_get(from, "duplex"), *each;
  size_t i;
  packet->id = json_string_value(json_object_get(from, "id"));
  packet->is_oneshot = json_is_true(json_object_get(context, "is_oneshot"));
  packet->round_tag = (int)json_integer_value(json_object_get(context, "round_tag"));
  packet->classes = g_array_new(FALSE, FALSE, sizeof(guint));
  json_array_foreach (json_object_get(context, "class_refs"), i, each) {
    guint class_ref = (guint)json_integer_value(each);
    g_array_append_val(packet->classes, class_ref);
  }
  packet->declared = (BmPacket){
      .pages_per_work = count_of(from, "pages_per_work"),
      .works_declared = count_of(from, "works_declared"),
      .class_ref = (guint)json_integer_value(json_object_get(from, "class_ref")),
      .duplex = json_is_true(duplex)    ? BM_DUPLEX_YES
                : json_is_false(duplex) ? BM_DUPLEX_NO
                                        : BM_DUPLEX_UNKNOWN,
      .classes = (const guint *)(const void *)packet->classes->data,
      .n_classes = packet->classes->len,
  };
}

/* ---- looking ---- */

static BmBlankRule rule_of(const BmJob *job)
{
  return (BmBlankRule){
      .edge_mm = bm_job_param_real(job, "blank_edge"),
      .speck_mm = bm_job_param_real(job, "blank_speck"),
      .mark_mm = bm_job_param_real(job, "blank_mark"),
      .total_mm2 = bm_job_param_real(job, "blank_total"),
      .pale = (int)bm_job_param_int(job, "blank_pale"),
  };
}

static double dpi_of(const BmItem *item, PIX *page)
{
  double dpi = json_number_value(bm_item_fact(item, "upright", "dpi"));
  return dpi > 0 ? dpi : pixGetXRes(page);
}

static gboolean page_look(const BmJob *job, const Packet *packet, guint i, BmSight *sight,
                          BmFace **face, GError **error)
{
  const BmItem *item = bm_job_input(job, i);
  g_autoptr(PIX) page = bm_page_read(item->path, error);
  if (page == NULL)
    return FALSE;
  BmSightCase about = {.dpi = dpi_of(item, page),
                       .is_turn_sure =
                           !json_is_false(bm_item_fact(item, "upright", "turn_sure")),
                       .round_tag = packet->round_tag,
                       .blank = rule_of(job)};
  return bm_sight_look(page, &about, sight, face, error);
}

/* A page that cannot be read stays in its place and is held; other trouble ends the job. */
static gboolean pages_look(const BmJob *job, const Packet *packet, BmSight *sights,
                           BmFace **faces, GError **error)
{
  for (guint i = 0; i < bm_job_n_inputs(job); i++) {
    g_autoptr(GError) why = NULL;
    if (page_look(job, packet, i, &sights[i], &faces[i], &why))
      continue;
    if (!g_error_matches(why, BM_ERROR, BM_ERROR_INPUT)) {
      g_propagate_error(error, g_steal_pointer(&why));
      return FALSE;
    }
    sights[i] = (BmSight){.blank = BM_BLANK_MARKED, .is_unreadable = TRUE};
  }
  return TRUE;
}

static void titles_look(BmSight *sights, BmFace *const *faces, guint n)
{
  g_autofree gboolean *is_seed = g_new0(gboolean, n + 1);
  g_autofree double *titles = g_new0(double, n + 1);
  gboolean is_next = TRUE;
  for (guint i = 0; i < n; i++) {
    is_seed[i] = is_next && faces[i] != NULL;
    is_next = sights[i].separator != BM_SEPARATOR_NONE || (is_next && faces[i] == NULL);
  }
  bm_likeness_titles(faces, is_seed, n, titles);
  for (guint i = 0; i < n; i++)
    sights[i].title = titles[i];
}

/* ---- handing over ---- */

static char *work_id(const Packet *packet, guint index)
{
  return g_strdup_printf("%s.w%03u", packet->id, index + 1);
}

static void doubts_hand(BmJob *job, const char *id, guint doubts)
{
  for (guint bit = 0; bit < BM_SPLIT_N_DOUBTS; bit++)
    if (doubts & (1u << bit))
      bm_job_doubt(job, id, bm_split_doubt_slug((BmSplitDoubt)(1u << bit)), (BmBox){0, 0, 0, 0},
                   NULL);
}

/* Whether a page is a title is known when its work's cut is. */
static json_t *page_facts(const Packet *packet, const BmPagePlan *page, const BmWorkPlan *work)
{
  g_autofree char *id = work_id(packet, page->work);
  json_t *facts = json_pack("{s:s,s:i,s:i}", "work", id, "page_in_work",
                            (int)page->page_in_work, "pages_in_work", (int)work->n_pages);
  const guint cut = BM_SPLIT_SHIFT | BM_SPLIT_INCOMPLETE | BM_SPLIT_OVERLONG |
                    BM_SPLIT_LENGTH_UNKNOWN | BM_SPLIT_COUNT_DIFFERS;
  if ((work->doubts & cut) == 0)
    json_object_set_new(facts, "is_first", json_boolean(page->page_in_work == 1));
  return facts;
}

static void page_hand(BmJob *job, const Packet *packet, const BmSplitPlan *plan, guint i)
{
  const char *id = bm_job_input(job, i)->id;
  const BmPagePlan *page = &g_array_index(plan->pages, BmPagePlan, i);
  if (page->place != BM_PLACE_WORK) {
    bm_job_settle(job, id, page->place == BM_PLACE_BLANK ? BM_FATE_BLANK : BM_FATE_SEPARATOR,
                  page->reason, NULL);
    return;
  }
  const BmWorkPlan *work = &g_array_index(plan->works, BmWorkPlan, page->work);
  bm_job_emit(job, id, NULL, page_facts(packet, page, work));
  doubts_hand(job, id, work->doubts | page->doubts);
}

static json_t *pages_of(const BmJob *job, const BmSplitPlan *plan, guint work)
{
  json_t *pages = json_array();
  for (guint i = 0; i < plan->pages->len; i++) {
    const BmPagePlan *page = &g_array_index(plan->pages, BmPagePlan, i);
    if (page->place == BM_PLACE_WORK && page->work == work)
      json_array_append_new(pages, json_string(bm_job_input(job, i)->id));
  }
  return pages;
}

static void work_hand(BmJob *job, const Packet *packet, const BmSplitPlan *plan, guint index)
{
  static const char *const states[] = {"whole", "incomplete", "overlong"};
  const BmWorkPlan *work = &g_array_index(plan->works, BmWorkPlan, index);
  g_autofree char *id = work_id(packet, index);
  bm_job_note(job, "work",
              json_pack("{s:s,s:i,s:o,s:i,s:i,s:s}", "id", id, "index", (int)index + 1, "pages",
                        pages_of(job, plan, index), "pages_expected", (int)work->pages_expected,
                        "class_ref", (int)work->class_ref, "state", states[work->state]));
}

static void plan_hand(BmJob *job, const Packet *packet, const BmSplitPlan *plan)
{
  for (guint i = 0; i < plan->works->len; i++)
    work_hand(job, packet, plan, i);
  for (guint i = 0; i < plan->pages->len; i++)
    page_hand(job, packet, plan, i);
}

/* Without a workspace there are no works to number: every page goes on, in one work, and no
 * page leaves, because what comes out must have the pages that came in. Only where a page
 * stands in its work is told, where that is sure. */
static void oneshot_hand(BmJob *job, const Packet *packet, const BmSplitPlan *plan)
{
  guint n = bm_job_n_inputs(job);
  g_autofree char *id = work_id(packet, 0);
  json_t *pages = json_array();
  for (guint i = 0; i < n; i++) {
    const char *page = bm_job_input(job, i)->id;
    const BmPagePlan *place = &g_array_index(plan->pages, BmPagePlan, i);
    json_t *facts =
        place->place == BM_PLACE_WORK
            ? page_facts(packet, place, &g_array_index(plan->works, BmWorkPlan, place->work))
            : json_pack("{s:b}", "is_blank", place->place == BM_PLACE_BLANK);
    json_object_set_new(facts, "work", json_string(id));
    json_array_append_new(pages, json_string(page));
    bm_job_emit(job, page, NULL, facts);
  }
  bm_job_note(job, "work",
              json_pack("{s:s,s:i,s:o,s:i,s:i,s:s}", "id", id, "index", 1, "pages", pages,
                        "pages_expected", 0, "class_ref", (int)packet->declared.class_ref,
                        "state", "whole"));
}

static gboolean packet_split(BmJob *job, const Packet *packet, GError **error)
{
  guint n = bm_job_n_inputs(job);
  g_autofree BmSight *sights = g_new0(BmSight, n + 1);
  g_autoptr(GPtrArray) faces = g_ptr_array_new_with_free_func((GDestroyNotify)bm_face_free);
  g_ptr_array_set_size(faces, (int)n);
  if (!pages_look(job, packet, sights, (BmFace **)faces->pdata, error))
    return FALSE;
  titles_look(sights, (BmFace *const *)faces->pdata, n);
  g_autoptr(BmSplitPlan) plan =
      bm_split_plan(&packet->declared, sights, n, bm_job_param_real(job, "sure_margin"));
  if (packet->is_oneshot)
    oneshot_hand(job, packet, plan);
  else
    plan_hand(job, packet, plan);
  return TRUE;
}

static BmOutcome split_run(BmJob *job, GError **error)
{
  Packet packet = {0};
  BmOutcome outcome = BM_DONE;
  packet_read(job, &packet);
  if (packet.id == NULL) {
    bm_fail(error, BM_ERROR_SETTING, "ticket_bad", "packet without an id");
    outcome = BM_HALT;
  } else if (!packet_split(job, &packet, error)) {
    outcome = g_error_matches(*error, BM_ERROR, BM_ERROR_IO) ? BM_RETRY : BM_PARK;
  }
  g_array_unref(packet.classes);
  return outcome;
}

const BmStage bm_stage_split = {
    .name = "split",
    .version = 2,
    .takes = "page.upright",
    .gives = "page.split",
    .gather = BM_PER_PACKET,
    .deadline_s = 5,
    .params = params,
    .run = split_run,
};
