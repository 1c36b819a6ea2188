# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives, workbooks and lists that want to do harm: in the inbox of scans, and as score forms."""
import io
import struct
import zipfile
import zlib

from hostile_kind import Kinds, sample

KINDS = Kinds()
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
PARTS = {
    "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": HEAD + f'<Relationships {PACK}><Relationship Id="a" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/>'
                   "</Relationships>",
    "xl/workbook.xml": HEAD + f'<workbook {MAIN}><sheets><sheet name="a" sheetId="1" r:id="r1" xmlns:r="{RELS}"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": HEAD + f'<Relationships {PACK}><Relationship Id="r1" Type="{RELS}/worksheet" '
                                  f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{RELS}/sharedStrings" '
                                  'Target="sharedStrings.xml"/></Relationships>',
    "xl/sharedStrings.xml": HEAD + f"<sst {MAIN}><si><t>a</t></si></sst>",
    "xl/worksheets/sheet1.xml": HEAD + f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
}


def pack(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.compress_type = method
            file.writestr(info, data)
    return out.getvalue()


def book(**changed):
    """A small workbook; sheet= strings= workbook= rels= replace a part, extra= adds parts."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "workbook": "xl/workbook.xml",
             "rels": "xl/_rels/workbook.xml.rels"}
    parts = dict(PARTS)
    extra = changed.pop("extra", ())
    for key, text in changed.items():
        parts[names[key]] = text
    return pack(list(parts.items()) + list(extra))


def sheet(inside):
    return HEAD + f"<worksheet {MAIN}><sheetData>{inside}</sheetData></worksheet>"


def entities():
    names = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha"}">' for i in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE a [{names}]><worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t>' \
           "</is></c></row></sheetData></worksheet>"


def bomb_entry(size):
    return pack([("a.tif", b"\0" * size)])


def lied(data, offset, value):
    """The first central directory entry says @value at @offset."""
    at = data.rindex(b"PK\1\2")
    return data[:at + offset] + struct.pack("<I", value) + data[at + offset + 4:]


def locked(data):
    """Every entry says that it is encrypted."""
    out = bytearray(data)
    at = 0
    while (at := out.find(b"PK\3\4", at)) >= 0:
        out[at + 6] |= 1
        at += 4
    at = 0
    while (at := out.find(b"PK\1\2", at)) >= 0:
        out[at + 8] |= 1
        at += 4
    return bytes(out)


def compound(word):
    """An OLE file whose directory names @word."""
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\3\0\xfe\xff\x09\0").ljust(512, b"\0") + \
        word.encode("utf-16-le").ljust(1024, b"\0")


def add_archives():
    add = KINDS.add
    add("archive.zip", lambda: pack([("a.tif", b"x")]), "rejected", "format_archive")
    add("archive-bomb.zip", lambda: bomb_entry(300000000), "rejected", "format_archive")
    add("archive-nested.zip", lambda: pack([("b.zip", pack([("c.zip", pack([("d", b"x")]))]))]), "rejected", "format_archive")
    add("archive-paths.zip", lambda: pack([("../../../../tmp/blindmark-was-here", b"x"), ("/etc/passwd", b"x")]), "rejected", "format_archive")
    add("archive-entries.zip", lambda: pack([(f"{i}", b"") for i in range(20000)]), "rejected", "format_archive")
    add("archive-locked.zip", lambda: locked(pack([("a.tif", b"x")])), "rejected", "format_archive")
    add("workbook.xlsx", book, "rejected", "office_document")
    add("document.docx", sample("document.docx"), "rejected", "office_document")
    add("workbook-called.tif", lambda: book(strings=PARTS["xl/sharedStrings.xml"] + " "), "rejected", "office_document")


def rows(n):
    return "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, n + 1))


def form(name, make, why, **more):
    KINDS.add(name, make, "rejected", why, is_form=True, **more)


def add_books():
    form("form-bomb.xlsx", lambda: book(sheet=b" " * 400000000), "book_too_large")
    form("form-bomb-zip.xlsx", lambda: pack([("xl/workbook.xml", b" " * 900000000)]), "book_too_large book_damaged book_not_table",
         is_slow=True)
    form("form-entities.xlsx", lambda: book(sheet=entities()), "book_damaged book_too_large")
    form("form-outside.xlsx", lambda: book(sheet=f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet {MAIN}>'
         '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'), "book_damaged")
    form("form-deep.xlsx", lambda: book(sheet=sheet("<a>" * 200000 + "</a>" * 200000)), "book_damaged book_too_large form_not_score_form")
    form("form-entries.xlsx", lambda: book(extra=[(f"x/{i}", b"") for i in range(20000)]), "book_too_large book_damaged form_not_score_form")
    form("form-paths.xlsx", lambda: book(rels=PARTS["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "../../../../etc/passwd")),
         "book_damaged")
    form("form-rel-self.xlsx", lambda: book(rels=PARTS["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "workbook.xml")),
         "book_damaged form_not_score_form")
    form("form-rel-outside.xlsx", lambda: book(rels=PARTS["xl/_rels/workbook.xml.rels"].replace('Target="worksheets/sheet1.xml"',
         'Target="http://example.org/a.xml" TargetMode="External"')), "book_damaged form_not_score_form")
    form("form-links.xlsx", lambda: book(extra=[("xl/externalLinks/externalLink1.xml", f'<externalLink {MAIN}><externalBook/></externalLink>')]),
         "form_not_score_form")
    form("form-wrong-size.xlsx", lambda: lied(book(), 24, 0x7FFFFFFF), "book_damaged book_too_large")
    form("form-wrong-offset.xlsx", lambda: lied(book(), 42, 0x7FFFFFFF), "book_damaged")
    form("form-locked-zip.xlsx", lambda: locked(book()), "book_encrypted book_damaged")
    form("form-locked.xlsx", lambda: compound("EncryptedPackage"), "book_encrypted")
    form("form-old.xls", lambda: compound("Workbook"), "book_old_xls")
    form("form-strings-beyond.xlsx", lambda: book(sheet=sheet('<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>')), "book_damaged")
    form("form-strings-negative.xlsx", lambda: book(sheet=sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')), "book_damaged")
    form("form-rows-million.xlsx", lambda: book(sheet=sheet(rows(1000000))), "book_too_large form_not_score_form", is_slow=True)
    form("form-row-beyond.xlsx", lambda: book(sheet=sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')),
         "book_damaged book_too_large")
    form("form-column-beyond.xlsx", lambda: book(sheet=sheet('<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>')), "book_damaged book_too_large")
    form("form-cell-twice.xlsx", lambda: book(sheet=sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')), "book_damaged form_not_score_form")
    form("form-formulas.xlsx", lambda: book(sheet=sheet('<row r="1"><c r="A1"><f>HYPERLINK("http://x","y")</f><v>1</v></c></row>')), "form_not_score_form")
    form("form-text-huge.xlsx", lambda: book(sheet=sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "a" * 30000000 + "</t></is></c></row>")),
         "book_too_large book_damaged form_not_score_form")
    form("form-sheets-10000.xlsx", lambda: book(workbook=HEAD + f'<workbook {MAIN} xmlns:r="{RELS}"><sheets>' + "".join(
         f'<sheet name="{i}" sheetId="{i}" r:id="r1"/>' for i in range(10000)) + "</sheets></workbook>"), "book_too_large book_damaged form_not_score_form")
    form("form-cut.xlsx", lambda: book()[:900], "file_truncated book_damaged")


def add_lists():
    form("list-nul.csv", b"a;b\n1;\0\0\0\n" * 9, "book_not_table book_damaged form_not_score_form")
    form("list-line-huge.csv", lambda: b"a" * 40000000, "book_too_large book_not_table form_not_score_form")
    form("list-columns-million.csv", lambda: b";" * 1000000 + b"\n", "book_too_large book_not_table form_not_score_form")
    form("list-rows-million.csv", lambda: b"1;2\n" * 1000000, "book_too_large form_not_score_form")
    form("list-two-encodings.csv", "№ работы;1\nИванов;2\n".encode() + "Иванов;3\n".encode("cp1251"), "form_not_score_form book_not_table book_damaged")
    form("list-marks.csv", b"\xef\xbb\xbf\xef\xbb\xbf\xff\xfea;b\n" * 9, "form_not_score_form book_not_table book_damaged")
    form("list-utf16.csv", "a;b\n1;2\n".encode("utf-16"), "form_not_score_form book_not_table book_damaged")
    form("list-utf16-odd.csv", "a;b\n1;2\n".encode("utf-16") + b"x", "form_not_score_form book_not_table book_damaged")
    form("list-quotes.csv", b'"' * 2000001, "book_too_large book_not_table book_damaged form_not_score_form")
    form("list-formulas.csv", b"=cmd|' /C calc'!A0;@SUM(1)\n", "form_not_score_form")
    form("form-program.xlsx", b"\x7fELF\2\1\1" + b"\0" * 301, "book_not_table")
    form("form-empty.xlsx", b"", "file_empty book_not_table")
    form("form-locked.pdf", sample("encrypted-user.pdf") + b"\n", "pdf_encrypted")
    form("form-script.pdf", b"#!/bin/sh\n" + b"#" * 99, "form_not_score_form book_not_table")
    form("form-bomb.tif", sample("bomb-pixels.tif"), "page_too_large")
    form("form-bomb.jpg", sample("bomb-scans.jpg"), "page_too_complex")
    form("form-page.png", sample("palette.png"), "form_not_table")
    form("form-cut.pdf", sample("damaged-truncated.pdf"), "file_truncated")


add_archives()
add_books()
add_lists()
