/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder of one command outside of any round, and wiped with the command.
 *
 * A keeper, a process of its own, waits at a pipe whose other end only the command holds. When
 * the command ends without having cleaned up (a signal, a crash, kill -9), the pipe closes and
 * the keeper wipes the folder. Only the end of the whole machine leaves it behind.
 */
#pragma once
#include "pipeline/error.h"

typedef enum BmTempSize {
  BM_TEMP_SMALL, /* some MiB: memory rather than disk, where the system has such a place */
  BM_TEMP_LARGE, /* where TMPDIR says, else /tmp */
} BmTempSize;

/**
 * bm_temp_new - a folder "blindmark-XXXXXX" that only this account may enter
 *
 * Errors: BM_ERROR_IO "disk_write".
 * Cost:   a process that sleeps.
 * Tests:  tests/unit/test_temp.c.
 */
typedef struct BmTemp BmTemp;
BmTemp *bm_temp_new(BmTempSize size, GError **error);
const char *bm_temp_path(const BmTemp *temp);
/* It stays after all: for developers who want to look into it. */
void bm_temp_leave(BmTemp *temp);
/* Wipes it. */
void bm_temp_free(BmTemp *temp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BmTemp, bm_temp_free)
