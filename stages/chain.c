/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to a scan, top to bottom. To add a stage: one line in each of the two lists. */
#include "stages/chain.h"

#include "stages/collect/zip_end.h"
#include "stages/intake/whole.h"

extern const BmStage
    bm_stage_intake; /* file            → page.raw       inbox file to page images */
extern const BmStage
    bm_stage_upright; /* page.raw        → page.upright   quarter turn, skew, true dpi, size */
extern const BmStage
    bm_stage_split; /* page.upright    → page.split     packet to works, blanks, separators */
extern const BmStage
    bm_stage_form; /* page.split      → page.formed    which printed form or sheet kind */
extern const BmStage
    bm_stage_mask; /* page.formed     → page.masked    identifiers painted out */
extern const BmStage
    bm_stage_verify; /* page.masked     → page.verified  independent look: release or hold */
extern const BmStage
    bm_stage_number; /* page.verified   → page.numbered  blind number stamped and read back */
extern const BmStage bm_stage_sort;     /* page.numbered   → work.sorted    one PDF a work */
extern const BmStage bm_stage_allocate; /* work.sorted     → marker.share   works to markers */
extern const BmStage
    bm_stage_bundle; /* marker.share    → marker.bundle  PDF, score sheets, manifest */
extern const BmStage
    bm_stage_collect; /* return.new      → return.read    filled score form to scores */
extern const BmStage bm_stage_decode; /* beside the chain: what the round's markings come to */
extern const BmStage
    bm_stage_analyse;                 /* beside the chain: schools against the control sample */
extern const BmStage bm_stage_report; /* beside the chain: report forms of site organisers */
extern const BmStage
    bm_stage_attack; /* beside the chain: what can be told from what was handed out */
extern const BmStage bm_stage_audit; /* beside the chain: what the pages of a bundle are */

static const BmStage *const chain[] = {
    &bm_stage_intake,   &bm_stage_upright, &bm_stage_split,   &bm_stage_form,
    &bm_stage_mask,     &bm_stage_verify,  &bm_stage_number,  &bm_stage_sort,
    &bm_stage_allocate, &bm_stage_bundle,  &bm_stage_collect,
};

/* Asked by commands, never by the engine itself. */
static const BmStage *const beside[] = {&bm_stage_decode, &bm_stage_analyse, &bm_stage_attack,
                                        &bm_stage_report, &bm_stage_audit};

const BmStage *const *bm_chain(guint *ret_n)
{
  *ret_n = G_N_ELEMENTS(chain);
  return chain;
}

const BmStage *bm_chain_find(const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS(chain); i++)
    if (g_strcmp0(chain[i]->name, name) == 0)
      return chain[i];
  for (guint i = 0; i < G_N_ELEMENTS(beside); i++)
    if (g_strcmp0(beside[i]->name, name) == 0)
      return beside[i];
  return NULL;
}

int bm_chain_file_is_whole(int fd, char **ret_why)
{
  return (int)bm_file_is_whole(fd, ret_why);
}

int bm_chain_form_is_whole(int fd, char **ret_why)
{
  if (!bm_zip_has_end(fd)) {
    *ret_why = g_strdup("file_truncated");
    return BM_WHOLE_NOT_YET;
  }
  return bm_chain_file_is_whole(fd, ret_why);
}
