#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""hostile.py OUT [--list] [--few] [--each N]: files that want to do harm, one of each kind, into the folder OUT.

Every kind has a name and what must become of it (a table in OUT/../kinds.json, or on stdout with --list):
    state   taken (pages), rejected, held (a page of it waits, for that reason), part (some pages rejected, some not),
            waits (not taken), ignored
    why     reason slugs of which one has to be shown; for taken files none
The same bytes each time; nothing but Python's own library. Scans go below OUT/scans, score forms below OUT/forms, names
and things that are no files below OUT/odd.
"""
import argparse
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile_more
import hostile_odd
import hostile_pdf
import hostile_scans
import hostile_tables

KINDS = hostile_scans.KINDS + hostile_pdf.KINDS + hostile_tables.KINDS + hostile_more.KINDS


def write(folder, kind):
    path = os.path.join(folder, "forms" if kind.is_form else "scans", kind.name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(kind.make())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", nargs="?")
    parser.add_argument("--list", action="store_true", help="print the table and write nothing")
    parser.add_argument("--few", action="store_true", help="without the kinds that cost seconds")
    parser.add_argument("--each", type=int, default=1, metavar="N", help="only every Nth kind")
    args = parser.parse_args()
    kinds = [kind for kind in KINDS if not (args.few and kind.is_slow)][::args.each]
    table = [kind.row() for kind in kinds] + hostile_odd.table()
    if args.list or args.out is None:
        json.dump(table, sys.stdout, ensure_ascii=False, indent=1)
        return
    for kind in kinds:
        write(args.out, kind)
    hostile_odd.make(os.path.join(args.out, "odd"))
    with open(os.path.join(args.out, "kinds.json"), "w", encoding="utf-8") as file:
        json.dump(table, file, ensure_ascii=False, indent=1)
    print(f"{len(table)} kinds")


if __name__ == "__main__":
    main()
