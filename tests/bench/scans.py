# SPDX-License-Identifier: GPL-3.0-or-later
"""What the truth beside drawn scans says about masks. Needs python3-pil and python3-numpy."""
import json
import os

import numpy
from PIL import Image, ImageDraw

Image.MAX_IMAGE_PIXELS = None
VISIBLE = 0.1  # of an identifier's ink: more, and it leaked
LEAST = 10  # pixels of ink; what has less cannot be read anyway


def name_of(path):
    """A scan's name without the folder that it was dropped into: scans/ here, inbox/ there."""
    parts = path.replace(os.sep, "/").split("/")
    return "/".join(parts[1:] if parts[0] in ("scans", "inbox") else parts)


def truth_of(corpus):
    with open(os.path.join(corpus, "truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    return {(entry["file"].split("/", 1)[1], page["page"]): page for entry in truth["files"] for page in entry["pages"]}


def picture(corpus, name):
    return numpy.array(Image.open(os.path.join(corpus, name)).convert("1"))


def painted(size, shapes):
    image = Image.new("1", size, 0)
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        draw.polygon(shape, fill=1)
    return numpy.array(image)


def corners(box):
    x, y, right, bottom = box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"]
    return [(x, y), (right, y), (right, bottom), (x, bottom)]


def to_scan(m, points):
    return [(m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]) for x, y in points]


def to_page(m, points):
    turn = numpy.array([[m[0], m[1]], [m[3], m[4]]])
    return [numpy.linalg.solve(turn, numpy.array([x - m[2], y - m[5]])) for x, y in points]


class Page:
    """One scan with masks: boxes on the upright page, that to_source carries onto the scan."""

    def __init__(self, corpus, truth, masks, to_source):
        self.truth = truth
        self.ink = None
        if truth.get("id_png") is not None:
            self.ink, self.answer_ink = picture(corpus, truth["id_png"]), picture(corpus, truth["ans_png"])
            self.size = (self.ink.shape[1], self.ink.shape[0])
            self.masked = painted(self.size, [to_scan(to_source, corners(box)) for box in masks])

    def identifiers(self):
        """[(identifier, visible share of its ink)]"""
        found = []
        for identifier in self.truth["identifiers"] if self.ink is not None else []:
            own = painted(self.size, [tuple(map(tuple, identifier["polygon"]))]) & self.ink
            if own.sum() >= LEAST:
                found.append((identifier, float((own & ~self.masked).sum() / own.sum())))
        return found

    def answers(self):
        """(pixels hidden, pixels in all)"""
        if self.ink is None:
            return 0, 0
        return int((self.answer_ink & self.masked).sum()), int(self.answer_ink.sum())

    def answers_in(self, to_source, box):
        """The same of what lies in a box of the page; pixels in all are those of the page."""
        if self.ink is None:
            return 0, 0
        place = painted(self.size, [to_scan(to_source, corners(box))])
        return int((self.answer_ink & self.masked & place).sum()), int(self.answer_ink.sum())
