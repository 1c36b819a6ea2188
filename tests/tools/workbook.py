# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks (XLSX) read, changed and written again, as an office program would leave them.

Cells are named "B6". What is not touched keeps its bytes or at least its meaning: styles, formulas, validation.
"""
import re
import xml.etree.ElementTree as ET
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ET.register_namespace("", MAIN)
ET.register_namespace("r", RELATION)
STRINGS = "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def tag(name):
    return "{%s}%s" % (MAIN, name)


def column_name(at):
    """1 → A"""
    name = ""
    while at:
        at, left = divmod(at - 1, 26)
        name = chr(65 + left) + name
    return name


def column_at(name):
    at = 0
    for letter in name:
        at = 26 * at + ord(letter) - 64
    return at


def place_of(cell):
    """"B6" → (6, 2)"""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    return int(digits), column_at(letters)


def cell_at(row, column):
    return column_name(column) + str(row)


class Sheet:
    def __init__(self, book, root):
        self.book, self.root = book, root
        self.data = root.find(tag("sheetData"))

    def row(self, number, is_made=False):
        for row in self.data:
            if int(row.get("r")) == number:
                return row
        if not is_made:
            return None
        row = ET.Element(tag("row"), {"r": str(number)})
        before = [int(other.get("r")) < number for other in self.data]
        self.data.insert(before.count(True), row)
        return row

    def cell(self, name, is_made=False):
        number, column = place_of(name)
        row = self.row(number, is_made)
        for cell in row if row is not None else ():
            if cell.get("r") == name:
                return cell
        if not is_made:
            return None
        cell = ET.Element(tag("c"), {"r": name})
        row.insert(sum(place_of(other.get("r"))[1] < column for other in row), cell)
        return cell

    def value(self, name):
        """Text, number (int or float) or None."""
        cell = self.cell(name)
        return self._read(cell) if cell is not None else None

    def _read(self, cell):
        if cell.get("t") == "inlineStr":
            return "".join(part.text or "" for part in cell.iter(tag("t")))
        value = cell.findtext(tag("v"))
        if value is None or value == "":
            return None
        if cell.get("t") == "s":
            return self.book.strings[int(value)]
        if cell.get("t") in ("str", "e"):
            return value
        number = float(value)
        return int(number) if number == int(number) else number

    def put(self, name, value, kind=None):
        """None empties the cell; text goes in as text, a number as a number. @kind: type of the cell ("e", "d")."""
        cell = self.cell(name, True)
        for part in list(cell):
            cell.remove(part)
        cell.attrib.pop("t", None)
        if value is None:
            return
        if isinstance(value, str) and kind is None:
            cell.set("t", "inlineStr")
            text = ET.SubElement(ET.SubElement(cell, tag("is")), tag("t"))
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            return
        if kind is not None:
            cell.set("t", kind)
        ET.SubElement(cell, tag("v")).text = str(value)

    def formula(self, name, formula, value):
        self.put(name, value)
        cell = self.cell(name)
        cell.insert(0, ET.Element(tag("f")))
        cell[0].text = formula

    def rows(self):
        """Rows of values from the first, None where nothing stands."""
        values = {place_of(cell.get("r")): self._read(cell) for cell in self.root.iter(tag("c"))}
        last = max((row for row, _ in values), default=0)
        width = max((column for _, column in values), default=0)
        return [[values.get((row, column)) for column in range(1, width + 1)] for row in range(1, last + 1)]

    # what people do to sheets

    def row_delete(self, number):
        gone = self.row(number)
        if gone is not None:
            self.data.remove(gone)
        self._rows_shift(number, -1)

    def row_insert(self, number):
        """An empty row comes above @number."""
        self._rows_shift(number, 1)

    def _rows_shift(self, first, by):
        for row in self.data:
            if int(row.get("r")) >= first:
                row.set("r", str(int(row.get("r")) + by))
                for cell in row:
                    cell.set("r", cell_at(int(row.get("r")), place_of(cell.get("r"))[1]))

    def column_delete(self, letter):
        at = column_at(letter)
        self._columns_map(lambda column: None if column == at else column - (column > at))

    def column_insert(self, letter):
        at = column_at(letter)
        self._columns_map(lambda column: column + (column >= at))

    def columns_swap(self, one, other):
        p, q = column_at(one), column_at(other)
        self._columns_map(lambda column: q if column == p else p if column == q else column)

    def _columns_map(self, where):
        for row in self.data:
            row.attrib.pop("spans", None)
            cells = [(where(place_of(cell.get("r"))[1]), cell) for cell in row]
            for cell in list(row):
                row.remove(cell)
            for column, cell in sorted((pair for pair in cells if pair[0] is not None), key=lambda pair: pair[0]):
                cell.set("r", cell_at(int(row.get("r")), column))
                row.append(cell)

    def row_hide(self, number):
        self.row(number, True).set("hidden", "1")

    def column_hide(self, letter):
        at = column_at(letter)
        columns = self.root.find(tag("cols"))
        for column in list(columns):
            low, high = int(column.get("min")), int(column.get("max"))
            if low <= at <= high:
                index = list(columns).index(column)
                columns.remove(column)
                for part in [(low, at - 1, False), (at, at, True), (at + 1, high, False)]:
                    if part[0] <= part[1]:
                        piece = ET.Element(tag("col"), {**column.attrib, "min": str(part[0]), "max": str(part[1])})
                        if part[2]:
                            piece.set("hidden", "1")
                        columns.insert(index, piece)
                        index += 1

    def merge(self, area):
        merged = self.root.find(tag("mergeCells"))
        ET.SubElement(merged, tag("mergeCell"), {"ref": area})
        merged.set("count", str(len(merged)))


class Book:
    def __init__(self, path):
        with zipfile.ZipFile(path) as pack:
            self.parts = {name: pack.read(name) for name in pack.namelist()}
        strings = ET.fromstring(self.parts[STRINGS]) if STRINGS in self.parts else ()
        self.strings = ["".join(text.text or "" for text in one.iter(tag("t"))) for one in strings]
        self.root = ET.fromstring(self.parts["xl/workbook.xml"])
        places = {one.get("Id"): one.get("Target") for one in ET.fromstring(self.parts[RELATIONS])}
        self.places = {one.get("name"): "xl/" + places[one.get("{%s}id" % RELATION)].replace("/xl/", "")
                       for one in self.root.find(tag("sheets"))}
        self.sheets = {name: Sheet(self, ET.fromstring(self.parts[place])) for name, place in self.places.items()}

    def _entry(self, name):
        return next(one for one in self.root.find(tag("sheets")) if one.get("name") == name)

    def rename(self, name, other):
        self._entry(name).set("name", other)
        self._names_drop()
        self.sheets[other], self.places[other] = self.sheets.pop(name), self.places.pop(name)

    def drop(self, name):
        self.root.find(tag("sheets")).remove(self._entry(name))
        self._names_drop()
        del self.sheets[name], self.places[name]

    def hide(self, name):
        self._entry(name).set("state", "hidden")

    def copy(self, name, other):
        """A sheet @other with the cells of @name, the last one."""
        place = "xl/worksheets/copied.xml"
        sheets = self.root.find(tag("sheets"))
        number = str(1 + max(int(one.get("sheetId")) for one in sheets))
        ET.SubElement(sheets, tag("sheet"), {"name": other, "sheetId": number, "{%s}id" % RELATION: "rIdCopy"})
        self.relation("rIdCopy", "worksheet", place[3:])
        self.parts["[Content_Types].xml"] = self.parts["[Content_Types].xml"].replace(
            b"</Types>", b'<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.'
            b'spreadsheetml.worksheet+xml"/></Types>' % place.encode())
        self.places[other] = place
        self.sheets[other] = Sheet(self, ET.fromstring(ET.tostring(self.sheets[name].root)))

    def relation(self, name, kind, target):
        one = '<Relationship Id="%s" Type="%s/%s" Target="%s"/></Relationships>' % (name, RELATION, kind, target)
        self.parts[RELATIONS] = self.parts[RELATIONS].replace(b"</Relationships>", one.encode())

    def _names_drop(self):
        """Print areas name sheets by their place."""
        names = self.root.find(tag("definedNames"))
        if names is not None:
            self.root.remove(names)

    def save(self, path):
        parts = dict(self.parts)
        for name, sheet in self.sheets.items():
            parts[self.places[name]] = ET.tostring(sheet.root, "UTF-8", xml_declaration=True)
        parts["xl/workbook.xml"] = ET.tostring(self.root, "UTF-8", xml_declaration=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
            for name, body in parts.items():
                pack.writestr(name, body)
