# SPDX-License-Identifier: GPL-3.0-or-later
"""TIFF, JPEG and PNG files that want to do harm."""
import struct
import zlib

from hostile_kind import Kinds, sample

KINDS = Kinds()
NAME = "Хитров Аким".encode()  # nobody's name: whatever hides it must not reach sorted/

# --- TIFF -----------------------------------------------------------------------------------------


def entry(tag, kind, count, value, order="<"):
    raw = value if isinstance(value, bytes) else struct.pack(order + {1: "B", 3: "H"}.get(kind, "I"), value)
    return struct.pack(order + "HHI", tag, kind, count & 0xFFFFFFFF) + raw.ljust(4, b"\0")[:4]


def basic(width, height, strip_at, strip_size, **more):
    """Tags of a bilevel page of one strip; @more: t259=… replaces or adds, None takes away."""
    tags = {256: (4, width), 257: (4, height), 258: (3, 1), 259: (3, 4), 262: (3, 0), 273: (4, strip_at), 277: (3, 1),
            278: (4, height), 279: (4, strip_size)}
    for key, value in more.items():
        tag = int(key[1:])
        if value is None:
            tags.pop(tag, None)
        else:
            tags[tag] = value if isinstance(value, tuple) else (tags.get(tag, (4, 0))[0], value)
    return tags


def directory(tags, next_at=0, order="<"):
    rows = b""
    for tag in sorted(tags):
        kind, value = tags[tag][0], tags[tag][-1]
        rows += entry(tag, kind, tags[tag][1] if len(tags[tag]) == 3 else 1, value, order)
    return struct.pack(order + "H", len(tags)) + rows + struct.pack(order + "I", next_at)


def tiff(data, width, height, next_at=0, tail=b"", **more):
    """Header, strip, directory, @tail."""
    data += b"\0" * (len(data) % 2)
    at = 8 + len(data)
    return struct.pack("<2sHI", b"II", 42, at) + data + directory(basic(width, height, 8, len(data), **more), next_at) + tail


def white(height):
    """G4 lines that are all white: one bit each."""
    return b"\xff" * ((height + 7) // 8)


def good(**more):
    return tiff(white(300), 200, 300, **more)


def chain(n):
    """@n directories one after another."""
    tags = basic(8, 8, 8, 2)
    size = len(directory(tags))
    blob = struct.pack("<2sHI", b"II", 42, 10) + b"\xff\xff"
    return blob + b"".join(directory(tags, 10 + size * (i + 1) if i + 1 < n else 0) for i in range(n))


def two_in_a_ring():
    tags = basic(8, 8, 8, 2)
    size = len(directory(tags))
    return struct.pack("<2sHI", b"II", 42, 10) + b"\xff\xff" + directory(tags, 10 + size) + directory(tags, 10)


def big_tiff(next_at=0, count=1):
    rows = [(256, 4, 1, 200), (257, 4, 1, 300), (258, 3, 1, 1), (259, 3, 1, 4), (262, 3, 1, 0), (273, 16, count, 16),
            (278, 4, 1, 300), (279, 16, count, 38)]
    body = struct.pack("<2sHHHQ", b"II", 43, 8, 0, 54) + white(300)
    body += struct.pack("<Q", len(rows)) + b"".join(struct.pack("<HHQQ", *row) for row in rows)
    return body + struct.pack("<Q", next_at)


def sub_ifd_ring():
    blob = good(t330=(4, 46))
    return blob


def ratio(numerator, denominator, kind=5):
    """Resolution as a fraction, or (kind 11) as a float."""
    blob = tiff(white(300), 200, 300, t282=(kind, 0), t283=(kind, 0), t296=(3, 2))
    at = len(blob)
    raw = struct.pack("<II", numerator, denominator) if kind == 5 else struct.pack("<f", numerator)
    value = struct.pack("<I", at) if kind == 5 else raw
    for tag in (282, 283):
        head = struct.pack("<HHI", tag, kind, 1)
        blob = blob.replace(head + b"\0\0\0\0", head + value)
    return blob + (raw if kind == 5 else b"")


def named_tiff():
    """XMP, EXIF, GPS, description, artist and a private tag with a name."""
    tail_at = 8 + 38 + len(directory(basic(200, 300, 8, 38, t270=(2, 21, 0), t305=(2, 21, 0), t315=(2, 21, 0),
                                             t700=(1, 21, 0), t34665=(4, 0), t65000=(2, 21, 0))))
    return tiff(white(300), 200, 300, tail=NAME + b"\0", t270=(2, 21, struct.pack("<I", tail_at)),
                t305=(2, 21, struct.pack("<I", tail_at)), t315=(2, 21, struct.pack("<I", tail_at)),
                t700=(1, 21, struct.pack("<I", tail_at)), t34665=(4, 8), t65000=(2, 21, struct.pack("<I", tail_at)))


def lzw_bomb():
    """Clear, then the longest strings that grow by one each time."""
    bits, width, code, n = [], 9, 258, 0
    bits.append((256, 9))
    bits.append((0, 9))
    while code < 4093:
        bits.append((code, width))
        code += 1
        width = 9 if code < 511 else 10 if code < 1023 else 11 if code < 2047 else 12
    out = bytearray()
    acc = 0
    for value, size in bits:
        acc = acc << size | value
        n += size
        while n >= 8:
            n -= 8
            out.append(acc >> n & 0xFF)
    return bytes(out) + b"\0\0"


def add_tiffs():
    add = KINDS.add
    add("tiff-loop-self.tif", lambda: good(next_at=46), "rejected", "file_damaged")
    add("tiff-loop-two.tif", two_in_a_ring, "rejected", "file_damaged")
    add("tiff-pages-65535.tif", lambda: chain(65535), "rejected", "too_many_pages")
    add("tiff-pages-2001.tif", lambda: chain(2001), "rejected", "too_many_pages")
    add("tiff-ifd-beyond.tif", lambda: good(next_at=0x7FFFFFFF), "rejected", "file_truncated")
    add("tiff-ifd-first-beyond.tif", struct.pack("<2sHI", b"II", 42, 0xFFFFFFF0) + b"\0" * 40, "rejected", "file_truncated")
    add("tiff-count-huge.tif", lambda: good(t273=(4, 0xFFFFFFFF, 8)), "rejected", "file_truncated file_damaged")
    add("tiff-entries-65535.tif", struct.pack("<2sHIH", b"II", 42, 8, 65535) + b"\0" * 400, "rejected", "file_truncated")
    add("tiff-entries-none.tif", struct.pack("<2sHIHI", b"II", 42, 8, 0, 0) + b"\0" * 8, "rejected", "file_truncated")
    add("tiff-size-most.tif", lambda: good(t256=0xFFFFFFFF, t257=0xFFFFFFFF), "rejected", "page_too_large")
    add("tiff-bomb-g4.tif", lambda: tiff(white(60000), 60000, 60000), "rejected", "page_too_large")
    add("tiff-bomb-lzw.tif", lambda: tiff(lzw_bomb(), 60000, 60000, t259=5), "rejected", "page_too_large")
    add("tiff-bomb-packbits.tif", lambda: tiff(b"\x81\0" * 4000, 60000, 60000, t259=32773), "rejected", "page_too_large")
    add("tiff-bomb-deflate.tif", lambda: tiff(zlib.compress(b"\0" * 40000000, 9), 60000, 60000, t259=8), "rejected",
        "page_too_large")
    add("tiff-deflate-more-than-said.tif", lambda: tiff(zlib.compress(b"\0" * 60000000, 9), 200, 300, t259=8), "any", "")
    add("tiff-sum-of-pages.tif", lambda: chain(1900).replace(struct.pack("<HHII", 256, 4, 1, 8), struct.pack(
        "<HHII", 256, 4, 1, 9000)).replace(struct.pack("<HHII", 257, 4, 1, 8), struct.pack("<HHII", 257, 4, 1, 9000)),
        "rejected", "file_too_large")
    add("tiff-largest-allowed.tif", lambda: tiff(white(13000), 9200, 13000), "any", "", is_slow=True)
    add("tiff-size-zero.tif", lambda: good(t256=0), "rejected", "page_unreadable")
    add("tiff-height-zero.tif", lambda: good(t257=0), "rejected", "page_unreadable")
    add("tiff-needle.tif", lambda: tiff(white(1000000), 1, 1000000), "rejected", "page_no_paper")
    add("tiff-needle-wide.tif", lambda: tiff(b"\xff", 1000000, 1), "rejected", "page_no_paper")
    add("tiff-strip-count-none.tif", lambda: good(t279=0), "any", "")
    add("tiff-strip-count-more.tif", lambda: good(t279=4000000000), "rejected", "file_truncated")
    add("tiff-strip-in-head.tif", lambda: good(t273=0), "any", "")
    add("tiff-strips-200001.tif", lambda: good(t278=1, t257=200001), "any", "")
    add("tiff-rows-per-strip-zero.tif", lambda: good(t278=0), "any", "")
    add("tiff-rows-per-strip-most.tif", lambda: good(t278=0xFFFFFFFF), "any", "")
    add("tiff-tile-size-zero.tif", lambda: good(t322=(4, 0), t323=(4, 0), t324=(4, 8), t325=(4, 38), t273=None, t279=None),
        "rejected", "page_unreadable")
    add("tiff-tile-size-most.tif", lambda: good(t322=(4, 0xFFFFFFF0), t323=(4, 0xFFFFFFF0), t324=(4, 8), t325=(4, 38), t273=None,
                                           t279=None), "rejected", "page_unreadable")
    add("tiff-planar.tif", lambda: good(t284=(3, 2), t277=3, t258=(3, 8), t262=2, t259=1), "any", "")
    add("tiff-oldjpeg-empty.tif", lambda: good(t259=6, t513=(4, 8), t514=(4, 38)), "rejected", "page_unreadable tiff_kind_unknown")
    add("tiff-jpeg-broken.tif", lambda: tiff(sample("gray.jpg")[:200], 160, 120, t259=7, t258=8, t262=1), "any", "")
    add("tiff-jpeg-other-size.tif", lambda: tiff(sample("gray.jpg"), 9000, 9000, t259=7, t258=8, t262=1), "any", "")
    add("tiff-big.tif", big_tiff, "taken", "")
    add("tiff-big-loop.tif", lambda: big_tiff(next_at=54), "rejected", "file_damaged")
    add("tiff-big-count.tif", lambda: big_tiff(count=0xFFFFFFFFFFFFFFFF), "rejected", "file_truncated")
    add("tiff-wrong-order.tif", lambda: b"MM\0*" + good()[4:], "rejected", "file_truncated")
    add("tiff-sub-ifd-ring.tif", sub_ifd_ring, "taken", "")
    add("tiff-float.tif", lambda: tiff(b"\0" * 4 * 400, 20, 20, t258=32, t259=1, t262=1, t339=(3, 3)), "rejected",
        "tiff_kind_unknown")
    add("tiff-palette-short.tif", lambda: tiff(b"\xff" * 400, 20, 20, t258=8, t259=1, t262=3, t320=(3, 3, 8)), "any", "")
    add("tiff-samples-65535.tif", lambda: good(t277=65535, t259=1), "rejected", "tiff_kind_unknown page_unreadable")
    add("tiff-bits-65535.tif", lambda: good(t258=65535, t259=1), "rejected", "tiff_kind_unknown page_unreadable")
    add("tiff-compression-unknown.tif", lambda: good(t259=65000), "rejected", "tiff_kind_unknown page_unreadable")
    add("tiff-orientation-0.tif", lambda: good(t274=(3, 0)), "taken", "")
    add("tiff-orientation-65535.tif", lambda: good(t274=(3, 65535)), "taken", "")
    add("tiff-dpi-by-zero.tif", lambda: ratio(300, 0), "taken", "")
    add("tiff-dpi-zero.tif", lambda: ratio(0, 1), "taken", "")
    add("tiff-dpi-nan.tif", lambda: ratio(float("nan"), 0, 11), "taken", "")
    add("tiff-dpi-inf.tif", lambda: ratio(float("inf"), 0, 11), "taken", "")
    add("tiff-dpi-most.tif", lambda: ratio(0xFFFFFFFF, 1), "taken", "")
    add("tiff-tags-twice.tif", lambda: good().replace(struct.pack("<HHI", 257, 4, 1), struct.pack("<HHI", 256, 4, 1)), "any", "")
    add("tiff-names-in-tags.tif", named_tiff, "taken", "")
    whole = sample("pages-mixed.tif")
    for share in (1, 5, 20, 50, 80, 95, 99):
        add(f"tiff-cut-{share:02}.tif", lambda share=share: whole[:len(whole) * share // 100], "rejected",
            "file_truncated file_damaged format_unknown")
    add("tiff-cut-last-byte.tif", lambda: whole[:-1], "any", "")


# --- JPEG -----------------------------------------------------------------------------------------


def segment(marker, payload):
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jpeg(width, height, sof=0xC0, precision=8, n=1, before=b"", scans=1, restart=0, data=None, end=b"\xff\xd9"):
    """Gray blocks of one level: each is two zero bits."""
    frame = struct.pack(">BHHB", precision, height, width, n) + b"".join(bytes([i + 1, 0x11, 0]) for i in range(n))
    tables = segment(0xDB, b"\0" + b"\x10" * 64)
    tables += segment(0xC4, b"\0\1" + b"\0" * 15 + b"\0") + segment(0xC4, b"\x10\1" + b"\0" * 15 + b"\0")
    head = b"\xff\xd8" + before + tables + segment(sof, frame)
    if restart:
        head += segment(0xDD, struct.pack(">H", restart))
    blocks = min(((width + 7) // 8) * ((height + 7) // 8), 40000)
    body = data if data is not None else b"\0" * ((2 * blocks * n + 7) // 8)
    scan = segment(0xDA, bytes([n]) + b"".join(bytes([i + 1, 0]) for i in range(n)) + b"\0\x3f\0") + body
    return head + scan * scans + end


def progressive(scans):
    head = b"\xff\xd8" + segment(0xDB, b"\0" + b"\x10" * 64) + segment(0xC4, b"\0\1" + b"\0" * 15 + b"\0")
    head += segment(0xC4, b"\x10\1" + b"\0" * 15 + b"\0") + segment(0xC2, struct.pack(">BHHB", 8, 2000, 1500, 1) + b"\1\x11\0")
    first = segment(0xDA, b"\1\1\0\0\0\0") + b"\0" * 6000
    more = segment(0xDA, b"\1\1\0\1\x3f\0") + b"\0" * 70
    return head + first + more * scans + b"\xff\xd9"


def exif(entries, tail=b""):
    body = b"Exif\0\0" + struct.pack("<2sHIH", b"II", 42, 8, len(entries)) + b"".join(entries) + b"\0\0\0\0" + tail
    return segment(0xE1, body[:65000])


def add_jpegs():
    add = KINDS.add
    add("jpeg-scans-3500.jpg", lambda: progressive(3500), "rejected", "page_too_complex")
    add("jpeg-size-most.jpg", lambda: jpeg(65535, 65535), "rejected", "page_too_large")
    add("jpeg-width-zero.jpg", lambda: jpeg(0, 100), "rejected", "page_unreadable")
    add("jpeg-height-zero.jpg", lambda: jpeg(100, 0), "rejected", "page_unreadable format_jpeg_rare")
    add("jpeg-arithmetic.jpg", lambda: jpeg(160, 120, sof=0xC9), "any", "")
    add("jpeg-lossless.jpg", lambda: jpeg(160, 120, sof=0xC3), "rejected", "format_jpeg_rare")
    add("jpeg-hierarchical.jpg", lambda: jpeg(160, 120, sof=0xC5), "rejected", "format_jpeg_rare")
    add("jpeg-12-bit.jpg", lambda: jpeg(160, 120, precision=12), "rejected", "format_jpeg_rare")
    add("jpeg-cmyk.jpg", sample("color-cmyk.jpg"), "taken", "")
    add("jpeg-two-components.jpg", lambda: jpeg(160, 120, n=2), "rejected", "format_jpeg_rare")
    add("jpeg-components-4.jpg", lambda: jpeg(160, 120, n=4), "any", "")
    add("jpeg-exif-names.jpg", lambda: sample("gray.jpg")[:2] + exif([entry(270, 2, 21, struct.pack("<I", 26)), entry(
        0x8825, 4, 1, 26), entry(0x0112, 3, 1, 6)], NAME + b"\0" + sample("gray.jpg")) + segment(0xFE, NAME) + segment(
        0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + NAME + b"</x:xmpmeta>") + sample("gray.jpg")[2:], "taken", "")
    add("jpeg-exif-ring.jpg", lambda: sample("gray.jpg")[:2] + exif([entry(0x8769, 4, 1, 8)] * 60) + sample("gray.jpg")[2:],
        "taken", "")
    add("jpeg-exif-65535.jpg", lambda: sample("gray.jpg")[:2] + segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01" * 99) +
        sample("gray.jpg")[2:], "taken", "")
    add("jpeg-behind-the-end.jpg", lambda: sample("gray.jpg") + NAME * 200, "taken", "")
    add("jpeg-two-pictures.jpg", lambda: sample("gray.jpg") + sample("color.jpg"), "taken", "")
    add("jpeg-no-end.jpg", lambda: sample("gray.jpg")[:-2], "rejected", "file_truncated")
    add("jpeg-only-head.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40, "rejected", "file_truncated")
    add("jpeg-no-tables.jpg", b"\xff\xd8" + segment(0xC0, b"\x08\0\x78\0\xa0\1\1\x11\0") + segment(
        0xDA, b"\1\1\0\0\x3f\0") + b"\0" * 99 + b"\xff\xd9", "rejected", "page_unreadable")
    add("jpeg-restarts.jpg", lambda: jpeg(1600, 1200, restart=1, data=b"".join(
        b"\x3f\xff" + bytes([0xD0 + i % 8]) for i in range(30000))), "any", "")
    add("jpeg-one-byte-of-data.jpg", lambda: jpeg(10000, 10000, data=b"\0"), "any", "")
    add("jpeg-fill-bytes.jpg", lambda: sample("gray.jpg")[:2] + b"\xff" * 200000 + sample("gray.jpg")[2:], "any", "")
    whole = sample("color-progressive.jpg")
    for share in (10, 50, 90):
        add(f"jpeg-cut-{share}.jpg", lambda share=share: whole[:len(whole) * share // 100], "rejected", "file_truncated")


# --- PNG ------------------------------------------------------------------------------------------


def chunk(kind, data, is_good=True):
    crc = zlib.crc32(kind + data) ^ (0 if is_good else 0x5A5A)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def png(width, height, depth=1, colour=0, interlace=0, data=None, before=b"", head_good=True, end=True):
    stride = (width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1) + 7) // 8
    raw = data if data is not None else zlib.compress((b"\0" + b"\xff" * stride) * height, 9)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace), head_good)
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", raw) + (chunk(b"IEND", b"") if end else b"")


def add_pngs():
    add = KINDS.add
    add("png-size-most.png", lambda: png(0x7FFFFFFF, 0x7FFFFFFF, data=b"x"), "rejected", "page_too_large file_damaged")
    add("png-size-zero.png", lambda: png(0, 0, data=b"x"), "rejected", "file_damaged page_unreadable")
    add("png-bomb-text.png", lambda: png(160, 120, before=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 300000000, 9))), "taken", "")
    add("png-bomb-profile.png", lambda: png(160, 120, before=chunk(b"iCCP", b"a\0\0" + zlib.compress(b"a" * 200000000, 9))),
        "taken", "")
    add("png-bomb-data.png", lambda: png(160, 120, data=zlib.compress(b"\0" * 300000000, 9)), "any", "")
    add("png-largest-allowed.png", lambda: png(10900, 10900, depth=8, colour=2), "any", "page_too_large", is_slow=True)
    add("png-text-many.png", lambda: png(160, 120, before=chunk(b"tEXt", b"Author\0" + NAME) * 20000), "any", "")
    add("png-names.png", lambda: png(160, 120, before=chunk(b"tEXt", b"Author\0" + NAME) + chunk(b"eXIf", b"II*\0\x08\0\0\0" + NAME)),
        "taken", "")
    add("png-bad-sum.png", lambda: png(160, 120, head_good=False), "taken", "")
    add("png-interlaced.png", sample("interlaced.png"), "taken", "")
    add("png-animated.png", lambda: png(160, 120, before=chunk(b"acTL", struct.pack(">II", 0xFFFFFFFF, 0)) + chunk(
        b"fcTL", b"\0" * 26)), "taken", "")
    add("png-no-palette.png", lambda: png(160, 120, depth=8, colour=3), "rejected", "page_unreadable file_damaged")
    add("png-depth-odd.png", lambda: png(160, 120, depth=7), "rejected", "file_damaged")
    add("png-data-garbage.png", lambda: png(160, 120, data=b"\x78\x9c" + b"garbage!" * 40), "rejected", "page_unreadable file_damaged")
    add("png-chunk-huge.png", b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0xFFFFFFFF) + b"IHDR" + b"\0" * 40, "rejected", "file_truncated")
    add("png-no-end.png", lambda: png(160, 120, end=False), "rejected", "file_truncated")
    for share in (20, 90):
        add(f"png-cut-{share}.png", lambda share=share: sample("color.png")[:len(sample("color.png")) * share // 100], "rejected",
            "file_truncated")


# --- what is no scan, and what is called otherwise ----------------------------------------------


def add_others():
    add = KINDS.add
    add("empty.tif", b"", "rejected", "file_empty")
    add("one-byte.pdf", b"%", "rejected", "file_truncated")
    add("zeroes.pdf", b"\0" * 5000, "rejected", "file_truncated")
    add("text.tif", b"\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82, this is a text\n" * 9, "rejected", "format_unknown")
    add("program.jpg", b"\x7fELF\2\1\1" + b"\0" * 300, "rejected", "format_unknown")
    add("script.pdf", b"#!/bin/sh\ntouch /tmp/blindmark-was-here\n" + b"#" * 100, "rejected", "format_unknown")
    add("page.html", b"<!DOCTYPE html><script>alert(1)</script>" + b" " * 50, "rejected", "format_unknown")
    add("drawing.svg", b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>", "rejected",
        "format_unknown")
    add("postscript.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n" + b" " * 50, "rejected", "format_unknown")
    add("packed.gz", b"\x1f\x8b\x08" + b"\0" * 60, "rejected", "format_archive")
    add("photo.heic", sample("photo.heic"), "rejected", "format_photo_heic")
    add("picture.webp", sample("picture.webp"), "rejected", "format_picture")
    add("picture.gif", b"GIF89a" + b"\xff" * 60, "rejected", "format_picture")
    add("picture.bmp", b"BM" + b"\xff" * 60, "rejected", "format_picture")
    add("old.doc", sample("document.doc"), "rejected", "office_document")
    add("tiff-called.pdf", lambda: tiff(white(310), 210, 310), "taken", "")
    add("pdf-called.jpg", sample("g4.pdf"), "taken", "")
    add("jpeg-called.png", lambda: sample("color.jpg"), "taken", "")
    add("png-called.tif", lambda: sample("gray.png"), "taken", "")
    add("tiff-without-ending", lambda: tiff(white(320), 220, 320), "taken", "")
    add("two-magics.tif", lambda: b"II*\0" + b"%PDF-1.4\n" + b"\xff\xd8\xff" * 30, "rejected", "file_truncated file_damaged")


add_tiffs()
add_jpegs()
add_pngs()
add_others()
