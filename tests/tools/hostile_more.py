# SPDX-License-Identifier: GPL-3.0-or-later
"""More hostile files: rare ways to store a picture, bombs in what stands beside it, and names said twice."""
import io
import struct
import zipfile
import zlib

from hostile_kind import Kinds, sample
from hostile_pdf import DRAW, GRAY, flate, image, page, pdf, stream
from hostile_scans import basic, chunk, directory, entry, jpeg, png, segment, tiff, white
from hostile_tables import PARTS, book, sheet

KINDS = Kinds()
CODES = "page_unreadable file_damaged tiff_kind_unknown"


# --- TIFF -----------------------------------------------------------------------------------------


def raw(width, height, bits, samples=1, photometric=1, level=0xFF, **more):
    """Uncompressed samples; @bits of each."""
    data = bytes([level]) * ((width * bits * samples + 7) // 8 * height)
    tags = {"t258": bits, "t259": 1, "t262": photometric, "t277": samples} | more
    return tiff(data, width, height, **tags)


def tiled(width, height, edge, n=None):
    """Bilevel tiles of @edge, all the same bytes; @n of them are listed."""
    across, down = -(-width // edge), -(-height // edge)
    n = across * down if n is None else n
    data = b"\xff" * (edge * edge // 8)
    tags = basic(width, height, 8, 0, t273=None, t279=None, t278=None, t259=1, t262=1)
    tags |= {322: (4, edge), 323: (4, edge)}
    at = 8 + len(data)
    offsets, sizes = struct.pack(f"<{n}I", *[8] * n), struct.pack(f"<{n}I", *[len(data)] * n)
    tags |= {324: (4, n, struct.pack("<I", at) if n > 1 else offsets),
             325: (4, n, struct.pack("<I", at + len(offsets)) if n > 1 else sizes)}
    return struct.pack("<2sHI", b"II", 42, at + len(offsets) + len(sizes)) + data + offsets + sizes + directory(tags)


def strips(n, listed):
    """@n uncompressed strips of gray dots, of which @listed are in the file."""
    data = b"\x55" * 800
    at = 8 + len(data)
    offsets, sizes = struct.pack(f"<{listed}I", *[8] * listed), struct.pack(f"<{listed}I", *[len(data)] * listed)
    tags = basic(800, n * 8, 8, 0, t278=8, t259=1, t262=1) | {
        273: (4, listed, struct.pack("<I", at)), 279: (4, listed, struct.pack("<I", at + len(offsets)))}
    return struct.pack("<2sHI", b"II", 42, at + len(offsets) + len(sizes)) + data + offsets + sizes + directory(tags)


def pages_of(sizes):
    """A page of white for each (width, height), after one another."""
    blob = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for width, height in sizes:
        data = white(height)
        data += b"\0" * (len(data) % 2)
        at = len(blob)
        blob += data
        struct.pack_into("<I", blob, link, len(blob))
        blob += directory(basic(width, height, at, len(data)))
        link = len(blob) - 4
    return bytes(blob)


def big_tiff_pages(n):
    """BigTIFF, @n pages, the last leads back to the first when @n is negative."""
    data = white(300)
    blob = bytearray(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16 + len(data)) + data)
    first = len(blob)
    for i in range(abs(n)):
        rows = [(256, 4, 1, 200), (257, 4, 1, 300), (258, 3, 1, 1), (259, 3, 1, 4), (262, 3, 1, 0), (273, 16, 1, 16),
                (278, 4, 1, 300), (279, 16, 1, len(data))]
        blob += struct.pack("<Q", len(rows)) + b"".join(struct.pack("<HHQQ", *row) for row in rows)
        last = i + 1 == abs(n)
        blob += struct.pack("<Q", (first if n < 0 else 0) if last else len(blob) + 8)
    return bytes(blob)


def sub_ifds(n):
    """@n levels of SubIFDs, each below the one before."""
    blob = bytearray(struct.pack("<2sHI", b"II", 42, 46) + white(300))
    size = len(directory(basic(200, 300, 8, 38, t330=(4, 0))))
    for i in range(n):
        blob += directory(basic(200, 300, 8, 38, t330=(4, len(blob) + size if i + 1 < n else 46)))
    return bytes(blob)


def add_tiffs():
    add = KINDS.add
    for bits in (2, 4, 8, 16):
        add(f"more-tiff-gray-{bits}.tif", lambda bits=bits: raw(190 + bits, 260, bits), "taken")
    for bits in (3, 7, 12, 24, 32, 64):
        add(f"more-tiff-gray-{bits}.tif", lambda bits=bits: raw(200 + bits, 260, bits), "any", CODES)
    add("more-tiff-float-16.tif", lambda: raw(200, 260, 16, t339=(3, 3)), "rejected", CODES)
    add("more-tiff-float-64.tif", lambda: raw(200, 260, 64, t339=(3, 3)), "rejected", CODES)
    add("more-tiff-signed.tif", lambda: raw(200, 260, 8, t339=(3, 2)), "any", CODES)
    add("more-tiff-complex.tif", lambda: raw(200, 260, 32, t339=(3, 5)), "rejected", CODES)
    add("more-tiff-rgb.tif", lambda: raw(120, 160, 8, 3, 2, t258=(3, 3, struct.pack("<I", 8))), "any", CODES)
    for name, photometric in (("mask", 4), ("cmyk", 5), ("ycbcr", 6), ("lab", 8), ("cfa", 32803), ("logl", 32844), ("raw", 34892)):
        add(f"more-tiff-{name}.tif", lambda p=photometric: raw(120, 160, 8, 1 if p in (4, 32844) else 4 if p == 5 else 3, p), "any", CODES)
    add("more-tiff-ycbcr-by-zero.tif", lambda: raw(120, 160, 8, 3, 6, t530=(3, 2, struct.pack("<HH", 0, 0))), "any", CODES)
    add("more-tiff-ycbcr-most.tif", lambda: raw(120, 160, 8, 3, 6, t530=(3, 2, struct.pack("<HH", 65535, 65535))), "any", CODES)
    add("more-tiff-tiles.tif", lambda: tiled(300, 400, 64), "taken")
    add("more-tiff-tiles-few.tif", lambda: tiled(3000, 4000, 64, 3), "held", "page_damaged")
    add("more-tiff-strips-few.tif", lambda: strips(140, 40), "held", "page_damaged")
    add("more-tiff-strips-more.tif", lambda: strips(140, 300), "taken")
    add("more-tiff-tiles-odd.tif", lambda: tiled(300, 400, 24, 999), "any", CODES)
    add("more-tiff-tile-bomb.tif", lambda: tiled(9000, 9000, 8192), "any", CODES)
    add("more-tiff-planar-16.tif", lambda: raw(120, 160, 16, 3, 2, t284=(3, 2)), "any", CODES)
    add("more-tiff-fill-reversed.tif", lambda: tiff(white(310), 210, 310, t266=(3, 2)), "taken")
    add("more-tiff-predictor-3.tif", lambda: tiff(zlib.compress(b"\xff" * 32000), 200, 160, t258=8, t259=8, t262=1, t317=(3, 3)), "any", CODES)
    add("more-tiff-predictor-most.tif", lambda: tiff(zlib.compress(b"\xff" * 32000), 200, 160, t258=8, t259=8, t262=1, t317=(3, 65535)), "any", CODES)
    for name, code in (("g3", 3), ("rle", 2), ("thunder", 32809), ("next", 32766), ("pixarlog", 32909), ("sgilog", 34676), ("lzma", 34925),
                       ("zstd", 50000), ("webp", 50001), ("jbig", 34661), ("jpx", 34712)):
        add(f"more-tiff-{name}.tif", lambda code=code: tiff(b"\xff" * 6000, 200, 160, t259=code, t258=8, t262=1), "any", CODES)
    add("more-tiff-jpeg.tif", lambda: tiff(sample("gray.jpg"), 160, 120, t259=7, t258=8, t262=1), "any", CODES)
    add("more-tiff-big-many.tif", lambda: big_tiff_pages(3), "taken")
    add("more-tiff-big-ring.tif", lambda: big_tiff_pages(-3), "rejected", "file_damaged")
    add("more-tiff-big-65000.tif", lambda: big_tiff_pages(65000), "rejected", "too_many_pages", is_slow=True)
    add("more-tiff-sub-ifds.tif", lambda: sub_ifds(3000), "taken")
    add("more-tiff-one-bad-of-three.tif", lambda: pages_of([(200, 300), (0, 300), (200, 310)]), "part", "page_unreadable")
    add("more-tiff-one-huge-of-three.tif", lambda: pages_of([(200, 300), (60000, 60000), (200, 310)]), "any", "page_too_large")
    add("more-tiff-no-tags.tif", struct.pack("<2sHIH", b"II", 42, 8, 1) + entry(40000, 3, 1, 1) + b"\0" * 30, "rejected",
        "file_truncated")


# --- JPEG, PNG ------------------------------------------------------------------------------------


def add_pictures():
    add = KINDS.add
    add("more-jpeg-arithmetic-progressive.jpg", lambda: jpeg(160, 120, sof=0xCA), "any", "format_jpeg_rare page_unreadable")
    add("more-jpeg-thumbnail-bomb.jpg", lambda: sample("gray.jpg")[:2] + segment(0xE1, b"Exif\0\0" + jpeg(65000, 65000)[:60000]) +
        sample("gray.jpg")[2:], "taken")
    for turn in range(1, 10):
        add(f"more-jpeg-turn-{turn}.jpg", lambda turn=turn: sample("gray.jpg")[:2] + segment(0xE1, b"Exif\0\0" + struct.pack(
            "<2sHIH", b"II", 42, 8, 1) + entry(0x0112, 3, 1, turn) + b"\0" * 4) + segment(0xFE, b"%d" % turn) + sample("gray.jpg")[2:], "taken")
    add("more-jpeg-profile-255.jpg", lambda: sample("gray.jpg")[:2] + b"".join(segment(0xE2, b"ICC_PROFILE\0" + bytes([i, 255]) + b"x" * 65000)
        for i in range(1, 256)) + sample("gray.jpg")[2:], "taken")
    add("more-jpeg-dnl.jpg", lambda: jpeg(160, 0, end=segment(0xDC, b"\0\x78") + b"\xff\xd9"), "rejected", "format_jpeg_rare page_unreadable")
    add("more-jpeg-factors.jpg", lambda: jpeg(160, 120, n=3).replace(b"\1\x11\0", b"\1\x4f\0"), "any", "page_unreadable")
    add("more-jpeg-frames-two.jpg", lambda: jpeg(160, 120, before=segment(0xC0, b"\x08\0\x20\0\x20\1\1\x11\0")), "any", "page_unreadable")
    for depth, colour in ((16, 0), (16, 2), (16, 4), (16, 6), (8, 4), (8, 6), (2, 0), (4, 0)):
        add(f"more-png-{depth}-{colour}.png", lambda d=depth, c=colour: png(160 + d, 120 + c, depth=d, colour=c), "taken")
    add("more-png-clear.png", lambda: png(200, 260, depth=8, colour=6, data=zlib.compress((b"\0" + b"\0" * 800) * 260)), "taken")
    add("more-png-interlace-huge.png", lambda: png(60000, 60000, interlace=1, data=zlib.compress(b"\0" * 9999)), "rejected", "page_too_large")
    add("more-png-interlace-2.png", lambda: png(160, 120, interlace=2), "rejected", "file_damaged page_unreadable")
    add("more-png-palette-256.png", lambda: png(162, 120, depth=1, colour=3, before=chunk(b"PLTE", bytes(768))), "any", "page_unreadable file_damaged")
    add("more-png-chunks-300000.png", lambda: png(164, 120, before=chunk(b"abCd", b"") * 300000), "any", "")
    add("more-png-itxt-bomb.png", lambda: png(166, 120, before=chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(b"a" * 100000000, 9))), "taken")
    add("more-png-physics.png", lambda: png(168, 120, before=chunk(b"pHYs", struct.pack(">IIB", 0xFFFFFFFF, 0, 1))), "taken")
    add("more-png-idat-65000.png", lambda: png(170, 120).replace(b"\0\0\0\0IEND", chunk(b"IDAT", b"") * 65000 + b"\0\0\0\0IEND"), "any", "")
    add("more-png-head-twice.png", lambda: png(172, 120, before=chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0))), "any",
        "page_unreadable file_damaged")


# --- PDF ------------------------------------------------------------------------------------------


def two_pages(second, more=()):
    """A good page, and @second (its own entries)."""
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
                stream(DRAW), image(), b"<< /Type /Page /Parent 2 0 R " + second + b" >>", *more])


def type4(n):
    return stream(b"{ exch pop " + b"dup 360 mul sin abs " * n + b"}", b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1]")


def updated(n):
    """@n updates, each with its own table that leads to the one before."""
    blob = page()
    for i in range(n):
        prev = blob[blob.rindex(b"startxref\n") + 10:].split(b"\n")[0]
        at = len(blob)
        blob += b"9 0 obj\n%d\nendobj\n" % i
        start = len(blob)
        blob += b"xref\n9 1\n%010d 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev " % at + prev + b" >>\nstartxref\n%d\n%%%%EOF\n" % start
    return blob


def add_pdfs():
    add = KINDS.add
    late = "file_too_slow page_too_complex page_unreadable"
    add("more-pdf-slow-function.pdf", lambda: page(b"595 0 0 842 0 0 cm " + b"/S sh " * 40, resources=b"/Shading << /S << /ShadingType 1 "
        b"/ColorSpace /DeviceGray /Function 6 0 R >> >>", more=[type4(3000)]), "any", late)
    add("more-pdf-second-bad.pdf", lambda: two_pages(b"/MediaBox [0 0 595 842] /Rotate 45"), "part", "page_unreadable")
    add("more-pdf-second-huge.pdf", lambda: two_pages(b"/MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 7 0 R >> >>", [
        image(None, b"", 60000, 60000)]), "any", "page_too_large")
    add("more-pdf-second-bomb.pdf", lambda: two_pages(b"/MediaBox [0 0 595 842] /Contents 7 0 R", [flate(b"q " * 100000000)]), "any",
        "page_too_complex")
    add("more-pdf-second-slow.pdf", lambda: two_pages(b"/MediaBox [0 0 1 1] /Contents 7 0 R /Resources << /Shading << /S << /ShadingType 1 "
        b"/ColorSpace /DeviceGray /Function 8 0 R >> >> >>", [stream(b"/S sh " * 9000), type4(3000)]), "any", late)
    add("more-pdf-unit.pdf", lambda: page(page_more=b"/UserUnit 10"), "any", "")
    add("more-pdf-unit-negative.pdf", lambda: page(page_more=b"/UserUnit -10"), "any", "")
    add("more-pdf-box-far.pdf", lambda: page(box=b"[1e6 1e6 1000595 1000842]"), "any", "")
    add("more-pdf-box-turned.pdf", lambda: page(box=b"[595 842 0 0]"), "any", "")
    add("more-pdf-crop-tiny.pdf", lambda: page(page_more=b"/CropBox [0 0 1 1]"), "any", "")
    add("more-pdf-crop-outside.pdf", lambda: page(page_more=b"/CropBox [9000 9000 9999 9999]"), "any", "")
    add("more-pdf-updates-3000.pdf", lambda: updated(3000), "any", "")
    add("more-pdf-layer-off.pdf", lambda: page(b"/OC /L BDC " + DRAW + b" EMC", catalog=b"/OCProperties << /OCGs [6 0 R] /D << /BaseState "
        b"/OFF /OFF [6 0 R] >> >>", resources=b"/Properties << /L 6 0 R >>", more=[b"<< /Type /OCG /Name (y) >>"]), "any", "")
    add("more-pdf-pattern-tiny.pdf", lambda: page(b"/Pattern cs /P scn 0 0 595 842 re f", resources=b"/Pattern << /P 6 0 R >>", more=[stream(
        b"0 0 1 1 re f", b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 0.001 0.001] /XStep 0.001 /YStep 0.001 "
        b"/Resources << >>")]), "any", late)
    add("more-pdf-dashes.pdf", lambda: page(b"[0.00001] 0 d 0 0 m 595 842 l S"), "any", late)
    add("more-pdf-lines-million.pdf", lambda: page(flate(b"0 0 m " + b"595 842 l 0 0 l " * 500000 + b"S")), "any", late)
    add("more-pdf-groups.pdf", lambda: page(b"/G gs /F0 Do " * 30, resources=b"/ExtGState << /G << /ca 0.5 /BM /Luminosity >> >> /XObject << /F0 6 0 R "
        b"/I 5 0 R >>", more=[stream(DRAW, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /I true >> /Resources << "
                                     b"/XObject << /I 5 0 R >> >>")]), "any", late)
    add("more-pdf-mesh.pdf", lambda: page(b"/S sh", resources=b"/Shading << /S 6 0 R >>", more=[flate(b"\0" * 9000000, b"/ShadingType 4 /ColorSpace "
        b"/DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 /Decode [0 595 0 842 0 1]")]), "any", late)
    add("more-pdf-image-1x1-huge.pdf", lambda: page(b"q 1e9 0 0 1e9 0 0 cm /I Do Q"), "any", "")
    add("more-pdf-image-no-size.pdf", lambda: page(picture=stream(GRAY, b"/Type /XObject /Subtype /Image /Filter /DCTDecode")), "any", "")
    add("more-pdf-ccitt-no-end.pdf", lambda: page(picture=stream(b"\0" * 9000, b"/Type /XObject /Subtype /Image /Width 9000 /Height 9000 "
        b"/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>")), "any", "")
    add("more-pdf-predictor.pdf", lambda: page(picture=flate(b"\2" * 90000, b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /BitsPerComponent "
        b"8 /ColorSpace /DeviceGray /DecodeParms << /Predictor 15 /Columns 2000000000 /Colors 99 >>")), "any", "")
    add("more-pdf-root-stream.pdf", lambda: pdf([stream(b"x", b"/Type /Catalog /Pages 2 0 R"), b"<< /Type /Pages /Kids [] /Count 0 >>"]),
        "rejected", "no_pages file_damaged")
    add("more-pdf-head-late.pdf", lambda: b"\0" * 900 + page(), "any", "")
    add("more-pdf-two-in-one.pdf", lambda: page() + page(b"0 0 9 9 re f"), "any", "")


# --- tables ---------------------------------------------------------------------------------------


def form(name, make, why, **more):
    KINDS.add(name, make, "rejected", why, is_form=True, **more)


def twice():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in list(PARTS.items()) * 2:
            file.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def overlapping(n):
    """One deflated part that @n names share."""
    part = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = part.compress(b" " * 20000000) + part.flush()
    crc = zlib.crc32(b" " * 20000000)
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 33, crc, len(data), 20000000, 1, 0) + b"a"
    rows = b"".join(struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 33, crc, len(data), 20000000, 8, 0, 0, 0, 0, 0, 0) + b"%08d" % i
                    for i in range(n))
    body = head + data
    return body + rows + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, n, n, len(rows), len(body), 0)


def add_tables():
    import warnings
    warnings.simplefilter("ignore", UserWarning)
    odd = "book_damaged form_not_score_form book_too_large book_not_table"
    form("more-form-names-twice.xlsx", twice, odd)
    form("more-form-overlap.xlsx", lambda: overlapping(900), odd)
    form("more-form-entities-deep.xlsx", lambda: book(strings='<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % x "<!ENTITY y \'z\'>"> %x;]><sst/>'), odd)
    form("more-form-merged.xlsx", lambda: book(sheet=sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>').replace(
        "</worksheet>", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>')), odd)
    form("more-form-attributes.xlsx", lambda: book(sheet=sheet('<row r="1" ' + " ".join(f'a{i}="b"' for i in range(100000)) + "/>")), odd)
    form("more-form-comment.xlsx", lambda: book(sheet=sheet("<!--" + "-x" * 10000000 + "-->")), odd)
    form("more-form-nul.xlsx", lambda: book(sheet=sheet("<row>\0</row>")), odd)
    form("more-form-scores-nan.csv", b"\xef\xbb\xbf" + "№ работы;1;2\n482-719-356;NaN;1e308\n".encode(), odd)
    form("more-form-rtl.csv", "№ работы;1\n\u202e482-719-356;5\n".encode(), odd)
    form("more-form-called.csv", lambda: book(sheet=sheet("")), odd)


add_tiffs()
add_pictures()
add_pdfs()
add_tables()
