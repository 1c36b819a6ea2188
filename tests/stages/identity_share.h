/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a place the finder's zones hide. */
#pragma once
#include "stages/shared/autoptr.h"
#include "stages/shared/identity.h"

/* share of a box that lies under zones, by pixels */
static inline double share_hidden(const BmIdentity *identity, BmBox box)
{
  g_autoptr(PIX) cover = pixCreate(box.w, box.h, 1);
  for (guint i = 0; i < identity->zones->len; i++) {
    BmBox zone = g_array_index(identity->zones, BmZone, i).box;
    BmBox shared = bm_box_and(zone, box);
    if (!bm_box_is_empty(shared))
      pixRasterop(cover, shared.x - box.x, shared.y - box.y, shared.w, shared.h, PIX_SET, NULL,
                  0, 0);
  }
  l_int32 count = 0;
  pixCountPixels(cover, &count, NULL);
  return (double)count / ((double)box.w * box.h);
}
