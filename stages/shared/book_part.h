/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of tables share among themselves: limits, unpacking, XML, building. */
#pragma once
#include "pipeline/error.h"
#include "stages/shared/book.h"

#include <expat.h>
#include <zip.h>

#define BM_BOOK_MOST_FILE (64U << 20)
#define BM_BOOK_MOST_PART (128U << 20)
#define BM_BOOK_MOST_PARTS (256U << 20)
#define BM_BOOK_MOST_RATIO 200U
#define BM_BOOK_FREE_OF_RATIO (1U << 20)
#define BM_BOOK_MOST_ENTRIES 10000
#define BM_BOOK_MOST_CELLS 2000000U
#define BM_BOOK_MOST_SHEETS 256U
#define BM_BOOK_MOST_TEXT (128U << 10) /* bytes; Excel allows 32 767 characters */
#define BM_BOOK_MOST_ROWS 1048576U
#define BM_BOOK_MOST_COLUMNS 16384U

/* ---- book.c ---- */

BmBook *bm_book_new(BmBookKind kind);
/* A fresh sheet at the end; borrowed. @name is copied. */
BmBookSheet *bm_book_sheet_add(BmBook *book, const char *name);
/* Puts cells in order. Returns FALSE when two stand in one place. */
gboolean bm_book_sheet_close(BmBookSheet *sheet);
const char *bm_book_keep(BmBook *book, const char *text);

/* "D12", "$D$12" → row and column from 0; FALSE when it is no address within the limits. */
gboolean bm_book_address_parse(const char *text, guint *ret_row, guint *ret_column);
/* "B6:C6" or a single address. */
gboolean bm_book_range_parse(const char *text, BmBookRange *ret_range);

/* ---- book_pack.c: the ZIP file ---- */

typedef struct BmPack {
  zip_t *zip;
  guint64 left; /* bytes that may still be unpacked */
} BmPack;

gboolean bm_pack_open(BmPack *pack, const char *path, GError **error);
void bm_pack_clear(BmPack *pack);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BmPack, bm_pack_clear)

gboolean bm_pack_has(const BmPack *pack, const char *name);
/* Whether any part's name holds @piece, letters of any case. */
gboolean bm_pack_has_like(const BmPack *pack, const char *piece);

/* ---- book_xml.c ---- */

typedef struct BmXml BmXml;

/* Called with local names of spreadsheet and package elements only: whatever stands in another
 * namespace is skipped with all that it holds. @text may be NULL. */
typedef struct BmXmlCalls {
  void (*open)(BmXml *xml, const char *name, const char **attributes);
  void (*close)(BmXml *xml, const char *name);
  void (*text)(BmXml *xml, const char *text, gsize size);
} BmXmlCalls;

/* What a call works on. */
void *bm_xml_user(const BmXml *xml);
/* Ends the reading with an error of this slug. */
void bm_xml_stop(BmXml *xml, const char *slug);
/* Value of an attribute without namespace, or NULL; borrowed. */
const char *bm_xml_attribute(const char **attributes, const char *name);
/* The same of the relationships' namespace (r:id). */
const char *bm_xml_relation(const char **attributes);
/* "1", "true", "on" */
gboolean bm_xml_is_true(const char *value);
/* Digits only, at most @most. */
gboolean bm_xml_uint(const char *value, guint most, guint *ret);

/**
 * bm_pack_parse - read a part of the file as XML
 *
 * Errors: BM_ERROR_INPUT "book_damaged" (missing, no XML, a document type), "book_too_large",
 *         "book_encrypted", or what a call stopped with.
 */
gboolean bm_pack_parse(BmPack *pack, const char *name, const BmXmlCalls *calls, void *user,
                       GError **error);

/* ---- book_rels.c ---- */

typedef struct BmRelation {
  char *id, *type, *target; /* type: last word of its address; target: name of the part */
  gboolean is_external;
} BmRelation;

/* Relations of a part (BmRelation), new array; @part "" for those of the whole file; empty when
 * there are none; NULL on error. */
GPtrArray *bm_rels_read(BmPack *pack, const char *part, GError **error);
/* By id, or the first of a type; NULL when there is none. */
const BmRelation *bm_rels_by_id(const GPtrArray *relations, const char *id);
const BmRelation *bm_rels_by_type(const GPtrArray *relations, const char *type);

/* ---- book_words.c: shared strings, styles ---- */

/* Text of a part of a string: "_x000D_" becomes the character that it stands for. */
void bm_words_unescape(GString *text);
gboolean bm_words_read(BmPack *pack, const char *part, BmBook *book, GPtrArray *words,
                       GError **error);
/* One guint8 a cell style: whether numbers are shown as dates. */
gboolean bm_styles_read(BmPack *pack, const char *part, GByteArray *are_dates, GError **error);
/* Days from the start of the calendar as text; NULL when out of range. */
char *bm_date_text(double days, gboolean is_1904);

/* ---- book_sheet.c ---- */

typedef struct BmSheetSource {
  BmBook *book;
  const GPtrArray *words;
  const GByteArray *are_dates;
  gboolean is_1904;
  guint *n_cells; /* of all sheets so far */
} BmSheetSource;

gboolean bm_sheet_read(BmPack *pack, const char *part, const BmSheetSource *source,
                       BmBookSheet *sheet, GError **error);

/* ---- the two readers ---- */

BmBook *bm_book_read_xlsx(const char *path, GError **error);
/* @bytes is foreign text of any encoding, @size bytes. */
BmBook *bm_book_read_csv(const char *bytes, gsize size, GError **error);
