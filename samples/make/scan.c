/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rendering sheets as a scanner sees them. */
#include "damage.h"
#include <math.h>
#include <string.h>

static const BmProfile profiles[] = {
    /* name mode dpi q skew noise blur shade toner streaks edge specks punched through threshold
     */
    {"office-g4-300", BM_BILEVEL, 300, 0, 1.2, 9, 1, 0.05, 0, 0, 0, 14, FALSE, 0, 165},
    {"worn-g4-200", BM_BILEVEL, 200, 0, 2.4, 12, 1, 0.06, 0.25, 1, 3, 50, TRUE, 0, 175},
    {"fine-g4-200", BM_BILEVEL, 200, 0, 1.0, 6, 1, 0.03, 0, 0, 0, 8, FALSE, 0, 170},
    {"dark-g4-300", BM_BILEVEL, 300, 0, 1.8, 8, 1, 0.02, 0, 0, 2, 20, FALSE, 0, 206},
    {"desk-gray-200", BM_GRAY, 200, 60, 1.4, 3, 1, 0.10, 0, 0, 2, 6, FALSE, 0.05, 0},
    {"pale-gray-150", BM_GRAY, 150, 62, 2.6, 3, 1, 0.14, 0.45, 1, 0, 10, FALSE, 0, 0},
    {"copier-gray-300", BM_GRAY, 300, 50, 0.8, 3, 2, 0.08, 0.10, 0, 4, 12, TRUE, 0, 0},
    {"feeder-colour-150", BM_COLOUR, 150, 64, 1.6, 3, 1, 0.07, 0, 1, 0, 5, FALSE, 0.06, 0},
    {"flatbed-colour-200", BM_COLOUR, 200, 62, 2.9, 3, 1, 0.12, 0, 0, 5, 5, FALSE, 0.08, 0},
    {"camera-like-colour-200", BM_COLOUR, 200, 66, 3.0, 4, 2, 0.22, 0, 0, 0, 4, FALSE, 0, 0},
};

/* Scanners of other offices; apart, so that the first table keeps its numbers. */
static const BmProfile more_profiles[] = {
    {"mfu-g4-400", BM_BILEVEL, 400, 0, 0.8, 8, 1, 0.04, 0, 0, 0, 30, FALSE, 0, 172},
    {"thin-g4-240", BM_BILEVEL, 240, 0, 2.0, 9, 1, 0.05, 0.15, 1, 2, 25, FALSE, 0, 140},
    {"pale-g4-300", BM_BILEVEL, 300, 0, 1.5, 10, 1, 0.05, 0.35, 0, 0, 40, TRUE, 0, 168},
    {"old-gray-100", BM_GRAY, 100, 74, 1.0, 3, 0, 0.08, 0, 0, 0, 3, FALSE, 0, 0},
    {"streaky-gray-300", BM_GRAY, 300, 58, 1.2, 4, 1, 0.06, 0, 4, 0, 14, FALSE, 0.04, 0},
    {"soft-gray-200", BM_GRAY, 200, 40, 3.0, 3, 3, 0.10, 0.12, 0, 3, 6, FALSE, 0, 0},
    {"drum-gray-400", BM_GRAY, 400, 70, 0.5, 2, 1, 0.04, 0, 0, 0, 6, FALSE, 0.03, 0},
    {"net-colour-300", BM_COLOUR, 300, 60, 1.0, 3, 1, 0.06, 0, 0, 0, 6, FALSE, 0.05, 0},
    {"thin-paper-colour-200", BM_COLOUR, 200, 68, 1.8, 3, 1, 0.08, 0, 1, 0, 5, FALSE, 0.20, 0},
    {"squeezed-colour-150", BM_COLOUR, 150, 32, 2.2, 3, 1, 0.10, 0, 0, 4, 5, TRUE, 0, 0},
};

/* Scanners of the sealed set; blur of at most 0.2 mm. */
static const BmProfile sealed_profiles[] = {
    {"lyceum-g4-300", BM_BILEVEL, 300, 0, 1.6, 7, 1, 0.05, 0.10, 0, 0, 18, FALSE, 0, 158},
    {"rural-g4-200", BM_BILEVEL, 200, 0, 3.0, 10, 1, 0.07, 0.20, 1, 4, 60, FALSE, 0, 180},
    {"copy-of-copy-g4-240", BM_BILEVEL, 240, 0, 1.2, 14, 2, 0.03, 0.30, 2, 0, 90, FALSE, 0,
     188},
    {"crisp-g4-400", BM_BILEVEL, 400, 0, 0.6, 6, 1, 0.02, 0, 0, 0, 10, TRUE, 0, 166},
    {"blurred-gray-150", BM_GRAY, 150, 48, 1.8, 3, 3, 0.09, 0, 0, 0, 4, FALSE, 0.04, 0},
    {"faint-gray-200", BM_GRAY, 200, 55, 2.2, 4, 1, 0.08, 0.50, 0, 2, 8, FALSE, 0, 0},
    {"striped-gray-240", BM_GRAY, 240, 64, 1.0, 3, 1, 0.05, 0, 6, 0, 6, TRUE, 0.05, 0},
    {"steady-gray-300", BM_GRAY, 300, 72, 0.7, 2, 2, 0.04, 0, 0, 0, 5, FALSE, 0.03, 0},
    {"large-gray-400", BM_GRAY, 400, 60, 1.4, 3, 2, 0.06, 0.08, 1, 0, 8, FALSE, 0, 0},
    {"phone-app-colour-200", BM_COLOUR, 200, 58, 2.8, 4, 2, 0.26, 0, 0, 0, 3, FALSE, 0.05, 0},
    {"warm-colour-240", BM_COLOUR, 240, 52, 1.5, 3, 1, 0.10, 0.10, 1, 3, 6, FALSE, 0.10, 0},
    {"lean-colour-150", BM_COLOUR, 150, 45, 2.4, 3, 1, 0.07, 0, 2, 0, 4, TRUE, 0.12, 0},
    {"fine-colour-300", BM_COLOUR, 300, 66, 0.9, 3, 1, 0.05, 0, 0, 2, 5, FALSE, 0.04, 0},
};

/* Scanners of the reserve set; blur likewise. */
static const BmProfile reserve_profiles[] = {
    {"vault-g4-300", BM_BILEVEL, 300, 0, 1.1, 8, 1, 0.06, 0.05, 0, 0, 22, TRUE, 0, 162},
    {"heavy-g4-240", BM_BILEVEL, 240, 0, 2.2, 9, 1, 0.04, 0, 1, 3, 35, FALSE, 0, 198},
    {"weak-g4-400", BM_BILEVEL, 400, 0, 1.3, 9, 1, 0.05, 0.28, 0, 0, 26, FALSE, 0, 170},
    {"kiosk-g4-200", BM_BILEVEL, 200, 0, 1.7, 8, 1, 0.05, 0.08, 0, 2, 24, FALSE, 0, 174},
    {"tilted-gray-200", BM_GRAY, 200, 57, 3.0, 3, 1, 0.09, 0, 1, 3, 6, FALSE, 0.06, 0},
    {"bleached-gray-300", BM_GRAY, 300, 63, 1.0, 4, 2, 0.12, 0.38, 0, 0, 9, TRUE, 0, 0},
    {"compact-gray-150", BM_GRAY, 150, 54, 1.5, 3, 1, 0.07, 0.06, 2, 0, 5, FALSE, 0.03, 0},
    {"quiet-gray-240", BM_GRAY, 240, 70, 0.6, 2, 1, 0.05, 0, 0, 2, 4, FALSE, 0.05, 0},
    {"tablet-colour-200", BM_COLOUR, 200, 50, 2.5, 4, 2, 0.24, 0, 0, 0, 4, FALSE, 0.07, 0},
    {"bluish-colour-300", BM_COLOUR, 300, 61, 1.2, 3, 2, 0.08, 0.08, 1, 2, 6, FALSE, 0.05, 0},
    {"thrifty-colour-150", BM_COLOUR, 150, 40, 2.0, 3, 1, 0.06, 0, 0, 3, 5, FALSE, 0.10, 0},
    {"museum-colour-400", BM_COLOUR, 400, 56, 0.8, 3, 2, 0.05, 0, 0, 0, 7, FALSE, 0.04, 0},
};

/* What damage is laid on: a sound office scanner, so that a curve shows one damage only. */
static const BmProfile sound_profile = {
    "sound-gray-200", BM_GRAY, 200, 75, 0.3, 3, 1, 0.04, 0, 0, 0, 4, FALSE, 0, 0};

const BmProfile *bm_profile_find(const char *name)
{
  if (strcmp(sound_profile.name, name) == 0)
    return &sound_profile;
  for (gsize i = 0; i < G_N_ELEMENTS(reserve_profiles); i++)
    if (strcmp(reserve_profiles[i].name, name) == 0)
      return &reserve_profiles[i];
  for (gsize i = 0; i < G_N_ELEMENTS(sealed_profiles); i++)
    if (strcmp(sealed_profiles[i].name, name) == 0)
      return &sealed_profiles[i];
  for (gsize i = 0; i < G_N_ELEMENTS(more_profiles); i++)
    if (strcmp(more_profiles[i].name, name) == 0)
      return &more_profiles[i];
  for (gsize i = 0; i < G_N_ELEMENTS(profiles); i++)
    if (strcmp(profiles[i].name, name) == 0)
      return &profiles[i];
  g_error("no scanner profile '%s'", name);
}

const char *bm_profile_nth(guint n)
{
  return profiles[n % G_N_ELEMENTS(profiles)].name;
}

const char *bm_profile_nth_more(guint n)
{
  return more_profiles[n % G_N_ELEMENTS(more_profiles)].name;
}

const char *bm_profile_nth_sealed(guint n)
{
  return sealed_profiles[n % G_N_ELEMENTS(sealed_profiles)].name;
}

const char *bm_profile_nth_reserve(guint n)
{
  return reserve_profiles[n % G_N_ELEMENTS(reserve_profiles)].name;
}

void bm_scan_land(const BmSheet *sheet, const BmProfile *profile, int turn_deg, double bed_w_mm,
                  double bed_h_mm, GRand *rand, BmLanding *ret_landing)
{
  const double scale = profile->dpi / 25.4;
  const double w = bed_w_mm > 0 ? bed_w_mm : sheet->w_mm,
               h = bed_h_mm > 0 ? bed_h_mm : sheet->h_mm;
  const gboolean lies_across = turn_deg % 180 == 90;
  const double skew = g_rand_double_range(rand, -1, 1) * profile->skew_deg;
  const double dx = bed_w_mm > 0 ? g_rand_double_range(rand, -0.25, 0.25) * (w - sheet->w_mm)
                                 : g_rand_double_range(rand, -1, 1);
  const double dy = bed_h_mm > 0 ? g_rand_double_range(rand, -0.4, 0.1) * (h - sheet->h_mm)
                                 : g_rand_double_range(rand, -1, 1);
  *ret_landing = (BmLanding){.turn_deg = turn_deg};
  ret_landing->skew_deg = skew;
  ret_landing->width_px = (int)lround((lies_across ? h : w) * scale);
  ret_landing->height_px = (int)lround((lies_across ? w : h) * scale);
  cairo_matrix_t *m = &ret_landing->to_px;
  cairo_matrix_init_translate(m, ret_landing->width_px / 2.0, ret_landing->height_px / 2.0);
  cairo_matrix_rotate(m, (turn_deg + skew) * G_PI / 180);
  cairo_matrix_scale(m, scale, scale);
  cairo_matrix_translate(m, dx - sheet->w_mm / 2, dy - sheet->h_mm / 2);
}

PIX *bm_scan_truth(const BmSheet *sheet, const BmLanding *landing, BmMeaning only)
{
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_A8, landing->width_px, landing->height_px);
  cairo_t *cr = cairo_create(surface);
  cairo_set_matrix(cr, &landing->to_px);
  bm_sheet_paint(sheet, cr, only);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  PIX *pix = pixCreate(landing->width_px, landing->height_px, 1);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < landing->height_px; y++)
    for (int x = 0; x < landing->width_px; x++)
      if (data[y * stride + x] >= 90)
        pixSetPixel(pix, x, y, 1);
  cairo_surface_destroy(surface);
  if (landing->wave_px > 0) {
    PIX *bent = bm_damage_bend_truth(landing, pix);
    pixDestroy(&pix);
    pix = bent;
  }
  return pix;
}

/* The lid behind the paper, the paper, what shines through, the ink, the holes. */
static void paint_bed(cairo_t *cr, const BmSheet *sheet, const BmSheet *behind,
                      const BmProfile *profile, GRand *rand)
{
  cairo_set_source_rgb(cr, sheet->paper.r, sheet->paper.g, sheet->paper.b);
  cairo_rectangle(cr, 0, 0, sheet->w_mm, sheet->h_mm);
  cairo_fill(cr);
  if (behind != NULL && profile->see_through > 0) {
    cairo_save(cr);
    cairo_translate(cr, sheet->w_mm, 0);
    cairo_scale(cr, -1, 1);
    cairo_push_group(cr);
    bm_sheet_paint(behind, cr, BM_PLAIN);
    cairo_pop_group_to_source(cr);
    cairo_paint_with_alpha(cr, profile->see_through);
    cairo_restore(cr);
  }
  bm_sheet_paint(sheet, cr, BM_PLAIN);
  if (profile->is_punched) {
    const double x = g_rand_double_range(rand, 9, 13),
                 middle = sheet->h_mm / 2 + g_rand_double_range(rand, -4, 4);
    cairo_set_source_rgb(cr, 0.07, 0.07, 0.07);
    for (int side = -1; side <= 1; side += 2) {
      cairo_arc(cr, x, middle + side * 40, 2.9, 0, 2 * G_PI);
      cairo_fill(cr);
    }
  }
}

static BmRaster raster_render(const BmSheet *sheet, const BmSheet *behind,
                              const BmProfile *profile, const BmLanding *landing, GRand *rand)
{
  BmRaster raster = {landing->width_px, landing->height_px, profile->mode == BM_COLOUR ? 3 : 1,
                     NULL};
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, raster.w, raster.h);
  cairo_t *cr = cairo_create(surface);
  const double lid = g_rand_double(rand) < 0.5 && profile->edge_mm > 0 ? 0.1 : 0.93;
  cairo_set_source_rgb(cr, lid, lid, lid);
  cairo_paint(cr);
  cairo_set_matrix(cr, &landing->to_px);
  paint_bed(cr, sheet, behind, profile, rand);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  raster.px = g_malloc((gsize)raster.w * raster.h * raster.channels);
  guint8 *to = raster.px;
  for (int y = 0; y < raster.h; y++)
    for (int x = 0; x < raster.w; x++) {
      const guint32 c = ((const guint32 *)(const void *)(data + (gsize)y * stride))[x];
      const int r = c >> 16 & 255, g = c >> 8 & 255, b = c & 255;
      if (raster.channels == 3) {
        *to++ = (guint8)r;
        *to++ = (guint8)g;
        *to++ = (guint8)b;
      } else {
        *to++ = (guint8)((r * 77 + g * 151 + b * 28) >> 8);
      }
    }
  cairo_surface_destroy(surface);
  return raster;
}

PIX *bm_scan_sheet(const BmSheet *sheet, const BmSheet *behind, const BmProfile *profile,
                   const BmLanding *landing, GRand *rand)
{
  BmRaster raster = raster_render(sheet, behind, profile, landing, rand);
  if (landing->damage != NULL)
    bm_damage_bend(landing, &raster);
  for (int i = 0; i < profile->blur; i++)
    bm_raster_soften(&raster);
  bm_raster_shade(&raster, profile, rand);
  if (landing->damage != NULL)
    bm_damage_wear(landing->damage, profile->dpi, landing->seed, &raster);
  bm_raster_streaks(&raster,
                    profile->streaks > 0 && g_rand_boolean(rand) ? profile->streaks : 0, rand);
  bm_raster_dirt(&raster, profile, rand);
  bm_raster_noise(&raster, profile->noise, rand);
  PIX *pix = bm_raster_to_pix(&raster, profile);
  g_free(raster.px);
  return pix;
}
