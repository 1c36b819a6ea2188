/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second locked set: other forms, people, hands, texts and scanners; never looked at while
 * masking is made. */
#include "work.h"

static const BmBatch batches[] = {
    /* school class parallel letter layout profile stem subject container works duplex feed */
    {5, "8В", "8", "В", "code-sides", "lyceum-g4-300", "S01", "История", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
    {5, "8Г", "8", "Г", "code-sides", "warm-colour-240", "S01", "История", BM_PDF, 3, FALSE,
     BM_FEED_SOME_DOWN},
    {1, "9А", "9", "А", "ovals-right", "crisp-g4-400", "S02", "Информатика", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
    {4, "7Б", "7", "Б", "ovals-right", "faint-gray-200", "S02", "Информатика", BM_PDF, 4, FALSE,
     BM_FEED_RIGHT},
    {1, "8Е", "8", "Е", "two-rows", "steady-gray-300", "S03", "Химия", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {5, "8В", "8", "В", "two-rows", "lean-colour-150", "S03", "Химия", BM_JPG, 3, FALSE,
     BM_FEED_UP},
    {0, "6", "6", "", "foot-columns", "copy-of-copy-g4-240", "S04", "Литература", BM_TIFF, 4,
     FALSE, BM_FEED_UP},
    {4, "6-Л", "6", "Л", "foot-columns", "phone-app-colour-200", "S04", "Литература", BM_JPG, 3,
     FALSE, BM_FEED_UP},
    {1, "8Е", "8", "Е", "lab-table", "striped-gray-240", "S05", "Химия", BM_PDF, 4, FALSE,
     BM_FEED_ALL_DOWN},
    {0, "9", "9", "", "lab-table", "fine-colour-300", "S05", "Химия", BM_PDF, 3, FALSE,
     BM_FEED_UP},
    {4, "5.1", "5", "1", "picture-strip", "warm-colour-240", "S06", "Музыка", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {0, "6", "6", "", "picture-strip", "blurred-gray-150", "S06", "Музыка", BM_PDF, 3, FALSE,
     BM_FEED_LEFT},
    {4, "7Б", "7", "Б", "german", "large-gray-400", "S07", "Немецкий язык", BM_PDF, 4, TRUE,
     BM_FEED_UP},
    {2, "гр. 10-2", "10", "2", "evening", "phone-app-colour-200", "S08", "Литература", BM_PDF,
     4, FALSE, BM_FEED_UP},
    {2, "гр. 12", "12", "", "evening", "rural-g4-200", "S08", "Литература", BM_TIFF, 3, FALSE,
     BM_FEED_SOME_DOWN},
    {5, "5К", "5", "К", "dots-below", "lyceum-g4-300", "S09", "Биология", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {3, "5 рота", "5", "", "dots-below", "lean-colour-150", "S09", "Биология", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {1, "9А", "9", "А", "ticket", "faint-gray-200", "S10", "Геометрия", BM_TIFF, 4, FALSE,
     BM_FEED_UP},
    {1, "9Д", "9", "Д", "ticket", "crisp-g4-400", "S10", "Геометрия", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {1, "9Д", "9", "Д", "essay-three", "rural-g4-200", "S11", "Литература", BM_TIFF, 3, FALSE,
     BM_FEED_UP},
    {3, "7 рота", "7", "", "narrow-lines", "warm-colour-240", "S12", "Литература", BM_PDF, 4,
     FALSE, BM_FEED_UP},
    {0, "9", "9", "", "open-book", "steady-gray-300", "S13", "Геометрия", BM_PDF, 4, FALSE,
     BM_FEED_LEFT},
    {3, "7 рота", "7", "", "open-book", "lean-colour-150", "S13", "Геометрия", BM_JPG, 3, FALSE,
     BM_FEED_UP},
    {5, "8Г", "8", "Г", "three-lines", "copy-of-copy-g4-240", "S14", "Биология", BM_TIFF, 4,
     FALSE, BM_FEED_UP},
    {3, "5 рота", "5", "", "three-lines", "blurred-gray-150", "S14", "Биология", BM_PDF, 3,
     FALSE, BM_FEED_SOME_DOWN},
    {0, "9", "9", "", "foot-stamp", "fine-colour-300", "S15", "Информатика", BM_PDF, 4, FALSE,
     BM_FEED_UP},
    {5, "8В", "8", "В", "foot-stamp", "striped-gray-240", "S15", "Информатика", BM_TIFF, 3,
     FALSE, BM_FEED_ALL_DOWN},
};

void bm_set_sealed_check(void)
{
  static const struct {
    const char *family, *package;
  } fonts[] = {{"Nimbus Sans Narrow", "fonts-urw-base35"},
               {"Nimbus Roman", "fonts-urw-base35"},
               {"P052", "fonts-urw-base35"},
               {"URW Bookman", "fonts-urw-base35"},
               {"URW Gothic", "fonts-urw-base35"},
               {"CMU Bright", "fonts-cmu"},
               {"CMU Concrete", "fonts-cmu"},
               {"CMU Typewriter Text", "fonts-cmu"},
               {"CMU Serif Upright Italic", "fonts-cmu"},
               {"Liberation Sans", "fonts-liberation"},
               {"Liberation Mono", "fonts-liberation"},
               {"PT Serif", "fonts-paratype"}};
  for (gsize i = 0; i < G_N_ELEMENTS(fonts); i++)
    if (!bm_sheet_has_font(fonts[i].family))
      g_error("no font '%s': install %s", fonts[i].family, fonts[i].package);
}

const BmSet bm_set_sealed = {.name = "sealed",
                             .title = "Работы второго округа",
                             .subject = "История",
                             .date = "24.02.2027",
                             .parallel = 8,
                             .schools = bm_schools_sealed,
                             .n_schools = G_N_ELEMENTS(bm_schools_sealed),
                             .batches = batches,
                             .n_batches = G_N_ELEMENTS(batches),
                             .has_masks = TRUE,
                             .is_varied = TRUE,
                             .is_locked = TRUE,
                             .is_sealed = TRUE};
