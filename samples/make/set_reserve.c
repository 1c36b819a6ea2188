/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A third locked set: other forms, people, hands, texts and scanners once more; never looked at
 * while masking is made. */
#include "work.h"

static const BmBatch batches[] = {
    /* school class parallel letter layout profile stem subject container works duplex feed */
    {2, "8Б", "8", "Б", "booklet", "bluish-colour-300", "R01", "География", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {5, "8 гум", "8", "гум", "booklet", "kiosk-g4-200", "R01", "География", BM_TIFF, 3, FALSE,
     BM_FEED_LEFT},
    {0, "7А", "7", "А", "fold-over", "vault-g4-300", "R02", "Биология", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {4, "7-3", "7", "3", "fold-over", "compact-gray-150", "R02", "Биология", BM_PDF, 3, FALSE,
     BM_FEED_SOME_DOWN},
    {1, "9М", "9", "М", "reg-window", "weak-g4-400", "R03", "Алгебра", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {1, "7И", "7", "И", "file-box", "bleached-gray-300", "R05", "Информатика", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {3, "6", "6", "", "centre-box", "tablet-colour-200", "R04", "История", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {0, "6Г", "6", "Г", "centre-box", "heavy-g4-240", "R04", "История", BM_TIFF, 3, FALSE,
     BM_FEED_SOME_DOWN},
    {2, "9В", "9", "В", "reg-window", "quiet-gray-240", "R03", "Алгебра", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {5, "7Б", "7", "Б", "file-box", "thrifty-colour-150", "R05", "Информатика", BM_PDF, 3,
     FALSE, BM_FEED_UP},
    {4, "9-1", "9", "1", "grid-corner", "vault-g4-300", "R06", "Русский язык", BM_TIFF, 3,
     FALSE, BM_FEED_UP},
    {3, "9", "9", "", "grid-corner", "tilted-gray-200", "R06", "Русский язык", BM_PDF, 3, FALSE,
     BM_FEED_ALL_DOWN},
    {2, "9В", "9", "В", "talk", "museum-colour-400", "R07", "Русский язык", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {0, "9Б", "9", "Б", "talk", "heavy-g4-240", "R07", "Русский язык", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {1, "9М", "9", "М", "long-strip", "quiet-gray-240", "R08", "Физика", BM_JPG, 4, FALSE,
     BM_FEED_UP},
    {5, "7Б", "7", "Б", "long-strip", "compact-gray-150", "R08", "Физика", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {2, "8Б", "8", "Б", "postcard", "thrifty-colour-150", "R09", "Французский язык", BM_JPG, 5,
     FALSE, BM_FEED_UP},
    {3, "7", "7", "", "postcard", "weak-g4-400", "R09", "Французский язык", BM_TIFF, 4, FALSE,
     BM_FEED_RIGHT},
    {4, "8-2", "8", "2", "hand-frame", "tilted-gray-200", "R10", "Алгебра", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {0, "10А", "10", "А", "spiral", "bluish-colour-300", "R11", "Русский язык", BM_PDF, 3,
     FALSE, BM_FEED_UP},
    {1, "11И", "11", "И", "spiral", "kiosk-g4-200", "R11", "Русский язык", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {5, "3В", "3", "В", "two-liner", "tablet-colour-200", "R12", "Русский язык", BM_JPG, 3,
     FALSE, BM_FEED_UP},
    {4, "7-3", "7", "3", "slope", "bleached-gray-300", "R13", "История", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {3, "6", "6", "", "slope", "museum-colour-400", "R13", "История", BM_PDF, 3, FALSE,
     BM_FEED_LEFT},
    {1, "11И", "11", "И", "attempt", "quiet-gray-240", "R14", "История", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {2, "9В", "9", "В", "theses", "vault-g4-300", "R15", "Русский язык", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
};

void bm_set_reserve_check(void)
{
  static const struct {
    const char *family, *package;
  } fonts[] = {{"C059", "fonts-urw-base35"},           {"Nimbus Sans", "fonts-urw-base35"},
               {"Nimbus Mono PS", "fonts-urw-base35"}, {"Nimbus Roman", "fonts-urw-base35"},
               {"URW Bookman", "fonts-urw-base35"},    {"P052", "fonts-urw-base35"},
               {"CMU Sans Serif", "fonts-cmu"},        {"CMU Classical Serif", "fonts-cmu"},
               {"DejaVu Sans", "fonts-dejavu-core"},   {"Liberation Sans", "fonts-liberation"},
               {"PT Serif Caption", "fonts-paratype"}, {"PT Sans Caption", "fonts-paratype"}};
  for (gsize i = 0; i < G_N_ELEMENTS(fonts); i++)
    if (!bm_sheet_has_font(fonts[i].family))
      g_error("no font '%s': install %s", fonts[i].family, fonts[i].package);
}

const BmSet bm_set_reserve = {.name = "reserve",
                              .title = "Работы третьего округа",
                              .subject = "Русский язык",
                              .date = "12.03.2027",
                              .parallel = 9,
                              .schools = bm_schools_reserve,
                              .n_schools = G_N_ELEMENTS(bm_schools_reserve),
                              .batches = batches,
                              .n_batches = G_N_ELEMENTS(batches),
                              .has_masks = TRUE,
                              .is_varied = TRUE,
                              .is_locked = TRUE,
                              .is_reserve = TRUE};
