/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blindmark audit WS report: audit/report.pdf and report.html; exit status. */
#pragma once
#include "pipeline/cmd.h"

int bm_audit_report_run(const char *ws, gboolean is_quiet);
