/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four unlike kinds of page, one page a work: the round that damage curves are drawn from. */
#include "work.h"

static const BmBatch batches[] = {
    {0, "8А", "8", "А", "cells", "sound-gray-200", "d01", "Математика", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {0, "8Б", "8", "Б", "second-column", "sound-gray-200", "d02", "История", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {1, "7В", "7", "В", "captions", "sound-gray-200", "d03", "Биология", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {1, "7Г", "7", "Г", "copybook", "sound-gray-200", "d04", "Математика", BM_PDF, 3, FALSE,
     BM_FEED_UP},
};

const BmSet bm_set_damage = {.name = "damage",
                             .title = "Пробная работа",
                             .subject = "Математика",
                             .date = "12.11.2026",
                             .parallel = 8,
                             .schools = bm_schools_damage,
                             .n_schools = G_N_ELEMENTS(bm_schools_damage),
                             .batches = batches,
                             .n_batches = G_N_ELEMENTS(batches),
                             .has_masks = TRUE,
                             .is_first_only = TRUE};
