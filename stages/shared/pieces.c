/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of rows, joined to pieces. */
#include "stages/shared/pieces.h"

/* Pixels [x, end) of a row; @next: the run of the same piece that follows, -1 at its end. */
typedef struct Run {
  int x, end, y, piece, next;
} Run;

typedef struct Piece {
  BmPiece seen; /* first, so that a pointer to it is one to the piece */
  int first, last;
} Piece;

struct BmPieces {
  GArray *runs;   /* Run */
  GArray *pieces; /* Piece */
};

#define WORD 32

/* First pixel from @x on that has @value, @width when there is none. */
static int next_of(const l_uint32 *line, int x, int width, gboolean value)
{
  const l_uint32 turn = value ? 0 : ~0U;
  while (x < width) {
    l_uint32 bits = (line[x / WORD] ^ turn) << (x % WORD);
    if (bits != 0)
      return MIN(x + __builtin_clz(bits), width);
    x += WORD - x % WORD;
  }
  return width;
}

static void row_take(GArray *runs, const l_uint32 *line, int width, int y)
{
  for (int x = next_of(line, 0, width, TRUE); x < width;) {
    int end = next_of(line, x, width, FALSE);
    Run run = {x, end, y, (int)runs->len, -1};
    g_array_append_val(runs, run);
    x = next_of(line, end, width, TRUE);
  }
}

/* The first run of the piece that a run belongs to so far. */
static int root_of(Run *runs, int i)
{
  while (runs[i].piece != i) {
    runs[i].piece = runs[runs[i].piece].piece;
    i = runs[i].piece;
  }
  return i;
}

static void runs_join(Run *runs, int i, int k)
{
  int p = root_of(runs, i), q = root_of(runs, k);
  runs[MAX(p, q)].piece = MIN(p, q);
}

/* Runs [@above, @now) of a row and [@now, @end) of the next, from left to right. */
static void rows_join(Run *runs, int above, int now, int end, int touch)
{
  for (int i = above, k = now; i < now && k < end;) {
    if (runs[i].x < runs[k].end + touch && runs[k].x < runs[i].end + touch)
      runs_join(runs, i, k);
    if (runs[i].end < runs[k].end)
      i++;
    else
      k++;
  }
}

static GArray *runs_find(PIX *bits, int neighbours)
{
  GArray *runs = g_array_new(FALSE, FALSE, sizeof(Run));
  int width = pixGetWidth(bits), height = pixGetHeight(bits), touch = neighbours == 8 ? 1 : 0;
  guint above = 0, now = 0;
  for (int y = 0; y < height; y++) {
    row_take(runs, pixGetData(bits) + (gsize)y * (gsize)pixGetWpl(bits), width, y);
    rows_join((Run *)runs->data, (int)above, (int)now, (int)runs->len, touch);
    above = now;
    now = runs->len;
  }
  return runs;
}

static void piece_add(GArray *pieces, Run *runs, int i)
{
  Run *run = &runs[i];
  BmBox box = {run->x, run->y, run->end - run->x, 1};
  if (run->piece == i) { /* roots come first */
    Piece piece = {{box, box.w}, i, i};
    run->piece = (int)pieces->len;
    g_array_append_val(pieces, piece);
    return;
  }
  run->piece = runs[run->piece].piece; /* the number that its root was given */
  Piece *piece = &g_array_index(pieces, Piece, run->piece);
  piece->seen.box = bm_box_or(piece->seen.box, box);
  piece->seen.count += box.w;
  runs[piece->last].next = i;
  piece->last = i;
}

BmPieces *bm_pieces_find(PIX *bits, int neighbours)
{
  g_assert(pixGetDepth(bits) == 1 && (neighbours == 4 || neighbours == 8));
  BmPieces *found = g_new0(BmPieces, 1);
  found->runs = runs_find(bits, neighbours);
  found->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
  Run *runs = (Run *)found->runs->data;
  int n = (int)found->runs->len;
  for (int i = 0; i < n; i++) /* all point to their roots before these get numbers */
    runs[i].piece = root_of(runs, i);
  for (int i = 0; i < n; i++)
    piece_add(found->pieces, runs, i);
  return found;
}

void bm_pieces_free(BmPieces *pieces)
{
  if (pieces == NULL)
    return;
  g_array_unref(pieces->runs);
  g_array_unref(pieces->pieces);
  g_free(pieces);
}

guint bm_pieces_n(const BmPieces *pieces)
{
  return pieces->pieces->len;
}

const BmPiece *bm_pieces_get(const BmPieces *pieces, guint index)
{
  return &g_array_index(pieces->pieces, Piece, index).seen;
}

/* Bits of a word's pixels [@x, @end), where @x lies in the word and @end in it or beyond. */
static l_uint32 bits_of(int x, int end)
{
  l_uint32 from = ~0U >> (x % WORD);
  int left = end - (x - x % WORD);
  return left >= WORD ? from : from & ~(~0U >> left);
}

/* The part of a run that lies on an image; NULL: none. */
static l_uint32 *line_under(const Run *run, PIX *bits, int *ret_end)
{
  *ret_end = MIN(run->end, pixGetWidth(bits));
  return run->y < pixGetHeight(bits) ? pixGetData(bits) + (gsize)run->y * (gsize)pixGetWpl(bits)
                                     : NULL;
}

void bm_pieces_clear(const BmPieces *pieces, guint index, PIX *bits)
{
  int end;
  const Run *runs = (const Run *)pieces->runs->data;
  for (int i = g_array_index(pieces->pieces, Piece, index).first; i >= 0; i = runs[i].next) {
    l_uint32 *line = line_under(&runs[i], bits, &end);
    for (int x = runs[i].x; line != NULL && x < end; x += WORD - x % WORD)
      line[x / WORD] &= ~bits_of(x, end);
  }
}

int bm_pieces_shared(const BmPieces *pieces, guint index, PIX *bits)
{
  int count = 0, end;
  const Run *runs = (const Run *)pieces->runs->data;
  for (int i = g_array_index(pieces->pieces, Piece, index).first; i >= 0; i = runs[i].next) {
    const l_uint32 *line = line_under(&runs[i], bits, &end);
    for (int x = runs[i].x; line != NULL && x < end; x += WORD - x % WORD)
      count += __builtin_popcount(line[x / WORD] & bits_of(x, end));
  }
  return count;
}

PIX *bm_pieces_larger(PIX *bits, int least)
{
  g_autoptr(BmPieces) pieces = bm_pieces_find(bits, 8);
  PIX *kept = pixCopy(NULL, bits);
  for (guint i = 0; kept != NULL && i < bm_pieces_n(pieces); i++)
    if (bm_pieces_get(pieces, i)->count < least)
      bm_pieces_clear(pieces, i, kept);
  if (kept != NULL)
    pixSetPadBits(kept, 0);
  return kept;
}

BOXA *bm_pieces_boxes(PIX *bits, int neighbours)
{
  g_autoptr(BmPieces) pieces = bm_pieces_find(bits, neighbours);
  BOXA *boxes = boxaCreate(MAX((int)bm_pieces_n(pieces), 1));
  for (guint i = 0; boxes != NULL && i < bm_pieces_n(pieces); i++) {
    BmBox box = bm_pieces_get(pieces, i)->box;
    boxaAddBox(boxes, boxCreate(box.x, box.y, box.w, box.h), L_INSERT);
  }
  return boxes;
}
