/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words and places of the electronic score form, for the stage that writes it and the one that
 * reads it back.
 *
 * A sheet for each class alias: title, what is marked, whose form it is, a note, the head of
 * the table, then a row a work: number, a score for each task, total, check. The lines of the
 * title and of the marker name class and bundle, so that a sheet which was saved as CSV still
 * does. The hidden sheet says the same for the whole form: stages/bundle/scores.h.
 */
#pragma once
#include <glib.h>

#define BM_SCOREFORM_VERSION 2 /* raise when the form is laid out anew */
#define BM_SCOREFORM_IDENTITY "_blindmark"

/* Rows and columns from 0. */
#define BM_SCOREFORM_TITLE_ROW 0
#define BM_SCOREFORM_WHO_ROW 2
#define BM_SCOREFORM_HEAD_ROW 4 /* works follow */
#define BM_SCOREFORM_FIRST_TASK 1

#define BM_SCOREFORM_NUMBER "№ работы"
#define BM_SCOREFORM_CHECK "Проверка"
#define BM_SCOREFORM_PROGRESS "Заполнено работ: "
#define BM_SCOREFORM_TITLE "Ведомость баллов · класс "

/* What the column of checks says; the second is followed by a number. */
#define BM_SCOREFORM_RIGHT "верно"
#define BM_SCOREFORM_LEFT "осталось: "
#define BM_SCOREFORM_WRONG "неверный балл"
#define BM_SCOREFORM_GATED "нарушено условие"

/* In the locked cell of a score that nobody asks for: the others of its row are counted empty.
 */
#define BM_SCOREFORM_CLOSED "·"

/* New strings; caller frees. */
char *bm_scoreform_sheet(const char *class_alias); /* "Класс K47", at most 31 characters */
char *bm_scoreform_title(const char *class_alias);
/* "Проверяющий m07 · комплект 4F7K-92QX · форма 2" */
char *bm_scoreform_who(const char *marker, const char *bundle, int form_version);
char *bm_scoreform_task(const char *id, int max); /* "5.1\nмакс. 2" */
char *bm_scoreform_total(int max_total);
/* Formula of a row's total, without "="; empty until every cell of the row is filled. */
char *bm_scoreform_sum(guint row, guint left, guint right);
