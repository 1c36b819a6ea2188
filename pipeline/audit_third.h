/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of third markings. */
#pragma once
#include <glib.h>
#include <jansson.h>

/**
 * bm_audit_third - prove third markings from what was written
 *
 * @written  as for bm_audit_alloc
 * @lists    as for bm_audit_alloc; markers that left the list among them; and "persons", as
 *           bm_person_keys gives them
 * @notes    allocations of third markings, as bm_wave_notes gives them: which works were to be
 *           marked a third time, and among whom. Manifests do not say what should be there: a
 *           bundle that has vanished has none.
 *
 * Each work is marked once for each note that shares it out, by none who has it in a first or
 * an earlier third bundle, and by a senior where one of those among whom it was shared has such
 * a rank. Returns what bm_audit_alloc returns; a work that nobody asked a third marking of is
 * "not_disputed". New reference.
 * Tests: tests/unit/test_audit_third.c
 */
json_t *bm_audit_third(const json_t *written, const json_t *lists, const json_t *notes);

/* Manifests of third bundles, or of all others, with the person's own number; new. */
json_t *bm_audit_manifests(const json_t *written, gboolean of_third);
