/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the auditor's report, in Russian as all documents. */
#pragma once
#include "pipeline/cmd.h"
#include "pipeline/conf.h"

/**
 * bm_audit_tables - page balance, proofs, certificates, decisions, samples, findings, rules,
 * journal
 *
 * @proofs  of bm_audit_verify; borrowed
 * Returns {name: table} for a document of stages/analyse/analyse.c; neutral ids only. New.
 * Tests: tests/flow/audit.
 */
json_t *bm_audit_tables(BmOpen *open, const BmConf *conf, const json_t *proofs);
