/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones of a form: where its copies carry identity. */
#pragma once
#include "stages/form/pages.h"
#include "stages/shared/identity.h"

/* What a round says about masking; borrowed. */
typedef struct BmZoneRules {
  const BmRoster *roster;
  const char *policy; /* NULL: the strictest */
} BmZoneRules;

/**
 * bm_zones_propose - zones of a learnt form, and doubts about them
 *
 * Fields of the labels on the clean picture, identifiers that the whole class shares in print,
 * and "unexplained": places of the head and the foot where copies differ and no field is. The
 * zones that were proposed before are replaced; never called for a confirmed form.
 * Errors: those of bm_identity_find.
 * Tests: tests/stages/test_form.c, suite form_zones.
 */
gboolean bm_zones_propose(BmForm *form, const BmZoneRules *rules, GError **error);

/**
 * bm_zones_unsettled - add the places of head and foot where copies differ
 *
 * @kept     BmFormZone, fields that may differ and stay visible; or NULL
 * @body_mm  where the body starts, below 0 when unknown
 *
 * Split from the above so that it can be tested without reading.
 */
void bm_zones_unsettled(BmForm *form, const GArray *kept, double body_mm);
