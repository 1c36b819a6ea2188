# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong with score forms on their way: each fault is put into a form that is whole otherwise.

A planter takes a Spoilt and returns the faults that must be named: [(slug of models/reasons, sheet, cell)], "" where
nothing is to be named; None where this form cannot have the fault. PLANTERS: {name: planter}.
"""
from scoreforms import HEAD, HIDDEN
from workbook import cell_at, column_name

PLANTERS = {}
FIRST = HEAD + 1  # row of the first work


class Spoilt:
    """A filled form. The class with most works is the one that suffers."""

    def __init__(self, bundle, book, other):
        self.bundle, self.book, self.other = bundle, book, other
        self.alias = max(bundle.classes, key=lambda alias: len(bundle.classes[alias]))
        self.name, self.works = "Класс " + self.alias, bundle.classes[self.alias]
        self.sheet, self.hidden = book.sheets[self.name], book.sheets[HIDDEN]
        self.n, self.end = len(self.works), FIRST + len(self.works)
        self.total = column_name(len(bundle.tasks) + 2)

    def at(self, slug, cell="", sheet=None):
        return [(slug, self.name if sheet is None else sheet, cell)]

    def row_add(self, work_no):
        """Below the table, with the scores of its first row."""
        self.sheet.put(cell_at(self.end, 1), work_no)
        for column in range(2, len(self.bundle.tasks) + 2):
            self.sheet.put(cell_at(self.end, column), self.sheet.value(cell_at(FIRST, column)))
        return "A%d" % self.end


def planter(function):
    PLANTERS[function.__name__] = function
    return function


# scores


def _score(slug, value, kind=None):
    def plant(form):
        cell = cell_at(FIRST + form.n // 2, 2 + len(form.bundle.tasks) // 3)
        form.sheet.put(cell, value, kind)
        return form.at(slug, cell)
    PLANTERS[slug] = plant


_score("form_score_empty", None)
_score("form_score_over", 25)
_score("form_score_fraction", 0.5)
_score("form_score_decimal", "1,0")
_score("form_score_negative", -1)
_score("form_score_text", "один")
_score("form_score_spaces", " 1")
_score("form_score_digits", "\uff11")
_score("form_score_alphabet", "О")
_score("form_score_date", "01.02.2026")
_score("form_score_error", "#N/A", "e")


@planter
def form_score_formula(form):
    form.sheet.formula("C%d" % FIRST, "B%d" % FIRST, 1)
    return form.at("form_score_formula", "C%d" % FIRST)


@planter
def two_scores(form):
    """Both are named."""
    last = cell_at(FIRST + form.n - 1, len(form.bundle.tasks) + 1)
    form.sheet.put("B%d" % FIRST, 99)
    form.sheet.put(last, "нет")
    return form.at("form_score_over", "B%d" % FIRST) + form.at("form_score_text", last)


@planter
def form_total_wrong(form):
    cell = "%s%d" % (form.total, FIRST)
    form.sheet.put(cell, 1 + form.sheet.value(cell))
    return form.at("form_total_wrong", cell)


def gate(by, task):
    """A planter that breaks a condition of the rubric: places of tasks."""
    def plant(form):
        row, total = FIRST + form.n - 1, "%s%d" % (form.total, FIRST + form.n - 1)
        form.sheet.put(cell_at(row, by + 2), 0)
        form.sheet.put(cell_at(row, task + 2), 1)
        form.sheet.put(total, None)
        return form.at("form_gate", cell_at(row, task + 2))
    return plant


# works


@planter
def form_work_duplicate(form):
    return form.at("form_work_duplicate", form.row_add(form.works[0]))


@planter
def form_work_extra(form):
    return form.at("form_work_extra", form.row_add("100-000-001"))


@planter
def form_work_foreign(form):
    foreign = next((work for work in form.other.works if work not in form.bundle.works), None)
    return form.at("form_work_foreign", form.row_add(foreign)) if foreign else None


@planter
def form_work_class(form):
    mates = [works[0] for alias, works in form.bundle.classes.items() if alias != form.alias]
    return form.at("form_work_class", form.row_add(mates[0])) if mates else None


@planter
def form_work_unknown(form):
    form.sheet.put("A%d" % FIRST, "100-000-001")
    return form.at("form_work_unknown", "A%d" % FIRST)


@planter
def form_work_missing(form):
    if form.n < 2:
        return None
    form.sheet.row_delete(FIRST)
    return form.at("form_work_missing")


@planter
def form_row_count(form):
    for _ in form.works:
        form.sheet.row_delete(FIRST)
    return form.at("form_row_count")


@planter
def form_row_no_work(form):
    form.sheet.put("A%d" % FIRST, None)
    return form.at("form_row_no_work", "A%d" % FIRST)


@planter
def form_work_characters(form):
    for row, work in enumerate(form.works, FIRST):
        if "3" in work:
            form.sheet.put("A%d" % row, work.replace("3", "З", 1))
            return form.at("form_work_characters", "A%d" % row)
    return None


@planter
def form_work_shape(form):
    form.sheet.put("A%d" % FIRST, form.works[0].replace("-", ""))
    return form.at("form_work_shape", "A%d" % FIRST)


# sheets and what stands above the table


@planter
def form_sheet_missing(form):
    form.book.drop(form.name)
    return form.at("form_sheet_missing")


@planter
def form_sheet_renamed(form):
    form.book.rename(form.name, "Класс 1")
    return form.at("form_sheet_renamed", sheet="Класс 1")


@planter
def form_sheet_characters(form):
    twin = form.name.replace("K", "К")
    form.book.rename(form.name, twin)
    return form.at("form_sheet_characters", sheet=twin)


@planter
def form_sheet_extra(form):
    form.book.copy(form.name, "Лист2")
    return form.at("form_sheet_extra", sheet="Лист2")


@planter
def form_sheet_hidden(form):
    form.book.hide(form.name)
    return form.at("form_sheet_hidden")


@planter
def form_heading_changed(form):
    form.sheet.put("A1", form.sheet.value("A1") + "0")
    return form.at("form_heading_changed", "A1")


@planter
def form_class_characters(form):
    form.sheet.put("A1", form.sheet.value("A1").replace("K", "К"))
    return form.at("form_class_characters", "A1")


@planter
def form_bundle_mixed(form):
    form.sheet.put("A3", form.sheet.value("A3").replace(form.bundle.code, form.other.code))
    return form.at("form_bundle_mixed", "A3")


# head of the table


@planter
def form_head_missing(form):
    for column in range(1, len(form.bundle.tasks) + 4):
        form.sheet.put(cell_at(HEAD, column), None)
    return form.at("form_head_missing", "A%d" % HEAD)


@planter
def form_head_moved(form):
    form.sheet.row_insert(2)
    return form.at("form_heading_changed", "A3") + form.at("form_head_moved", "A%d" % (HEAD + 1))


@planter
def form_header_changed(form):
    form.sheet.put("C%d" % HEAD, "второе")
    return form.at("form_header_changed", "C%d" % HEAD)


@planter
def form_column_missing(form):
    form.sheet.column_delete("C")
    return form.at("form_column_missing", "C%d" % HEAD)


@planter
def form_column_extra(form):
    form.sheet.column_insert("C")
    form.sheet.put("C%d" % HEAD, "замечания")
    return form.at("form_column_extra", "C%d" % HEAD)


@planter
def form_column_moved(form):
    form.sheet.columns_swap("B", "C")
    return form.at("form_column_moved", "C%d" % HEAD)


@planter
def form_merged(form):
    form.sheet.merge("B%d:C%d" % (FIRST, FIRST))
    return form.at("form_merged", "B%d" % FIRST)


@planter
def form_row_hidden(form):
    form.sheet.row_hide(FIRST)
    return form.at("form_row_hidden", "A%d" % FIRST)


@planter
def form_column_hidden(form):
    form.sheet.column_hide("C")
    return form.at("form_column_hidden", "C%d" % HEAD)


# the whole book


@planter
def form_identity_missing(form):
    form.book.drop(HIDDEN)
    return form.at("form_identity_missing", sheet=HIDDEN)


@planter
def form_identity_changed(form):
    form.hidden.put("B3", "m1")
    return form.at("form_identity_changed", "B3", HIDDEN)


@planter
def form_bundle_unknown(form):
    form.hidden.put("B2", "0000-0000")
    return form.at("form_bundle_unknown", "B2", HIDDEN)


@planter
def form_stale(form):
    form.hidden.put("B1", "1")
    return form.at("form_stale", "B1", HIDDEN)


@planter
def form_macros(form):
    form.book.parts["xl/vbaProject.bin"] = b"macro"
    return form.at("form_macros", sheet="")


@planter
def form_links(form):
    form.book.relation("rIdLink", "externalLink", "externalLinks/externalLink1.xml")
    form.book.parts["xl/externalLinks/externalLink1.xml"] = (
        b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>')
    return form.at("form_links", sheet="")
