/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was never given out. */
#include "pipeline/rest.h"

#include <stdio.h>

#include "pipeline/autoptr.h"
#include "pipeline/lang.h"
#include "pipeline/wave.h"

static const char *const keys[] = {"pages", "files", "works"};

static json_int_t number_of(const json_t *row, const char *key)
{
  return json_integer_value(json_object_get(row, key));
}

json_t *bm_rest(BmLedger *ledger, BmKeymap *keymap)
{
  g_autoptr(json_t) status = bm_ledger_status(ledger);
  g_autoptr(json_t) left = bm_wave_left(ledger, keymap);
  const json_t *pages = json_object_get(status, "pages");
  const json_t *files = json_object_get(status, "files");
  return json_pack("{s:I,s:I,s:I}", "pages",
                   number_of(pages, "held") + number_of(pages, "pending"), "files",
                   number_of(files, "held") + number_of(files, "waiting"), "works",
                   (json_int_t)json_array_size(left));
}

gboolean bm_rest_is_none(const json_t *rest)
{
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (number_of(rest, keys[i]) > 0)
      return FALSE;
  return TRUE;
}

void bm_rest_tell(const char *ws, const json_t *rest)
{
  int pages = (int)number_of(rest, "pages"), files = (int)number_of(rest, "files"),
      works = (int)number_of(rest, "works");
  if (pages > 0)
    fprintf(stderr,
            bm_tr("Не роздано, потому что ждёт решения: страниц %d; их работ в итогах нет. "
                  "blindmark review %s list\n",
                  "Not given out, since they wait for a decision: %d pages; their works are in "
                  "no result. blindmark review %s list\n"),
            pages, ws);
  if (files > 0)
    fprintf(stderr,
            bm_tr("Не приняты и ждут файлы сканов: %d. blindmark status %s\n",
                  "Files of scans that are not taken in and wait: %d. blindmark status %s\n"),
            files, ws);
  if (works > 0)
    fprintf(stderr,
            bm_tr("Работ с номером, которых нет ни в одном комплекте: %d; в итогах их нет. "
                  "blindmark close %s\n",
                  "Works with a number that are in no bundle: %d; they are in no result. "
                  "blindmark close %s\n"),
            works, ws);
}
