/* SPDX-License-Identifier: GPL-3.0-or-later */
/* C++ libraries (Tesseract, QPDF) throw when there is no memory: be told before they do. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* @told is called when operator new finds no memory; then it throws as ever. */
void bm_memory_watch(void (*told)(void));

#ifdef __cplusplus
}
#endif
