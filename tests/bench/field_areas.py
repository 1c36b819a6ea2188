# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a simulated person sees identity fields on a form of which only the scans' truth is known.

The person sees where the copies of the form name somebody: the rectangles of all copies that meet are one field. What
a single copy has beside the fields of the others was written unasked, and a stamp is no field of the form.
"""
import scans

MARGIN_MM = 1.0  # a person draws around a field, not along its ink
SHARE = 0.25  # of the copies: what fewer of them have is no field
NO_FIELDS = ("stamp",)


def apply(m, x, y):
    return m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]


def box_on_form(identifier, to_form):
    corners = [apply(to_form, x, y) for x, y in identifier["polygon"]]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return [min(xs) - MARGIN_MM, min(ys) - MARGIN_MM, max(xs) + MARGIN_MM, max(ys) + MARGIN_MM]


def meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def joined(field, box, copy):
    edges = [min(field[0][0], box[0]), min(field[0][1], box[1]), max(field[0][2], box[2]), max(field[0][3], box[3])]
    return edges, field[1] | {copy}


def fields_of(boxes):
    """[(edges, copies)] of boxes [(edges, copy)] that meet, directly or through others."""
    fields = []
    for box, copy in boxes:
        field = (box, {copy})
        while True:
            touched = [other for other in fields if meet(other[0], field[0])]
            if not touched:
                break
            fields = [other for other in fields if other not in touched]
            for other in touched:
                edges, copies = joined(field, other[0], copy)
                field = (edges, copies | other[1])
        fields.append(field)
    return fields


def areas(truth, members, size_mm, kind):
    """Zones in millimetres on the form: members are rows of `forms list`, truth the pages of truth.json."""
    boxes, copies = [], 0
    for i, page in enumerate(members):
        known = truth.get((scans.name_of(page["source"]), page["source_page"]))
        if known is None or page.get("to_form") is None:
            continue
        copies += 1
        boxes += [(box_on_form(identifier, page["to_form"]), i) for identifier in known["identifiers"]
                  if identifier["kind"] not in NO_FIELDS]
    zones = []
    for edges, on in fields_of(boxes):
        left, top, right, bottom = max(0.0, edges[0]), max(0.0, edges[1]), min(size_mm[0], edges[2]), min(size_mm[1], edges[3])
        if len(on) >= max(1, SHARE * copies) and right > left and bottom > top:
            zones.append({"x": round(left, 2), "y": round(top, 2), "w": round(right - left, 2),
                          "h": round(bottom - top, 2), "kind": kind})
    return zones
