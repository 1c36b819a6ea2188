/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF files joined with libqpdf. */
#include "stages/bundle/join.h"

#include <jansson.h>
#include <qpdf/qpdf-c.h>
#include <qpdf/qpdfjob-c.h>
#include <qpdf/qpdflogger-c.h>
#include <stdlib.h>

#include "pipeline/autoptr.h"
#include "pipeline/error.h"
#include "stages/bundle/folio.h"
#include "stages/bundle/match.h"
#include "stages/bundle/strip.h"

#define PAGES_AT_ONCE 200 /* read back */

typedef struct Mark {
  guint level, page;
  char *title;
} Mark;

/* Where a page came from. */
typedef struct Origin {
  guint source, page;
} Origin;

struct BmJoin {
  qpdf_data out;
  GArray *origins;    /* of each page */
  GPtrArray *sources; /* qpdf_data; open until the end, since pages are read when written */
  GArray *foreign;    /* of each source: it comes from a person */
  GArray *marks;
  const char *scratch;
  guint n_pages, n_flat;
};

static qpdf_data quiet_qpdf(void)
{
  qpdf_data pdf = qpdf_init();
  qpdf_silence_errors(pdf);
  qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
  return pdf;
}

/* Errors that nobody fetches are printed by the library, with paths. */
static void forget_errors(qpdf_data pdf)
{
  while (qpdf_has_error(pdf))
    qpdf_get_error(pdf);
}

static void pdf_free(void *pdf)
{
  qpdf_data data = pdf;
  forget_errors(data);
  qpdf_cleanup(&data);
}

static void mark_clear(Mark *mark)
{
  g_clear_pointer(&mark->title, g_free);
}

static void set_title(BmJoin *join, const char *title)
{
  qpdf_oh info = qpdf_oh_new_dictionary(join->out);
  qpdf_oh_replace_key(join->out, info, "/Title", qpdf_oh_new_unicode_string(join->out, title));
  qpdf_oh_replace_key(join->out, qpdf_get_trailer(join->out), "/Info",
                      qpdf_make_indirect_object(join->out, info));
}

BmJoin *bm_join_new(const char *title, const char *scratch)
{
  BmJoin *join = g_new0(BmJoin, 1);
  join->scratch = scratch;
  join->out = quiet_qpdf();
  qpdf_empty_pdf(join->out);
  join->sources = g_ptr_array_new_with_free_func(pdf_free);
  join->origins = g_array_new(FALSE, FALSE, sizeof(Origin));
  join->foreign = g_array_new(FALSE, FALSE, sizeof(gboolean));
  join->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
  g_array_set_clear_func(join->marks, (GDestroyNotify)mark_clear);
  set_title(join, title);
  return join;
}

void bm_join_free(BmJoin *join)
{
  if (join == NULL)
    return;
  pdf_free(join->out);
  g_ptr_array_unref(join->sources);
  g_array_unref(join->origins);
  g_array_unref(join->foreign);
  g_array_unref(join->marks);
  g_free(join);
}

/* A copy of @path whose annotations are part of its pages; NULL when qpdf cannot make one. */
static char *flattened(BmJoin *join, const char *path)
{
  char *flat = g_strdup_printf("%s/flat-%u.pdf", join->scratch, join->n_flat++);
  g_autoptr(json_t) order = json_pack(
      "{s:s,s:s,s:s,s:s,s:s,s:s}", "inputFile", path, "outputFile", flat, "flattenAnnotations",
      "print", "generateAppearances", "", "decrypt", "", "warningExit0", "");
  g_autofree char *text = json_dumps(order, JSON_COMPACT);
  qpdfjob_handle job = qpdfjob_init();
  qpdflogger_handle logger = qpdflogger_create();
  qpdflogger_set_info(logger, qpdf_log_dest_discard, NULL, NULL);
  qpdflogger_set_warn(logger, qpdf_log_dest_discard, NULL, NULL);
  qpdflogger_set_error(logger, qpdf_log_dest_discard, NULL, NULL);
  qpdfjob_set_logger(job, logger);
  int status = qpdfjob_initialize_from_json(job, text);
  if (status == 0)
    status = qpdfjob_run(job);
  qpdflogger_cleanup(&logger);
  qpdfjob_cleanup(&job);
  if (status == 0)
    return flat;
  g_free(flat);
  return NULL;
}

gboolean bm_join_open(BmJoin *join, const char *path, gboolean is_foreign, const char *reason,
                      guint *ret_source, guint *ret_pages, GError **error)
{
  g_autofree char *flat = is_foreign ? flattened(join, path) : g_strdup(path);
  if (flat == NULL)
    return bm_fail(error, BM_ERROR_INPUT, reason, "a PDF file cannot be read");
  qpdf_data source = quiet_qpdf();
  g_ptr_array_add(join->sources, source);
  g_array_append_val(join->foreign, is_foreign);
  gboolean is_read = qpdf_read(source, flat, NULL) == QPDF_SUCCESS;
  int pages = is_read ? qpdf_get_num_pages(source) : -1;
  if (pages < 1)
    return bm_fail(error, BM_ERROR_INPUT, reason, "a PDF file has no readable pages");
  *ret_source = join->sources->len - 1;
  *ret_pages = (guint)pages;
  return TRUE;
}

void bm_join_page(BmJoin *join, guint source_at, guint page)
{
  qpdf_data source = g_ptr_array_index(join->sources, source_at);
  Origin origin = {source_at, page};
  g_array_append_val(join->origins, origin);
  qpdf_add_page(join->out, source, qpdf_get_page_n(source, page), QPDF_FALSE);
  join->n_pages++;
}

guint bm_join_n_pages(const BmJoin *join)
{
  return join->n_pages;
}

void bm_join_mark(BmJoin *join, guint level, const char *title)
{
  Mark mark = {.level = level, .page = join->n_pages, .title = g_strdup(title)};
  g_array_append_val(join->marks, mark);
}

static void strip_pages(BmJoin *join)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < join->n_pages; i++) {
    bm_strip_page(join->out, qpdf_get_page_n(join->out, i), seen);
    qpdf_oh_release_all(join->out);
  }
}

static gboolean number_pages(BmJoin *join, gboolean is_duplex, GError **error)
{
  g_autofree char *path = g_build_filename(join->scratch, "numbers.pdf", NULL);
  guint at = 0, n = 0;
  if (!bm_folio_write(path, join->n_pages, is_duplex, error) ||
      !bm_join_open(join, path, FALSE, "bundle_unmade", &at, &n, error))
    return FALSE;
  qpdf_data numbers = g_ptr_array_index(join->sources, at);
  for (guint i = 0; i < join->n_pages; i++) {
    if (!bm_folio_set(join->out, i, numbers, is_duplex))
      return bm_fail(error, BM_ERROR_INPUT, "bundle_unmade", "page %u has no size or content",
                     i + 1);
    qpdf_oh_release_all(join->out);
    qpdf_oh_release_all(numbers);
  }
  return TRUE;
}

/* Outline items are chained lists: each knows its neighbours, its parent and its children. */
typedef struct Outline {
  qpdf_data pdf;
  qpdf_oh root, parents[2], last[2];
  int n[2];
} Outline;

static qpdf_oh mark_item(BmJoin *join, const Mark *mark)
{
  qpdf_data pdf = join->out;
  qpdf_oh item = qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf));
  qpdf_oh target = qpdf_oh_new_array(pdf);
  qpdf_oh_append_item(pdf, target, qpdf_get_page_n(pdf, MIN(mark->page, join->n_pages - 1)));
  qpdf_oh_append_item(pdf, target, qpdf_oh_new_name(pdf, "/Fit"));
  qpdf_oh_replace_key(pdf, item, "/Title", qpdf_oh_new_unicode_string(pdf, mark->title));
  qpdf_oh_replace_key(pdf, item, "/Dest", target);
  return item;
}

static void outline_append(Outline *outline, guint level, qpdf_oh item)
{
  qpdf_data pdf = outline->pdf;
  qpdf_oh parent = outline->parents[level];
  qpdf_oh_replace_key(pdf, item, "/Parent", parent);
  if (outline->n[level] == 0) {
    qpdf_oh_replace_key(pdf, parent, "/First", item);
  } else {
    qpdf_oh_replace_key(pdf, item, "/Prev", outline->last[level]);
    qpdf_oh_replace_key(pdf, outline->last[level], "/Next", item);
  }
  qpdf_oh_replace_key(pdf, parent, "/Last", item);
  outline->n[level]++;
  /* open at the top, closed below: the count of a closed item is negative */
  int count = level == 0 ? outline->n[0] : -outline->n[1];
  qpdf_oh_replace_key(pdf, parent, "/Count", qpdf_oh_new_integer(pdf, count));
  outline->last[level] = item;
  if (level == 0) {
    outline->parents[1] = item;
    outline->n[1] = 0;
  }
}

static void add_outline(BmJoin *join)
{
  qpdf_data pdf = join->out;
  if (join->marks->len == 0)
    return;
  Outline outline = {.pdf = pdf};
  outline.root = qpdf_make_indirect_object(pdf, qpdf_oh_new_dictionary(pdf));
  outline.parents[0] = outline.parents[1] = outline.root;
  for (guint i = 0; i < join->marks->len; i++) {
    const Mark *mark = &g_array_index(join->marks, Mark, i);
    outline_append(&outline, outline.n[0] == 0 ? 0 : mark->level, mark_item(join, mark));
  }
  qpdf_oh_replace_key(pdf, qpdf_get_root(pdf), "/Outlines", outline.root);
}

/* Viewers show the title and offer both sides of the paper. */
static void add_preferences(BmJoin *join)
{
  qpdf_data pdf = join->out;
  qpdf_oh_replace_key(
      pdf, qpdf_get_root(pdf), "/ViewerPreferences",
      qpdf_oh_parse(pdf, "<< /DisplayDocTitle true /Duplex /DuplexFlipLongEdge >>"));
  qpdf_oh_replace_key(pdf, qpdf_get_root(pdf), "/PageMode",
                      qpdf_oh_new_name(pdf, "/UseOutlines"));
}

static gboolean sources_are_whole(const BmJoin *join)
{
  for (guint i = 0; i < join->sources->len; i++) {
    qpdf_data source = g_ptr_array_index(join->sources, i);
    if (qpdf_has_error(source) || qpdf_more_warnings(source))
      return FALSE;
  }
  return TRUE;
}

/* Linear: a viewer shows the first page before it has read the rest. */
static gboolean write_out(BmJoin *join, const char *path)
{
  if ((qpdf_init_write(join->out, path) & QPDF_ERRORS) != 0)
    return FALSE;
  qpdf_set_deterministic_ID(join->out, QPDF_TRUE);
  qpdf_set_object_stream_mode(join->out, qpdf_o_generate);
  qpdf_set_decode_level(join->out, qpdf_dl_none);
  qpdf_set_compress_streams(join->out, QPDF_TRUE); /* those that are not yet */
  qpdf_set_linearization(join->out, QPDF_TRUE);
  return qpdf_write(join->out) == QPDF_SUCCESS;
}

/* Page @at of the file that was written. Pictures of foreign pages may have lost metadata. */
static gboolean page_is_right(const BmJoin *join, qpdf_data written, guint at)
{
  Origin origin = g_array_index(join->origins, Origin, at);
  if (g_array_index(join->foreign, gboolean, origin.source))
    return TRUE;
  qpdf_data source = g_ptr_array_index(join->sources, origin.source);
  gboolean is_right = bm_page_matches(source, origin.page, written, bm_folio_page(written, at));
  qpdf_oh_release_all(source);
  qpdf_oh_release_all(written);
  return is_right;
}

/* Pages from @from on of the file that was written, at most as many as are looked at once. */
static gboolean has_some_pages(const BmJoin *join, const char *path, guint from)
{
  qpdf_data pdf = quiet_qpdf();
  gboolean is_right = qpdf_read(pdf, path, NULL) == QPDF_SUCCESS &&
                      qpdf_get_num_pages(pdf) == (int)join->n_pages;
  for (guint i = from; i < MIN(from + PAGES_AT_ONCE, join->n_pages) && is_right; i++)
    is_right = page_is_right(join, pdf, i);
  pdf_free(pdf);
  return is_right;
}

/* The file that was written, read again: our pages show what they showed. libqpdf keeps what it
 * has read, so a long file is opened anew now and then. */
static gboolean has_pages(const BmJoin *join, const char *path)
{
  gboolean is_right = TRUE;
  for (guint from = 0; from < join->n_pages && is_right; from += PAGES_AT_ONCE)
    is_right = has_some_pages(join, path, from);
  return is_right;
}

gboolean bm_join_write(BmJoin *join, const char *path, gboolean is_duplex, GError **error)
{
  strip_pages(join);
  if (!number_pages(join, is_duplex, error))
    return FALSE;
  add_outline(join);
  add_preferences(join);
  if (!write_out(join, path) || !has_pages(join, path))
    return bm_fail(error, BM_ERROR_IO, "disk_write", "cannot write a bundle of %u pages",
                   join->n_pages);
  if (!sources_are_whole(join))
    return bm_fail(error, BM_ERROR_INPUT, "bundle_unmade", "a joined file is damaged inside");
  return TRUE;
}
