/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a printed line an instruction, or might it name someone? Whatever is in doubt might. */
#include "stages/form/strays.h"

#include "stages/shared/identity_words.h"
#include "stages/shared/naming.h"
#include "stages/shared/text.h"

#include <string.h>

#define LETTERS_LEAST 10U /* of a sentence */
#define SMALL_LETTERS 4U  /* of a word that begins small, which no bare name is */
#define VALUE_WITHIN 3    /* words from a label to a number */
#define LABELLED_WORDS 6U /* a sentence with words of labels has more words beside them */
#define DIGITS_MOST 4U    /* longer numbers are codes */

/* One word as it was printed, without what stands around it. */
typedef struct Piece {
  char *folded;
  gboolean is_capital; /* begins with a capital letter */
  gboolean is_first;   /* of a sentence */
  gboolean is_label;   /* of a pupil, class, school or teacher */
} Piece;

static void piece_clear(gpointer data)
{
  g_free(((Piece *)data)->folded);
}

/* An initial has a full stop too. */
static gboolean ends_sentence(const char *word)
{
  gsize n = strlen(word);
  return n > 0 && strchr(".!?:", word[n - 1]) != NULL && g_utf8_strlen(word, -1) > 2;
}

static gboolean begins_large(const char *word)
{
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (g_unichar_isalnum(c))
      return g_unichar_isupper(c) || g_unichar_istitle(c);
  }
  return FALSE;
}

static GArray *pieces_of(const char *text)
{
  GArray *pieces = g_array_new(FALSE, TRUE, sizeof(Piece));
  g_array_set_clear_func(pieces, piece_clear);
  g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
  gboolean is_first = TRUE;
  for (char **word = words; *word != NULL; word++) {
    g_auto(GStrv) folded = bm_text_words(*word);
    for (char **part = folded; *part != NULL; part++) {
      Piece piece = {g_strdup(*part), begins_large(*word), is_first, FALSE};
      g_array_append_val(pieces, piece);
      is_first = FALSE;
    }
    is_first = is_first || ends_sentence(*word);
  }
  return pieces;
}

/* A grade and its letter, «9а»; a letter beside figures anyhow. */
static gboolean is_mixed(const char *folded)
{
  return bm_text_digits(folded) > 0 && bm_text_digits(folded) < bm_text_letters(folded);
}

static void labels_mark(GArray *pieces)
{
  g_autofree char **words = g_new0(char *, pieces->len + 1);
  for (guint i = 0; i < pieces->len; i++)
    words[i] = g_array_index(pieces, Piece, i).folded;
  for (guint i = 0; i < pieces->len; i++) {
    guint n = 1;
    gboolean is_label =
        bm_label_match(words, i, &n) != NULL || bm_heading_has("school", words[i]);
    for (guint k = i; is_label && k < MIN(i + n, pieces->len); k++)
      g_array_index(pieces, Piece, k).is_label = TRUE;
  }
}

/* The whole line is one label, «Учитель», or the two letters of one. */
static gboolean is_bare_label(const GArray *pieces)
{
  static const char *const zeros[] = {"00", "0о", "о0"};
  g_autofree char **words = g_new0(char *, pieces->len + 1);
  for (guint i = 0; i < pieces->len; i++)
    words[i] = g_array_index(pieces, Piece, i).folded;
  guint n = 0;
  if (pieces->len == 1)
    for (guint i = 0; i < G_N_ELEMENTS(zeros); i++)
      if (strcmp(words[0], zeros[i]) == 0)
        return TRUE;
  return pieces->len > 0 && bm_label_match(words, 0, &n) != NULL && n == pieces->len;
}

static gboolean has_number_near(const GArray *pieces, guint label)
{
  int first = MAX(0, (int)label - VALUE_WITHIN);
  int last = MIN((int)pieces->len - 1, (int)label + VALUE_WITHIN);
  for (int i = first; i <= last; i++)
    if (bm_text_digits(g_array_index(pieces, Piece, i).folded) > 0)
      return TRUE;
  return FALSE;
}

/* What a word alone says against its line. */
static gboolean piece_is_doubtful(const Piece *piece)
{
  gboolean is_heading =
      bm_heading_has("safe", piece->folded) || bm_heading_has("body", piece->folded);
  return is_mixed(piece->folded) || strstr(piece->folded, "№") != NULL ||
         bm_text_digits(piece->folded) > DIGITS_MOST ||
         (piece->is_capital && !piece->is_first && !is_heading) ||
         (piece->is_capital && piece->is_label && !is_heading);
}

static gboolean is_sentence(const GArray *pieces)
{
  guint n_letters = 0, n_labels = 0, n_small = 0;
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    if (piece_is_doubtful(piece) || (piece->is_label && has_number_near(pieces, i)))
      return FALSE;
    n_letters += bm_text_letters(piece->folded);
    n_labels += piece->is_label;
    n_small += !piece->is_label && !piece->is_capital &&
               bm_text_letters(piece->folded) >= SMALL_LETTERS;
  }
  return n_letters >= LETTERS_LEAST && n_small > 0 &&
         (n_labels == 0 || pieces->len >= LABELLED_WORDS + n_labels);
}

static gboolean names_someone(const GArray *pieces, const BmRoster *roster)
{
  for (guint i = 0; roster != NULL && i < pieces->len; i++) {
    const char *word = g_array_index(pieces, Piece, i).folded;
    if (bm_roster_match(roster, word, TRUE) & ~(guint)BM_ROSTER_SCHOOL_NO &&
        !bm_heading_has("safe", word))
      return TRUE;
  }
  return FALSE;
}

gboolean bm_strays_text_is_safe(const char *text, const BmRoster *roster)
{
  g_autoptr(GArray) pieces = pieces_of(text);
  labels_mark(pieces);
  if (is_bare_label(pieces))
    return TRUE;
  return is_sentence(pieces) && !names_someone(pieces, roster) &&
         !bm_naming_is_found(text, roster);
}
