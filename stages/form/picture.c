/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures drawn with cairo; captions from models/forms/captions.ini. */
#include "stages/form/picture.h"

#include "pipeline/model.h"

#include <cairo.h>
#include <pango/pangocairo.h>
#include <string.h>

#define PICTURE_DPI 110.0
#define SAMPLE_DPI 75.0
#define SAMPLES_A_ROW 3U
#define GAP_PX 14.0
#define FONT "PT Sans"

typedef struct Shade {
  double r, g, b;
} Shade;

/* Colours by what the zone hides: person, school, number, unknown. */
static Shade shade_of(const char *kind)
{
  if (g_str_equal(kind, "unexplained"))
    return (Shade){0.85, 0.1, 0.1};
  if (g_str_has_prefix(kind, "school") || g_str_has_prefix(kind, "class") ||
      g_str_has_prefix(kind, "stamp") || g_str_has_prefix(kind, "seal"))
    return (Shade){0.1, 0.55, 0.25};
  if (g_str_has_prefix(kind, "bar") || g_str_has_suffix(kind, "code") ||
      g_str_has_suffix(kind, "digits") || g_str_has_suffix(kind, "number"))
    return (Shade){0.55, 0.25, 0.7};
  return (Shade){0.1, 0.35, 0.8};
}

static char *caption_of(const char *kind)
{
  g_autoptr(GBytes) bytes = bm_model_bytes("forms/captions.ini");
  g_autoptr(GKeyFile) file = g_key_file_new();
  char *caption = NULL;
  if (bytes != NULL && g_key_file_load_from_bytes(file, bytes, G_KEY_FILE_NONE, NULL))
    caption = g_key_file_get_string(file, "captions", kind, NULL);
  return caption != NULL ? caption : g_strdup(kind);
}

/* An 8-bit picture as a cairo surface of its own. */
static cairo_surface_t *surface_of(PIX *gray)
{
  int w = pixGetWidth(gray), h = pixGetHeight(gray);
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  unsigned char *data = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < h; y++) {
    const l_uint32 *line = pixGetData(gray) + (size_t)y * pixGetWpl(gray);
    guint32 *to = (guint32 *)(void *)(data + (size_t)y * stride);
    for (int x = 0; x < w; x++)
      to[x] = GET_DATA_BYTE(line, x) * 0x010101U;
  }
  cairo_surface_mark_dirty(surface);
  return surface;
}

static void caption_draw(cairo_t *cr, const char *text, double x, double y, Shade shade)
{
  PangoLayout *layout = pango_cairo_create_layout(cr);
  PangoFontDescription *font = pango_font_description_from_string(FONT);
  pango_font_description_set_absolute_size(font, 11.0 * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_layout_set_text(layout, text, -1);
  int w = 0, h = 0;
  pango_layout_get_pixel_size(layout, &w, &h);
  cairo_set_source_rgba(cr, 1, 1, 1, 0.85);
  cairo_rectangle(cr, x, y, w + 4, h);
  cairo_fill(cr);
  cairo_set_source_rgb(cr, shade.r, shade.g, shade.b);
  cairo_move_to(cr, x + 2, y);
  pango_cairo_show_layout(cr, layout);
  pango_font_description_free(font);
  g_object_unref(layout);
}

/* Zones in @dpi pixels from the current origin; things below @height_px are left out. */
static void zones_draw(cairo_t *cr, const GArray *zones, double dpi, double height_px)
{
  double px = dpi / BM_MM_PER_INCH;
  for (guint i = 0; i < zones->len; i++) {
    const BmFormZone *zone = &g_array_index(zones, BmFormZone, i);
    Shade shade = shade_of(zone->kind);
    if (zone->y * px >= height_px)
      continue;
    double h = MIN(zone->h * px, height_px - zone->y * px);
    cairo_rectangle(cr, zone->x * px, zone->y * px, zone->w * px, h);
    cairo_set_source_rgba(cr, shade.r, shade.g, shade.b, 0.25);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, shade.r, shade.g, shade.b);
    cairo_set_line_width(cr, 1.5);
    cairo_stroke(cr);
  }
  for (guint i = 0; i < zones->len; i++) {
    const BmFormZone *zone = &g_array_index(zones, BmFormZone, i);
    if (zone->y * px >= height_px)
      continue;
    g_autofree char *caption = caption_of(zone->kind);
    caption_draw(cr, caption, zone->x * px + 2, zone->y * px + 1, shade_of(zone->kind));
  }
}

static gboolean surface_write(cairo_surface_t *surface, const char *path, GError **error)
{
  if (cairo_surface_write_to_png(surface, path) != CAIRO_STATUS_SUCCESS)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a picture of a form");
  return TRUE;
}

gboolean bm_picture_form(const BmForm *form, const char *path, GError **error)
{
  g_assert(form->picture != NULL);
  float scale = (float)(PICTURE_DPI / pixGetXRes(form->picture));
  g_autoptr(PIX) small = pixScaleAreaMap(form->picture, scale, scale);
  if (small == NULL)
    return bm_fail(error, BM_ERROR_IO, "no_memory", "cannot scale a picture of a form");
  cairo_surface_t *surface = surface_of(small);
  cairo_t *cr = cairo_create(surface);
  zones_draw(cr, form->zones, PICTURE_DPI, pixGetHeight(small));
  gboolean ok = surface_write(surface, path, error);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  return ok;
}

gboolean bm_picture_clean(const BmForm *form, const char *path, GError **error)
{
  if (pixWrite(path, form->picture, IFF_PNG) != 0)
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a picture of a form");
  return TRUE;
}

void bm_sheet_sample_clear(BmSheetSample *sample)
{
  pixDestroy(&sample->top);
  g_clear_pointer(&sample->bands, g_array_unref);
}

static void sample_draw(cairo_t *cr, const BmSheetSample *sample)
{
  int w = pixGetWidth(sample->top), h = pixGetHeight(sample->top);
  cairo_surface_t *top = surface_of(sample->top);
  cairo_set_source_surface(cr, top, 0, 0);
  cairo_paint(cr);
  cairo_surface_destroy(top);
  zones_draw(cr, sample->bands, SAMPLE_DPI, h);
  cairo_rectangle(cr, 0, 0, w, h);
  cairo_set_source_rgb(cr, 0.5, 0.5, 0.5);
  cairo_set_line_width(cr, 1);
  cairo_stroke(cr);
}

gboolean bm_picture_sheet(const GArray *samples, const char *path, GError **error)
{
  int most_w = 1, most_h = 1;
  for (guint i = 0; i < samples->len; i++) {
    const BmSheetSample *sample = &g_array_index(samples, BmSheetSample, i);
    most_w = MAX(most_w, pixGetWidth(sample->top));
    most_h = MAX(most_h, pixGetHeight(sample->top));
  }
  guint columns = CLAMP(samples->len, 1U, SAMPLES_A_ROW);
  guint rows = MAX(1U, (samples->len + SAMPLES_A_ROW - 1) / SAMPLES_A_ROW);
  double step_x = most_w + GAP_PX, step_y = most_h + GAP_PX;
  cairo_surface_t *surface = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, (int)(columns * step_x + GAP_PX), (int)(rows * step_y + GAP_PX));
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 0.93, 0.93, 0.93);
  cairo_paint(cr);
  for (guint i = 0; i < samples->len; i++) {
    cairo_save(cr);
    cairo_translate(cr, GAP_PX + i % SAMPLES_A_ROW * step_x,
                    GAP_PX + i / SAMPLES_A_ROW * step_y);
    sample_draw(cr, &g_array_index(samples, BmSheetSample, i));
    cairo_restore(cr);
  }
  gboolean ok = surface_write(surface, path, error);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  return ok;
}
