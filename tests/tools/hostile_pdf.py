# SPDX-License-Identifier: GPL-3.0-or-later
"""PDF files that want to do harm."""
import struct
import zlib

from hostile_kind import Kinds, sample
from hostile_scans import NAME, jpeg

KINDS = Kinds()


def pdf(objects, root=1, trailer=b"", head=b"%PDF-1.5\n", tail=b""):
    """Objects from number 1 on; a classic table."""
    blob = bytearray(head)
    at = []
    for number, body in enumerate(objects):
        at.append(len(blob))
        blob += b"%d 0 obj\n" % (number + 1) + body + b"\nendobj\n"
    start = len(blob)
    blob += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    blob += b"".join(b"%010d 00000 n \n" % offset for offset in at)
    blob += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, trailer, start)
    return bytes(blob) + tail


def stream(data, entries=b""):
    return b"<< /Length %d %s >>\nstream\n" % (len(data), entries) + data + b"\nendstream"


def flate(data, entries=b""):
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + entries)


GRAY = jpeg(1654, 2339, data=b"\0" * 16000)  # an A4 page of one gray, 200 dots an inch


def image(data=None, entries=b"", width=1654, height=2339):
    return stream(GRAY if data is None else data, b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
                  b"/ColorSpace /DeviceGray " % (width, height) + (entries or b"/Filter /DCTDecode"))


DRAW = b"q 595 0 0 842 0 0 cm /I Do Q\n"


def page(contents=DRAW, picture=None, page_more=b"", catalog=b"", resources=b"", more=(), box=b"[0 0 595 842]", **doc):
    """One page: 1 catalog, 2 pages, 3 page, 4 contents, 5 image, 6… @more."""
    body = contents if contents.startswith(b"<<") else stream(contents)
    return pdf([b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> " +
                resources + b" >> " + page_more + b" >>", body, picture or image(), *more], **doc)


def nested_forms(n):
    """Each form draws the next ten times."""
    forms = [stream(b"/F%d Do " % (i + 1) * 10, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F%d %d 0 R "
                    b">> >>" % (i + 1, i + 7)) for i in range(n)]
    forms.append(stream(b"0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))
    return page(b"/F0 Do", resources=b"/XObject << /F0 6 0 R >>", more=forms)


def many_pages(n):
    kids = b" ".join(b"3 0 R" for _ in range(n))
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids [" % n + kids + b"] >>",
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"])


def own_pages(n):
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Count %d /Kids [" % n + b" ".join(b"%d 0 R" % (i + 3) for i in range(n)) + b"] >>"]
    return pdf(objects + [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"] * n)


def object_stream(data, n, first, more=b""):
    """Objects 1 to 3 in an object stream, whose numbers may lie."""
    packed = stream(data, b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode %s" % (n, first, more))
    blob = b"%PDF-1.5\n4 0 obj\n" + packed + b"\nendobj\n"
    rows = b"\0\0\0\xff\xff" + b"".join(struct.pack(">BHH", 2, 4, i) for i in range(3)) + struct.pack(">BHH", 1, 9, 0)
    at = len(blob)
    rows += struct.pack(">BHH", 1, at & 0xFFFF, 0)
    return blob + b"5 0 obj\n" + stream(rows, b"/Type /XRef /Size 6 /W [1 2 2] /Root 1 0 R") + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def with_tree(kids, more=()):
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", kids, *more])


def poisoned():
    """A scan with all that a PDF can carry beside it."""
    script = b"<< /S /JavaScript /JS (app.alert\\('x'\\);) >>"
    catalog = (b"/OpenAction " + script + b" /AA << /WC " + script + b" >> /Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> "
               b"/JavaScript << /Names [(a) " + script + b"] >> >> /Metadata 8 0 R /AcroForm << /XFA 9 0 R /Fields [] >> "
               b"/Outlines << /First 10 0 R /Last 10 0 R /Count 1 >> /PageLabels << /Nums [0 << /P (" + NAME + b") >>] >>")
    text = b"BT /T 12 Tf 3 Tr 50 800 Td (" + NAME + b") Tj ET\n"
    more = (b"<< /Type /Filespec /F (" + NAME + b".txt) /EF << /F 7 0 R >> >>", stream(NAME, b"/Type /EmbeddedFile"),
            stream(b"<x:xmpmeta><dc:creator>" + NAME + b"</dc:creator></x:xmpmeta>", b"/Type /Metadata /Subtype /XML"),
            stream(b"<xdp:xdp>" + NAME + b"</xdp:xdp>"), b"<< /Title (" + NAME + b") /Parent 1 0 R /A " + script + b" >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    return page(text + DRAW, catalog=catalog, resources=b"/Font << /T 11 0 R >>", page_more=b"/AA << /O " + script + b" >>",
                more=more, trailer=b"/Info << /Author (" + NAME + b") /Title (" + NAME + b") >>")


def shading(size):
    return page(b"/S sh " + DRAW, resources=b"/Shading << /S << /ShadingType 1 /ColorSpace /DeviceGray /Function 6 0 R >> >>", more=[
        flate(b"\0" * 1000, b"/FunctionType 0 /Domain [0 1 0 1] /Range [0 1] /Size [%d %d] /BitsPerSample 8" % (size, size))])


def add_trees():
    add = KINDS.add
    add("pdf-xref-loop.pdf", lambda: page(trailer=b"/Prev 9"), "rejected", "file_damaged")
    blob = page()
    start = blob.rindex(b"xref\n0")
    add("pdf-xref-self.pdf", lambda: page(trailer=b"/Prev %d" % start), "rejected", "file_damaged")
    add("pdf-tree-loop.pdf", lambda: with_tree(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), "rejected", "file_damaged no_pages")
    add("pdf-tree-ring.pdf", lambda: with_tree(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", [
        b"<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1 >>"]), "rejected", "file_damaged no_pages")
    add("pdf-tree-of-numbers.pdf", lambda: with_tree(b"<< /Type /Pages /Kids [1 2 (x) null 7 0 R] /Count 5 >>"), "any", "")
    add("pdf-parent-loop.pdf", lambda: page(page_more=b"").replace(b"/Parent 2 0 R /MediaBox", b"/Parent 3 0 R /MediaBox"), "any", "")
    add("pdf-count-negative.pdf", lambda: page().replace(b"/Count 1", b"/Count -9"), "any", "")
    add("pdf-count-huge.pdf", lambda: page().replace(b"/Count 1", b"/Count 2147483647"), "any", "")
    add("pdf-pages-none.pdf", lambda: with_tree(b"<< /Type /Pages /Kids [] /Count 0 >>"), "rejected", "no_pages")
    add("pdf-no-pages-at-all.pdf", lambda: pdf([b"<< /Type /Catalog >>"]), "rejected", "no_pages file_damaged")
    add("pdf-pages-65000-same.pdf", lambda: many_pages(65000), "rejected", "too_many_pages")
    add("pdf-pages-65000.pdf", lambda: own_pages(65000), "rejected", "too_many_pages", is_slow=True)
    add("pdf-arrays-100000.pdf", lambda: page(page_more=b"/X " + b"[" * 100000 + b"]" * 100000), "any", "")
    add("pdf-dicts-100000.pdf", lambda: page(catalog=b"/X " + b"<</X" * 100000 + b" 1 " + b">>" * 100000), "any", "")
    add("pdf-names-tree-loop.pdf", lambda: page(catalog=b"/Names << /Dests << /Kids [1 0 R] >> >>"), "any", "")
    add("pdf-object-stream.pdf", lambda: object_stream(zlib.compress(b"1 0 2 34 3 80 " + b"<< /Type /Catalog /Pages 2 0 R >> <<"
        b" /Type /Pages /Kids [3 0 R] /Count 1 >>   << /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"), 3, 14), "any", "")
    add("pdf-object-stream-bomb.pdf", lambda: object_stream(zlib.compress(b"1 0 2 34 3 80 " + b" " * 400000000, 9), 3, 14), "rejected",
        "file_damaged file_too_slow worker_died worker_late no_pages", is_slow=True)
    add("pdf-object-stream-n.pdf", lambda: object_stream(zlib.compress(b"1 0 "), 2000000000, 14), "rejected", "file_damaged")
    add("pdf-object-stream-ring.pdf", lambda: object_stream(zlib.compress(b"1 0 "), 3, 14, b"/Extends 4 0 R"), "rejected",
        "file_damaged")
    add("pdf-xref-wide.pdf", lambda: object_stream(zlib.compress(b"1 0 "), 3, 14).replace(b"/W [1 2 2]", b"/W [99999999 2 2]"),
        "rejected", "file_damaged")
    add("pdf-only-head.pdf", b"%PDF-1.7\n" + b" " * 100, "rejected", "file_truncated")
    add("pdf-only-tail.pdf", b"%PDF-1.7\nstartxref\n9\n%%EOF\n", "rejected", "file_truncated")
    add("pdf-startxref-most.pdf", b"%PDF-1.7\nstartxref\n18446744073709551615\n%%EOF\n", "rejected", "file_truncated")
    add("pdf-updated-often.pdf", lambda: page() + b"".join(b"\n6 0 obj\n%d\nendobj\n" % i for i in range(3)) + b"startxref\n%d\n%%%%EOF\n"
        % start, "taken", "")
    add("pdf-linearised-cut.pdf", lambda: sample("linearized.pdf")[:len(sample("linearized.pdf")) * 6 // 10], "rejected", "file_truncated")
    add("pdf-cut-30.pdf", lambda: page()[:len(page()) * 3 // 10], "rejected", "file_truncated")
    add("pdf-cut-99.pdf", lambda: page()[:len(page()) * 99 // 100], "rejected", "file_truncated")
    add("pdf-locked-user.pdf", sample("encrypted-user.pdf"), "rejected", "pdf_encrypted")
    add("pdf-locked-owner.pdf", sample("encrypted-owner.pdf"), "rejected", "pdf_encrypted")
    add("pdf-lock-unknown.pdf", lambda: page(trailer=b"/Encrypt << /Filter /Standard /V 9 /R 9 /O (x) /U (x) /P -4 >> /ID [(a) (b)]"),
        "rejected", "pdf_encrypted")
    add("pdf-lock-foreign.pdf", lambda: page(trailer=b"/Encrypt << /Filter /Adobe.PubSec /V 4 >> /ID [(a) (b)]"), "rejected",
        "pdf_encrypted")


def add_contents():
    add = KINDS.add
    add("pdf-all-but-the-scan.pdf", poisoned, "taken", "")
    add("pdf-text-under-the-scan.pdf", lambda: page(b"BT /T 12 Tf 50 800 Td (" + NAME + b") Tj ET\n" + DRAW,
        resources=b"/Font << /T << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"), "taken", "")
    add("pdf-form-nested.pdf", lambda: nested_forms(9), "any", "page_too_complex")
    add("pdf-form-self.pdf", lambda: page(b"/F0 Do", resources=b"/XObject << /F0 6 0 R >>", more=[
        stream(b"/F0 Do /F0 Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F0 6 0 R >> >>")]), "rejected",
        "page_too_complex page_unreadable")
    add("pdf-bomb-contents.pdf", lambda: page(flate(b"q " * 100000000)), "rejected", "page_too_complex")
    add("pdf-bomb-twice.pdf", lambda: page(stream(zlib.compress(zlib.compress(b"q " * 100000000, 9), 9),
        b"/Filter [/FlateDecode /FlateDecode]")), "rejected", "page_too_complex")
    add("pdf-bomb-lzw.pdf", lambda: page(stream(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 9000, b"/Filter /LZWDecode")), "rejected",
        "page_too_complex page_unreadable")
    add("pdf-bomb-run.pdf", lambda: page(stream(b"\x81q" * 900000 + b"\x80", b"/Filter /RunLengthDecode")), "rejected", "page_too_complex")
    add("pdf-bomb-1gb-image.pdf", lambda: page(picture=flate(b"\0" * 1000000000, b"/Type /XObject /Subtype /Image /Width 1000 /Height "
        b"1000 /BitsPerComponent 8 /ColorSpace /DeviceGray")), "any", "", is_slow=True)
    add("pdf-filters-many.pdf", lambda: page(stream(b"x" * 99, b"/Filter [" + b"/ASCIIHexDecode " * 500 + b"]")), "any", "")
    add("pdf-save-deep.pdf", lambda: page(flate(b"q " * 60000 + DRAW)), "rejected", "page_too_complex")
    add("pdf-images-10000.pdf", lambda: page(flate(b"/I Do " * 10000)), "rejected", "page_too_complex")
    add("pdf-contents-100000.pdf", lambda: page(page_more=b"").replace(b"/Contents 4 0 R", b"/Contents [" + b"4 0 R " * 100000 + b"]"),
        "any", "")
    add("pdf-pattern-self.pdf", lambda: page(b"/Pattern cs /P scn 0 0 595 842 re f", resources=b"/Pattern << /P 6 0 R >>", more=[
        stream(b"/Pattern cs /P scn 0 0 9 9 re f", b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
        b"/XStep 0.01 /YStep 0.01 /Resources << /Pattern << /P 6 0 R >> >>")]), "any", "")
    add("pdf-type3-self.pdf", lambda: page(b"BT /T 20 Tf 50 500 Td (aaaa) Tj ET", resources=b"/Font << /T 6 0 R >>", more=[
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 7 0 R >> /Encoding << /Differences "
        b"[97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9] /Resources << /Font << /T 6 0 R >> >> >>", stream(
            b"BT /T 1 Tf (aaaa) Tj ET")]), "any", "")
    add("pdf-shading-function.pdf", lambda: shading(100000), "any", "")
    add("pdf-font-broken.pdf", lambda: page(b"BT /T 20 Tf 50 500 Td (abc) Tj ET", resources=b"/Font << /T 6 0 R >>", more=[
        b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor << /Type /FontDescriptor /FontFile2 7 0 R >> >>", stream(
            b"\0\1\0\0\xff\xff" + b"glyf" * 300)]), "any", "")
    add("pdf-inline-image.pdf", lambda: page(b"q 595 0 0 842 0 0 cm BI /W 20000 /H 20000 /BPC 8 /CS /G ID " + b"\0" * 2000 + b" EI Q"),
        "any", "")
    add("pdf-inline-no-end.pdf", lambda: page(b"BI /W 9 /H 9 ID " + b"EI" * 9000), "any", "")
    add("pdf-string-no-end.pdf", lambda: page(b"(" * 90000), "any", "")


def add_images():
    add = KINDS.add
    add("pdf-box-huge.pdf", lambda: page(box=b"[0 0 1e9 1e9]"), "any", "")
    add("pdf-box-nan.pdf", lambda: page(box=b"[0 0 nan inf]"), "any", "")
    add("pdf-box-empty.pdf", lambda: page(box=b"[5 5 5 5]"), "rejected", "page_unreadable")
    add("pdf-unit-huge.pdf", lambda: page(page_more=b"/UserUnit 1e30"), "any", "page_too_large")
    add("pdf-turn-45.pdf", lambda: page(page_more=b"/Rotate 45"), "rejected", "page_unreadable")
    add("pdf-turn-most.pdf", lambda: page(page_more=b"/Rotate 99999999999999"), "any", "")
    add("pdf-outside-file.pdf", lambda: page(picture=image(b"", b"/F (/etc/passwd) /FFilter /DCTDecode")), "any", "")
    add("pdf-length-wrong.pdf", lambda: page().replace(b"/Length %d" % len(GRAY), b"/Length %d" % (len(GRAY) * 9)), "any", "")
    add("pdf-length-self.pdf", lambda: page(picture=image(None, b"/Filter /DCTDecode").replace(b"/Length %d" % len(GRAY), b"/Length 5 0 R")),
        "any", "")
    add("pdf-image-says-huge.pdf", lambda: page(picture=image(None, b"", 60000, 60000)), "rejected", "page_too_large")
    add("pdf-jpeg-inside-huge.pdf", lambda: page(picture=image(jpeg(65000, 65000))), "rejected", "page_too_large")
    add("pdf-mask-huge.pdf", lambda: page(picture=image(None, b"/Filter /DCTDecode /SMask 6 0 R"), more=[image(None, b"", 60000, 60000)]),
        "rejected", "page_too_large")
    add("pdf-mask-self.pdf", lambda: page(picture=image(None, b"/Filter /DCTDecode /SMask 5 0 R")), "any", "")
    add("pdf-decode-odd.pdf", lambda: page(picture=image(None, b"/Filter /DCTDecode /Decode [1e30 -1e30 7]")), "any", "")
    add("pdf-colours-odd.pdf", lambda: page(picture=image(None, b"/Filter /DCTDecode").replace(b"/DeviceGray", b"[/Indexed /DeviceRGB 999 "
        b"<00>]")), "any", "")
    add("pdf-colours-self.pdf", lambda: page(picture=image(None, b"/Filter /DCTDecode").replace(b"/DeviceGray", b"6 0 R"), more=[
        b"[/Indexed 6 0 R 1 <0000>]"]), "any", "")
    add("pdf-jbig2.pdf", sample("jbig2.pdf"), "taken", "")
    add("pdf-jpx.pdf", sample("jpx.pdf"), "taken", "")
    add("pdf-jpx-bomb.pdf", sample("bomb-jpx.pdf"), "rejected", "page_too_large")
    add("pdf-jbig2-broken.pdf", sample("damaged-jbig2.pdf"), "any", "")
    add("pdf-jpx-broken.pdf", sample("damaged-jpx.pdf"), "any", "")
    add("pdf-notes-10000.pdf", lambda: page(page_more=b"/Annots [" + b"6 0 R " * 10000 + b"]", more=[
        b"<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 7 0 R >> >>", stream(b"0 0 9 9 re f",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")]), "any", "")
    add("pdf-layers.pdf", lambda: page(b"/OC /L BDC " + DRAW + b" EMC", catalog=b"/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>",
        resources=b"/Properties << /L 6 0 R >>", more=[b"<< /Type /OCG /Name (x) >>"]), "any", "")


add_trees()
add_contents()
add_images()
