# SPDX-License-Identifier: GPL-3.0-or-later
"""What a simulated round must come to, and where the program's results differ from it: lists of lines."""
import collections
import csv
import glob
import os

import simulated
from scoreforms import points
from workbook import Book

CLOSE = 0.051  # shares in tables are rounded to a tenth

# of a work: first and second are the rows of scores of markers[0] and [1]; scores is None before a third has marked
Wanted = collections.namedtuple("Wanted", "pupil markers scores disputed first second truth")


def expected(markers, rows, thirds_are_in):
    """{work_no: Wanted} by the rules of the procedure; @rows: who marks what, as the program tells."""
    wanted = {}
    for row in rows:
        work = row["work_no"]
        pupil = markers.works.get(work)
        if not isinstance(pupil, simulated.Pupil):
            continue
        experts = [entry["marker"] for purpose in ("first", "third") for entry in row["markers"] if entry["purpose"] == purpose]
        first, second = (markers.seen(marker, work) for marker in experts[:2])
        third = dict(enumerate(pupil.truth)) if thirds_are_in else None
        wanted[work] = Wanted(pupil, experts, *simulated.joined(first, second, third), first, second, pupil.truth)
    return wanted


def result_of(work, one):
    """What decode must tell of a work."""
    pupil = one.pupil
    divergence = [{"task": simulated.TASKS[at], "first": one.first[at], "second": one.second[at], "third": one.truth[at]}
                  for at in one.disputed]
    return {"work_no": work, "state": "final", "scores": one.scores, "total": simulated.total(one.scores),
            "mark": simulated.mark_of(one.scores), "school_code": pupil.school, "class": pupil.class_group,
            "participant_code": pupil.code, "student_no": str(pupil.number), "surname": pupil.surname,
            "variant": pupil.variant, "journal_mark": pupil.journal, "n_x": one.scores.count("X"),
            "markers": one.markers, "divergence": divergence}


def results_differ(results, wanted):
    got = {work["work_no"]: work for work in results}
    wrong = ["%s: a result too much or too few" % work for work in got.keys() ^ wanted.keys()]
    for work in got.keys() & wanted.keys():
        wrong += ["%s: %s is %s, not %s" % (work, key, got[work][key], value)
                  for key, value in result_of(work, wanted[work]).items() if got[work][key] != value]
    return wrong


# ---- tables ----


def is_same(got, want):
    if isinstance(want, float):
        return isinstance(got, (int, float)) and abs(got - want) < CLOSE
    return got == want


def rows_differ(what, got, want):
    is_good = len(got) == len(want) and all(map(is_same, got, want))
    return [] if is_good else ["%s: %s, not %s" % (what, got, want)]


def table(path, name):
    """Rows of a sheet below its head, in the third row."""
    return [row for row in Book(path).sheets[name].rows()[3:] if any(cell is not None for cell in row)]


def scores_of(works):
    return [one.scores for one in works]


def school_row(rows):
    """Of the sheet «Школы»: works, with a result, mean, completion, marks, quality, pass."""
    totals, marks = [simulated.total(row) for row in rows], [simulated.mark_of(row) for row in rows]
    n = len(rows)
    shares = [100.0 * sum(mark >= least for mark in marks) / n for least in (4, 3)]
    return [n, n, float(sum(totals)) / n, 100.0 * sum(totals) / (n * sum(simulated.MAXIMA)),
            *(marks.count(mark) for mark in (2, 3, 4, 5)), *shares]


def tasks_row(rows):
    return [len(rows)] + [100.0 * sum(points(row[at]) for row in rows) / (len(rows) * most)
                          for at, most in enumerate(simulated.MAXIMA)]


def summary_differs(folder, wanted):
    """district.xlsx and results.csv; (differences, rows compared)."""
    path = os.path.join(folder, "district.xlsx")
    groups = collections.defaultdict(list)
    for one in wanted.values():
        groups[one.pupil.school].append(one.scores)
    want = [*sorted(groups.items()), ("Район", scores_of(wanted.values()))]
    wrong = []
    for name, row in (("Школы", school_row), ("Задания", tasks_row)):
        got = table(path, name)
        first = 2 if name == "Школы" else 1
        wrong += rows_differ(name, [[cell for cell in one[:first] if cell in dict(want)] for one in got], [[code] for code, _ in want])
        for one, (code, rows) in zip(got, want):
            width = len(row(rows))
            wrong += rows_differ("%s, %s" % (name, code), one[first:first + width], row(rows))
    works = [[row[0], *row[5:6 + len(simulated.TASKS)]] for row in table(path, "Работы")]
    with open(os.path.join(folder, "results.csv"), encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))[1:]
    wrong += works_differ("Работы", works, wanted)
    wrong += works_differ("results.csv", [[row[0], *(cell if cell == "X" else int(cell) for cell in row[4:5 + len(simulated.TASKS)])]
                                          for row in lines], wanted)
    return wrong, 2 * len(want) + len(works) + len(lines)


def works_differ(what, rows, wanted):
    """@rows: [work_no, score …, total]"""
    got = {row[0]: ["X" if cell in ("Х", "X") else cell for cell in row[1:]] for row in rows}
    wrong = ["%s: %s is there or not" % (what, work) for work in got.keys() ^ wanted.keys()]
    for work in got.keys() & wanted.keys():
        one = wanted[work]
        wrong += rows_differ("%s, %s" % (what, work), got[work], [*one.scores, simulated.total(one.scores)])
    return wrong


def protocol_differs(folder, wanted):
    rows = table(os.path.join(folder, "district.xlsx"), "Расхождения")
    got = {(row[0], row[3]): ["X" if cell == "Х" else cell for cell in row[1:]] for row in rows}
    want = {(work, simulated.TASKS[at]): [one.pupil.school, one.pupil.class_group, simulated.TASKS[at], one.first[at],
                                         one.second[at], one.truth[at], *one.markers]
            for work, one in wanted.items() for at in one.disputed}
    return [line for key in {**got, **want} for line in rows_differ(key, got.get(key, []), want.get(key, []))], len(want)


def schools_differ(folder, wanted):
    """Each school's workbook: a row a pupil."""
    want = {(one.pupil.school, one.pupil.code): [one.pupil.class_group, one.pupil.variant, *one.scores, simulated.total(one.scores),
                                                 simulated.mark_of(one.scores), one.pupil.journal, work]
            for work, one in wanted.items()}
    got = {}
    for path in glob.glob(os.path.join(folder, "schools", "*.xlsx")):
        for row in table(path, "Результаты"):
            if row[3] is not None:
                got[row[0], row[3]] = ["X" if cell == "Х" else cell for cell in row[4:10 + len(simulated.TASKS)]]
    wrong = ["%s: a file too much or too few" % code for code in
             {os.path.basename(path)[:-5] for path in glob.glob(os.path.join(folder, "schools", "*"))} ^ {code for code, _ in want}]
    return wrong + [line for key in {**got, **want} for line in rows_differ(key, got.get(key, []), want.get(key, []))], len(want)
