/* SPDX-License-Identifier: GPL-3.0-or-later */
/* «Вариант 2» by hand: what readers make of it, and what must not pass for it. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "stages/shared/identity.h"
#include "stages/shared/variant.h"
#include "tests/stages/identity_page.h"
#include "tests/tools/assert_ok.h"

TestSuite(variant, .timeout = 60);

typedef struct Spelling {
  char text[32];
  gboolean is_variant;
} Spelling;

static Spelling spellings[] = {
    {"вариант", TRUE},   {"Вариант", TRUE},  {"варианта", TRUE}, {"Bapuanm", TRUE},
    {"bapuatem", TRUE},  {"бариаит", TRUE},  {"фариант", TRUE},  {"Мариана", FALSE},
    {"Марианна", FALSE}, {"Варвара", FALSE}, {"Лариса", FALSE},  {"Валерий", FALSE},
    {"Вадим", FALSE},    {"ученик", FALSE},  {"вар", FALSE},     {"Варламов", FALSE},
};

ParameterizedTestParameters(variant, word_is_known_by_most_of_its_letters)
{
  return cr_make_param_array(Spelling, spellings, G_N_ELEMENTS(spellings));
}

ParameterizedTest(Spelling *s, variant, word_is_known_by_most_of_its_letters)
{
  cr_expect_eq(bm_variant_word(s->text), s->is_variant, "%s", s->text);
}

static GPtrArray *word_at(BmWord *word)
{
  GPtrArray *words = g_ptr_array_new();
  g_ptr_array_add(words, word);
  return words;
}

Test(variant, line_has_room_for_a_number_beside_the_word_and_for_no_name)
{
  char text[] = "вариант";
  BmWord word = {.text = text, .box = {100, 0, 120, 30}, .trust = 40};
  g_autoptr(GPtrArray) words = word_at(&word);
  cr_expect(bm_variant_line(words, (BmBox){100, 0, 160, 30}, NULL), "number right of it");
  cr_expect(bm_variant_line(words, (BmBox){60, 0, 160, 30}, NULL), "number left of it");
  cr_expect_not(bm_variant_line(words, (BmBox){100, 0, 280, 30}, NULL), "a name right of it");
  cr_expect_not(bm_variant_line(words, (BmBox){0, 0, 220, 30}, NULL), "a name left of it");
}

/* share of a box's pixels that no zone hides */
static double share_seen(const BmIdentity *identity, BmBox box)
{
  long seen = 0;
  for (int y = box.y; y < box.y + box.h; y++)
    for (int x = box.x; x < box.x + box.w; x++) {
      gboolean is_hidden = FALSE;
      for (guint i = 0; i < identity->zones->len && !is_hidden; i++) {
        BmBox zone = g_array_index(identity->zones, BmZone, i).box;
        is_hidden = !bm_box_is_empty(bm_box_and(zone, (BmBox){x, y, 1, 1}));
      }
      seen += is_hidden ? 0 : 1;
    }
  return (double)seen / (double)bm_box_area(box);
}

static BmIdentity *title_find(const char *last_row, BmBox *ret_row)
{
  g_auto(TestPage) page = test_page_new(200);
  test_page_text(&page, 72, 20, 5, "ученицы 9Б");
  test_page_text(&page, 64, 29, 5, "Незнамовой Ульяны");
  *ret_row = test_page_text(&page, 80, 41, 5, last_row);
  test_page_tasks(&page, 58);
  g_autoptr(PIX) pix = test_page_pix(&page, FALSE);
  g_autoptr(GError) error = NULL;
  BmIdentity *identity = NULL;
  BmIdentityHints hints = {.policy = "diagnostic_cross", .page_in_work = 1, .turn_sure = TRUE};
  assert_ok(bm_identity_find(pix, 200, &hints, &identity, &error), error);
  return identity;
}

Test(variant, row_of_a_title_stays_when_it_says_which_variant)
{
  BmBox row;
  g_autoptr(BmIdentity) identity = title_find("Варианm 2", &row); /* т as it is written */
  cr_expect_geq(share_seen(identity, row), 0.99);
}

Test(variant, name_beside_the_word_is_hidden)
{
  BmBox row;
  g_autoptr(BmIdentity) identity = title_find("Варианm 2, Незнамова", &row);
  BmBox name = {row.x + row.w / 2, row.y, row.w / 2, row.h};
  cr_expect_eq(share_seen(identity, name), 0);
}

Test(variant, name_alike_is_hidden)
{
  BmBox row;
  g_autoptr(BmIdentity) identity = title_find("Марианна 2", &row);
  cr_expect_eq(share_seen(identity, row), 0, "%g seen, body at %d, row at %d",
               share_seen(identity, row), identity->body_y, row.y);
}
