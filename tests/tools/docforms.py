# SPDX-License-Identifier: GPL-3.0-or-later
"""Score forms filled and saved by office programs: what they count, and what comes back through `blindmark collect`."""
import collections
import json
import os
import re
import shutil

import docbooks
import docround
import scoreforms
import simulated
from workbook import cell_at

WRITERS = (docbooks.LIBRE, docbooks.GNUMERIC, docbooks.OPEN)
# what a row says about itself: stages/shared/scoreform.h
RIGHT, LEFT, WRONG, GATED, DONE = "верно", "осталось: ", "неверный балл", "нарушено условие", "Заполнено работ: "

Row = collections.namedtuple("Row", "sheet row work scores total said")  # what must stand there


def name_of(book, sheet):
    return next(name for name, one in book.sheets.items() if one is sheet)


def rows_want(bundle, scores_of):
    """@scores_of(work, n-th row): a score a task, None where none is entered."""
    book, rows = bundle.book(), []
    for at, (sheet, row, work) in enumerate(scoreforms.rows(bundle, book)):
        scores = scores_of(work, at)
        left = scores.count(None)
        is_wrong = any(score not in ("X", "Х", None) and not 0 <= score <= most for score, most in zip(scores, bundle.maxima))
        by, gated = scores[simulated.GATE], scores[simulated.GATED]
        is_gated = by is not None and scoreforms.points(by) == 0 and scoreforms.points(gated) > 0
        said = (None if left == len(scores) else WRONG if is_wrong else GATED if is_gated else
                LEFT + str(left) if left else RIGHT)
        total = None if left else sum(map(scoreforms.points, scores))
        rows.append(Row(name_of(book, sheet), row, work, scores, total, said))
    return rows


def cells_of(rows):
    return {(row.sheet, cell_at(row.row, at + 2)): score for row in rows for at, score in enumerate(row.scores) if score is not None}


def fill(readers, bundle, rows, writer, path):
    """The bundle's form with scores and nothing counted, entered and saved by @writer."""
    source, cells = os.path.join(bundle.folder, "scores.xlsx"), cells_of(rows)
    if writer == docbooks.GNUMERIC and len(bundle.classes) == 1:  # it can enter into the first sheet alone
        readers.gnumeric_set(source, path, {cell: score for (_, cell), score in cells.items()})
        return
    book = docbooks.book_open(source, False)
    for (sheet, cell), score in cells.items():
        book[sheet][cell].value = score
    book.save(path)
    save = {docbooks.LIBRE: readers.libre_save, docbooks.GNUMERIC: readers.gnumeric_save}.get(writer)
    if save is not None:
        shutil.move(save([path])[path], path)


def counts_check(path, rows, n_tasks):
    """Totals, checks and progress as the program that saved it counted them."""
    sheets, wrong = docbooks.Facts(path).sheets, []
    for row in rows:
        values = sheets[row.sheet]["values"]
        got = values.get(cell_at(row.row, n_tasks + 2)), values.get(cell_at(row.row, n_tasks + 3))
        if got != (row.total, row.said):
            wrong.append("row %d of '%s' counts %s, not %s" % (row.row, row.sheet, got, (row.total, row.said)))
    for name in {row.sheet for row in rows}:
        own = [row for row in rows if row.sheet == name]
        want = "%s%d из %d" % (DONE, sum(row.said == RIGHT for row in own), len(own))
        if want not in sheets[name]["values"].values():
            wrong.append("'%s' does not say «%s»" % (name, want))
    return wrong


def collect_reason(maker, ws, path):
    """What the program says of a form that it refuses; None when it takes it."""
    maker.ask("collect", ws, path)
    reason = os.path.join(ws, "scores", "rejected", os.path.basename(path) + ".reason.txt")
    if not os.path.exists(reason):
        return None
    with open(reason, encoding="utf-8") as file:
        text = file.read()
    os.remove(reason)
    return [line for line in text.split("\n") if re.match(r"\d+\. ", line)]


def faulty_scores(bundle, truth):
    """A row empty, one not finished, one with a score too high, one against the rubric, in turn."""
    def scores_of(work, at):
        scores = list(truth[work])
        if at % 5 == 0:
            return [None] * len(scores)
        if at % 5 == 1:
            scores[2] = scores[simulated.GATE] = scores[simulated.GATED] = None
            scores[3] = "X"
        if at % 5 == 2:
            scores[1] = bundle.maxima[1] + 1
        if at % 5 == 3:
            scores[simulated.GATE], scores[simulated.GATED] = "X", 1
        return scores
    return scores_of


def faults_check(maker, readers, folder, bundle, truth):
    """A form with faults looks and is refused alike, whoever saved it."""
    rows, wrong, reasons = rows_want(bundle, faulty_scores(bundle, truth)), [], {}
    for writer in WRITERS:
        path = os.path.join(folder, "faulty-%s.xlsx" % writer)
        fill(readers, bundle, rows, writer, path)
        if writer != docbooks.OPEN:  # it counts nothing
            wrong += ["%s: %s" % (writer, line) for line in counts_check(path, rows, len(bundle.tasks))]
        reasons[writer] = collect_reason(maker, maker.place("both"), path)
    want = sum(score is None for row in rows for score in row.scores) + sum(row.said in (WRONG, GATED) for row in rows)
    for writer, lines in reasons.items():
        if lines is None or len(lines) != want or lines != reasons[docbooks.OPEN]:
            wrong.append("%s: %s faults are named, not %d" % (writer, None if lines is None else len(lines), want))
    return wrong, want


def round_check(maker, readers, folder):
    """Every form of a closed round, filled in by an office program; (faults, scores compared)."""
    ws = maker.place("both")
    bundles = scoreforms.bundles(ws)
    truth, wrong, files = docround.truth_of(bundles), [], []
    largest = max(bundles, key=lambda bundle: len(bundle.works))
    wrong, n = faults_check(maker, readers, folder, largest, truth)
    before = maker.tell("collect", ws)
    for at, bundle in enumerate(bundles):
        writer = WRITERS[at % len(WRITERS)]
        rows = rows_want(bundle, lambda work, _: truth[work])
        files.append(os.path.join(folder, bundle.name() + ".xlsx"))
        fill(readers, bundle, rows, writer, files[-1])
        if writer != docbooks.OPEN:
            wrong += ["%s, %s: %s" % (bundle.name(), writer, line) for line in counts_check(files[-1], rows, len(bundle.tasks))]
    state = maker.tell("collect", ws, *files)
    wrong += ["%s: %d" % (key, state[key]) for key in ("lacking", "held", "waiting") if state[key]]
    wrong += ["%d forms were refused" % (state["refused"] - before["refused"])] * (state["refused"] != before["refused"])
    for work in maker.tell("decode", ws):
        n += len(truth[work["work_no"]])
        if work["scores"] != truth[work["work_no"]]:
            wrong.append("%s: %s, not %s" % (work["work_no"], work["scores"], truth[work["work_no"]]))
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as file:
        json.dump(truth, file)
    return wrong, n


def again_check(maker, readers, folder):
    """Third forms that were taken come once more as others save them: they hold the same, so nothing waits."""
    taken = [os.path.join(maker.place("district", "thirds"), name) for name in sorted(os.listdir(maker.place("district", "thirds")))
             if name != "closed.xlsx"]
    before = maker.tell("collect", maker.ws)
    saved = readers.save_each(taken, os.path.join(folder, "thirds"))
    after = maker.tell("collect", maker.ws, *saved)
    keys = ("held", "waiting", "refused", "lacking", "back")
    wrong = ["%s: %d, not %d" % (key, after[key], before[key]) for key in keys if after[key] != before[key]]
    return wrong, len(taken)
