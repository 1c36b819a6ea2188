/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small round in samples/round: three schools, six classes, six teachers. */
#include "work.h"

static const BmBatch batches[] = {
    /* school class parallel letter layout profile stem subject container works duplex feed */
    {0, "9А", "9", "А", "title-form", "desk-gray-200", "scan-0412", "Математика", BM_PDF, 4,
     FALSE, BM_FEED_SOME_DOWN},
    {0, "9Б", "9", "Б", "copybook", "feeder-colour-150", "scan-0413", "Математика", BM_PDF, 4,
     FALSE, BM_FEED_UP},
    {1, "9А", "9", "А", "cells", "office-g4-300", "SKM_0007", "Математика", BM_TIFF, 5, FALSE,
     BM_FEED_UP},
    {1, "9Б", "9", "Б", "typed", "worn-g4-200", "SKM_0008", "Математика", BM_TIFF, 3, FALSE,
     BM_FEED_SOME_DOWN},
    {2, "9А", "9", "А", "captions", "fine-g4-200", "img", "Математика", BM_PDF, 4, TRUE,
     BM_FEED_UP},
    {2, "9В", "9", "В", "letterhead", "pale-gray-150", "img", "Математика", BM_JPG, 4, FALSE,
     BM_FEED_UP},
};

const BmSet bm_set_round = {"round",
                            "Районная контрольная работа",
                            "Математика",
                            "22.10.2026",
                            9,
                            bm_schools_round,
                            3,
                            batches,
                            G_N_ELEMENTS(batches),
                            FALSE,
                            FALSE,
                            FALSE,
                            FALSE,
                            FALSE,
                            FALSE};
