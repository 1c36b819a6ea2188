/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From sights to works. */
#include "stages/split/plan.h"

#include "stages/split/segment.h"

/* Pages between two separators; doubts come from the separators around them. */
typedef struct Section {
  guint first, n;
  guint class_ref;
  guint doubts;
} Section;

typedef struct Plan {
  const BmPacket *packet;
  const BmSight *sights;
  guint n;
  double margin;
  GArray *sections;
  BmSplitPlan *result;
} Plan;

const char *bm_split_doubt_slug(BmSplitDoubt doubt)
{
  switch (doubt) {
  case BM_SPLIT_SHIFT:
    return "shift_alarm";
  case BM_SPLIT_INCOMPLETE:
    return "work_incomplete";
  case BM_SPLIT_OVERLONG:
    return "work_overlong";
  case BM_SPLIT_CLASS_DISAGREES:
    return "class_disagrees";
  case BM_SPLIT_CLASS_UNKNOWN:
    return "class_unknown";
  case BM_SPLIT_BEFORE_SEPARATOR:
    return "pages_before_separator";
  case BM_SPLIT_SEPARATOR_DOUBLE:
    return "separator_double";
  case BM_SPLIT_SEPARATOR_UNREAD:
    return "separator_unread";
  case BM_SPLIT_SEPARATOR_FOREIGN:
    return "foreign_round_separator";
  case BM_SPLIT_SEPARATOR_STRANGE:
    return "separator_strange_class";
  case BM_SPLIT_LENGTH_UNKNOWN:
    return "pages_per_work_unknown";
  case BM_SPLIT_COUNT_DIFFERS:
    return "works_count_differs";
  case BM_SPLIT_BLANK_DOUBTFUL:
    return "blank_doubtful";
  case BM_SPLIT_UNREADABLE:
    return "page_unreadable";
  }
  return "internal";
}

void bm_split_plan_free(BmSplitPlan *plan)
{
  if (plan == NULL)
    return;
  g_array_unref(plan->pages);
  g_array_unref(plan->works);
  g_free(plan);
}

static BmPagePlan *page_at(const Plan *plan, guint i)
{
  return &g_array_index(plan->result->pages, BmPagePlan, i);
}

static BmWorkPlan *work_at(const Plan *plan, guint i)
{
  return &g_array_index(plan->result->works, BmWorkPlan, i);
}

/* ---- sections ---- */

static gboolean class_is_known(const BmPacket *packet, guint class_ref)
{
  for (guint i = 0; i < packet->n_classes; i++)
    if (packet->classes[i] == class_ref)
      return TRUE;
  return FALSE;
}

static Section section_after(const Plan *plan, guint at)
{
  const BmSight *sight = &plan->sights[at];
  guint folder = plan->packet->class_ref;
  Section section = {.first = at + 1};
  switch (sight->separator) {
  case BM_SEPARATOR_FOREIGN:
    section.doubts = BM_SPLIT_SEPARATOR_FOREIGN;
    return section;
  case BM_SEPARATOR_UNREAD:
    section.doubts = BM_SPLIT_SEPARATOR_UNREAD;
    return section;
  default:
    break;
  }
  section.class_ref = sight->class_ref;
  if (!class_is_known(plan->packet, sight->class_ref)) {
    section.class_ref = 0;
    section.doubts = BM_SPLIT_SEPARATOR_STRANGE;
  } else if (folder != 0 && folder != sight->class_ref) {
    section.doubts = BM_SPLIT_CLASS_DISAGREES;
  }
  return section;
}

/* A separator that no work follows: the same class twice is a sheet too many, harmless; another
 * class may have been meant for the works that now stand after the next sheet. */
static void sections_close(Plan *plan, Section *section, guint end, guint *carried)
{
  section->n = end - section->first;
  section->doubts |= *carried;
  *carried = 0;
  if (section->n > 0)
    g_array_append_val(plan->sections, *section);
}

static guint carried_over(const Plan *plan, const Section *empty, guint next)
{
  const BmSight *sight = &plan->sights[next];
  gboolean is_copy = empty->doubts == 0 && sight->separator == BM_SEPARATOR_READ &&
                     sight->class_ref == empty->class_ref;
  return is_copy ? 0 : BM_SPLIT_SEPARATOR_DOUBLE;
}

/* The empty back of a separator sheet belongs to the sheet. */
static guint skip_back(Plan *plan, guint at)
{
  guint next = at + 1;
  if (plan->packet->duplex == BM_DUPLEX_NO || next >= plan->n)
    return next;
  const BmSight *back = &plan->sights[next];
  if (back->separator != BM_SEPARATOR_NONE || back->blank != BM_BLANK_CLEAR)
    return next;
  *page_at(plan, next) = (BmPagePlan){.place = BM_PLACE_BLANK, .reason = "blank_back"};
  return next + 1;
}

static void separator_place(Plan *plan, guint at)
{
  BmPagePlan *page = page_at(plan, at);
  page->place = BM_PLACE_SEPARATOR;
  page->reason = "separator_sheet";
  if (plan->sights[at].separator == BM_SEPARATOR_FOREIGN)
    page->reason = "foreign_round_separator";
  if (plan->sights[at].separator == BM_SEPARATOR_UNREAD)
    page->reason = "separator_unread";
}

static void sections_find(Plan *plan)
{
  Section section = {.class_ref = plan->packet->class_ref};
  gboolean is_before = TRUE;
  guint carried = 0;
  for (guint i = 0; i < plan->n; i++) {
    if (plan->sights[i].separator == BM_SEPARATOR_NONE)
      continue;
    separator_place(plan, i);
    if (is_before)
      section.doubts |= BM_SPLIT_BEFORE_SEPARATOR;
    guint empty =
        !is_before && i == section.first ? carried | carried_over(plan, &section, i) : 0;
    sections_close(plan, &section, i, &carried);
    carried = empty;
    is_before = FALSE;
    section = section_after(plan, i);
    section.first = skip_back(plan, i);
    i = section.first - 1;
  }
  sections_close(plan, &section, plan->n, &carried);
  for (guint i = 0; i < plan->sections->len; i++) {
    Section *each = &g_array_index(plan->sections, Section, i);
    if (each->class_ref == 0 && each->doubts == 0)
      each->doubts = BM_SPLIT_CLASS_UNKNOWN;
  }
}

/* ---- the length of a work ---- */

static gboolean blanks_alternate(const Plan *plan, const Section *section)
{
  guint n_backs = section->n / 2, backs = 0, fronts = 0;
  for (guint i = 0; i < section->n; i++)
    if (plan->sights[section->first + i].blank == BM_BLANK_CLEAR)
      *(i % 2 == 1 ? &backs : &fronts) += 1;
  return n_backs >= 2 && backs * 10 >= n_backs * 7 && fronts * 10 <= n_backs;
}

static gboolean has_titles(const Plan *plan, const Section *section)
{
  guint titles = 0, others = 0;
  for (guint i = 0; i < section->n; i++) {
    double title = plan->sights[section->first + i].title;
    titles += title >= BM_TITLE_EVIDENT;
    others += title <= -BM_TITLE_EVIDENT;
  }
  return titles >= 2 && others >= 1;
}

/* Length by the number of works declared, when it divides the pages that count. */
static guint length_by_count(const Plan *plan)
{
  guint works = plan->packet->works_declared, counted = 0;
  if (works == 0 || plan->sections->len != 1)
    return 0;
  const Section *section = &g_array_index(plan->sections, Section, 0);
  gboolean counts_all = plan->packet->duplex == BM_DUPLEX_YES;
  for (guint i = 0; i < section->n; i++)
    counted += counts_all || plan->sights[section->first + i].blank != BM_BLANK_CLEAR;
  return counted % works == 0 ? counted / works : 0;
}

/* The length that at least four of five works have, of four or more; else 0. */
static guint usual_length(const GArray *segments)
{
  for (guint i = 0; i < segments->len && segments->len >= 4; i++) {
    guint length = g_array_index(segments, BmSegment, i).n, same = 0;
    for (guint k = 0; k < segments->len; k++)
      same += g_array_index(segments, BmSegment, k).n == length;
    if (same * 5 >= segments->len * 4)
      return length;
  }
  return 0;
}

static GArray *section_cut(const Plan *plan, const Section *section, BmSegmentRule *rule)
{
  const BmSight *sights = &plan->sights[section->first];
  GArray *segments = bm_segment_find(rule, sights, section->n);
  if (rule->length > 0)
    return segments;
  rule->length = usual_length(segments);
  if (rule->length == 0)
    return segments;
  g_array_unref(segments);
  return bm_segment_find(rule, sights, section->n);
}

/* ---- works ---- */

/* A clear title inside, or a start that is clearly none: the cut and the pages disagree. Where
 * a shifted stretch of works keeps its length, a weak start and a weak title inside have to do
 * together. */
static guint title_doubts(const Plan *plan, guint first, guint n, guint length,
                          gboolean *ret_start)
{
  const BmSight *sights = &plan->sights[first];
  *ret_start = FALSE;
  if (length == 1)
    return 0;
  gboolean is_blank = sights[0].blank == BM_BLANK_CLEAR;
  double against = is_blank ? 0 : MAX(0.0, -sights[0].title), inside = 0;
  for (guint i = 1; i < n; i++)
    if (sights[i].blank != BM_BLANK_CLEAR)
      inside = MAX(inside, sights[i].title);
  *ret_start = is_blank || against >= BM_TITLE_EVIDENT;
  return *ret_start || against + inside >= BM_TITLE_EVIDENT ? BM_SPLIT_SHIFT : 0;
}

static gboolean page_leaves(const Plan *plan, const BmSegment *segment, gboolean is_duplex,
                            guint first, guint k)
{
  if (plan->sights[first + k].blank != BM_BLANK_CLEAR || k == 0)
    return FALSE;
  return segment->is_without_blanks || (is_duplex && k % 2 == 1);
}

/* Places the pages of one segment; returns how many went away as blanks. */
static guint pages_place(Plan *plan, const Section *section, const BmSegment *segment,
                         gboolean is_duplex, guint work)
{
  guint first = section->first + segment->first, next = 1, blanks = 0;
  for (guint k = 0; k < segment->n; k++) {
    BmPagePlan *page = page_at(plan, first + k);
    if (page_leaves(plan, segment, is_duplex, first, k)) {
      page->place = BM_PLACE_BLANK;
      page->reason = is_duplex && k % 2 == 1 ? "blank_back" : "blank_sheet";
      blanks++;
      continue;
    }
    page->place = BM_PLACE_WORK;
    page->work = work;
    page->page_in_work = next++;
    if (!is_duplex && plan->sights[first + k].blank != BM_BLANK_MARKED)
      page->doubts |= BM_SPLIT_BLANK_DOUBTFUL;
    if (plan->sights[first + k].is_unreadable)
      page->doubts |= BM_SPLIT_UNREADABLE;
  }
  return blanks;
}

static guint pages_expected(const BmSegment *segment, guint length, guint blanks)
{
  if (length == 0)
    return 0;
  if (segment->is_without_blanks)
    return length;
  return length > blanks ? length - blanks : 1;
}

static void work_add(Plan *plan, const Section *section, const BmSegment *segment,
                     const BmSegmentRule *rule)
{
  guint index = plan->result->works->len;
  BmWorkPlan work = {.class_ref = section->class_ref, .doubts = section->doubts};
  gboolean is_duplex = rule->is_duplex || rule->blanks_alternate;
  guint blanks = pages_place(plan, section, segment, is_duplex, index);
  work.n_pages = segment->n - blanks;
  work.pages_expected = pages_expected(segment, rule->length, blanks);
  if (segment->excess != 0) {
    work.state = segment->excess < 0 ? BM_WORK_INCOMPLETE : BM_WORK_OVERLONG;
    work.doubts |= segment->excess < 0 ? BM_SPLIT_INCOMPLETE : BM_SPLIT_OVERLONG;
  }
  if (segment->margin < plan->margin)
    work.doubts |= BM_SPLIT_SHIFT;
  gboolean start_is_wrong;
  work.doubts |= title_doubts(plan, section->first + segment->first, segment->n, rule->length,
                              &start_is_wrong);
  if (start_is_wrong && segment->first > 0)
    work_at(plan, index - 1)->doubts |= BM_SPLIT_SHIFT;
  g_array_append_val(plan->result->works, work);
}

static void section_unknown(Plan *plan, const Section *section)
{
  BmSegment all = {.n = section->n, .margin = G_MAXDOUBLE};
  BmSegmentRule rule = {.is_duplex = plan->packet->duplex == BM_DUPLEX_YES,
                        .blanks_alternate = blanks_alternate(plan, section)};
  work_add(plan, section, &all, &rule);
  work_at(plan, plan->result->works->len - 1)->doubts |= BM_SPLIT_LENGTH_UNKNOWN;
}

static void section_works(Plan *plan, const Section *section, guint length)
{
  BmSegmentRule rule = {.length = length, .is_duplex = plan->packet->duplex == BM_DUPLEX_YES};
  rule.blanks_alternate = !rule.is_duplex && blanks_alternate(plan, section);
  if (length == 0 && !has_titles(plan, section)) {
    section_unknown(plan, section);
    return;
  }
  g_autoptr(GArray) segments = section_cut(plan, section, &rule);
  for (guint i = 0; i < segments->len; i++)
    work_add(plan, section, &g_array_index(segments, BmSegment, i), &rule);
}

/* ---- the number of works ---- */

/* Two works can lose a page each and look like one whole work; only their number tells. An
 * overlong work explains one that is missing. Works of one page cannot mix. */
static void count_check(Plan *plan, guint length)
{
  guint declared = plan->packet->works_declared, found = plan->result->works->len, overlong = 0;
  for (guint i = 0; i < found; i++)
    overlong += work_at(plan, i)->state == BM_WORK_OVERLONG;
  if (declared == 0 || found == 0 || (found <= declared && found + overlong >= declared))
    return;
  for (guint i = length == 1 ? found - 1 : 0; i < found; i++)
    work_at(plan, i)->doubts |= BM_SPLIT_COUNT_DIFFERS;
}

BmSplitPlan *bm_split_plan(const BmPacket *packet, const BmSight *sights, guint n,
                           double margin)
{
  Plan plan = {.packet = packet, .sights = sights, .n = n, .margin = margin};
  plan.result = g_new0(BmSplitPlan, 1);
  plan.result->pages = g_array_new(FALSE, TRUE, sizeof(BmPagePlan));
  plan.result->works = g_array_new(FALSE, TRUE, sizeof(BmWorkPlan));
  g_array_set_size(plan.result->pages, n);
  plan.sections = g_array_new(FALSE, TRUE, sizeof(Section));
  sections_find(&plan);
  guint length = packet->pages_per_work > 0 ? packet->pages_per_work : length_by_count(&plan);
  for (guint i = 0; i < plan.sections->len; i++)
    section_works(&plan, &g_array_index(plan.sections, Section, i), length);
  count_check(&plan, length);
  g_array_unref(plan.sections);
  return plan.result;
}
