/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layouts unlike those of the round: for measuring masking on forms it was not built on. */
#include "work.h"

static const BmBatch batches[] = {
    /* scanner, container and feed are where the seed starts from */
    {0, "10-Б", "10", "Б", "margin", "flatbed-colour-200", "a01", "Русский язык", BM_TIFF, 2,
     FALSE, BM_FEED_UP},
    {0, "9.2", "9", "2", "corner", "desk-gray-200", "a02", "Математика", BM_PDF, 3, FALSE,
     BM_FEED_SOME_DOWN},
    {0, "8В", "8", "В", "foot", "office-g4-300", "a03", "Биология", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
    {0, "8В", "8", "В", "edge", "fine-g4-200", "a04", "История", BM_PDF, 3, FALSE, BM_FEED_UP},
    {1, "IX а", "IX", "а", "head-row", "worn-g4-200", "b01", "Литература", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
    {1, "IX а", "IX", "а", "second-column", "feeder-colour-150", "b02", "Математика", BM_PDF, 3,
     FALSE, BM_FEED_UP},
    {1, "7Г", "7", "Г", "frames", "copier-gray-300", "b03", "История", BM_PDF, 4, FALSE,
     BM_FEED_SOME_DOWN},
    {1, "7Г", "7", "Г", "labels-behind", "pale-gray-150", "b04", "Биология", BM_JPG, 3, FALSE,
     BM_FEED_UP},
    {2, "11-А", "11", "А", "qr-ean", "office-g4-300", "c01", "Русский язык", BM_TIFF, 3, FALSE,
     BM_FEED_ALL_DOWN},
    {2, "11-А", "11", "А", "strip", "desk-gray-200", "c02", "Литература", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {2, "6Д", "6", "Д", "cover", "flatbed-colour-200", "c03", "Математика", BM_JPG, 2, FALSE,
     BM_FEED_UP},
    {2, "6Д", "6", "Д", "spread", "camera-like-colour-200", "c04", "Русский язык", BM_PDF, 3,
     FALSE, BM_FEED_RIGHT},
    {3, "5", "5", "", "nameless", "fine-g4-200", "d01", "История", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {3, "9К", "9", "К", "running", "office-g4-300", "d02", "Литература", BM_PDF, 2, FALSE,
     BM_FEED_UP},
    {3, "9К", "9", "К", "title-page", "copier-gray-300", "d03", "Биология", BM_PDF, 2, FALSE,
     BM_FEED_UP},
    {3, "9К", "9", "К", "sentence", "worn-g4-200", "d04", "История", BM_TIFF, 3, FALSE,
     BM_FEED_SOME_DOWN},
    {0, "9.2", "9", "2", "english-test", "desk-gray-200", "a05", "Английский язык", BM_TIFF, 3,
     FALSE, BM_FEED_UP},
    {1, "7Г", "7", "Г", "english-sheet", "feeder-colour-150", "b05", "Английский язык", BM_PDF,
     2, FALSE, BM_FEED_LEFT},
    {2, "11-А", "11", "А", "sealed", "flatbed-colour-200", "c05", "Математика", BM_PDF, 3,
     FALSE, BM_FEED_UP},
    {0, "10-Б", "10", "Б", "one-line", "pale-gray-150", "a06", "Биология", BM_TIFF, 2, TRUE,
     BM_FEED_UP},
    {1, "IX а", "IX", "а", "at-the-end", "fine-g4-200", "b06", "Литература", BM_TIFF, 2, FALSE,
     BM_FEED_UP},
};

const BmSet bm_set_unlike = {
    "unlike", "Работы разных форм",  "Математика", "05.11.2026", 9,    bm_schools_unlike, 4,
    batches,  G_N_ELEMENTS(batches), TRUE,         TRUE,         FALSE};
