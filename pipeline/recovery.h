/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The recovery code of a backup key, for paper: nine groups of four letters and digits without
 * I, L, O, U. 160 random bits and 20 bits of check. Read back kindly: small letters, spaces
 * and dashes, O for 0, I and L for 1, and Cyrillic letters that look like Latin ones.
 */
#pragma once
#include "pipeline/crypt.h"

#define BM_RECOVERY_SEED 20

/* Text with its final 0 byte, for custodian @who (from 0). */
BmSecret *bm_recovery_text(const BmSecret *seed, guint who);
/* Errors: BM_ERROR_INPUT "recovery_code_bad": mistyped, or the code of the other custodian. */
BmSecret *bm_recovery_read(const BmSecret *text, guint who, GError **error);
