# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated district: schools with planted effects, pupils, markers who err, and what all that must come to.

The model of the pupils is that of tests/tools/simdistrict.h. Equal seeds give equal districts. Nothing here is read
from the program: results are joined by the rules of the procedure, written down a second time.
"""
import collections
import csv
import json
import math
import os
import random

from scoreforms import points

MAXIMA = (1, 1, 1, 1, 1, 1, 2, 2, 1, 2, 1, 2, 3, 2, 3)
DIFFICULTY = (-1.8, -1.5, -1.2, -1.0, -0.8, -0.5, -0.3, 0.0, -0.6, 0.2, 0.3, 0.5, 0.8, 1.1, 1.5)
TASKS = tuple(str(at + 1) for at in range(len(MAXIMA)))
GATED, GATE = 7, 6  # places of tasks: when the second has no points, the first has none
BOUNDS = ((2, 0), (3, 8), (4, 13), (5, 18))
LIKENESS = 0.15  # of the abilities in a class
DISPUTE = 2  # points between two experts that ask for a third
LETTERS = "АБВГ"

# of a school; what it has besides stands in its plan: shares as in simdistrict.h
PLAIN = {"raised": 0, "lowered": 0, "helped": 0, "journal": 0, "is_control": False, "is_risk": False}

Pupil = collections.namedtuple("Pupil", "school class_group place number code surname variant journal truth baseline")


class Size:
    def __init__(self, classes, schools, markers, anchors, works_per_bundle, diverge):
        self.classes, self.schools = classes, [{**PLAIN, **school} for school in schools]
        self.markers, self.anchors, self.works_per_bundle = markers, anchors, works_per_bundle
        self.diverge = diverge  # share of tasks of two points or more in which a marker errs much


# schools that must come out, one sign that must not do, low results that must not either, and a control sample
FULL = Size([[20 + (5 * s + 3 * c) % 8 for c in range(3)] for s in range(10)],
            [{}, {"raised": 0.55, "journal": 0.4, "is_risk": True}, {}, {"journal": 0.4},
             {"helped": 0.65, "raised": 0.2, "is_risk": True}, {"lowered": 0.5}] + [{"is_control": True}] * 4,
            40, 2, 15, 0.006)
SMALL = Size([[9, 9], [11], [11]], [{"raised": 0.85, "journal": 0.8, "is_risk": True}, {}, {}], 8, 1, 6, 0.02)


def even(sizes, total):
    """The same classes with @total works."""
    flat = [(s, c) for s, classes in enumerate(sizes) for c in range(len(classes))]
    sizes, at = [list(classes) for classes in sizes], 0
    while sum(map(sum, sizes)) != total:
        s, c = flat[at % len(flat)]
        sizes[s][c] += 1 if sum(map(sum, sizes)) < total else -1
        at += 1
    return sizes


FULL.classes = even(FULL.classes, 700)


def binomial(dice, n, p):
    return sum(dice.random() < p for _ in range(n))


def gated(scores):
    """What the rubric leaves of scores."""
    scores = list(scores)
    if points(scores[GATE]) == 0 and points(scores[GATED]) > 0:
        scores[GATED] = 0
    return scores


def total(scores):
    return sum(points(score) for score in scores)


def mark_of(scores):
    return max(mark for mark, least in BOUNDS if total(scores) >= least)


def joined(first, second, third):
    """Scores of a work, and tasks in dispute; @third: {task place: score} or None when nobody has marked it yet."""
    disputed = [at for at, (a, b) in enumerate(zip(first, second)) if abs(points(a) - points(b)) >= DISPUTE]
    if GATE in disputed and (points(first[GATE]) == 0) != (points(second[GATE]) == 0) and GATED not in disputed:
        disputed = sorted(disputed + [GATED])
    if disputed and third is None:
        return None, disputed
    scores = ["X" if a == b == "X" else math.ceil((points(a) + points(b)) / 2) for a, b in zip(first, second)]
    for at in disputed:
        scores[at] = third[at]
    return gated(scores), disputed


class District:
    def __init__(self, size, seed, shape=None):
        """@shape: another district of the same size whose teachers and variants this one has."""
        self.size, self.seed = size, seed
        self.codes = [str(119001 + 7 * s) for s in range(len(size.schools))]
        self.pupils, self.absent, self.control = [], [], []
        dice = random.Random(f"pupils {seed}")
        for s, classes in enumerate(size.classes):
            for c, n in enumerate(classes):
                self._class(dice, s, c, n, shape)
        self.control = [self._scores(dice, 0.8, PLAIN)[0], self._scores(dice, -0.2, PLAIN)[0]]
        self.teachers = self._teachers()
        self.by_place = {(p.school, p.class_group, p.place): p for p in self.pupils}

    def _scores(self, dice, ability, plan):
        is_helped = dice.random() < plan["helped"]
        scores, baseline = [], 0.0
        for most, difficulty in zip(MAXIMA, DIFFICULTY):
            chance = 1 / (1 + math.exp(difficulty - ability))
            baseline += most * chance
            score = binomial(dice, most, chance)
            score += binomial(dice, most - score, plan["raised"])
            score -= binomial(dice, score, plan["lowered"])
            if is_helped and difficulty > 0.25:
                score = most
            scores.append("X" if score == 0 and dice.random() < 0.2 else score)
        return gated(scores), baseline

    def _journal(self, dice, mark, plan):
        journal = mark
        if dice.random() < 0.4:
            journal += dice.choice((-1, 1))
        if dice.random() < plan["journal"] + 0.03:
            journal = mark - 2 if mark >= 4 else mark + 2
        return min(max(journal, 2), 5)

    def _class(self, dice, s, c, n, shape):
        plan, group = self.size.schools[s], "9" + LETTERS[c]
        class_ability = 0.2 + dice.gauss(0, math.sqrt(LIKENESS))
        missing, place = dice.randrange(1, n + 1), 0
        for number in range(1, n + 2):
            name = "Учеников%s%d" % ("абвгдежзик"[s], 100 * c + number)
            code = "%d%d%02d" % (10 + s, c + 1, number)
            if number == missing:
                self.absent.append((self.codes[s], group, number, code, name))
                continue
            place += 1
            truth, baseline = self._scores(dice, class_ability + dice.gauss(0, math.sqrt(1 - LIKENESS)), plan)
            variant = str(dice.choice((1, 2)))
            if shape is not None:
                variant = shape.by_place[(self.codes[s], group, place)].variant
            journal = self._journal(dice, mark_of(truth), plan)
            self.pupils.append(Pupil(self.codes[s], group, place, number, code, name, variant, journal, truth, baseline))

    def _teachers(self):
        """(name, school, rank, schools of conflict), of each school in turn; the first is one too many, who falls ill."""
        teachers = []
        for at in range(self.size.markers + 1):
            school, turn = at % len(self.codes), at // len(self.codes)
            conflicts = self.codes[(school + 1) % len(self.codes)] if at == 5 else ""
            teachers.append(("Проверялова %s. %s." % (LETTERS[turn % 4], "АБВГДЕЖЗИК"[school]) + "I" * (turn // 4),
                             self.codes[school], ("старший", "основной", "ведущий", "старший")[turn % 4], conflicts))
        return teachers

    def risk(self):
        return {code for code, plan in zip(self.codes, self.size.schools) if plan["is_risk"]}

    def school_name(self, code):
        return "ГБОУ СОШ № %d Заозёрного района" % (int(code) - 118000)

    # what the coordinator writes

    def write(self, folder, with_ill):
        os.makedirs(folder, exist_ok=True)
        self._assessment(os.path.join(folder, "assessment.json"))
        rows = [[p.school, self.school_name(p.school), p.class_group, p.number, p.surname, "Зоя", "Ильинична", p.code,
                 p.variant, p.journal, p.place if self._is_in_roster(p) else ""] for p in self.pupils]
        rows += [[school, self.school_name(school), group, number, name, "Зоя", "Ильинична", code, "", "", ""]
                 for school, group, number, code, name in self.absent]
        self._table(folder, "roster.csv", ["school_code", "school_name", "class", "student_no", "surname", "name", "patronymic",
                                           "participant_code", "variant", "journal_mark", "work_place"], sorted(rows, key=str))
        self._table(folder, "participants.csv", ["school_code", "class", "place", "participant_code"],
                    [[p.school, p.class_group, p.place, p.code] for p in self.pupils if not self._is_in_roster(p)])
        self._table(folder, "teachers.csv", ["teacher", "school_code", "subject", "rank", "conflicts"],
                    [[name, school, "Математика", rank, conflicts]
                     for name, school, rank, conflicts in self.teachers[0 if with_ill else 1:]])
        self._table(folder, "control.csv", ["place", "markings", *TASKS],
                    [[1, "", *self.control[0]], [2, max(2, self.size.markers // 4), *self.control[1]]])
        self._table(folder, "earlier.csv", ["school_code", "works", "mean_pct", "sd_pct", "signs"], self._earlier())

    def _is_in_roster(self, pupil):
        """Half of the classes tell whose a work is in the roster, the others in a list of its own."""
        return (int(pupil.school) + LETTERS.index(pupil.class_group[1])) % 2 == 0

    def _assessment(self, path):
        tasks = [{"id": task, "max": most, "level": "basic" if hard < 0.25 else "advanced" if hard < 1 else "high"}
                 for task, most, hard in zip(TASKS, MAXIMA, DIFFICULTY)]
        tasks[GATED]["gates"] = [{"task": TASKS[GATE]}]
        data = {"title": "Диагностическая работа", "subject": "Математика", "grade": 9, "date": "22.10.2026",
                "pages_per_work": 1, "policy": "diagnostic_cross", "markings_per_work": 2, "tasks": tasks,
                "divergence_rule": {"any": [{"scope": "task", "op": "ge", "value": DISPUTE}]},
                "mark_scale": {"marks": [{"mark": mark, "from": least} for mark, least in BOUNDS]},
                "schools": [{"school_code": code, "school_name": self.school_name(code), "is_control": plan["is_control"]}
                            for code, plan in zip(self.codes, self.size.schools)]}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)

    def _earlier(self):
        """An earlier assessment in which nothing was planted."""
        for code in self.codes:
            own = [100 * p.baseline / sum(MAXIMA) for p in self.pupils if p.school == code]
            mean = sum(own) / len(own)
            spread = math.sqrt(sum((one - mean) ** 2 for one in own) / (len(own) - 1)) + 6
            yield [code, len(own), ("%.1f" % mean).replace(".", ","), ("%.1f" % spread).replace(".", ","), ""]

    @staticmethod
    def _table(folder, name, head, rows):
        with open(os.path.join(folder, name), "w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file, delimiter=";")
            table.writerow(head)
            table.writerows(rows)

    # what markers see

    def seen(self, teacher, work, truth, can_diverge=True):
        """Scores that a teacher gives to a work: rarely a point more or less, seldom far off; he keeps to the rubric."""
        lean = random.Random(f"teacher {self.seed} {teacher}").gauss(0, 0.01)
        dice = random.Random(f"marking {self.seed} {teacher} {work}")
        scores = []
        for right, most in zip(truth, MAXIMA):
            score, chance = points(right), dice.random()
            if can_diverge and most >= DISPUTE and dice.random() < self.size.diverge:
                score = 0 if score >= DISPUTE else most
            elif chance < 0.025 + lean:
                score = min(score + 1, most)
            elif chance > 0.975 + lean:
                score = max(score - 1, 0)
            scores.append("X" if score == 0 and (right == "X") != (dice.random() < 0.02) else score)
        return gated(scores)
