# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents spoilt on purpose, each in one way: what does not tell them cannot be trusted to tell others.

SPOILT: {what: (function(folder, good workbook) → path, words that a fault must hold)}
"""
import os

import workbook
from workbook import MAIN

A4 = (595.28, 841.89)


def pdf_write(path, content, size=A4, font="/Helvetica"):
    """A page with @content; text in a font that is not in the file."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>" % size,
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
               b"<< /Type /Font /Subtype /Type1 /BaseFont %s /Encoding /WinAnsiEncoding >>" % font.encode()]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
    with open(path, "wb") as file:
        file.write(data)
    return path


INKED = b"0 0 0 rg 200 400 100 100 re f "


def text_at(x, y, text, size=12):
    return b"BT /F %g Tf %g %g Td (%s) Tj ET " % (size, x, y, text)


def pdf_font(folder, _):
    return pdf_write(os.path.join(folder, "font.pdf"), text_at(100, 400, b"letters"))


def pdf_blank(folder, _):
    return pdf_write(os.path.join(folder, "blank.pdf"), b"q Q")


def pdf_edge(folder, _):
    return pdf_write(os.path.join(folder, "edge.pdf"), INKED + b"2 300 20 20 re f")


def pdf_size(folder, _):
    return pdf_write(os.path.join(folder, "size.pdf"), INKED, (612, 792))


def pdf_beyond(folder, _):
    return pdf_write(os.path.join(folder, "beyond.pdf"), text_at(560, 400, b"heading"))


def pdf_overlap(folder, _):
    return pdf_write(os.path.join(folder, "overlap.pdf"), text_at(100, 400, b"heading") + text_at(110, 402, b"another"))


def pdf_cut(folder, _):
    return pdf_write(os.path.join(folder, "cut.pdf"), text_at(100, 400, b"what to do wi\205"))


def pdf_small(folder, _):
    return pdf_write(os.path.join(folder, "small.pdf"), text_at(100, 400, b"footnote", 3))


def pdf_damaged(folder, _):
    path = pdf_write(os.path.join(folder, "damaged.pdf"), INKED)
    with open(path, "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(data.replace(b"/Length", b"/Lengtx"))
    return path


def book_with(folder, good, name, spoil):
    """@spoil(sheet): the first one."""
    book = workbook.Book(good)
    spoil(next(iter(book.sheets.values())))
    path = os.path.join(folder, name + ".xlsx")
    book.save(path)
    return path


def book_stale(folder, good):
    return book_with(folder, good, "stale", lambda sheet: sheet.formula("A40", "2+3", 4))


def book_unknown(folder, good):
    return book_with(folder, good, "unknown", lambda sheet: sheet.formula("A40", "NOSUCHTHING(1)", 4))


def book_error(folder, good):
    return book_with(folder, good, "error", lambda sheet: sheet.put("A40", "#REF!", "e"))


def book_narrow(folder, good):
    def spoil(sheet):
        sheet.put("A6", 123456789012)
        column = sheet.root.find("{%s}cols" % MAIN)[0]
        column.set("width", "1")
    return book_with(folder, good, "narrow", spoil)


def book_tiny(folder, good):
    """Fitted to the width of a page, with a column as wide as three tables."""
    def spoil(sheet):
        columns = sheet.root.find("{%s}cols" % MAIN)
        for column in columns:
            column.set("width", "120")
    return book_with(folder, good, "tiny", spoil)


SPOILT = {
    "a font that is not in the file": (pdf_font, "is not in the file"),
    "a blank page": (pdf_blank, "is blank"),
    "ink at the edge of the paper": (pdf_edge, "ink within"),
    "paper that is not A4": (pdf_size, "not A4"),
    "a word beyond the paper": (pdf_beyond, "leaves the paper"),
    "words on each other": (pdf_overlap, "lie on each other"),
    "words cut short": (pdf_cut, "is cut short"),
    "words too small to read": (pdf_small, "too small"),
    "a damaged file": (pdf_damaged, "qpdf"),
    "a wrong value kept with a formula": (book_stale, "is 5, not 4"),
    "a function that nobody knows": (book_unknown, "#NAME?"),
    "a cell with an error": (book_error, "says #REF!"),
    "a column too narrow for its number": (book_narrow, "too narrow"),
    "a table too wide for the paper": (book_tiny, "too small"),
}


# ---- workbooks that a reader spoils when it saves them ----


def part_drop(name):
    def spoil(sheet):
        part = sheet.root.find("{%s}%s" % (MAIN, name))
        sheet.root.remove(part)
    return spoil


def cell_change(sheet):
    sheet.put("A6", "other")


def save_change(folder, good):
    return book_with(folder, good, "saved-cell", cell_change)


def save_rules(folder, good):
    return book_with(folder, good, "saved-rules", part_drop("dataValidations"))


def save_locks(folder, good):
    return book_with(folder, good, "saved-locks", part_drop("sheetProtection"))


def save_open(folder, good):
    """The number of a work has the looks, and the open lock, of the cell beside it."""
    return book_with(folder, good, "saved-open", lambda sheet: sheet.cell("A6").set("s", sheet.cell("B6").get("s")))


def save_sheets(folder, good):
    book = workbook.Book(good)
    book.rename(next(iter(book.sheets)), "Sheet1")
    path = os.path.join(folder, "saved-sheets.xlsx")
    book.save(path)
    return path


LOST = {
    "another value after saving": (save_change, "is 'other'"),
    "rules lost by saving": (save_rules, "the rule of what may be entered"),
    "protection lost by saving": (save_locks, "protected"),
    "a lock lost by saving": (save_open, "A6 is open"),
    "a sheet renamed by saving": (save_sheets, "sheets are"),
}
