# SPDX-License-Identifier: GPL-3.0-or-later
"""A small district in which every kind of document is written, and where each kind lies.

The district itself is that of tests/bench/district --small; what it does not write is made beside it: reports, lists, the
packet, contact sheets, score sheets of the other style, a re-check, one masked file, the procedure to fill in.
"""
import collections
import glob
import json
import os
import random
import shutil
import subprocess
import sys

import simulated

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, "..", ".."))
CRITERIA = os.path.join(TOP, "samples", "round", "procedure", "criteria.pdf")
HELD = 3  # exit status: done, but something waits

# name: what is said of it; where: pattern below the folder of all; is_scan: pages are scans, not laid out here
Kind = collections.namedtuple("Kind", "name where is_scan", defaults=(False,))
# a file is of the first kind that it fits
KINDS = (
    Kind("procedure to fill in", "empty/procedure/procedure.xlsx"),
    Kind("separator sheets", "district/ws/procedure/separators.pdf"),
    Kind("criteria of the round", "both/procedure/criteria*.pdf", is_scan=True),
    Kind("work, masked", "*/ws/sorted/*/*.pdf", is_scan=True),
    Kind("bundle, third", "district/ws/bundles/m*t*/*/bundle.pdf"),
    Kind("bundle", "district/ws/bundles/m*/*/bundle.pdf"),
    Kind("bundle, criteria", "both/bundles/m*/*/bundle.pdf"),
    Kind("bundle, re-check", "second/bundles/m*/*/bundle.pdf"),
    Kind("score sheet, third", "district/ws/bundles/m*t*/*/score_sheet.pdf"),
    Kind("score sheet, bubbles", "district/ws/bundles/m*/*/score_sheet.pdf"),
    Kind("score sheet, both", "both/bundles/m*/*/score_sheet.pdf"),
    Kind("score sheet, re-check", "second/bundles/m*/*/score_sheet.pdf"),
    Kind("score form, third", "district/ws/bundles/m*t*/*/scores.xlsx"),
    Kind("score form", "district/ws/bundles/m*/*/scores.xlsx"),
    Kind("score form, both", "both/bundles/m*/*/scores.xlsx"),
    Kind("score form, re-check", "second/bundles/m*/*/scores.xlsx"),
    Kind("results, school", "*/ws/results/schools/*.xlsx"),
    Kind("results, district", "*/ws/results/district.xlsx"),
    Kind("results, re-check", "second/results/**/*.xlsx"),
    Kind("analysis, table", "district/ws/results/analysis.xlsx"),
    Kind("analysis, report", "*/ws/results/analysis.pdf"),
    Kind("analysis, re-check", "second/results/analysis.pdf"),
    Kind("report form", "district/ws/results/reports/forms/*.xlsx"),
    Kind("general report, table", "district/ws/results/reports/general.xlsx"),
    Kind("general report", "district/ws/results/reports/general.pdf"),
    Kind("lists, table", "district/ws/results/reports/lists.xlsx"),
    Kind("lists", "district/ws/results/reports/lists.pdf"),
    Kind("packet, tables", "district/ws/results/handover/**/*.xlsx"),
    Kind("packet, reports", "district/ws/results/handover/**/*.pdf"),
    Kind("contact sheets", "contact/review/contact/**/*.pdf"),
    Kind("contact sheets, pictures", "contact/review/contact/**/*.png"),
    Kind("forms, exported", "district/earlier/forms/export/*.png"),
    Kind("forms, pictures", "district/*/forms/*/*.png"),
    Kind("places of doubt", "district/*/review/*.png"),
    Kind("one file, masked", "masked.pdf", is_scan=True),
)
# what people put in, and what was put aside; copies of documents that stand elsewhere
ASIDE = ("inbox", "vault", "spool", "scores", "forms-filled", "returned", "faulty", "replaced", "thirds", "filled",
         "district/forms", "district/procedure", "second/forms", "both/forms", "contact/forms",
         "both/results", "both/sorted", "second/sorted", "second/review", "both/review", "contact/sorted", "contact/bundles")


class Maker:
    """Runs the program. @program: BLINDMARK; @folder: where everything goes."""

    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.tools = os.path.join(os.path.dirname(self.program), "..", "tests")
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
        self.ws = self.place("district", "ws")

    def place(self, *names):
        return os.path.join(self.folder, *names)

    def call(self, *command, allowed=(0, HELD), **more):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                              env=self.environment, **more)
        if done.returncode not in allowed:
            raise SystemExit("%s ended with %d\n%s%s" % (" ".join(command[:6]), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def ask(self, command, ws, *words, **more):
        return self.call(self.program, command, ws, *words, **more)

    def tell(self, command, ws, *words):
        return json.loads(self.ask(command, ws, *words, "--json"))


def conf_change(ws, old, new):
    path = os.path.join(ws, "blindmark.conf")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if old not in text:
        raise SystemExit("%s does not say %s" % (path, old))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))


def conf_add(ws, section, line):
    conf_change(ws, "[%s]\n" % section, "[%s]\n%s\n" % (section, line))


def scan_draw(maker, path, n, first):
    maker.call(os.path.join(maker.tools, "draw_forms"), path, str(n), str(first), "PT Sans", "150", "gray")


# ---- what the district does not write ----


def district_make(maker, ready):
    if ready:
        shutil.copytree(ready, maker.place("district"))
    else:
        maker.call(sys.executable, os.path.join(TOP, "tests", "bench", "district"), maker.program, maker.place("district"),
                   "--small", allowed=(0,))


def procedure_make(maker):
    maker.ask("init", maker.place("empty"))


def sheets_make(maker):
    maker.ask("sheets", maker.ws)


def reports_make(maker, readers):
    """Report forms come back as two office programs save them; returns what is wrong."""
    maker.ask("report", maker.ws, "forms")
    results = maker.ask("decode", maker.ws, "--json")
    filled = maker.place("filled", "reports")
    maker.call(os.path.join(HERE, "fill-report"), maker.ws, filled, input=results)
    saved = readers.save_each(sorted(glob.glob(filled + "/*.xlsx")), maker.place("returned", "reports"))
    refused = maker.tell("collect", maker.ws)["refused"]
    state = maker.tell("collect", maker.ws, *saved)
    got = maker.tell("report", maker.ws)["counts"]["received"]
    maker.ask("report", maker.ws, "lists")
    wrong = ["%d report forms are refused" % (state["refused"] - refused)] * (state["refused"] != refused)
    return wrong + ["%d of %d report forms came back" % (got, len(saved))] * (got != len(saved))


def packet_make(maker):
    maker.ask("handover", maker.ws, "--zip")
    maker.ask("handover", "verify", os.path.join(maker.ws, "results", "handover.zip"), allowed=(0,))


def both_make(maker):
    """The same round, closed anew: score sheets of both styles, criteria of two variants in the bundles."""
    ws = maker.place("both")
    shutil.copytree(maker.ws, ws)
    shutil.copy(CRITERIA, os.path.join(ws, "procedure", "criteria.pdf"))
    shutil.copy(CRITERIA, os.path.join(ws, "procedure", "criteria-2.pdf"))
    conf_add(ws, "bundle", "score_sheet=both")
    conf_change(ws, "works_per_bundle=6", "works_per_bundle=4")  # other bundles: forms that came back count no more
    maker.ask("close", ws, "--anew", "--yes", "--quiet")


def contact_make(maker):
    """Pages of a form that nobody has seen yet, two sheets of them."""
    ws = maker.place("contact")
    maker.ask("init", ws, "--from", maker.place("district", "procedure"))
    conf_add(ws, "engine", "quiet_s=0\nseries_quiet_s=0")
    conf_add(ws, "round", "release=seen")
    inbox = os.path.join(ws, "inbox", "119001", "9А")
    os.makedirs(inbox)
    scan_draw(maker, os.path.join(inbox, "scan.tif"), 15, 700)
    maker.ask("run", ws, "--quiet")
    maker.ask("forms", ws, "contact")


def recheck_make(maker):
    """One school once more, its works marked a point lower here and there."""
    ws, filled = maker.place("second"), maker.place("filled", "recheck")
    maker.ask("recheck", maker.ws, ws, "--schools", "119001")
    with open(os.path.join(ws, "procedure", "teachers.csv"), "a", encoding="utf-8") as file:
        file.writelines("Перепроверова %s. %s.;%d;Математика;старший;\n" % (letter, other, school)
                        for letter in simulated.LETTERS for other, school in (("Э", 119008), ("Я", 119015)))
    maker.ask("run", ws, "--quiet")
    asked = [one["form"] for one in maker.tell("forms", ws, "list") if one["kind"] == "form" and one["state"] == "proposed"]
    if asked:
        maker.ask("forms", ws, "confirm", *asked)
        maker.ask("run", ws, "--quiet")
    maker.ask("close", ws, "--quiet")
    given = maker.call(os.path.join(HERE, "fill-forms"), ws, filled, maker.place("filled", "truth.json"), "--slip", "8")
    maker.ask("collect", ws, *given.split("\n")[:-1])
    maker.ask("decode", ws, "--json")
    maker.ask("analyse", ws, "--json")


def mask_make(maker):
    tif = maker.place("filled", "one.tif")
    scan_draw(maker, tif, 3, 800)
    maker.call(maker.program, "mask", "-o", maker.place("masked.pdf"), tif, "--procedure", maker.place("district", "procedure"))


def everything_make(maker, readers, ready):
    """Returns what is wrong so far."""
    os.makedirs(maker.place("filled"))
    district_make(maker, ready)
    procedure_make(maker)
    wrong = reports_make(maker, readers)
    packet_make(maker)
    both_make(maker)
    contact_make(maker)
    recheck_make(maker)
    mask_make(maker)
    sheets_make(maker)
    return wrong


# ---- where each kind lies ----


def is_aside(place):
    folder = "/" + os.path.dirname(place) + "/"
    return any("/" + one + "/" in folder for one in ASIDE)


def kinds_find(folder):
    """{Kind: [path]} and documents that are of no kind."""
    found, seen = {}, set()
    for kind in KINDS:
        paths = sorted(glob.glob(os.path.join(folder, kind.where), recursive=True))
        found[kind] = [path for path in paths if path not in seen and not is_aside(os.path.relpath(path, folder))]
        seen.update(found[kind])
    others = [path for ending in ("xlsx", "pdf", "png") for path in
              glob.glob(os.path.join(folder, "**", "*." + ending), recursive=True)]
    others = [path for path in others if path not in seen and not is_aside(os.path.relpath(path, folder))]
    return found, sorted(others)


# ---- score forms that come back ----


def truth_of(bundles):
    """{work_no: scores} that keep to the rubric."""
    truth = {}
    for work in sorted({work for bundle in bundles for work in bundle.works}):
        dice = random.Random("documents " + work)
        truth[work] = simulated.gated([dice.choice([*range(most + 1), "X"]) for most in simulated.MAXIMA])
    return truth
