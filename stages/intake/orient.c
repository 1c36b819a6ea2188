/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eight ways in which pixels can be stored. */
#include "stages/intake/orient.h"

#include <math.h>

static const struct {
  int turns; /* quarter turns clockwise, then: */
  char flip; /* 'h' left-right, 'v' top-bottom */
} steps[9] = {{0, 0}, {0, 0}, {0, 'h'}, {2, 0}, {0, 'v'}, {1, 'h'}, {1, 0}, {1, 'v'}, {3, 0}};

PIX *bm_orient_apply(PIX *page, int orientation)
{
  if (orientation < 1 || orientation > 8)
    orientation = 1;
  int turns = steps[orientation].turns;
  PIX *turned = turns == 0 ? pixClone(page) : pixRotateOrth(page, turns);
  if (turned == NULL || steps[orientation].flip == 0)
    return turned;
  g_autoptr(PIX) before = turned;
  return steps[orientation].flip == 'h' ? pixFlipLR(NULL, before) : pixFlipTB(NULL, before);
}

gboolean bm_orient_swaps(int orientation)
{
  return orientation >= 5 && orientation <= 8;
}

int bm_orient_from_axes(double xx, double xy, double yx, double yy)
{
  static const int axes[9][4] = {{0},           {1, 0, 0, 1}, {-1, 0, 0, 1}, {-1, 0, 0, -1},
                                 {1, 0, 0, -1}, {0, 1, 1, 0}, {0, 1, -1, 0}, {0, -1, -1, 0},
                                 {0, -1, 1, 0}};
  double x = hypot(xx, xy), y = hypot(yx, yy);
  if (!(x > 0) || !(y > 0))
    return 0;
  double unit[4] = {xx / x, xy / x, yx / y, yy / y};
  for (int o = 1; o <= 8; o++) {
    double worst = 0;
    for (int i = 0; i < 4; i++)
      worst = MAX(worst, fabs(unit[i] - axes[o][i]));
    if (worst < 1e-3)
      return o;
  }
  return 0;
}
