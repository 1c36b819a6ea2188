# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks (XLSX) as other programs read them: LibreOffice, Gnumeric and openpyxl against what is written in the file.

LibreOffice and Gnumeric count every formula anew and save the workbook again; what they saved is read by openpyxl and
compared with the file cell by cell. What a reader is known to lose of any workbook is in LOSES.
"""
import os
import re
import shutil
import subprocess
import warnings

import openpyxl
from openpyxl.utils import get_column_letter

import docpages

LIBRE, GNUMERIC, OPEN = "LibreOffice", "Gnumeric", "openpyxl"
READERS = (LIBRE, GNUMERIC, OPEN)
# Gnumeric 1.12 shows sheets that were hidden; neither matters to what stands in them
LOSES = {GNUMERIC: {"hidden"}, LIBRE: set(), OPEN: set()}
ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA)|Err:\d+")
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
RULES_KEPT = 1000  # rows; LibreOffice cuts longer rules when it saves them without anything below
COLUMNS = 200  # that are looked at
CLOSE = 1e-12  # LibreOffice writes numbers with 15 digits
BATCH = 40  # workbooks at a time


class Readers:
    """Office programs that keep nothing of this session. @folder: their own."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        profile = os.path.join(self.folder, "profile", "user")
        os.makedirs(profile)
        with open(os.path.join(profile, "registrymodifications.xcu"), "w", encoding="utf-8") as file:
            file.write(SETTINGS)
        self.n = 0

    def _run(self, *command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=900,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": self.folder})
        return done.returncode == 0, done.stdout

    def _libre(self, ending, paths):
        """{path: what LibreOffice made of it, or None}; files of equal names get numbers."""
        made = {}
        for start in range(0, len(paths), BATCH):
            self.n += 1
            come, go = (os.path.join(self.folder, "%s-%d" % (name, self.n)) for name in ("come", "go"))
            os.makedirs(come)
            named = {}
            for at, path in enumerate(paths[start:start + BATCH]):
                named[path] = os.path.join(come, "%03d.xlsx" % at)
                shutil.copy(path, named[path])
            self._run("soffice", "-env:UserInstallation=file://" + os.path.join(self.folder, "profile"), "--headless",
                      "--convert-to", ending, "--outdir", go, *named.values())
            for path, copy in named.items():
                out = os.path.join(go, os.path.basename(copy)[:-4] + ending)
                made[path] = out if os.path.exists(out) else None
        return made

    def libre_save(self, paths):
        return self._libre("xlsx", paths)

    def libre_print(self, paths):
        return self._libre("pdf", paths)

    def gnumeric_save(self, paths):
        made = {}
        for path in paths:
            self.n += 1
            out = os.path.join(self.folder, "gnumeric-%d.xlsx" % self.n)
            is_done, _ = self._run("ssconvert", "--recalc", path, out)
            made[path] = out if is_done and os.path.exists(out) else None
        return made

    def gnumeric_set(self, path, out, cells):
        """@cells: {cell: value} of the first sheet, entered by Gnumeric itself as somebody would type them."""
        words = [word for cell, value in cells.items() for word in ("--set", "%s=%s" % (cell, value))]
        is_done, said = self._run("ssconvert", "--recalc", *words, path, out)
        if not is_done or "Failed" in said:
            raise SystemExit("ssconvert cannot fill %s: %s" % (path, said))

    @staticmethod
    def open_save(paths, folder):
        made = {}
        for at, path in enumerate(paths):
            made[path] = os.path.join(folder, "open-%d.xlsx" % at)
            book_open(path, False).save(made[path])
        return made

    def save_each(self, paths, folder):
        """The files as the three programs save them, in turn, under their own names."""
        os.makedirs(folder)
        turns = [paths[at::3] for at in range(3)]
        made = {**self.libre_save(turns[0]), **self.gnumeric_save(turns[1]), **self.open_save(turns[2], folder)}
        out = []
        for path, copy in sorted(made.items()):
            if copy is None:
                raise SystemExit("no office program saves " + path)
            out.append(os.path.join(folder, os.path.basename(path)))
            shutil.move(copy, out[-1])
        return out


def book_open(path, is_shown):
    """@is_shown: values of formulas instead of these."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=is_shown)


# ---- what stands in a workbook ----


class Facts:
    """Of each sheet: values, formulas, areas with a rule of what may go in, locks of cells."""

    def __init__(self, path):
        shown, written = book_open(path, True), book_open(path, False)
        self.names, self.hidden, self.sheets = shown.sheetnames, [], {}
        for page in written:
            if page.sheet_state != "visible":
                self.hidden.append(page.title)
            self.sheets[page.title] = self._sheet(page, shown[page.title])

    @staticmethod
    def _sheet(page, shown):
        values, formulas, locks, columns = {}, {}, {}, columns_locked(page)
        for cell in cells_of(page):
            if cell.data_type == "f":
                formulas[cell.coordinate] = cell.value
            # Gnumeric writes a cell that looks like its column without a style of its own
            locks[cell.coordinate] = cell.protection.locked if cell.style_id else columns.get(cell.column, True)
        for cell in cells_of(shown):
            if cell.value is not None and cell.value != "":
                values[cell.coordinate] = cell.value
        rules = [(rule.type, area.bounds) for rule in page.data_validations.dataValidation for area in rule.sqref.ranges]
        return {"values": values, "formulas": formulas, "rules": rules, "locks": locks,
                "is_locked": bool(page.protection.sheet)}


def columns_locked(page):
    return {column: one.protection.locked for one in page.column_dimensions.values() if one.min
            for column in range(one.min, min(one.max, COLUMNS) + 1)}


def cells_of(page):
    """Those that there are: a rule for 100 000 rows makes no cells."""
    return page._cells.values()


def corners(rules):
    """{cell: kind of rule} for first and last cells of every area, as far down as LibreOffice keeps rules."""
    return {get_column_letter(column) + str(row): kind for kind, (left, top, right, bottom) in rules
            for column in (left, right) for row in (top, min(bottom, RULES_KEPT))}


def rule_at(rules, cell):
    row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
    return next((kind for kind, (left, top, right, bottom) in rules if left <= column <= right and top <= row <= bottom), None)


def is_same(one, other):
    if isinstance(one, (int, float)) and isinstance(other, (int, float)) and not isinstance(one, bool):
        return abs(one - other) <= CLOSE * max(1.0, abs(one), abs(other))
    return one == other


def errors_in(facts):
    return ["'%s' %s says %s" % (name, cell, value) for name, sheet in facts.sheets.items()
            for cell, value in sheet["values"].items() if isinstance(value, str) and ERROR.fullmatch(value.strip())]


def cells_differ(name, want, got):
    return ["'%s' %s is %r, not %r" % (name, cell, got.get(cell), want.get(cell))
            for cell in sorted({**want, **got}) if not is_same(want.get(cell), got.get(cell))]


def sheet_differs(name, want, got):
    wrong = cells_differ(name, want["values"], got["values"])
    if want["formulas"].keys() != got["formulas"].keys():
        cells = sorted(want["formulas"].keys() ^ got["formulas"].keys())
        wrong.append("'%s' %s: a formula too much or too few" % (name, cells[0]))
    rules = corners(want["rules"])
    wrong += ["'%s' %s: the rule of what may be entered is %s, not %s" % (name, cell, rule_at(got["rules"], cell), rule)
              for cell, rule in rules.items() if rule_at(got["rules"], cell) != rule]
    if want["is_locked"] != got["is_locked"]:
        wrong.append("'%s' %s protected" % (name, "is not" if want["is_locked"] else "is"))
    if want["is_locked"]:  # else it means nothing
        wrong += ["'%s' %s is %s" % (name, cell, "open" if is_locked else "locked") for cell, is_locked in want["locks"].items()
                  if got["locks"].get(cell, True) != is_locked]
    return wrong


def facts_differ(want, got, reader):
    if want.names != got.names:
        return ["sheets are %s, not %s" % (got.names, want.names)]
    wrong = ["hidden sheets are %s, not %s" % (got.hidden, want.hidden)] if (
        want.hidden != got.hidden and "hidden" not in LOSES[reader]) else []
    for name, sheet in want.sheets.items():
        wrong += sheet_differs(name, sheet, got.sheets[name])
    return wrong


def books_check(paths, readers):
    """{path: (readers that agree, [fault])}"""
    saved = {LIBRE: readers.libre_save(paths), GNUMERIC: readers.gnumeric_save(paths)}
    told = {}
    for path in paths:
        facts, agreed, wrong = Facts(path), [OPEN], []
        wrong += ["openpyxl: " + line for line in errors_in(facts)]
        for reader, made in saved.items():
            if made[path] is None:
                wrong.append(reader + " cannot open it")
                continue
            got = Facts(made[path])
            lines = facts_differ(facts, got, reader) + errors_in(got)
            agreed += [reader] * (not lines)
            wrong += ["%s: %s" % (reader, line) for line in lines]
        told[path] = (agreed, wrong)
    return told


# ---- workbooks on paper ----


def prints_check(paths, readers):
    """{path: (PDF as LibreOffice prints it, [fault])}"""
    made, told = readers.libre_print(paths), {}
    for path in paths:
        wrong = ["LibreOffice cannot print it"] if made[path] is None else docpages.print_check(made[path])
        told[path] = (made[path], wrong)
    return told
