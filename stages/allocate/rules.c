/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a panel says about one marker and one group, and about loads. */
#include "stages/allocate/panel.h"

#include <string.h>

guint bm_panel_group_works(const BmPanelGroup *group)
{
  return group->works->len;
}

BmBar bm_panel_bar(const BmPanel *panel, const BmPanelGroup *group, guint marker)
{
  const BmPanelMarker *who = bm_panel_marker(panel, marker);
  if (who->bars[group->school_at] != BM_BAR_NONE)
    return (BmBar)who->bars[group->school_at];
  if (who->rank < group->needs_rank)
    return BM_BAR_RANK;
  for (guint i = 0; i < group->before->len; i++)
    if (g_array_index(group->before, guint, i) == marker)
      return BM_BAR_BEFORE;
  return BM_BAR_NONE;
}

guint bm_panel_room(const BmPanel *panel, guint marker)
{
  const BmPanelMarker *who = bm_panel_marker(panel, marker);
  return who->most - MIN(who->most, who->extras);
}

int bm_panel_find_marker(const BmPanel *panel, const char *id)
{
  guint low = 0, high = panel->markers->len;
  while (low < high) {
    guint at = (low + high) / 2;
    int order = strcmp(id, bm_panel_marker(panel, at)->id);
    if (order == 0)
      return (int)at;
    if (order < 0)
      high = at;
    else
      low = at + 1;
  }
  return -1;
}

BmPanelGroup *bm_panel_place(const BmPanel *panel, const char *work_no)
{
  guint at = GPOINTER_TO_UINT(g_hash_table_lookup(panel->places, work_no));
  return at > 0 ? bm_panel_group(panel, at - 1) : NULL;
}

static guint level_of(const BmPanelMarker *marker, guint level)
{
  return MAX(marker->extras, MIN(marker->most, level));
}

static guint filled_to(const BmPanel *panel, guint level)
{
  guint sum = 0;
  for (guint m = 0; m < panel->markers->len; m++)
    sum += level_of(bm_panel_marker(panel, m), level);
  return sum;
}

guint *bm_panel_fair_loads(const BmPanel *panel)
{
  guint markings = panel->n_works * panel->per_work, level = 0, most = 0;
  for (guint m = 0; m < panel->markers->len; m++) {
    markings += bm_panel_marker(panel, m)->extras;
    most = MAX(most, bm_panel_marker(panel, m)->most);
  }
  while (level < most && filled_to(panel, level + 1) <= markings)
    level++;
  guint left = markings - MIN(markings, filled_to(panel, level));
  guint *loads = g_new0(guint, panel->markers->len + 1);
  for (guint m = 0; m < panel->markers->len; m++) {
    const BmPanelMarker *marker = bm_panel_marker(panel, m);
    loads[m] = level_of(marker, level);
    if (left > 0 && level_of(marker, level + 1) > loads[m]) {
      loads[m]++;
      left--;
    }
  }
  return loads;
}

guint64 bm_panel_rank(const char *seed, const char *purpose, const char *text)
{
  g_autofree char *message = g_strconcat(purpose, "|", text, NULL);
  g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guint8 *)seed, strlen(seed));
  g_hmac_update(hmac, (const guint8 *)message, (gssize)strlen(message));
  guint8 digest[32];
  gsize length = sizeof digest;
  g_hmac_get_digest(hmac, digest, &length);
  guint64 rank = 0;
  for (int i = 0; i < 8; i++)
    rank = rank << 8 | digest[i];
  return rank;
}
