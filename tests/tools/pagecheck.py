#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The independent checker: is every page that was dropped somewhere, and nowhere twice?

    pagecheck.py WS MANIFEST.json SCANS --program BLINDMARK

Shares no code with the program. MANIFEST and SCANS come from badbatch.py: which pages each dropped file has, and the
files themselves. What is out is decoded from sorted/*.pdf with poppler and each page is known by the squares drawn on
it; what was taken is looked for by its bytes in inbox/, vault/originals/ and rejected/. From that the sums are made,
and `status --json` and `export pages --json` must say the same.

check(ws, manifest, scans, program) → list of (kind, text); kind is lost, twice, unverified, wrong. Empty: all is well.
"""
import argparse
import collections
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

DPI = 100
BITS, CELL_MM, BAR_MM = 20, 4.8, 2.0
_decoded = {}  # digest of a PDF → codes of its pages


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def code_in(width, rows):
    """The code on a gray picture: the longest dark bar, and the squares below it."""
    px = DPI / 25.4
    least = int(BITS * CELL_MM * px * 0.97)
    bar = re.compile(rb"[\x00-\x60]{%d,}" % least)
    for y in range(len(rows) - int((BAR_MM + CELL_MM) * px)):
        hit = bar.search(rows[y])
        if not hit or hit.end() - hit.start() > least * 1.08:
            continue
        number = 0
        below = rows[y + int((BAR_MM + CELL_MM / 2) * px)]
        for i in range(BITS):
            x = int(hit.start() + (i + 0.5) * (hit.end() - hit.start()) / BITS)
            number = number << 1 | (sum(below[x - 2:x + 3]) < 5 * 128)
        if number & 15 == ((number >> 4) * 7 + 5) & 15:
            return number >> 4
    return None


def picture_rows(path):
    with open(path, "rb") as file:
        kind, size, _, pixels = file.read().split(b"\n", 3)
    assert kind == b"P5", kind
    width, height = map(int, size.split())
    return width, [pixels[y * width:(y + 1) * width] for y in range(height)]


def codes_of(pdf):
    digest = digest_of(pdf)
    if digest not in _decoded:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", pdf, folder + "/p"], check=True, stderr=subprocess.DEVNULL)
            pictures = sorted(glob.glob(folder + "/p*.pgm"))
            _decoded[digest] = [code_in(*picture_rows(path)) for path in pictures]
    return _decoded[digest]


def told(program, ws, *words):
    env = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
    done = subprocess.run([program, words[0], ws, *words[1:], "--json"], capture_output=True, env=env)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{words[0]}: exit {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout.decode("utf-8-sig"))


def code_of(page):
    """The code of a page of the manifest, None when it has none."""
    return int(str(page).rsplit(":", maxsplit=1)[-1]) if page not in ("blank", "separator") else None


class Check:
    def __init__(self, ws, manifest, scans, program):
        self.ws, self.manifest, self.scans, self.program = ws, manifest, scans, program
        self.problems = []

    def bad(self, kind, text):
        self.problems.append((kind, text))

    def files_below(self, *folders):
        for folder in folders:
            for base, _, names in os.walk(os.path.join(self.ws, folder)):
                for name in names:
                    if not name.endswith((".reason.txt", ".причина.txt", ".new")):
                        yield os.path.join(base, name)

    def sources(self):
        """Each dropped file lies in exactly one place, with its bytes."""
        wanted = collections.Counter(digest_of(os.path.join(self.scans, source)) for source in self.manifest)
        found = collections.Counter(map(digest_of, self.files_below("inbox", "vault/originals", "rejected")))
        refused = collections.Counter(map(digest_of, self.files_below("rejected")))
        for source, pages in self.manifest.items():
            digest = digest_of(os.path.join(self.scans, source))
            if found[digest] < wanted[digest]:
                self.bad("lost", f"{source}: its bytes are nowhere")
            elif found[digest] > wanted[digest]:
                self.bad("twice", f"{source}: its bytes lie in {found[digest]} places")
            if (refused[digest] > 0) != (pages is None):
                self.bad("wrong", f"{source}: {'no scan, yet not refused' if pages is None else 'refused'}")

    def published(self):
        """code → [(pdf, page)] of all that is out."""
        out = collections.defaultdict(list)
        pdfs = sorted(glob.glob(os.path.join(self.ws, "sorted", "*", "*.pdf")))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            codes = list(pool.map(codes_of, pdfs))
        for pdf, found in zip(pdfs, codes):
            place = os.path.relpath(pdf, self.ws)
            for page, code in enumerate(found, 1):
                if code is None:
                    self.bad("wrong", f"{place} page {page} has no code: nobody dropped it")
                out[code].append((place, page))
        for code, places in out.items():
            if len(places) > 1:
                self.bad("twice", f"page with code {code} is out {len(places)} times")
        return out

    def page(self, source, number, page, row, out):
        where = f"{source} page {number}"
        code = code_of(page)
        places = out.get(code, []) if code is not None else []
        if row is None:
            self.bad("lost", f"{where}: export knows nothing of it")
            return
        state = row["state"]
        if state in ("released", "pending") and code is None:
            self.bad("wrong", f"{where}: a {page} sheet is {state}")
        elif state == "released" and (row["output"], row["output_page"]) not in places:
            self.bad("lost", f"{where}: said to be in {row['output']}, and is not")
        elif state != "released" and places:
            self.bad("unverified", f"{where} is {state}, yet out in {places[0][0]}")
        elif state in ("blank", "separator") and state != page:
            self.bad("lost", f"{where}: a written page is taken for {state}")
        elif state == "pending":
            self.bad("wrong", f"{where} is still under way")

    def run(self):
        self.sources()
        out = self.published()
        rows, status = told(self.program, self.ws, "export", "pages"), told(self.program, self.ws, "status")
        known = collections.defaultdict(list)
        for row in rows:
            known[row["source"], row["source_page"]].append(row)
        n = 0
        for source, pages in self.manifest.items():
            for number, page in enumerate(pages or [], 1):
                rows_of = known.pop((source, number), [])
                if len(rows_of) > 1:
                    self.bad("twice", f"{source} page {number} is known {len(rows_of)} times")
                self.page(source, number, page, rows_of[0] if rows_of else None, out)
                n += 1
        for source, number in known:
            self.bad("wrong", f"{source} page {number} was never dropped")
        sums = collections.Counter(row["state"] for row in rows)
        counts = dict(status["pages"])
        if counts.pop("in") != n or not status["balanced"]:
            self.bad("wrong", f"status counts {status['pages']}, {n} pages were dropped")
        if any(counts.get(state, 0) != sums.get(state, 0) for state in set(counts) | set(sums)):
            self.bad("wrong", f"status says {counts}, the pages say {dict(sums)}")
        if sum(map(len, out.values())) != sums["released"]:
            self.bad("wrong", f"{sum(map(len, out.values()))} pages are out, {sums['released']} are said to be")
        return self.problems


def check(ws, manifest, scans, program):
    return Check(ws, manifest, scans, program).run()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ws")
    parser.add_argument("manifest")
    parser.add_argument("scans")
    parser.add_argument("--program", required=True)
    given = parser.parse_args()
    with open(given.manifest, encoding="utf-8") as file:
        problems = check(given.ws, json.load(file), given.scans, given.program)
    for kind, text in problems:
        print(f"{kind}: {text}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
