# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a simulated person sees answers on a form: a few rectangles that meet no field.

The person sees where the copies of a form are written on (true answer ink), and draws at most MOST rectangles on a
grid of TILE millimetres: each as large as can be around answers without coming nearer than APART to a field. Needs
python3-pil and python3-numpy.
"""
import os

import numpy
from PIL import Image

import scans

TILE = 4.0  # mm
APART = 3.0  # mm between a rectangle and a field
MOST = 4
ENOUGH = 0.98  # of the tiles with answers: what is left is not worth another rectangle
WRITTEN = 6  # pixels of answer ink that make a tile one with answers


def tiles_of(size_mm):
    return int(size_mm[1] // TILE) + 1, int(size_mm[0] // TILE) + 1


def written(corpus, truth, members, size_mm):
    """Tiles in which a copy has answers: members are rows of `forms list`, truth the pages of truth.json by scan."""
    grid = numpy.zeros(tiles_of(size_mm), bool)
    for page in members:
        known = truth.get((scans.name_of(page["source"]), page["source_page"]))
        if known is None or not known.get("ans_png") or page.get("to_form") is None:
            continue
        with Image.open(os.path.join(corpus, known["ans_png"])) as image:
            ys, xs = numpy.nonzero(numpy.array(image.convert("1")))
        m = page["to_form"]
        columns = ((m[0] * xs + m[1] * ys + m[2]) / TILE).astype(int)
        rows = ((m[3] * xs + m[4] * ys + m[5]) / TILE).astype(int)
        inside = (columns >= 0) & (rows >= 0) & (columns < grid.shape[1]) & (rows < grid.shape[0])
        counts = numpy.zeros(grid.shape, int)
        numpy.add.at(counts, (rows[inside], columns[inside]), 1)
        grid |= counts >= WRITTEN
    return grid


def forbidden(zones, shape):
    grid = numpy.zeros(shape, bool)
    for zone in zones:
        left, top = int((zone["x"] - APART) // TILE), int((zone["y"] - APART) // TILE)
        right, bottom = int((zone["x"] + zone["w"] + APART) // TILE), int((zone["y"] + zone["h"] + APART) // TILE)
        grid[max(top, 0):bottom + 1, max(left, 0):right + 1] = True
    return grid


def best_rectangle(answers, free):
    """(answers held, top, left, bottom, right) of the rectangle of free tiles that holds most answers."""
    rows, columns = answers.shape
    sums = numpy.zeros((rows + 1, columns + 1), int)
    sums[1:, 1:] = answers.cumsum(0).cumsum(1)
    best = (0, 0, 0, 0, 0)
    heights = numpy.zeros(columns, int)
    for row in range(rows):
        heights = numpy.where(free[row], heights + 1, 0)
        for left in range(columns):
            high = heights[left]
            for right in range(left, columns):
                high = min(high, heights[right])
                if high == 0:
                    break
                held = (sums[row + 1, right + 1] - sums[row + 1 - high, right + 1] - sums[row + 1, left]
                        + sums[row + 1 - high, left])
                if held > best[0]:
                    best = (held, row + 1 - high, left, row + 1, right + 1)
    return best


def hull(answers, best):
    """The rectangle without its empty rims."""
    _, top, left, bottom, right = best
    rows, columns = numpy.nonzero(answers[top:bottom, left:right])
    return top + rows.min(), left + columns.min(), top + rows.max() + 1, left + columns.max() + 1


def areas(corpus, truth, members, zones, size_mm):
    """Zones of kind "answers", in millimetres on the form."""
    answers = written(corpus, truth, members, size_mm)
    free = ~forbidden(zones, answers.shape)
    wanted, found = answers.sum(), []
    answers &= free
    for _ in range(MOST):
        best = best_rectangle(answers, free)
        if best[0] == 0:
            break
        top, left, bottom, right = (int(edge) for edge in hull(answers, best))
        found.append({"x": left * TILE, "y": top * TILE, "w": min((right - left) * TILE, size_mm[0] - left * TILE),
                      "h": min((bottom - top) * TILE, size_mm[1] - top * TILE), "kind": "answers"})
        answers[top:bottom, left:right] = False
        if answers.sum() <= (1 - ENOUGH) * wanted:
            break
    return found
