#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a thief finds in a sealed workspace: search_theft.py SEALED BEFORE NAMES

SEALED is the workspace as it was stolen, BEFORE a copy of it from before it was sealed, NAMES a file with a name a line
(pupils, teachers, schools, codes, file names). Looks through every byte of SEALED and everything that can be unpacked
from it (ZIP, gzip, PDF streams, zlib in PNG), and through all file names, for the names in the encodings that may come
up, and for the unmasked pages and other files that were sealed away: no file of SEALED may be or hold one of them.
Exits 1 when something is found.
"""
import hashlib
import io
import os
import re
import sys
import zipfile
import zlib

KEPT = ("sorted/", "bundles/", "audit/", "ledger.db", "spool/lock")
WINDOW, WINDOWS, MOSTLY = 64, 40, 0.9
ENCODINGS = ("utf-8", "cp1251", "cp866", "koi8-r", "utf-16-le", "utf-16-be")


def files_of(root):
    for folder, _, names in os.walk(os.fsencode(root)):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield os.path.relpath(path, os.fsencode(root)), path


def inflated(data):
    """Every zlib and raw deflate stream that begins somewhere a format says so."""
    starts = [m.end() for m in re.finditer(rb"stream\r?\n", data)]
    starts += [m.end() for m in re.finditer(rb"IDAT", data)]
    for at in starts:
        try:
            yield zlib.decompressobj().decompress(data[at:], 1 << 26)
        except zlib.error:
            continue
    if data[:2] == b"\x1f\x8b":
        try:
            yield zlib.decompressobj(31).decompress(data, 1 << 26)
        except zlib.error:
            pass


def faces_of(data):
    """The bytes, and what can be unpacked from them."""
    faces = [data]
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.namelist():
                faces.append(one.encode())
                faces += faces_of(archive.read(one))
    if data[:5] == b"%PDF-":  # offsets are no school numbers
        faces[0] = re.sub(rb"\nxref\r?\n.*?trailer", b"", data, flags=re.S)
    return faces + list(inflated(data))


def patterns_of(names):
    found = set()
    for name in names:
        for form in {name, name.upper(), name.lower()}:
            for code in ENCODINGS:
                try:
                    found.add(re.escape(form.encode(code)))
                except UnicodeEncodeError:
                    continue
            found.add(re.escape(form.encode("ascii", "backslashreplace")))
            found.add(re.escape("".join(f"\\u{ord(c):04X}" if ord(c) > 127 else c for c in form).encode()))
    return [rb"(?<![0-9.])" + p + rb"(?![0-9])" if p.isdigit() else p for p in found]


def windows_of(data):
    step = max(1, (len(data) - WINDOW) // WINDOWS)
    return sorted({data[at:at + WINDOW] for at in range(0, len(data) - WINDOW + 1, step)})


def main():
    sealed, before, names_file = sys.argv[1:4]
    with open(names_file, encoding="utf-8") as lines:
        names = sorted({line.strip() for line in lines if line.strip()})
    longs = re.compile(b"|".join(sorted(patterns_of(n for n in names if len(n) > 3), key=len, reverse=True)))
    shorts = re.compile(b"|".join(patterns_of(n for n in names if len(n) <= 3)) or b"(?!)")
    bad = []
    left = [(path, open(full, "rb").read()) for path, full in files_of(sealed)]
    listing = b"\n".join(path for path, _ in left)
    for folder, folders, _ in os.walk(os.fsencode(sealed)):
        listing += b"\n" + b"\n".join(folders)
    for expression in (longs, shorts):
        for hit in expression.finditer(listing):
            bad.append(("a file name", hit.group()))
    everything = []
    for path, data in left:
        if data[:8] == b"BMSEALED":  # megabytes that look random: only what would stand there plainly
            everything.append((path, data))
            bad += [(path, n.encode()) for n in names if len(n) > 3 and n.encode() in data]
            continue
        faces = faces_of(data)
        everything += [(path, face) for face in faces]
        for face in faces:
            for hit in longs.finditer(face):
                bad.append((path, hit.group()))
        # two letters come up by chance wherever bytes are random
        if path.endswith((b".json", b".conf", b"ledger.db", b".csv", b".txt")):
            for hit in shorts.finditer(data):
                bad.append((path, hit.group()))
    gone = [(path, open(full, "rb").read()) for path, full in files_of(before)
            if not os.fsdecode(path).startswith(KEPT)]
    digests = {hashlib.sha256(data).digest() for _, data in left}
    n_gone = 0
    for path, data in gone:
        if len(data) < WINDOW or path.startswith(b"vault/keys/") or path.startswith(b"vault/sealed/"):
            continue
        n_gone += 1
        if hashlib.sha256(data).digest() in digests:
            bad.append((path, b"is still there"))
        windows = windows_of(data)
        for place, face in everything:
            some = windows[:: max(1, len(windows) // 2)]
            if any(w in face for w in some) and sum(w in face for w in windows) >= MOSTLY * len(windows):
                bad.append((place, b"holds " + path))
    for place, what in bad[:20]:
        print(f"FOUND in {place}: {what[:60]}", file=sys.stderr)
    if len(left) < 3 or n_gone < 10 or len(names) < 5:
        print("too little to search", len(left), n_gone, len(names), file=sys.stderr)
        bad.append(("", b""))
    print(f"searched {len(left)} files ({len(everything)} unpacked) for {len(names)} names and {n_gone} files: "
          f"{len(bad)} found")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
