/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Print without names. */
#include "stages/form/wash.h"

#include "stages/shared/identity_words.h"
#include "stages/shared/naming.h"
#include "stages/shared/ocr.h"
#include "stages/shared/text.h"

#define TRUST_LEAST 60 /* of a word that was read */
#define TRUST_SURE 85  /* below, names may be misread */
#define LETTERS_LEAST 2U
#define ROW_SHARE 0.5    /* of a word's height that lies in its row */
#define NEAR_MM 6.0      /* from a word to a number or initial that belongs to it */
#define TALLER_MM 1.5    /* that its digits and capitals are than its small letters */
#define NUMBER_WITHIN 4U /* words after «школа» */
#define READ_RIM_MM 0.4  /* dots and tails of a word that was read */
#define WORDS_LEAST 4U
#define TILES_LEAST 15U /* as the check of a page asks (tiles.h) */
#define READ_DPI 200.0

typedef struct Token {
  BmFeature at;
  char *text; /* NULL: not read */
  int trust;
  double left, right; /* mm, of what was read there: a narrow letter is no part of @at */
  gboolean is_named;
} Token;

static void token_clear(gpointer data)
{
  g_free(((Token *)data)->text);
}

/* --- reading what is left */

static gint by_row(gconstpointer a, gconstpointer b)
{
  const BmFeature *p = &((const Token *)a)->at, *q = &((const Token *)b)->at;
  const int key_p[] = {p->y + p->h / 2, p->x}, key_q[] = {q->y + q->h / 2, q->x};
  for (guint i = 0; i < G_N_ELEMENTS(key_p); i++)
    if (key_p[i] != key_q[i])
      return key_p[i] < key_q[i] ? -1 : 1;
  return 0;
}

static GArray *tokens_of(const BmFeatures *features)
{
  GArray *tokens = g_array_new(FALSE, TRUE, sizeof(Token));
  g_array_set_clear_func(tokens, token_clear);
  for (guint i = 0; i < features->list->len; i++) {
    Token token = {.at = g_array_index(features->list, BmFeature, i)};
    if (token.at.kind == BM_FEATURE_WORD)
      g_array_append_val(tokens, token);
  }
  g_array_sort(tokens, by_row);
  return tokens;
}

static gboolean is_of_row(const BmFeature *word, int top, int bottom)
{
  int shared = MIN(word->y + word->h, bottom) - MAX(word->y, top);
  return shared > ROW_SHARE * MIN(word->h, bottom - top);
}

/* Words of the row that token @first begins, in order of x; sorted in place. Returns its end.
 */
static guint row_end(GArray *tokens, guint first)
{
  const BmFeature *start = &g_array_index(tokens, Token, first).at;
  int top = start->y, bottom = start->y + start->h;
  guint end = first + 1;
  while (end < tokens->len && is_of_row(&g_array_index(tokens, Token, end).at, top, bottom))
    end++;
  for (guint i = first + 1; i < end; i++)
    for (guint k = i; k > first && g_array_index(tokens, Token, k).at.x <
                                       g_array_index(tokens, Token, k - 1).at.x;
         k--) {
      Token swap = g_array_index(tokens, Token, k);
      g_array_index(tokens, Token, k) = g_array_index(tokens, Token, k - 1);
      g_array_index(tokens, Token, k - 1) = swap;
    }
  return end;
}

static void text_add(Token *token, const BmWord *word, double left, double right)
{
  token->left = token->text == NULL ? left : MIN(token->left, left);
  token->right = token->text == NULL ? right : MAX(token->right, right);
  char *text = token->text == NULL ? g_strdup(word->text)
                                   : g_strconcat(token->text, " ", word->text, NULL);
  token->trust = token->text == NULL ? word->trust : MIN(token->trust, word->trust);
  g_free(token->text);
  token->text = text;
}

/* The token that most of a read word lies on, else the nearest: what is narrower than a word,
 * a number or an initial, has none of its own. */
static Token *token_at(GArray *tokens, guint first, guint end, double left, double right)
{
  Token *best = NULL;
  double most = -NEAR_MM;
  for (guint i = first; i < end; i++) {
    Token *token = &g_array_index(tokens, Token, i);
    double shared =
        MIN(right, (token->at.x + token->at.w) / 100.0) - MAX(left, token->at.x / 100.0);
    if (shared > most) {
      most = shared;
      best = token;
    }
  }
  return best;
}

static gboolean row_read(GArray *tokens, guint first, guint end, PIX *gray, double dpi,
                         GError **error)
{
  BmBox row = {0};
  for (guint i = first; i < end; i++) {
    const BmFeature *at = &g_array_index(tokens, Token, i).at;
    row = bm_box_or(row, (BmBox){bm_px(at->x / 100.0, dpi), bm_px(at->y / 100.0, dpi),
                                 bm_px(at->w / 100.0, dpi), bm_px(at->h / 100.0, dpi)});
  }
  /* a narrow first letter is no token, and the word must be read whole */
  row = bm_box_grow(row, bm_px(NEAR_MM, dpi), 0);
  g_autoptr(GPtrArray) words = bm_ocr_line(gray, dpi, row, error);
  if (words == NULL)
    return FALSE;
  for (guint i = 0; i < words->len; i++) {
    const BmWord *word = g_ptr_array_index(words, i);
    double left = bm_mm(word->box.x, dpi), right = bm_mm(word->box.x + word->box.w, dpi);
    Token *token = token_at(tokens, first, end, left, right);
    gboolean is_word = bm_text_letters(word->text) + bm_text_digits(word->text) > 0;
    if (token != NULL && is_word)
      text_add(token, word, left, right);
  }
  return TRUE;
}

/* --- names */

static guint hits_of(const Token *token, const BmRoster *roster)
{
  return roster != NULL && token->text != NULL
             ? bm_roster_match(roster, token->text, token->trust < TRUST_SURE)
             : 0;
}

/* «школа № 12», above and below the tasks «лицей 7» too, or a word that only a school of the
 * round has in its name. */
static gboolean row_names_school(const GArray *tokens, guint first, guint end, gboolean is_band,
                                 const BmRoster *roster)
{
  guint since = G_MAXUINT;
  gboolean is_numbered = FALSE;
  for (guint i = first; i < end; i++) {
    const Token *token = &g_array_index(tokens, Token, i);
    if (hits_of(token, roster) & (BM_ROSTER_SCHOOL_WORD | BM_ROSTER_SCHOOL_CODE))
      return TRUE;
    g_auto(GStrv) words = bm_text_words(token->text != NULL ? token->text : "");
    for (char **word = words; *word != NULL; word++) {
      since = bm_heading_has("school", *word) ? 0 : since < G_MAXUINT ? since + 1 : since;
      is_numbered |= g_str_has_prefix(*word, "№");
      if (since <= NUMBER_WITHIN && (is_band || is_numbered) && bm_naming_is_number(*word))
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean names_person(const Token *token, const BmRoster *roster)
{
  if ((hits_of(token, roster) & (BM_ROSTER_SURNAME | BM_ROSTER_PATRONYMIC)) == 0)
    return FALSE;
  g_auto(GStrv) words = bm_text_words(token->text);
  for (char **word = words; *word != NULL; word++)
    if (!bm_heading_has("safe", *word) && bm_text_letters(*word) > 3)
      return TRUE;
  return FALSE;
}

static void row_judge(GArray *tokens, guint first, guint end, double height_mm,
                      const BmRoster *roster)
{
  double y_mm = g_array_index(tokens, Token, first).at.y / 100.0;
  gboolean is_band =
      y_mm < bm_vote_head_mm(height_mm) || y_mm >= height_mm - bm_vote_foot_mm(height_mm);
  gboolean is_school = row_names_school(tokens, first, end, is_band, roster);
  for (guint i = first; i < end; i++) {
    Token *token = &g_array_index(tokens, Token, i);
    token->is_named = is_school || names_person(token, roster);
  }
}

static gboolean rows_read(GArray *tokens, PIX *gray, const BmRoster *roster, GError **error)
{
  double dpi = pixGetXRes(gray), height_mm = bm_mm(pixGetHeight(gray), dpi);
  for (guint first = 0, end; first < tokens->len; first = end) {
    end = row_end(tokens, first);
    if (!row_read(tokens, first, end, gray, dpi, error))
      return FALSE;
    row_judge(tokens, first, end, height_mm, roster);
  }
  return TRUE;
}

/* --- what goes */

static gboolean is_read(const Token *token)
{
  return token->text != NULL && token->trust >= TRUST_LEAST &&
         bm_text_letters(token->text) + bm_text_digits(token->text) >= LETTERS_LEAST;
}

/* The place of a token with all that was read there. */
static void token_paint(PIX *image, const Token *token, double aside_mm, double above_mm,
                        int op)
{
  const BmFeature *at = &token->at;
  double left = at->x / 100.0, right = (at->x + at->w) / 100.0;
  if (token->text != NULL) {
    left = MIN(left, token->left);
    right = MAX(right, token->right);
  }
  int x = bm_px(left - aside_mm, BM_FORM_DPI) - 1, above = bm_px(above_mm, BM_FORM_DPI) + 1;
  pixRasterop(image, x, bm_px(at->y / 100.0, BM_FORM_DPI) - above,
              bm_px(right + aside_mm, BM_FORM_DPI) + 2 - x,
              bm_px(at->h / 100.0, BM_FORM_DPI) + 2 * above, op, NULL, 0, 0);
}

/* Where letters go: named words with what stands close to them; of few copies all but what was
 * read. */
static void places_paint(PIX *go, const GArray *tokens, gboolean is_few, BmWashed *washed)
{
  if (is_few)
    pixSetAll(go);
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = &g_array_index(tokens, Token, i);
    if (token->is_named)
      token_paint(go, token, NEAR_MM, TALLER_MM, PIX_SET);
    washed->named += token->is_named;
  }
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = &g_array_index(tokens, Token, i);
    gboolean stays = !token->is_named && (!is_few || is_read(token));
    if (stays)
      token_paint(go, token, 0, READ_RIM_MM, PIX_CLR);
    washed->unread += !stays && !token->is_named;
  }
}

static gboolean letters_remove(BmForm *form, const GArray *tokens, BmWashed *washed)
{
  PIX *clean = form->print->clean;
  g_autoptr(PIX) frames = bm_wash_frames(clean);
  g_autoptr(PIX) letters = frames != NULL ? pixSubtract(NULL, clean, frames) : NULL;
  g_autoptr(PIX) go = pixCreateTemplate(clean);
  if (letters == NULL || go == NULL)
    return FALSE;
  places_paint(go, tokens, form->print->copies < BM_WASH_COPIES, washed);
  return pixAnd(go, go, letters) != NULL && pixSubtract(clean, clean, go) != NULL;
}

static const Token *token_like(const GArray *tokens, const BmFeature *at)
{
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = &g_array_index(tokens, Token, i);
    if (ABS(token->at.x - at->x) < 100 && ABS(token->at.y - at->y) < 100 &&
        ABS(token->at.w - at->w) < 200)
      return token;
  }
  return NULL;
}

/* Words and rules of what is left, with what was read there. */
static gboolean anchors_make(BmForm *form, const GArray *tokens)
{
  g_autoptr(BmFeatures) features = bm_features_find(form->print->clean);
  if (features == NULL)
    return FALSE;
  g_clear_pointer(&form->anchors, g_ptr_array_unref);
  form->anchors = bm_anchors_new();
  for (guint i = 0; i < features->list->len; i++) {
    const BmFeature *at = &g_array_index(features->list, BmFeature, i);
    const Token *token = at->kind == BM_FEATURE_WORD ? token_like(tokens, at) : NULL;
    gboolean has_text = token != NULL && is_read(token) && !token->is_named;
    g_ptr_array_add(form->anchors, bm_anchor_new(*at, has_text ? token->text : NULL));
  }
  return bm_form_prepare(form);
}

static gboolean enough_is_left(const BmForm *form, GError **error)
{
  guint words = 0;
  for (guint i = 0; i < form->anchors->len; i++)
    words += ((BmAnchor *)g_ptr_array_index(form->anchors, i))->at.kind == BM_FEATURE_WORD;
  return (words >= WORDS_LEAST && bm_tiles_count(form->tiles) >= TILES_LEAST) ||
         bm_fail(error, BM_ERROR_SETTING, "template_too_little", "%s: %u words, %u places",
                 form->id, words, bm_tiles_count(form->tiles));
}

static PIX *gray_of(PIX *clean)
{
  g_autoptr(PIX) gray = pixConvert1To8(NULL, clean, 255, 0);
  float scale = (float)(READ_DPI / BM_FORM_DPI);
  PIX *large = gray != NULL ? pixScale(gray, scale, scale) : NULL;
  if (large != NULL)
    pixSetResolution(large, (int)READ_DPI, (int)READ_DPI);
  return large;
}

static gboolean print_wash(BmForm *form, PIX *gray, const BmRoster *roster, BmWashed *washed,
                           GError **error)
{
  g_autoptr(BmFeatures) features =
      bm_wash_fields(form, washed) ? bm_features_find(form->print->clean) : NULL;
  if (features == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
  g_autoptr(GArray) tokens = tokens_of(features);
  if (!rows_read(tokens, gray, roster, error))
    return FALSE;
  if (!letters_remove(form, tokens, washed) || !anchors_make(form, tokens))
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the print of a form");
  return enough_is_left(form, error);
}

gboolean bm_wash(BmForm *form, PIX *gray, const BmRoster *roster, BmWashed *ret, GError **error)
{
  g_autoptr(PIX) own = gray == NULL ? gray_of(form->print->clean) : NULL;
  BmWashed washed = {0};
  if (gray == NULL && own == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot hold the picture of a form");
  if (!print_wash(form, gray != NULL ? gray : own, roster, &washed, error))
    return FALSE;
  *ret = washed;
  return TRUE;
}
