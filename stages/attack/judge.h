/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all looks together tell, channel by channel, scored against the truth. */
#pragma once
#include "pipeline/autoptr.h"

#define BM_JUDGE_LEVEL 0.01 /* chance of any false alarm among all questions of a report */

/**
 * bm_attack_judge - score the guesses of a curious teacher
 *
 * @context  {"seed": number, "looks": [of bm_attack_look, with "size", "mtime"],
 *            "works": [{"work_no", "place", "alias", "school", "order", "letters"}]: the truth;
 *              school: number, −1 unknown; order: rank of scanning; letters: of surname, name,
 *              patronymic; empty or null: unknown,
 *            "classes": [{"alias" or null, "pupils"}] of the roster,
 *            "bundles": [{"place", "school"}]: whose teacher got it}
 *
 * Returns {"can_tell", "works", "pages", "files", "level", "channels": [{"channel", "verdict",
 * "findings": [{"what", "verdict", "n", "value", "low", "high", "chance", "p", "p_alone",
 * "is_ranking", "count", "places"}]}]}.
 *
 * Verdicts: certain (it stands there), likely (guessed better than chance), reference (only
 * who has seen other scans of that source), design (told by the procedure itself), undecided
 * (too few things to know), none. Probabilities are corrected for the number of questions.
 * Equal context gives an equal report.
 */
json_t *bm_attack_judge(const json_t *context);
