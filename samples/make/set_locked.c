/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test set: drawn from the domain alone, never looked at while masking is made. */
#include "work.h"

static const BmBatch batches[] = {
    /* school class parallel letter layout profile stem subject container works duplex feed */
    {0, "8А", "8", "А", "title-columns", "net-colour-300", "L01", "География", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {1, "8Б", "8", "Б", "title-columns", "thin-g4-240", "L01", "География", BM_TIFF, 2, FALSE,
     BM_FEED_SOME_DOWN},
    {0, "9В", "9", "В", "word-line", "soft-gray-200", "L02", "Физика", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {4, "9-1", "9", "1", "word-line", "pale-g4-300", "L02", "Физика", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {4, "10Э", "10", "Э", "merged-head", "streaky-gray-300", "L03", "Обществознание", BM_PDF, 4,
     FALSE, BM_FEED_UP},
    {2, "7 взвод", "7", "", "lab-report", "thin-paper-colour-200", "L04", "Физика", BM_PDF, 5,
     FALSE, BM_FEED_UP},
    {3, "9", "9", "", "halves", "old-gray-100", "L05", "Математика", BM_JPG, 5, FALSE,
     BM_FEED_UP},
    {0, "8А", "8", "А", "pink-blank", "mfu-g4-400", "L06", "География", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
    {2, "8К", "8", "К", "pink-blank", "squeezed-colour-150", "L06", "География", BM_PDF, 3,
     FALSE, BM_FEED_UP},
    {1, "4Б", "4", "Б", "class-ticks", "pale-g4-300", "L07", "Окружающий мир", BM_PDF, 4, FALSE,
     BM_FEED_SOME_DOWN},
    {4, "11А", "11", "А", "essay-lines", "net-colour-300", "L08", "Русский язык", BM_PDF, 4,
     FALSE, BM_FEED_UP},
    {1, "6В", "6", "В", "tick-test", "thin-g4-240", "L09", "Русский язык", BM_TIFF, 4, FALSE,
     BM_FEED_RIGHT},
    {3, "6", "6", "", "tick-test", "soft-gray-200", "L09", "Русский язык", BM_PDF, 2, FALSE,
     BM_FEED_UP},
    {0, "7Г", "7", "Г", "map-block", "drum-gray-400", "L10", "География", BM_PDF, 4, FALSE,
     BM_FEED_LEFT},
    {3, "9", "9", "", "tear-slip", "squeezed-colour-150", "L11", "Математика", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {1, "4Б", "4", "Б", "first-form", "thin-paper-colour-200", "L12", "Окружающий мир", BM_JPG,
     4, FALSE, BM_FEED_UP},
    {0, "9В", "9", "В", "stamped", "soft-gray-200", "L13", "Математика", BM_PDF, 6, FALSE,
     BM_FEED_UP},
    {2, "8К", "8", "К", "behind", "streaky-gray-300", "L14", "Обществознание", BM_TIFF, 4,
     FALSE, BM_FEED_UP},
    {3, "6", "6", "", "dictation", "thin-paper-colour-200", "L15", "Русский язык", BM_PDF, 4,
     FALSE, BM_FEED_UP},
    {4, "9-1", "9", "1", "plain-foot", "old-gray-100", "L16", "Физика", BM_PDF, 4, FALSE,
     BM_FEED_ALL_DOWN},
    {1, "8Б", "8", "Б", "olympiad", "mfu-g4-400", "L17", "Русский язык", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {4, "10Э", "10", "Э", "sticker", "net-colour-300", "L18", "Обществознание", BM_TIFF, 4,
     FALSE, BM_FEED_UP},
    {0, "7Г", "7", "Г", "across", "pale-g4-300", "L19", "География", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
    {2, "7 взвод", "7", "", "across", "squeezed-colour-150", "L19", "География", BM_JPG, 3,
     FALSE, BM_FEED_UP},
    {4, "11А", "11", "А", "typed-report", "thin-g4-240", "L20", "Русский язык", BM_PDF, 4,
     FALSE, BM_FEED_UP},
    {3, "9", "9", "", "graph-strip", "drum-gray-400", "L21", "Математика", BM_PDF, 4, FALSE,
     BM_FEED_SOME_DOWN},
};

void bm_set_locked_check(void)
{
  static const struct {
    const char *family, *package;
  } fonts[] = {{"Liberation Serif", "fonts-liberation"},
               {"Liberation Sans Narrow", "fonts-liberation"},
               {"Old Standard TT", "fonts-oldstandard"},
               {"Comfortaa", "fonts-comfortaa"},
               {"CMU Serif", "fonts-cmu"},
               {"DejaVu Serif", "fonts-dejavu-core"},
               {"Z003", "fonts-urw-base35"},
               {"PT Sans Narrow", "fonts-paratype"}};
  for (gsize i = 0; i < G_N_ELEMENTS(fonts); i++)
    if (!bm_sheet_has_font(fonts[i].family))
      g_error("no font '%s': install %s", fonts[i].family, fonts[i].package);
}

const BmSet bm_set_locked = {"locked",
                             "Работы округа",
                             "Математика",
                             "18.11.2026",
                             9,
                             bm_schools_locked,
                             5,
                             batches,
                             G_N_ELEMENTS(batches),
                             TRUE,
                             TRUE,
                             TRUE,
                             FALSE,
                             FALSE,
                             FALSE};
