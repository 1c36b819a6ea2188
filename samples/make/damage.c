/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One damage at a chosen level. */
#include "damage.h"
#include <math.h>
#include <string.h>

typedef struct Kind {
  const char *name;
  gsize offset; /* in BmDamage */
  double least, most;
  const char *help;
} Kind;

#define KIND(name, least, most, help)                                                          \
  {                                                                                            \
#name, G_STRUCT_OFFSET(BmDamage, name), least, most, help                                  \
  }

static const Kind kinds[] = {
    KIND(skew, 0, 20, "degrees"),
    KIND(blur, 0, 2, "mm, standard deviation"),
    KIND(noise, 0, 120, "gray levels, standard deviation"),
    KIND(toner, 0, 100, "per cent of the ink's darkness lost"),
    KIND(streaks, 0, 200, "lines along the feed"),
    KIND(dpi, 50, 600, "resolution"),
    KIND(jpeg, 1, 100, "quality"),
    KIND(through, 0, 100, "per cent of the other side's ink"),
    KIND(waves, 0, 5, "mm that the feed runs ahead and behind"),
};

gboolean bm_damage_parse(const char *text, BmDamage *ret_damage)
{
  BmDamage damage = {0};
  g_auto(GStrv) parts = g_strsplit(text, "=", 2);
  gboolean is_known = strcmp(text, "none") == 0;
  for (gsize i = 0; !is_known && g_strv_length(parts) == 2 && i < G_N_ELEMENTS(kinds); i++) {
    if (strcmp(kinds[i].name, parts[0]) != 0)
      continue;
    char *end = NULL;
    const double level = g_ascii_strtod(parts[1], &end);
    if (end == parts[1] || *end != '\0' || !(level >= kinds[i].least && level <= kinds[i].most))
      return FALSE;
    G_STRUCT_MEMBER(double, &damage, kinds[i].offset) = level;
    is_known = TRUE;
  }
  if (is_known)
    *ret_damage = damage;
  return is_known;
}

char *bm_damage_help(void)
{
  GString *help = g_string_new("Damage:\n");
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    g_string_append_printf(help, "  %-8s %g to %g: %s\n", kinds[i].name, kinds[i].least,
                           kinds[i].most, kinds[i].help);
  return g_string_free(help, FALSE);
}

BmProfile bm_damage_profile(const BmDamage *damage, const BmProfile *base)
{
  BmProfile profile = *base;
  if (damage->dpi > 0)
    profile.dpi = (int)lround(damage->dpi);
  if (damage->jpeg > 0)
    profile.quality = (int)lround(damage->jpeg);
  if (damage->noise > 0)
    profile.noise = damage->noise * sqrt(6); /* the noise is triangular */
  if (damage->through > 0)
    profile.see_through = damage->through / 100;
  return profile;
}

/* Turns what has landed about the middle of the bed. */
static void turn(BmLanding *landing, double deg)
{
  cairo_matrix_t about;
  cairo_matrix_init_translate(&about, landing->width_px / 2.0, landing->height_px / 2.0);
  cairo_matrix_rotate(&about, deg * G_PI / 180);
  cairo_matrix_translate(&about, -landing->width_px / 2.0, -landing->height_px / 2.0);
  cairo_matrix_multiply(&landing->to_px, &landing->to_px, &about);
  landing->skew_deg += deg;
}

void bm_damage_land(const BmDamage *damage, guint nth, guint32 seed, int dpi,
                    BmLanding *landing)
{
  landing->damage = damage;
  landing->seed = seed;
  if (damage->skew > 0)
    turn(landing, nth % 2 == 0 ? damage->skew : -damage->skew);
  if (damage->waves > 0) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    landing->wave_px = damage->waves * dpi / 25.4;
    landing->wave_length_px = 62 * dpi / 25.4;
    landing->wave_phase = g_rand_double_range(rand, 0, 2 * G_PI);
  }
}

/* How far row @y of the scan is from where it should lie; sideways much less. */
static double wave_down(const BmLanding *landing, double y)
{
  return landing->wave_px * sin(2 * G_PI * y / landing->wave_length_px + landing->wave_phase);
}

static double wave_aside(const BmLanding *landing, double y)
{
  return 0.3 * landing->wave_px *
         sin(2 * G_PI * y / (2.7 * landing->wave_length_px) + 2 * landing->wave_phase);
}

void bm_landing_point(const BmLanding *landing, double *x, double *y)
{
  cairo_matrix_transform_point(&landing->to_px, x, y);
  if (landing->wave_px <= 0)
    return;
  /* the waves are told by the row of the scan: look for the one this point came to */
  double row = *y;
  for (int i = 0; i < 12; i++)
    row = *y + wave_down(landing, row);
  *x += wave_aside(landing, row);
  *y = row;
}

/* Byte @i of a line, mixed with the next pixel's by @part. */
static double between(const BmRaster *raster, const guint8 *line, int x, int c, double part)
{
  const int left = CLAMP(x, 0, raster->w - 1), right = CLAMP(x + 1, 0, raster->w - 1);
  return (1 - part) * line[left * raster->channels + c] +
         part * line[right * raster->channels + c];
}

void bm_damage_bend(const BmLanding *landing, BmRaster *raster)
{
  if (landing->wave_px <= 0)
    return;
  const gsize row = (gsize)raster->w * raster->channels;
  guint8 *bent = g_malloc(row * raster->h);
  for (int y = 0; y < raster->h; y++) {
    const double from_y = CLAMP(y - wave_down(landing, y), 0, raster->h - 1),
                 aside = -wave_aside(landing, y);
    const int up = (int)from_y, down = MIN(up + 1, raster->h - 1), x0 = (int)floor(aside);
    const guint8 *upper = raster->px + up * row, *lower = raster->px + down * row;
    guint8 *to = bent + y * row;
    for (int x = 0; x < raster->w; x++)
      for (int c = 0; c < raster->channels; c++)
        *to++ = (guint8)((1 - from_y + up) * between(raster, upper, x + x0, c, aside - x0) +
                         (from_y - up) * between(raster, lower, x + x0, c, aside - x0) + 0.5);
  }
  g_free(raster->px);
  raster->px = bent;
}

PIX *bm_damage_bend_truth(const BmLanding *landing, PIX *ink)
{
  const int w = pixGetWidth(ink), h = pixGetHeight(ink);
  PIX *bent = pixCreate(w, h, 1);
  for (int y = 0; y < h; y++) {
    const int from = (int)CLAMP(lround(y - wave_down(landing, y)), 0, h - 1);
    pixRasterop(bent, (int)lround(wave_aside(landing, y)), y, w, 1, PIX_SRC, ink, 0, from);
  }
  return bent;
}

/* Along one direction: @step bytes from pixel to pixel, @n of them, @kernel is 2 @reach + 1
 * wide. */
static void blur_line(guint8 *at, gsize step, int n, const double *kernel, int reach,
                      guint8 *line)
{
  for (int i = 0; i < n; i++)
    line[i] = at[i * step];
  for (int i = 0; i < n; i++) {
    double sum = 0.5;
    for (int k = -reach; k <= reach; k++)
      sum += kernel[k + reach] * line[CLAMP(i + k, 0, n - 1)];
    at[i * step] = (guint8)sum;
  }
}

static void blur(const BmRaster *raster, double sigma_px)
{
  const int reach = (int)ceil(3 * sigma_px);
  g_autofree double *kernel = g_new(double, 2 * reach + 1);
  double all = 0;
  for (int k = -reach; k <= reach; k++)
    all += kernel[k + reach] = exp(-k * k / (2 * sigma_px * sigma_px));
  for (int k = 0; k <= 2 * reach; k++)
    kernel[k] /= all;
  const gsize row = (gsize)raster->w * raster->channels;
  g_autofree guint8 *line = g_malloc(MAX(raster->w, raster->h));
  for (int c = 0; c < raster->channels; c++) {
    for (int y = 0; y < raster->h; y++)
      blur_line(raster->px + y * row + c, raster->channels, raster->w, kernel, reach, line);
    for (int x = 0; x < raster->w; x++)
      blur_line(raster->px + (gsize)x * raster->channels + c, row, raster->h, kernel, reach,
                line);
  }
}

static void fade(const BmRaster *raster, double lost_most, guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  const BmWaves waves = bm_waves_new(rand);
  guint8 *at = raster->px;
  for (int y = 0; y < raster->h; y++)
    for (int x = 0; x < raster->w; x++) {
      const double pale = bm_waves_at(&waves, x / (double)raster->w, y / (double)raster->h);
      const double kept = 1 - lost_most * (0.5 + 0.5 * pale);
      for (int c = 0; c < raster->channels; c++, at++)
        *at = (guint8)(255 - (255 - *at) * kept + 0.5);
    }
}

/* Dust lies on the glass while the whole pile runs over it, so the places ask no page's seed.
 * A higher level has the streaks of a lower one and more. */
static void streak(const BmRaster *raster, int dpi, int n)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(20);
  const int width = MAX(1, (int)lround(0.25 * dpi / 25.4));
  for (int i = 0; i < n; i++) {
    const int x = (int)(g_rand_double(rand) * raster->w);
    bm_raster_streak(raster, x, width, i % 2 == 0 ? -90 : 110);
  }
}

void bm_damage_wear(const BmDamage *damage, int dpi, guint32 seed, const BmRaster *raster)
{
  if (damage->blur > 0)
    blur(raster, damage->blur * dpi / 25.4);
  if (damage->toner > 0)
    fade(raster, damage->toner / 100, seed);
  streak(raster, dpi, (int)lround(damage->streaks));
}

/* The page lies on the bed; what its back shows is its own mirror image. */
static BmRaster raster_of(PIX *page, double see_through)
{
  BmRaster raster = {pixGetWidth(page), pixGetHeight(page), 1, NULL};
  raster.px = g_malloc((gsize)raster.w * raster.h);
  for (int y = 0; y < raster.h; y++) {
    const l_uint32 *line = pixGetData(page) + (gsize)y * pixGetWpl(page);
    for (int x = 0; x < raster.w; x++) {
      const int front = GET_DATA_BYTE(line, x), back = GET_DATA_BYTE(line, raster.w - 1 - x);
      raster.px[(gsize)y * raster.w + x] =
          (guint8)(front * (1 - see_through * (255 - back) / 255));
    }
  }
  return raster;
}

PIX *bm_damage_rescan(const BmDamage *damage, const BmProfile *base, PIX *page, guint nth)
{
  const BmProfile profile = bm_damage_profile(damage, base);
  g_autoptr(GRand) rand = g_rand_new_with_seed(nth * 7919 + 5);
  BmLanding landing = {.width_px = pixGetWidth(page), .height_px = pixGetHeight(page)};
  cairo_matrix_init_identity(&landing.to_px);
  bm_damage_land(damage, nth, g_rand_int(rand), profile.dpi, &landing);
  const double skew = landing.skew_deg + g_rand_double_range(rand, -1, 1) * profile.skew_deg;
  g_autoptr(PIX) turned = pixRotate(page, (l_float32)(skew * G_PI / 180), L_ROTATE_AREA_MAP,
                                    L_BRING_IN_WHITE, 0, 0);
  BmRaster raster = raster_of(turned, profile.see_through);
  bm_damage_bend(&landing, &raster);
  for (int i = 0; i < profile.blur; i++)
    bm_raster_soften(&raster);
  bm_raster_shade(&raster, &profile, rand);
  bm_damage_wear(damage, profile.dpi, landing.seed, &raster);
  bm_raster_dirt(&raster, &profile, rand);
  bm_raster_noise(&raster, profile.noise, rand);
  PIX *scan = bm_raster_to_pix(&raster, &profile);
  g_free(raster.px);
  return scan;
}
