# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of PDF files as they are seen: by qpdf and by poppler (pdffonts, pdfinfo, pdftotext, pdftoppm).

Lengths of boxes are points from the top left corner. A page of scans may hold ink up to its edge; what is laid out here
must leave the white edge that printers need.
"""
import collections
import html
import os
import re
import subprocess

import numpy
from PIL import Image

DPI = 60
A4 = (595.28, 841.89)
A4_SLACK = 1.0  # points
EDGE_MM = 4.2  # printers cannot print nearer to the edge of the paper
INK = 200  # darker than this of 255 is ink
SMALLEST_PT = 5.2  # height of a line of 4.5 pt
SMALL_SHARE = 0.02  # of words: an index is no text
# of the smaller of two words, covered by the other: lines of one paragraph touch, letters of two texts lie on each other
OVERLAP_WIDE, OVERLAP_HIGH = 0.2, 0.45

Word = collections.namedtuple("Word", "text left top right bottom")
Page = collections.namedtuple("Page", "width height words")
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.S)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def pages_of(path):
    """[Page] with its words."""
    text = run("pdftotext", "-bbox", path, "-")[1].decode(errors="replace")
    return [Page(float(width), float(height), [Word(html.unescape(word[4]), *map(float, word[:4])) for word in WORD.findall(body)])
            for width, height, body in PAGE.findall(text)]


def text_of(page):
    return " ".join(word.text for word in page.words)


def pictures_of(path, dpi=DPI, last=None):
    """A gray picture a page."""
    limit = ["-l", str(last)] if last else []
    data, at, pictures = run("pdftoppm", "-gray", "-r", str(dpi), *limit, path)[1], 0, []
    while at < len(data):
        head = re.compile(rb"P5\s+(\d+)\s+(\d+)\s+255\s").match(data, at)
        width, height = int(head.group(1)), int(head.group(2))
        at = head.end() + width * height
        pictures.append(numpy.frombuffer(data[head.end():at], numpy.uint8).reshape(height, width))
    return pictures


# ---- the file ----


def file_check(path):
    status, said, errors = run("qpdf", "--check", path)
    wrong = ["qpdf: " + (said.decode(errors="replace") + errors).strip().split("\n")[-1]] if status != 0 else []
    for line in run("pdffonts", path)[1].decode(errors="replace").split("\n")[2:]:
        # name, type and encoding may hold blanks; emb sub uni, object and generation stand last
        fields = line.split()
        if len(fields) > 5 and fields[-5] != "yes":
            wrong.append("the font %s is not in the file" % fields[0])
    return wrong


# ---- a page ----


def size_check(page):
    sides = sorted((page.width, page.height))
    is_a4 = all(abs(got - want) <= A4_SLACK for got, want in zip(sides, A4))
    return [] if is_a4 else ["the page is %.0f × %.0f points, not A4" % (page.width, page.height)]


def words_check(page):
    """Words beyond the paper, on each other, too small to read."""
    edge = EDGE_MM / 25.4 * 72
    wrong = ["«%s» leaves the paper" % word.text for word in page.words
             if word.left < edge or word.right > page.width - edge or word.top < 0 or word.bottom > page.height]
    wrong += ["«%s» and «%s» lie on each other" % pair for pair in overlaps(page.words)]
    wrong += ["«%s» is cut short" % word.text for word in page.words if len(word.text) > 1 and word.text.endswith("…")]
    wrong += ["«%s»: a column is too narrow" % word.text for word in page.words if re.fullmatch(r"#{3,}", word.text)]
    small = [word for word in page.words if word.bottom - word.top < SMALLEST_PT]
    if len(small) > SMALL_SHARE * len(page.words):
        wrong.append("%d of %d words are too small to read, «%s»" % (len(small), len(page.words), small[0].text))
    return wrong


def overlaps(words):
    words, pairs = sorted(words, key=lambda word: word.top), []
    for at, one in enumerate(words):
        for other in words[at + 1:]:
            if other.top > one.bottom:
                break
            wide = min(one.right, other.right) - max(one.left, other.left)
            high = min(one.bottom, other.bottom) - max(one.top, other.top)
            if (wide > OVERLAP_WIDE * min(one.right - one.left, other.right - other.left)
                    and high > OVERLAP_HIGH * min(one.bottom - one.top, other.bottom - other.top)):
                pairs.append((one.text, other.text))
    return pairs


def ink_check(picture, is_scan, dpi=DPI):
    ink = picture < INK
    if not ink.any():
        return ["the page is blank"]
    edge = round(EDGE_MM / 25.4 * dpi)
    inner = ink[edge:-edge, edge:-edge].sum()
    if not is_scan and ink.sum() != inner:
        return ["ink within %.1f mm of the paper's edge" % EDGE_MM]
    return []


def pages_check(path, is_scan):
    """(pages, [fault])"""
    pages, pictures, wrong = pages_of(path), pictures_of(path), file_check(path)
    if len(pages) != len(pictures) or not pages:
        return len(pages), wrong + ["%d pages, %d of them can be drawn" % (len(pages), len(pictures))]
    for number, (page, picture) in enumerate(zip(pages, pictures), 1):
        lines = ink_check(picture, is_scan)
        if not is_scan:
            lines += size_check(page) + words_check(page)
        wrong += ["page %d: %s" % (number, line) for line in lines]
    return len(pages), wrong


def print_check(path):
    """A workbook as it comes out of a printer."""
    return pages_check(path, False)[1]


# ---- pictures for a person ----


def sheet_save(pictures, out, columns=4, most=720):
    """Pictures beside each other on one."""
    pictures = [smaller(Image.fromarray(one), most) for one in pictures]
    wide, high = max(one.shape[1] for one in pictures) + 8, max(one.shape[0] for one in pictures) + 8
    sheet = Image.new("L", (wide * min(columns, len(pictures)), high * -(-len(pictures) // columns)), 110)
    for at, one in enumerate(pictures):
        sheet.paste(Image.fromarray(one), (at % columns * wide + 4, at // columns * high + 4))
    sheet.save(out)


def picture_open(path, most=1600):
    with Image.open(path) as image:
        return smaller(image.convert("L"), most)


def smaller(image, most):
    image.thumbnail((most, most))
    return numpy.asarray(image)


def name_of(kind):
    return re.sub(r"[^a-z]+", "-", kind.lower()).strip("-")


def is_picture(path):
    return os.path.splitext(path)[1] == ".png"
