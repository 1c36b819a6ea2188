# SPDX-License-Identifier: GPL-3.0-or-later
"""Score forms of a closed round, and markers who fill them in."""
import csv
import io
import json
import os

from workbook import Book, cell_at

HEAD = 5  # row of the table's head; works follow
HIDDEN = "_blindmark"


class Bundle:
    """@place: folder below bundles/; @works: {work_no: tasks that are asked for, all of them but in a third marking}."""

    def __init__(self, ws, place):
        self.folder, self.place = os.path.join(ws, "bundles", place), place
        with open(os.path.join(self.folder, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        self.code, self.marker = manifest["bundle"], manifest["marker"]
        self.tasks = [task["id"] for task in manifest["tasks"]]
        self.maxima = [task["max"] for task in manifest["tasks"]]
        self.works = {work["work_no"]: work.get("tasks", self.tasks) for work in manifest["works"]}
        self.classes = {}
        for work in manifest["works"]:
            self.classes.setdefault(work["class_alias"], []).append(work["work_no"])

    def name(self):
        return self.place.replace("/", "-")

    def is_third(self):
        return "t" in self.marker

    def book(self):
        return Book(os.path.join(self.folder, "scores.xlsx"))


def bundles(ws, is_third=False):
    """In the order of their places."""
    top = os.path.join(ws, "bundles")
    found = sorted(os.path.relpath(folder, top) for folder, _, files in os.walk(top) if "manifest.json" in files)
    return [bundle for bundle in (Bundle(ws, place) for place in found) if bundle.is_third() == is_third]


def points(score):
    return score if isinstance(score, int) else 0


def rows(bundle, book):
    """(sheet, row, work_no) of every work."""
    for name, sheet in book.sheets.items():
        if name == HIDDEN:
            continue
        for number, row in enumerate(sheet.rows(), 1):
            if number > HEAD and row[0] in bundle.works:
                yield sheet, number, row[0]


def total_put(sheet, row, first, sum_of):
    """What an office program counts, too, when it keeps the file."""
    for column, value in ((first, sum_of), (first + 1, "верно")):
        cell = sheet.cell(cell_at(row, column))
        cell.set("t", "str" if isinstance(value, str) else "n")
        cell[-1].text = str(value)


def fill(bundle, given):
    """The bundle's workbook with scores: given(work_no, task index) is a score, "X", or what else is to be written."""
    book = bundle.book()
    for sheet, row, work_no in rows(bundle, book):
        scores = []
        for at, task in enumerate(bundle.tasks):
            if task in bundle.works[work_no]:
                scores.append(given(work_no, at))
                sheet.put(cell_at(row, at + 2), scores[-1])
        if len(scores) == len(bundle.tasks):
            total_put(sheet, row, len(bundle.tasks) + 2, sum(points(score) for score in scores))
    return book


def csv_save(sheet, path, charset):
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerows(["" if value is None else value for value in row] for row in sheet.rows())
    with open(path, "wb") as file:
        file.write(text.getvalue().encode(charset))
