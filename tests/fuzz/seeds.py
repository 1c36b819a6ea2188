#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""seeds.py OUT: first inputs of the fuzz targets, OUT/TARGET/*, from samples/ and tests/data/. The same each time."""
import json
import os
import sys
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MOST = 60000  # bytes of a seed: runs are to be short
STAGES = ["intake", "upright", "split", "form", "mask", "verify", "number", "sort", "allocate", "bundle", "collect"]


def at(*parts):
    return os.path.join(ROOT, *parts)


def read(*parts):
    with open(at(*parts), "rb") as file:
        return file.read()


class Seeds:
    def __init__(self, out):
        self.out = out

    def add(self, target, name, data):
        if len(data) > MOST:
            return
        folder = os.path.join(self.out, target)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


def files(*parts):
    return sorted(os.listdir(at(*parts)))


def scans(seeds):
    kinds = {"tif": "tiff", "jpg": "jpeg", "png": "png", "pdf": "pdf"}
    for name in files("samples", "intake"):
        target = kinds.get(name.rpartition(".")[2])
        if target and not name.startswith("bomb-"):
            seeds.add(target, name, read("samples", "intake", name))


def workbooks(seeds):
    for name in files("tests", "data", "collect"):
        seeds.add("return", name, b"\0" + read("tests", "data", "collect", name))
    for folder, target in (("collect", "return"), ("procedure", "workbook")):
        book = at("tests", "data", folder, "libreoffice.xlsx")
        with zipfile.ZipFile(book) as parts:
            for index, part in enumerate(parts.namelist()):
                name = "%02d-%s" % (index + 1, part.replace("/", "_"))
                seeds.add(target, name, bytes([index + 1]) + parts.read(part))
    seeds.add("workbook", "whole", b"\0" + read("tests", "data", "procedure", "libreoffice.xlsx"))
    for name in files("tests", "data", "book"):
        seeds.add("book", name, b"\x06" + read("tests", "data", "book", name))


def lists(seeds):
    names = ["assessment.json", "roster.csv", "teachers.csv", "participants.csv", "control.csv", "earlier.csv"]
    for index, name in enumerate(names):
        path = at("samples", "round", "procedure", name)
        if os.path.exists(path):
            lines = read(path).split(b"\n")
            seeds.add("lists", name, bytes([index]) + b"\n".join(lines[:12] if name.endswith("csv") else lines))
    seeds.add("lists", "participants", b"\x03participant_code;school_code;class;student_no;variant\n10001;119014;9\xd0\x90;1;2\n")
    seeds.add("lists", "control", b"\x04work_no;variant;1;2\n133-300-003;1;1;X\n")
    seeds.add("lists", "earlier", b"\x05school_code;task;mean\n119014;1;0,5\n")
    seeds.add("lists", "gates", b'\x00{"tasks": [{"id": "1", "max": 2, "gates": [{"if": "1", "is": 0}]}], "batches": '
              b'[{"files": ["a"], "works": 3}], "calendar": [{"stage": "x", "from": "01.02.2026"}]}')


def texts(seeds):
    for index, text in enumerate(["1123448271935601", "2123400012", "BM1481271935601", "482-719-356", "133 300 003",
                                  "4F7K-92QX", "24F7K92QX001012345", ""]):
        seeds.add("codes", "text%d" % index, text.encode())
        for shape in (0, 1):
            seeds.add("stamp", "code%d-%d" % (index, shape), bytes([shape]) + text.encode() + b"\0\x20\x30\x10\x08\x01")
    for kind, text in enumerate([b"BMSEAL01" + bytes(300), b"x" * 200, b'{"format": 1, "custodians": []}', b"ABCD-EFGH-2345-6789-ABCD-EFGH-2345-6789-ABCD"]):
        seeds.add("sealed", "kind%d" % kind, bytes([kind]) + text)
    for index, name in enumerate([b"119014/9\xd0\x90/scan.pdf", b"a\nb.tif", b"-rf", b"9\xc0/\xfe 1.jpg", b"bytes:\\xff",
                                  b"\xe2\x80\xaefdp.exe", b"../../etc", b"sorted/K47/1.pdf", b"scores:inbox/a.xlsx"]):
        seeds.add("names", "name%d" % index, name)
    seeds.add("conf", "all", b"[round]\nrelease=confirmed\nseed=4711\n[engine]\nworkers=2\nquiet_s=0.5\nmemory_mb=2048\n"
              b"[intake]\nmax_pixels_mp=120\nmax_pages=2000\n[bundle]\nduplex=true\n")
    seeds.add("ticket", "one", b'{"job": "f000001", "stage": "mask", "scratch": "/tmp", "seed": "00", "params": {"a": 1}, '
              b'"context": {}, "inputs": [{"id": "f000001", "path": "x", "facts": {"upright": {"dpi": 200}}}]}')
    form = ("[form]\nformat = 1\nname = A\nversion = 1\nwidth = 40\nheight = 30\npage = 1\nhead = 12\ncopies = 5\n"
            "picture = a.png\n[anchors]\nword w01 5.08 4.23 14.39 2.54 \u0424\u0410\u041c\nacross 5 20 30 0.2\n"
            "[zones]\nname 20 4 15 5 from w01\n[kept]\n")
    seeds.add("template", "text", b"\0" + form.encode())
    for name in ("bilevel.png", "gray.png", "interlaced.png", "palette.png"):
        seeds.add("template", name, b"\1" + read("samples", "intake", name))


def page(index):
    return "f%06d.p0001" % (index + 10)


def answers(seeds):
    own = [page(index) for index in range(len(STAGES))]
    own[0], own[8], own[9], own[10] = "f000010", "k000018.w001", "m01", "r000001"
    for index, stage in enumerate(STAGES):
        child = own[0] + ".p0001" if index == 0 else own[index]
        good = {"outcome": "done", "emits": [{"id": child, "file": "@/0-page.tif", "facts": {"dpi": [200, 200], "amend": {
            "upright": {"turn": 180}}}}], "settles": [], "doubts": [{"id": child, "reason": "page_damaged",
            "box": {"x": 1, "y": 2, "w": 3, "h": 4}}], "notes": []}
        rest = {"outcome": "done", "emits": [], "settles": [{"id": child, "fate": "rejected", "reason": "page_damaged"}],
                "doubts": [], "notes": [{"kind": "look", "value": {"what": "page"}}]}
        for name, answer in (("good", good), ("rest", rest)):
            seeds.add("answer", "%s-%s" % (stage, name), bytes([index]) + json.dumps(answer).encode())
    notes = {2: ("work", {"id": "k000012.w001", "index": 1, "pages": [own[2]], "pages_expected": 1, "class_ref": 0,
                          "state": "whole"}),
             3: ("form", {"id": "form07", "kind": "form", "version": 1, "size_mm": [210, 297], "zones": [], "doubts": [],
                          "is_evident": True, "like": "form01", "facts": {}, "picture": "@/0-page.tif"}),
             6: ("work_no", {"work": "k000016.w001", "work_no": "482-719-356"}),
             8: ("allocation", {"shares": {"m01": ["482-719-356"]}, "anchors": [], "control": [], "purpose": "first"})}
    for index, (kind, value) in notes.items():
        answer = {"outcome": "done", "emits": [{"id": own[index]}], "settles": [], "doubts": [],
                  "notes": [{"kind": kind, "value": value}]}
        seeds.add("answer", "note-" + kind, bytes([index]) + json.dumps(answer).encode())
    sort = {"emits": [{"id": "k000017.w001", "file": "@/0-page.tif", "place": "sorted/K1/482-719-356.pdf", "facts": {
        "digest": "00"}}], "outcome": "done"}
    seeds.add("answer", "publish", bytes([7]) + json.dumps(sort).encode())
    form = {"kind": "xlsx", "bundle": "4F7K-92QX", "marker": "m01", "rows": [{"work_no": "482-719-356", "class_alias": "K1",
            "scores": [1, "X", None]}], "faults": [], "warnings": []}
    seeds.add("answer", "rows", bytes([10]) + json.dumps({"emits": [{"id": "r000001", "facts": form}]}).encode())
    pile = {"kind": "pile", "parts": [{"id": "r000001.b1", "bundle": "4F7K-92QX", "marker": "m01", "pages": [1]}], "faults": []}
    seeds.add("answer", "pile", bytes([10]) + json.dumps({"emits": [{"id": "r000001", "facts": pile},
              {"id": "r000001.b1", "facts": form}]}).encode())


def hostile_answers(seeds):
    """What a worker says that a file has taken over."""
    bad = [
        {"emits": [{"id": "f000002.p0001", "facts": {"checks": {}}}]},
        {"emits": [{"id": "f000015.p0001"}], "doubts": [{"id": "../../keep", "reason": "x", "crop": "@/0-page.tif"}]},
        {"settles": [{"fate": "blank"}]}, {"settles": [{"id": "f000015.p0001", "fate": "gone", "reason": 5}]},
        {"emits": [{"id": "f000015.p0001", "stored": "vault/keep"}]},
        {"emits": [{"id": "f000015.p0001", "facts": {"amend": {"intake": 5, "mask": []}}}]},
        {"emits": [{"id": "f000015.p0001", "facts": 5}]}, {"emits": {"id": "f000015.p0001"}}, {"emits": [5, None, []]},
        {"doubts": [{"id": "f000015.p0001"}]}, {"doubts": [{"id": 7, "reason": "page_damaged"}]},
        {"emits": [{"id": "f000015.p0001", "file": "/etc/passwd"}]}, {"emits": [{"id": "f000015.p0001", "file": ""}]},
        {"emits": [{"id": "f000015.p0001", "file": "@/none.tif"}]}, [], 5, "x",
        {"emits": [{"id": "f000015.p0001", "file": "@/0-page.tif", "place": "vault/keep"}]},
        {"notes": [{"kind": "work", "value": None}]}, {"notes": [{"kind": "form", "value": {"id": "../keep"}}]},
        {"notes": [{"kind": "work_no", "value": {"work": "k000002.w001", "work_no": "1"}}]}, {"notes": [5]}, {"notes": 5},
        {"notes": [{"kind": "allocation", "value": {"shares": 5}}]}, {"notes": [{"value": 5}]},
        {"emits": [{"id": "f000015.p0001", "facts": {"rows": 5, "parts": [5], "faults": {}}}]},
    ]
    for index, answer in enumerate(bad):
        for stage in (0, 2, 3, 5, 8, 10):
            text = json.dumps(answer).replace("f000015.p0001", {0: "f000010.p0001", 10: "r000001"}.get(stage, page(stage)))
            seeds.add("answer", "bad%02d-%d" % (index, stage), bytes([stage]) + text.encode())


def decisions(seeds):
    box = {"x": 100, "y": 200, "w": 40, "h": 10}
    zone = {"x": 10, "y": 10, "w": 50, "h": 10, "kind": "name"}
    asks = [{"verb": verb, "ids": ["f000002.p0001"], "boxes": [box]} for verb in
            ("release", "drop", "blank", "mask", "unmask", "answers")]
    asks += [{"verb": "mask", "ids": ["f000002.p0001"], "boxes": [box], "all_of_form": True, "release": True},
             {"verb": "confirm", "ids": ["form01"], "zones": [zone]}, {"verb": "confirm", "ids": ["form01"], "contact": {
                 "form01": {"images": 1, "pages": {"f000002.p0001": "00"}}}, "except": ["f000002.p0001"]},
             {"verb": "name", "ids": ["form01"], "name": "A"}, {"verb": "assign", "ids": ["k000012.w001"], "class_ref": 5,
              "class_alias": "K5", "school_alias": "S1"}, {"verb": "split", "ids": ["f000002.p0001"], "form": "form01"},
             {"verb": "join", "ids": ["form01"], "into": "form01", "pages": {"f000002.p0001": {}}},
             {"verb": "import", "ids": ["aa"], "forms": {"aa": {"kind": "form", "zones": []}}},
             {"verb": "tell", "ids": ["r000001"], "scores": [1]}, {"verb": 5, "ids": 5}, {"ids": [None]}, []]
    for index, ask in enumerate(asks):
        seeds.add("decision", "ask%02d" % index, json.dumps(ask).encode())


def main():
    seeds = Seeds(sys.argv[1])
    for fill in (scans, workbooks, lists, texts, answers, hostile_answers, decisions):
        fill(seeds)
    seeds.add("sheet", "bubbles", b"\0")
    seeds.add("sheet", "boxes", b"\1\x40\x40\x10\x10\0")
    seeds.add("sheet", "blots", b"\0\x40\x40\x10\x10\0\x80\x80\xff\x10\1\x10\x10\xff\xff\2")


main()
