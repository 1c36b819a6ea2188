#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws samples/intake: one small file for each kind of scan, and for each kind of damage.

Needs Debian's python3-pil, libtiff-tools and qpdf; the files are committed, so only who changes them needs this.
Every page shows the same letter F, 160 x 120 pixels, so that a test can draw what it expects.
"""
import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib

from PIL import Image, ImageDraw

HERE = os.path.dirname(os.path.abspath(__file__))
W, H = 160, 120
BARS = [(20, 10, 40, 110), (40, 10, 100, 26), (40, 50, 80, 64)]  # half-open boxes
COLORS = [(200, 30, 30), (30, 160, 40), (30, 40, 200)]


def page(mode, size=(W, H), bars=BARS, scale=1):
    im = Image.new("RGB", (size[0] * scale, size[1] * scale), "white")
    d = ImageDraw.Draw(im)
    for (x0, y0, x1, y1), c in zip(bars, COLORS):
        fill = {"1": (0, 0, 0), "L": (64, 64, 64)}.get(mode, c)
        d.rectangle((x0 * scale, y0 * scale, x1 * scale - 1, y1 * scale - 1), fill=fill)
    return im.convert(mode) if mode in ("1", "L", "RGB") else im


def out(name):
    return os.path.join(HERE, name)


def write(name, data):
    with open(out(name), "wb") as f:
        f.write(data)


def read(name):
    with open(out(name), "rb") as f:
        return f.read()


def run(*args):
    subprocess.run(args, check=True, stderr=subprocess.DEVNULL)


# --- a TIFF writer for the kinds that no tool writes ---------------------------------------------
TYPES = {1: "B", 3: "H", 4: "I", 5: "II", 16: "Q"}


def tiff(ifds, big=False, order="<"):
    """ifds: list of (tags {tag: (type, [values])}, [strips], tiled)."""
    magic = b"II" if order == "<" else b"MM"
    head = magic + (struct.pack(order + "HHHQ", 43, 8, 0, 16) if big else struct.pack(order + "HI", 42, 8))
    blob = bytearray(head)
    for n, (tags, strips, tiled) in enumerate(ifds):
        tags = dict(tags)
        where = len(blob)
        entry, fixed = (20, 16) if big else (12, 6)
        size = fixed + entry * (len(tags) + 2)
        data_at = where + size
        data = bytearray()
        offsets = []
        for s in strips:
            offsets.append(data_at + len(data))
            data += s + b"\0" * (len(s) % 2)
        tags[324 if tiled else 273] = (16 if big else 4, offsets)
        tags[325 if tiled else 279] = (16 if big else 4, [len(s) for s in strips])
        table = bytearray(struct.pack(order + ("Q" if big else "H"), len(tags)))
        for tag in sorted(tags):
            kind, values = tags[tag]
            fmt = order + TYPES[kind] * (len(values) // len(TYPES[kind]))
            raw = struct.pack(fmt, *values)
            count = len(values) // len(TYPES[kind])
            room = 8 if big else 4
            if len(raw) <= room:
                value = raw.ljust(room, b"\0")
            else:
                value = struct.pack(order + ("Q" if big else "I"), data_at + len(data))
                data += raw + b"\0" * (len(raw) % 2)
            table += struct.pack(order + "HH" + ("Q" if big else "I"), tag, kind, count) + value
        after = data_at + len(data)
        last = n == len(ifds) - 1
        table += struct.pack(order + ("Q" if big else "I"), 0 if last else after)
        blob += table + data
    return bytes(blob)


def tags(width=W, height=H, bits=(8,), photometric=1, compression=1, samples=1, dpi=200, **more):
    t = {256: (4, [width]), 257: (4, [height]), 258: (3, list(bits)), 259: (3, [compression]), 262: (3, [photometric]),
         277: (3, [samples]), 278: (4, [height]), 282: (5, [dpi, 1]), 283: (5, [more.pop("ydpi", dpi), 1]), 296: (3, [2])}
    for key, value in more.items():
        t[int(key[1:])] = value
    return t


def pack(im, bits):
    """Gray rows packed to @bits a sample."""
    rows = bytearray()
    px = im.load()
    for y in range(im.height):
        if bits in (16, 32):
            rows += b"".join(struct.pack("<H" if bits == 16 else "<I", px[x, y] * (257 if bits == 16 else 16843009)) for x in range(im.width))
        elif bits == 24:
            rows += b"".join(struct.pack("<I", px[x, y] * 65793)[:3] for x in range(im.width))
        else:
            acc, n = 0, 0
            for x in range(im.width):
                acc = acc << bits | px[x, y] >> (8 - bits)
                n += bits
                if n == 8:
                    rows.append(acc)
                    acc = n = 0
            if n:
                rows.append(acc << (8 - n))
    return bytes(rows)


def make_tiffs():
    for name, mode in (("bilevel", "1"), ("gray", "L"), ("color", "RGB")):
        page(mode).save(out(f"{name}-none.tif"), dpi=(200, 200))
    for comp in ("g3", "g3:2d", "g4", "packbits", "lzw", "zip"):
        run("tiffcp", "-c", comp, out("bilevel-none.tif"), out(f"bilevel-{comp.replace(':', '-')}.tif"))
    run("tiffcp", "-c", "g4", "-f", "lsb2msb", out("bilevel-none.tif"), out("bilevel-fillorder.tif"))
    run("tiffcp", "-8", "-c", "g4", out("bilevel-none.tif"), out("bilevel-big.tif"))
    run("tiffcp", "-B", "-c", "lzw", out("gray-none.tif"), out("gray-bigendian.tif"))
    run("tiffcp", "-c", "g4", "-t", "-w", "64", "-l", "32", out("bilevel-none.tif"), out("bilevel-tiled.tif"))
    for comp in ("lzw", "zip", "jpeg:r:95"):
        run("tiffcp", "-c", comp, "-r", "16", out("color-none.tif"), out(f"color-{comp[:4].strip(':')}.tif"))
    run("tiffcp", "-c", "jpeg:95", "-r", "16", out("gray-none.tif"), out("gray-jpeg.tif"))
    run("tiffcp", "-c", "lzw", "-p", "separate", out("color-none.tif"), out("color-planar.tif"))
    run("tiffcp", "-c", "zip", "-t", "-w", "64", "-l", "32", out("color-none.tif"), out("color-tiled.tif"))
    run("tiffcp", "-c", "lzw", "-t", "-w", "64", "-l", "32", out("gray-none.tif"), out("gray-tiled.tif"))
    run("tiffcp", "-c", "jpeg:92", "-r", "16", out("color-none.tif"), out("color-jpeg-joined.tif"))
    for o in range(1, 9):
        run("tiffcp", "-c", "g4", out("bilevel-none.tif"), out(f"turn-{o}.tif"))
        run("tiffset", "-s", "274", str(o), out(f"turn-{o}.tif"))
        run("tiffcp", "-c", "lzw", out("color-none.tif"), out(f"turn-color-{o}.tif"))
        run("tiffset", "-s", "274", str(o), out(f"turn-color-{o}.tif"))
    one = page("1")
    raw = bytes(255 - b for b in one.tobytes())
    write("bilevel-miniswhite.tif", tiff([(tags(bits=(1,), photometric=0), [raw], False)]))
    gray = page("L")
    for bits in (2, 4, 16, 24, 32):
        write(f"gray-{bits}bit.tif", tiff([(tags(bits=(bits,), compression=8), [zlib.compress(pack(gray, bits))], False)]))
    write("gray-miniswhite.tif", tiff([(tags(photometric=0, compression=8), [zlib.compress(bytes(255 - b for b in gray.tobytes()))], False)]))
    two = page("1").convert("L")
    write("gray-two-levels.tif", tiff([(tags(compression=8), [zlib.compress(two.tobytes())], False)]))
    write("gray-float.tif", tiff([(tags(bits=(32,), compression=8, t339=(3, [3])), [zlib.compress(b"\0\0\0\0" * W * H)], False)]))
    rgb = page("RGB")
    pal = rgb.quantize(4)
    p = pal.getpalette()[:12] + [0] * (768 - 12)
    cmap = [v * 257 for c in range(3) for v in p[c::3]]
    write("color-palette.tif", tiff([(tags(photometric=3, compression=8, t320=(3, cmap)), [zlib.compress(pal.tobytes())], False)]))
    gmap = [255 * 257, 0] * 3
    write("bilevel-palette.tif", tiff([(tags(bits=(1,), photometric=3, t320=(3, gmap)), [raw], False)]))
    rgb.convert("CMYK").save(out("color-cmyk.tif"), compression="tiff_lzw", dpi=(200, 200))
    lab = bytearray()
    for r, g, b in rgb.getdata():
        lab += bytes([255, 0, 0]) if r == 255 else bytes([100, 40, 20])
    write("color-lab.tif", tiff([(tags(bits=(8, 8, 8), samples=3, photometric=8, compression=8), [zlib.compress(bytes(lab))], False)]))
    ycc = rgb.convert("YCbCr")
    write("color-ycbcr.tif", tiff([(tags(bits=(8, 8, 8), samples=3, photometric=6, compression=8, t530=(3, [1, 1])), [zlib.compress(ycc.tobytes())], False)]))
    rgba = rgb.convert("RGBA")
    rgba.putalpha(Image.eval(page("1").convert("L"), lambda v: 255 - v))
    write("color-alpha.tif", tiff([(tags(bits=(8,) * 4, samples=4, photometric=2, compression=8, t338=(3, [2])), [zlib.compress(rgba.tobytes())], False)]))
    zero = b"".join(rgb.tobytes()[i:i + 3] + b"\0" for i in range(0, 3 * W * H, 3))
    write("color-extra.tif", tiff([(tags(bits=(8,) * 4, samples=4, photometric=2, compression=8, t338=(3, [0])), [zlib.compress(zero)], False)]))
    b16 = b"".join(bytes([v, v]) for v in rgb.tobytes())
    write("color-16bit.tif", tiff([(tags(bits=(16,) * 3, samples=3, photometric=2, compression=8), [zlib.compress(b16)], False)]))
    jpg = io.BytesIO()
    rgb.save(jpg, "JPEG", quality=95, subsampling=0)
    j = jpg.getvalue()
    t = tags(bits=(8, 8, 8), samples=3, photometric=6, compression=6, t530=(3, [1, 1]))
    first = tiff([({**t, 513: (4, [0]), 514: (4, [len(j)])}, [j], False)])
    write("color-oldjpeg.tif", tiff([({**t, 513: (4, [first.index(j)]), 514: (4, [len(j)])}, [j], False)]))
    # several pages, mixed; a reduced copy is no page
    run("tiffcp", out("bilevel-g4.tif"), out("gray-jpeg.tif"), out("color-lzw.tif"), out("pages-mixed.tif"))
    small = page("L").resize((W // 4, H // 4))
    write("pages-thumbnail.tif", tiff([(tags(compression=8), [zlib.compress(gray.tobytes())], False),
                                       (tags(W // 4, H // 4, compression=8, t254=(4, [1])), [zlib.compress(small.tobytes())], False),
                                       (tags(compression=8), [zlib.compress(gray.tobytes())], False)]))
    # fax: 204 x 98
    fax = page("1").resize((W, H // 2), Image.NEAREST)
    fax.save(out("fax-none.tif"))
    write("fax-coarse.tif", tiff([(tags(W, H // 2, bits=(1,), photometric=0, dpi=204, ydpi=98),
                                   [bytes(255 - b for b in fax.tobytes())], False)]))
    os.remove(out("fax-none.tif"))


def g4_strip(name):
    im = Image.open(out(name))
    offset = im.tag_v2[273][0]
    return read(name)[offset:offset + im.tag_v2[279][0]]


def make_resolution():
    big = Image.new("1", (1653, 2339), 1)
    big.paste(page("1"), (100, 100))
    for name, dpi in (("dpi-72-a4", 72), ("dpi-9600-a4", 9600), ("dpi-20-a4", 20)):
        big.save(out(name + ".tif"), compression="group4", dpi=(dpi, dpi))
    big.save(out("dpi-none-a4.tif"), compression="group4")
    a5 = Image.new("1", (1748, 2480), 1)
    a5.paste(page("1"), (100, 100))
    a5.save(out("dpi-none-a5.tif"), compression="group4")
    small = Image.new("L", (595, 842), 255)
    small.paste(page("L"), (100, 100))
    small.save(out("dpi-72-true.png"), dpi=(72, 72))


def make_jpegs():
    page("L").save(out("gray.jpg"), quality=92, dpi=(200, 200))
    page("RGB").save(out("color.jpg"), quality=92, subsampling=0, dpi=(200, 200))
    page("RGB").save(out("color-progressive.jpg"), quality=92, progressive=True, dpi=(200, 200))
    page("RGB").convert("CMYK").save(out("color-cmyk.jpg"), quality=95, dpi=(200, 200))
    for o in (1, 3, 6, 8):
        exif = Image.Exif()
        exif[0x0112] = o
        exif[0x010E] = "PlantedDescription"
        page("RGB").save(out(f"exif-{o}.jpg"), quality=92, subsampling=0, dpi=(200, 200), exif=exif, comment=b"PlantedComment")
    exif = Image.Exif()
    exif[0x011A] = exif[0x011B] = 300.0
    exif[0x0128] = 2
    data = io.BytesIO()
    page("L").save(data, "JPEG", quality=92, exif=exif)
    j = data.getvalue()
    at = j.index(b"\xff\xe0")
    write("exif-dpi.jpg", j[:at] + j[at + 2 + struct.unpack(">H", j[at + 2:at + 4])[0]:])
    scans(read("color-progressive.jpg"))
    j = read("color.jpg")
    write("damaged-truncated.jpg", j[:len(j) * 2 // 3])
    noisy = Image.effect_noise((W, H), 60)
    noisy.save(out("noise.jpg"), quality=80, dpi=(200, 200))
    j = bytearray(read("noise.jpg"))
    os.remove(out("noise.jpg"))
    middle = len(j) // 2
    j[middle:middle + 2000] = b"\0" * 2000
    write("damaged-middle.jpg", bytes(j))


def scans(progressive):
    """The last scan of a progressive picture, 150 times over."""
    at = progressive.rindex(b"\xff\xda")
    end = progressive.rindex(b"\xff\xd9")
    write("bomb-scans.jpg", progressive[:at] + progressive[at:end] * 150 + progressive[end:])


def make_pngs():
    page("1").save(out("bilevel.png"), dpi=(200, 200))
    page("L").save(out("gray.png"), dpi=(200, 200))
    page("RGB").save(out("color.png"), dpi=(200, 200))
    page("RGB").quantize(4).save(out("palette.png"), dpi=(200, 200))
    rgba = page("RGB").convert("RGBA")
    rgba.putalpha(Image.eval(page("1").convert("L"), lambda v: 255 - v))
    rgba.save(out("alpha.png"), dpi=(200, 200))
    g16 = page("L").convert("I").point(lambda v: v * 257)
    g16.convert("I;16").save(out("gray-16bit.png"), dpi=(200, 200))
    gray = page("L")
    write("interlaced.png", adam7(gray))
    p = read("color.png")
    write("damaged-truncated.png", p[:len(p) - 40])
    q = bytearray(noise_png())
    middle = len(q) // 2
    q[middle:middle + 40] = b"\x55" * 40
    write("damaged-middle.png", bytes(q))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color, interlace, raw):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)) +
            chunk(b"pHYs", struct.pack(">IIB", 7874, 7874, 1)) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def adam7(im):
    px, raw = im.load(), bytearray()
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        for y in range(y0, im.height, dy):
            raw += b"\0" + bytes(px[x, y] for x in range(x0, im.width, dx))
    return png(im.width, im.height, 8, 0, 1, bytes(raw))


def noise_png():
    im = Image.effect_noise((W, H), 60)
    raw = b"".join(b"\0" + im.tobytes()[y * W:(y + 1) * W] for y in range(H))
    return png(W, H, 8, 0, 0, raw)


# --- PDF ------------------------------------------------------------------------------------------
PW, PH = W * 72 / 200, H * 72 / 200  # a page of 160 x 120 pixels at 200 dpi: 57.6 x 43.2 points


def pdf(objects, root=1, trailer=b""):
    """objects: {number: bytes}."""
    blob = bytearray(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
    at = {}
    for n in sorted(objects):
        at[n] = len(blob)
        blob += b"%d 0 obj\n" % n + objects[n] + b"\nendobj\n"
    xref = len(blob)
    size = max(objects) + 1
    blob += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for n in range(1, size):
        blob += b"%010d 00000 %s \n" % (at.get(n, 0), b"n" if n in at else b"f")
    blob += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, xref)
    return bytes(blob)


def stream(data, entries=b""):
    return b"<<%s/Length %d>>\nstream\n" % (entries, len(data)) + data + b"\nendstream"


def image(data, w=W, h=H, space=b"/DeviceGray", bits=8, filt=b"", more=b""):
    return stream(data, b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace %s/BitsPerComponent %d%s%s" %
                  (w, h, space, bits, b"/Filter" + filt if filt else b"", more))


def full(matrix=None):
    m = matrix or "%g 0 0 %g 0 0" % (PW, PH)
    return ("q %s cm /I Do Q" % m).encode()


def simple(contents, images, page_more=b"", box=None, extra=None, per_page=None):
    """One page per content; /I (and /J) are objects 100, 101."""
    n = len(contents)
    kids = b" ".join(b"%d 0 R" % (10 + 2 * i) for i in range(n))
    box = box or b"[0 0 %g %g]" % (PW, PH)
    o = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (n, kids)}
    for i, c in enumerate(contents):
        names = b"".join(b"/%s %d 0 R" % (bytes([73 + k]), 100 + k) for k in range(len(images)))
        if per_page:
            names = b"/I %d 0 R" % (100 + i)
        o[10 + 2 * i] = (b"<</Type/Page/Parent 2 0 R/MediaBox %s/Contents %d 0 R/Resources<</XObject<<%s>>/Font<</F 90 0 R>>"
                         b"/ExtGState<</G<</ca .5>>>>>>%s>>" % (box, 11 + 2 * i, names, page_more))
        o[11 + 2 * i] = stream(c)
    for k, im in enumerate(images):
        o[100 + k] = im
    o[90] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    o.update(extra or {})
    return pdf(o)


def jbig2():
    """A page segment and one generic region, coded as Group 4 (MMR)."""
    run("tiffcp", "-c", "g4", out("bilevel-miniswhite.tif"), out("mmr.tif"))
    g4 = g4_strip("mmr.tif")
    os.remove(out("mmr.tif"))
    info = struct.pack(">IIIIBH", W, H, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", W, H, 0, 0, 0, 1) + g4
    return b"".join(struct.pack(">IBBBI", n, kind, 0, 1, len(data)) + data for n, (kind, data) in enumerate(((48, info), (38, region))))


def make_pdfs():
    gray, color, cmyk = read("gray.jpg"), read("color.jpg"), read("color-cmyk.jpg")
    dct = image(gray, filt=b"/DCTDecode")
    rgb = image(color, space=b"/DeviceRGB", filt=b"/DCTDecode")
    write("jpeg-gray.pdf", simple([full()], [dct]))
    write("jpeg-color.pdf", simple([full()], [rgb]))
    write("jpeg-cmyk.pdf", simple([full()], [image(cmyk, space=b"/DeviceCMYK", filt=b"/DCTDecode", more=b"/Decode[1 0 1 0 1 0 1 0]")]))
    g4 = g4_strip("bilevel-g4.tif")
    k = b"/DecodeParms<</K -1/Columns %d/Rows %d%s>>%s"
    # bilevel-g4.tif is min-is-black (tiffcp keeps that): its black runs are paper
    inverted = Image.open(out("bilevel-g4.tif")).tag_v2[262] == 1
    flip = b"/BlackIs1 true" if inverted else b""
    write("g4.pdf", simple([full()], [image(g4, bits=1, filt=b"/CCITTFaxDecode", more=k % (W, H, flip, b""))]))
    other = b"" if inverted else b"/BlackIs1 true"
    write("g4-decode.pdf", simple([full()], [image(g4, bits=1, filt=b"/CCITTFaxDecode", more=k % (W, H, other, b"/Decode[1 0]"))]))
    flate = image(zlib.compress(page("RGB").tobytes()), space=b"/DeviceRGB", filt=b"/FlateDecode")
    write("flate-color.pdf", simple([full()], [flate]))
    write("flate-gray.pdf", simple([full()], [image(zlib.compress(page("L").tobytes()), filt=b"/FlateDecode")]))
    write("flate-bilevel.pdf", simple([full()], [image(zlib.compress(page("1").tobytes()), bits=1, filt=b"/FlateDecode")]))
    mask = image(zlib.compress(page("1").tobytes()), bits=1, filt=b"/FlateDecode", more=b"/ImageMask true").replace(b"/ColorSpace /DeviceGray", b"")
    write("mask-bilevel.pdf", simple([full()], [mask]))
    jpx = io.BytesIO()
    page("RGB").save(jpx, "JPEG2000")
    write("jpx.pdf", simple([full()], [image(jpx.getvalue(), space=b"/DeviceRGB", filt=b"/JPXDecode")]))
    jb = jbig2()
    write("jbig2.pdf", simple([full()], [image(jb, bits=1, filt=b"/JBIG2Decode")]))
    write("damaged-jbig2.pdf", simple([full(), full()], [dct, image(jb[:-20], bits=1, filt=b"/JBIG2Decode")], per_page=True))
    write("jpeg-decode.pdf", simple([full()], [image(gray, filt=b"[/DCTDecode]", more=b"/Decode[0 1]/DecodeParms[null]")]))
    # /Rotate: stored turned, so that every page shows the same F
    for angle in (90, 180, 270):
        turned = page("RGB").rotate(angle, expand=True)  # counter-clockwise
        im = image(zlib.compress(turned.tobytes()), *turned.size, space=b"/DeviceRGB", filt=b"/FlateDecode")
        pw, ph = (PW, PH) if angle == 180 else (PH, PW)
        write(f"rotate-{angle}.pdf", simple([full("%g 0 0 %g 0 0" % (pw, ph))], [im], b"/Rotate %d" % angle, b"[0 0 %g %g]" % (pw, ph)))
        jp = io.BytesIO()
        turned.save(jp, "JPEG", quality=92, subsampling=0)
        write(f"rotate-jpeg-{angle}.pdf", simple([full("%g 0 0 %g 0 0" % (pw, ph))],
              [image(jp.getvalue(), *turned.size, space=b"/DeviceRGB", filt=b"/DCTDecode")], b"/Rotate %d" % angle, b"[0 0 %g %g]" % (pw, ph)))
    # the content matrix turns a picture stored upside down, and one stored on its side
    down = page("RGB").rotate(180)
    write("matrix-180.pdf", simple([full("%g 0 0 %g %g %g" % (-PW, -PH, PW, PH))],
          [image(zlib.compress(down.tobytes()), space=b"/DeviceRGB", filt=b"/FlateDecode")]))
    mirror = page("RGB").transpose(Image.FLIP_LEFT_RIGHT)
    write("matrix-mirror.pdf", simple([full("%g 0 0 %g %g 0" % (-PW, PH, PW))],
          [image(zlib.compress(mirror.tobytes()), space=b"/DeviceRGB", filt=b"/FlateDecode")]))
    side = page("RGB").rotate(90, expand=True)  # its columns run up the page: b, c
    write("matrix-90.pdf", simple([full("0 %g %g 0 0 %g" % (-PH, PW, PH))],
          [image(zlib.compress(side.tobytes()), *side.size, space=b"/DeviceRGB", filt=b"/FlateDecode")]))
    hidden = b"BT /F 8 Tf 3 Tr 5 5 Td (hidden words) Tj ET\n"
    write("text-hidden.pdf", simple([full() + b"\n" + hidden], [dct]))
    write("text-under.pdf", simple([b"BT /F 8 Tf 5 5 Td (words below) Tj ET\n" + full()], [dct]))
    write("text-seen.pdf", simple([full() + b"\nBT /F 8 Tf 0 Tr 20 5 Td (seen) Tj ET"], [dct]))
    write("state-transparent.pdf", simple([b"/G gs " + full()], [dct]))
    note = (b"/Annots[<</Type/Annot/Subtype/Square/Rect[30 3 50 13]/F 4/C[1 0 0]/IC[1 0 0]/AP<</N 95 0 R>>>>]")
    look = {95: stream(b"1 0 0 rg 0 0 20 10 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 20 10]")}
    write("annotation.pdf", simple([full()], [dct], note, extra=look))
    write("annotation-hidden.pdf", simple([full()], [dct], note.replace(b"/F 4", b"/F 2"), extra=look))
    half = ("q %g 0 0 %g 0 0 cm /I Do Q q %g 0 0 %g %g 0 cm /J Do Q" % (PW / 2, PH, PW / 2, PH, PW / 2)).encode()
    left, right = page("RGB").crop((0, 0, W // 2, H)), page("RGB").crop((W // 2, 0, W, H))
    both = [image(zlib.compress(i.tobytes()), W // 2, H, space=b"/DeviceRGB", filt=b"/FlateDecode") for i in (left, right)]
    write("two-images.pdf", simple([half], both))
    write("vector.pdf", simple([b"0 0 0 rg 7 4 7 36 re f"], []))
    write("pages.pdf", simple([full(), full(), full()], [dct, rgb, image(g4, bits=1, filt=b"/CCITTFaxDecode", more=k % (W, H, flip, b""))], per_page=True))
    # a scan on a larger, bare sheet; the same with a line of text beside it
    wide = b"[0 0 %g %g]" % (PW + 8, PH + 20)
    inset = full("%g 0 0 %g 4 10" % (PW, PH))
    write("inset.pdf", simple([inset], [dct], box=wide))
    write("inset-text.pdf", simple([b"BT /F 6 Tf 20 2 Td (seen) Tj ET\n" + inset], [dct], box=wide))
    write("crop.pdf", simple([full()], [dct], b"/CropBox[0 0 %g %g]" % (PW / 2, PH)))
    # a picture whose own header asks for more room than its dictionary says
    fat = bytearray(jpx.getvalue())
    siz = fat.index(b"\xff\x4f\xff\x51")
    fat[siz + 8:siz + 16] = struct.pack(">II", 100000, 100000)
    write("bomb-jpx.pdf", simple([full()], [image(bytes(fat), space=b"/DeviceRGB", filt=b"/JPXDecode")]))
    # damage
    whole = read("pages.pdf")
    write("damaged-truncated.pdf", whole[:len(whole) * 2 // 3])
    cut = bytearray(gray)
    cut[len(cut) // 2:] = b"\0" * (len(cut) - len(cut) // 2)
    write("damaged-dct.pdf", simple([full(), full()], [dct, image(bytes(cut), filt=b"/DCTDecode")], per_page=True))
    noise = Image.effect_noise((W, H), 60)
    spoiled = bytearray(zlib.compress(noise.tobytes()))
    spoiled[2:] = bytes(b ^ 0x5A for b in spoiled[2:])
    write("damaged-flate.pdf", simple([full(), full()], [dct, image(bytes(spoiled), filt=b"/FlateDecode")], per_page=True))
    nj = io.BytesIO()
    noise.convert("RGB").save(nj, "JPEG2000")
    nj = nj.getvalue()
    write("damaged-jpx.pdf", simple([full(), full()], [dct, image(nj[:300] + b"\0" * 3000, space=b"/DeviceRGB", filt=b"/JPXDecode")], per_page=True))
    bad = bytearray(g4 * 3)
    for i in range(4, len(bad)):
        bad[i] ^= 0x39
    write("damaged-g4.pdf", simple([full(), full()], [dct, image(bytes(bad), bits=1, filt=b"/CCITTFaxDecode", more=k % (W, H, flip, b""))], per_page=True))
    forms = {}
    for level in range(8):
        inner = b"/X Do " * 10 if level < 7 else b"0 0 1 1 re f"
        nxt = b"/Resources<</XObject<</X %d 0 R>>>>" % (201 + level) if level < 7 else b""
        forms[200 + level] = stream(inner, b"/Type/XObject/Subtype/Form/BBox[0 0 100 100]" + nxt)
    bomb = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</XObject<</X 200 0 R>>>>>>",
            4: stream(b"/X Do " * 10)}
    bomb.update(forms)
    write("bomb-forms.pdf", pdf(bomb))
    write("bomb-content.pdf", pdf({1: bomb[1], 2: bomb[2], 3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>",
                                   4: stream(zlib.compress(b" " * 60000000, 9), b"/Filter/FlateDecode")}))
    run("qpdf", "--allow-weak-crypto", "--static-id", "--encrypt", "secret", "owner", "40", "--", out("jpeg-gray.pdf"), out("encrypted-user.pdf"))
    run("qpdf", "--allow-weak-crypto", "--static-id", "--encrypt", "", "owner", "40", "--", out("jpeg-gray.pdf"), out("encrypted-owner.pdf"))
    run("qpdf", "--static-id", "--linearize", out("pages.pdf"), out("linearized.pdf"))
    run("qpdf", "--static-id", "--object-streams=generate", out("pages.pdf"), out("object-streams.pdf"))


def make_damage():
    im = Image.open(out("bilevel-g4.tif"))
    good = (tags(bits=(1,), photometric=im.tag_v2[262], compression=4), [g4_strip("bilevel-g4.tif")], False)
    strip = bytearray(g4_strip("bilevel-g4.tif"))
    bad = bytearray(strip)
    for i in range(6, len(bad)):
        bad[i] ^= 0x5B
    broken = (good[0], [bytes(bad)], False)
    nothing = (tags(compression=8), [b"\x00\x01\x02\x03" * 10], False)
    half = page("L")
    top = zlib.compress(half.tobytes()[:W * 60])
    spoiled = ({**tags(compression=8), 278: (4, [60])}, [top, b"\x77" * 30], False)
    write("damaged-page.tif", tiff([good, broken, good]))
    write("damaged-strip.tif", tiff([good, spoiled, good]))
    write("lost-page.tif", tiff([good, nothing, good]))
    write("lost-all.tif", tiff([nothing, nothing]))
    whole = tiff([good, good, good])
    write("damaged-truncated.tif", whole[:len(whole) - 60])
    one = tiff([good])
    at = struct.unpack("<I", one[4:8])[0]
    n = struct.unpack("<H", one[at:at + 2])[0]
    link = at + 2 + 12 * n
    write("loop.tif", one[:link] + struct.pack("<I", at) + one[link + 4:])
    huge = (tags(92681, 92681, bits=(1,), photometric=0, compression=4), [bytes(11000)], False)
    write("bomb-pixels.tif", tiff([huge]))
    tiny = bytearray(b"II*\0" + struct.pack("<I", 8))
    for i in range(2100):
        entries = [(256, 4, 1, 1), (257, 4, 1, 1), (273, 4, 1, 8)]
        here = len(tiny)
        tiny += struct.pack("<H", 3) + b"".join(struct.pack("<HHII", *e) for e in entries)
        tiny += struct.pack("<I", here + 42 if i < 2099 else 0)
    write("bomb-pages.tif", bytes(tiny))
    write("empty.tif", b"")
    write("zeroes.tif", bytes(512))
    write("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64))
    write("picture.webp", b"RIFF\x40\0\0\0WEBPVP8 " + bytes(64))
    with zipfile.ZipFile(out("document.docx"), "w") as z:
        z.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        z.writestr(zipfile.ZipInfo("word/document.xml"), "<document/>")
    with zipfile.ZipFile(out("archive.zip"), "w") as z:
        z.writestr(zipfile.ZipInfo("scan.txt"), "nothing")
    write("document.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(504))
    write("words.txt", b"These are words and no scan.\n")


if __name__ == "__main__":
    for step in (make_tiffs, make_resolution, make_jpegs, make_pngs, make_pdfs, make_damage):
        step()
    total = sum(os.path.getsize(out(f)) for f in os.listdir(HERE))
    print(f"{len(os.listdir(HERE))} files, {total} bytes", file=sys.stderr)
