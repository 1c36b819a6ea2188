/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of pipeline/pile: a scan with the score sheets of several bundles. */
#include "tests/tools/assert_ok.h"
#include "tests/tools/ledger_desk.h"

#include "pipeline/pile.h"
#include "pipeline/returns.h"

#include <string.h>

TestSuite(pile, .timeout = 20);

static json_t *fault(const char *slug, const char *sheet)
{
  return json_pack("{s:s,s:s,s:s,s:s,s:s}", "slug", slug, "sheet", sheet, "cell", "", "found",
                   "", "expected", "");
}

static json_t *item_of(const char *id, json_t *facts)
{
  return json_pack("{s:s,s:s,s:s,s:n,s:{s:o}}", "id", id, "kind", "return.read", "state",
                   "done", "reason", "facts", "collect", facts);
}

/* Two bundles, of which the second has a fault when @has_fault; @strays pages of nobody. */
static json_t *pile_of(gboolean has_fault, json_t *strays)
{
  json_t *parts = json_pack("[{s:s,s:s,s:s,s:[ii],s:b},{s:s,s:s,s:s,s:[i],s:b}]", "id",
                            "r000001.b1", "bundle", "AAAA-1111", "marker", "m01", "pages", 1, 3,
                            "has_faults", 0, "id", "r000001.b2", "bundle", "BBBB-2222",
                            "marker", "m02", "pages", 2, "has_faults", has_fault);
  return item_of("r000001",
                 json_pack("{s:s,s:o,s:o}", "kind", "pile", "parts", parts, "faults", strays));
}

static const char *word(const json_t *item, const char *key)
{
  const char *text = json_string_value(json_object_get(item, key));
  return text != NULL ? text : "";
}

Test(pile, is_done_when_everything_in_it_was_read)
{
  g_autoptr(json_t) item = pile_of(FALSE, json_array());
  bm_pile_settle(item);
  cr_expect_str_eq(word(item, "state"), "done");
  cr_expect_str_eq(word(item, "reason"), "");
}

Test(pile, is_refused_for_a_bundle_or_a_page_of_nobody)
{
  g_autoptr(json_t) one = pile_of(TRUE, json_array());
  g_autoptr(json_t) other = pile_of(FALSE, json_pack("[o]", fault("paper_no_code", "4")));
  bm_pile_settle(one);
  bm_pile_settle(other);
  cr_expect_str_eq(word(one, "reason"), "form_pile");
  cr_expect_str_eq(word(other, "reason"), "form_pile");
  cr_expect_str_eq(word(other, "state"), "rejected");
}

static void item_keep(const Desk *desk, json_t *item)
{
  cr_assert(bm_ledger_item_add(desk->ledger, word(item, "id"), "paper", "return.read", "done",
                               NULL, NULL));
  g_autoptr(json_t) kept = bm_ledger_item(desk->ledger, word(item, "id"));
  json_object_update(kept, item);
  cr_assert(bm_ledger_item_save(desk->ledger, kept, NULL));
}

Test(pile, text_tells_each_bundle_and_what_is_wrong_with_it)
{
  Desk desk = desk_make();
  g_autoptr(json_t) item = pile_of(TRUE, json_pack("[o]", fault("paper_no_code", "4")));
  g_autoptr(json_t) second =
      item_of("r000001.b2", json_pack("{s:s,s:[o]}", "kind", "paper", "faults",
                                      fault("paper_page_missing", "K2")));
  item_keep(&desk, second);
  g_autofree char *text = bm_pile_text(desk.ledger, item, FALSE);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  cr_assert_eq(g_strv_length(lines), 6, "%s", text);
  cr_expect(g_str_has_prefix(lines[2], "1. Page 4 of the file"), "%s", lines[2]);
  cr_expect_str_eq(lines[3], "Bundle AAAA-1111 (m01), pages of the file 1, 3: read");
  cr_expect_str_eq(lines[4], "Bundle BBBB-2222 (m02), pages of the file 2: not taken");
  cr_expect(g_str_has_prefix(lines[5], "1. Sheet 'K2'"), "%s", lines[5]);
  desk_clear(&desk);
}

Test(pile, faults_beyond_those_that_are_listed_are_counted)
{
  Desk desk = desk_make();
  g_autoptr(json_t) item =
      item_of("r000002", json_pack("{s:s,s:[o],s:i}", "kind", "xlsx", "faults",
                                   fault("score_not_number", "K1"), "n_faults", 18));
  g_autofree char *text = bm_pile_text(desk.ledger, item, FALSE);
  cr_expect(g_str_has_suffix(text, "\n… and 17 more"), "%s", text);
  desk_clear(&desk);
}

Test(pile, refused_parts_are_counted_once_with_their_file)
{
  Desk desk = desk_make();
  g_autoptr(json_t) item = pile_of(TRUE, json_array());
  g_autoptr(json_t) part =
      item_of("r000001.b2", json_pack("{s:s,s:[]}", "kind", "paper", "rows"));
  bm_pile_settle(item);
  json_object_set_new(part, "state", json_string("rejected"));
  json_object_set_new(part, "reason", json_string("form_faults"));
  item_keep(&desk, item);
  item_keep(&desk, part);
  g_autoptr(json_t) state = bm_returns_state(desk.ledger);
  cr_expect_eq(json_integer_value(json_object_get(state, "refused")), 1);
  desk_clear(&desk);
}

Test(pile, parts_know_their_file)
{
  g_autofree char *of_part = bm_pile_file("r000001.b12"), *of_file = bm_pile_file("r000001");
  cr_expect_str_eq(of_part, "r000001");
  cr_expect_str_eq(of_file, "r000001");
  cr_expect(bm_pile_is_part("r000001.b12"));
  cr_expect_not(bm_pile_is_part("r000001"));
}
