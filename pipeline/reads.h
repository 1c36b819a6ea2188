/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files a ticket gives its stage to read: the sandbox lets it open no others. */
#pragma once
#include <jansson.h>

/**
 * bm_reads_of - the files of a ticket
 *
 * @ticket  borrowed; as bm_job_new takes it. (A gate question has one file, whose name may be
 * no text: the child finds it itself.)
 *
 * Only places are looked at where the supervisor puts paths (pipeline/README.md, "Context of a
 * job"), by stage: facts come from stages, and a path among them gives nothing. What the
 * coordinator supplied may be a link; it stands here by its true name, too.
 *
 * Returns a new array of absolute paths.
 * Tests:  tests/unit/test_reads.c.
 */
json_t *bm_reads_of(const json_t *ticket);
