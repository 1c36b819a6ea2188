# SPDX-License-Identifier: GPL-3.0-or-later
"""Score forms of a simulated round: filled as its markers would, spoilt, and read as the program names what is wrong.

@bench has ws, folder, tools (of the build) and call (tests/bench/district).
"""
import glob
import json
import os
import re
import shutil

import formfaults
import scoreforms
import simulated

DPI = 150  # of score sheets that come back as scans
REASONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "models", "reasons")


class Markers:
    """What each teacher gives to each work, and how it is written."""

    def __init__(self, names, district, works, can_err=True):
        self.district, self.works, self.can_err = district, works, can_err
        self.names = names  # {marker: teacher}
        self.known = {}

    def truth(self, work):
        pupil = self.works[work]
        return self.district.control[pupil - 1] if isinstance(pupil, int) else pupil.truth

    def name(self, work):
        pupil = self.works[work]
        return "control %d" % pupil if isinstance(pupil, int) else pupil.code

    def seen(self, marker, work):
        key = (marker, work)
        if key not in self.known:
            can_diverge = self.can_err and not isinstance(self.works[work], int)
            self.known[key] = self.district.seen(self.names[marker], self.name(work), self.truth(work), can_diverge)
        return self.known[key]

    def written(self, marker, work, at):
        """Not attempted is written in many ways."""
        score = self.seen(marker, work)[at]
        return "XХxх–"[(at + len(self.known)) % 5] if score == "X" else score

    def form(self, bundle):
        return scoreforms.fill(bundle, lambda work, at: self.written(bundle.marker, work, at))


def faults_plant(bench, markers, old):
    """{file: [(slug, sheet, cell)]}, each fault in a form of its own."""
    folder = os.path.join(bench.folder, "faulty")
    os.makedirs(folder)
    bundles, planted, at = scoreforms.bundles(bench.ws), {}, 0
    planters = {**formfaults.PLANTERS, "form_gate": formfaults.gate(simulated.GATE, simulated.GATED)}
    for name, plant in planters.items():
        for _ in bundles:
            bundle, other = bundles[at % len(bundles)], bundles[(at + 1) % len(bundles)]
            at += 1
            form = formfaults.Spoilt(bundle, markers.form(bundle), other)
            faults = plant(form)
            if faults is not None:
                break
        path = os.path.join(folder, "%s-%s.xlsx" % (name, bundle.name()))
        form.book.save(path)
        planted[path] = faults
    planted.update(files_plant(bench, markers, folder, bundles))
    replaced = scoreforms.bundles(old)[0]
    planted.update(paper_plant(bench, folder, replaced))
    path = os.path.join(folder, "replaced.xlsx")
    scoreforms.fill(replaced, lambda work, at: 0).save(path)
    planted[path] = [("form_bundle_replaced", scoreforms.HIDDEN, "B2")]
    return planted


def files_plant(bench, markers, folder, bundles):
    """CSV, damaged files, files that are no forms, pages that are not all there."""
    def place(name):
        return os.path.join(folder, name)
    planted, first, last = {}, bundles[0], bundles[-1]
    form = formfaults.Spoilt(first, markers.form(first), last)
    planted[place("decimal.csv")] = formfaults.PLANTERS["form_score_decimal"](form)
    planted[place("decimal.csv")] = [(slug, "", cell) for slug, _, cell in planted[place("decimal.csv")]]
    scoreforms.csv_save(form.sheet, place("decimal.csv"), "cp1251")
    form = formfaults.Spoilt(last, markers.form(last), first)
    form.sheet.put("A1", form.sheet.value("A1") + "0")
    scoreforms.csv_save(form.sheet, place("class.csv"), "utf-8-sig")
    planted[place("class.csv")] = [("form_class_unknown", "", "A1")]
    with open(place("list.csv"), "w", encoding="utf-8") as file:
        file.write("класс;число\n9;25\n")
    planted[place("list.csv")] = [("form_not_score_form", "", "")]
    with open(os.path.join(first.folder, "scores.xlsx"), "rb") as whole, open(place("cut.xlsx"), "wb") as cut:
        cut.write(whole.read()[:3000])
    planted[place("cut.xlsx")] = [("file_truncated", "", "")]
    return planted


def paper_plant(bench, folder, replaced):
    """A work instead of a score sheet, pages that came twice, a page that is not there, sheets of an old bundle."""
    def place(name):
        return os.path.join(folder, name)
    work = next(os.path.join(top, name) for top, _, names in os.walk(os.path.join(bench.ws, "sorted")) for name in names)
    shutil.copy(work, place("work.pdf"))
    bundle = max(scoreforms.bundles(bench.ws), key=lambda bundle: len(bundle.classes))
    bench.call("pdfseparate", os.path.join(bundle.folder, "score_sheet.pdf"), place("sheet-%02d.pdf"))
    sheets = sorted(glob.glob(place("sheet-*.pdf")))
    bench.call("pdfunite", *sheets, sheets[0], place("twice.pdf"))
    bench.call("pdfunite", *sheets[1:], place("missing.pdf"))
    shutil.copy(os.path.join(replaced.folder, "score_sheet.pdf"), place("old.pdf"))
    return {place("work.pdf"): [("form_not_table", "", "")],
            place("twice.pdf"): [("paper_page_twice", next(iter(bundle.classes)) + " · 1", "")],
            place("missing.pdf"): [("paper_page_missing", next(iter(bundle.classes)) + " · 1", "")],
            place("old.pdf"): [("form_bundle_replaced", str(at + 1), "") for at in range(len(replaced.classes))]}


def words_of():
    """{slug: what the program says of it}"""
    words = {}
    for name in os.listdir(REASONS):
        slug = None
        with open(os.path.join(REASONS, name), encoding="utf-8") as file:
            for line in file:
                slug = line.strip()[1:-1] if line.startswith("[") else slug
                if line.startswith("en="):
                    words[slug] = line[3:].strip()
    return words


def named(line):
    """(sheet, cell) of a fault's line."""
    where = re.match(r"\d+\. (?:Sheet '([^']*)'(?:, cell (\w+))?: |Cell (\w+): |Page (\d+) of the file: )?", line)
    sheet, cell, alone, page = where.groups()
    return sheet or page or "", cell or alone or ""


def paper_fill(bench, markers, bundle, folder, problems):
    """The printed sheets of a bundle, marked by hand and scanned."""
    stem = os.path.join(folder, bundle.name())
    bench.call("pdftoppm", "-r", str(DPI), "-png", os.path.join(bundle.folder, "score_sheet.pdf"), stem)
    kit = {"tasks": [{"id": task, "max": most} for task, most in zip(bundle.tasks, bundle.maxima)],
           "classes": [{"alias": alias, "works": works} for alias, works in bundle.classes.items()],
           "scores": {work: markers.seen(bundle.marker, work) for work in bundle.works}, **problems}
    with open(stem + ".json", "w", encoding="utf-8") as file:
        json.dump(kit, file)
    bench.call(os.path.join(bench.tools, "score_bench"), "told", stem + ".json", stem, stem + ".tif", str(DPI))
    return stem + ".tif"


def forms_fill(bench, markers):
    """(files for the inbox, files for the command, doubts planted on paper {(work, task): marker}); of ten bundles one
    comes on paper, and one as CSV, a file a class."""
    folder = os.path.join(bench.folder, "forms")
    os.makedirs(folder)
    files, doubts = [], {}
    for at, bundle in enumerate(scoreforms.bundles(bench.ws)):
        if at % 10 == 3:
            work = next(work for work in bundle.works if (work, simulated.TASKS[0]) not in doubts)
            problems = {"skip": [[work, 0]], "twice": [[work, 4]]} if at % 20 == 3 else {}
            doubts.update({(work, simulated.TASKS[place]): bundle.marker for (work, place), in problems.values()})
            files.append(paper_fill(bench, markers, bundle, folder, problems))
        elif at % 10 == 7:
            for name, sheet in markers.form(bundle).sheets.items():
                if name != scoreforms.HIDDEN:
                    path = os.path.join(folder, "%s-%d.csv" % (bundle.name(), len(files)))
                    scoreforms.csv_save(sheet, path, "cp1251" if at % 20 == 7 else "utf-8-sig")
                    files.append(path)
        else:
            files.append(os.path.join(folder, bundle.name() + ".xlsx"))
            markers.form(bundle).save(files[-1])
    return files[0::2], files[1::2], doubts
