# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that want to be misread, and what is no file."""
import os
import socket
import stat

from hostile_scans import tiff, white

# name, what becomes of it; every one holds a page of its own size
NAMES = [
    (b"a\nb.tif", "taken"), (b"-rf.tif", "taken"), (b"--help", "taken"), ("я".encode() * 125 + b".tif", "taken"),
    (b"9\xc0\xfe.tif", "taken"), ("\u202egnp.fit".encode(), "taken"), (b"   ", "taken"), (b" lead.tif", "taken"),
    (b"trail.tif ", "taken"), (b"\x01\x02\x1b[31m\x7f.tif", "taken"), (b"...", "ignored"), (b".hidden.tif", "ignored"),
    (b"..tif", "ignored"), (b"$(touch was-here).tif", "taken"), (b"`id`;rm -rf *&|<>.tif", "taken"), (b"%s%n%x.tif", "taken"),
    (b"'\"\\.tif", "taken"), (b"bytes:\\xff.tif", "taken"), (b"a.tif.part", "ignored"), (b"Thumbs.db", "ignored"),
    (b"con.tif", "taken"), (b"scores-inbox", "taken"), ("e\u0301\u0308\u200b.tif".encode(), "taken"), (b"a\rb\tc.tif", "taken"),
]
# what is no file, why it is shown
THINGS = [("link-to-passwd.tif", "inbox_link"), ("link-to-self.tif", "inbox_link"), ("link-to-folder", "inbox_link"),
          ("link-to-nothing.tif", "inbox_link"), ("pipe.tif", "inbox_special"), ("socket.tif", "inbox_special"),
          ("device.tif", "inbox_special"), ("deep", "inbox_deep")]


def table():
    rows = [{"name": repr(name)[2:-1], "where": "odd", "state": state, "why": []} for name, state in NAMES]
    return rows + [{"name": name, "where": "odd", "state": "waits", "why": [why]} for name, why in THINGS]


def make(folder):
    os.makedirs(folder, exist_ok=True)
    raw = os.fsencode(folder)
    for index, (name, _) in enumerate(NAMES):
        with open(os.path.join(raw, name), "wb") as file:
            file.write(tiff(white(400 + index), 300 + index, 400 + index))
    os.symlink("/etc/passwd", os.path.join(folder, "link-to-passwd.tif"))
    os.symlink("link-to-self.tif", os.path.join(folder, "link-to-self.tif"))
    os.symlink("/etc", os.path.join(folder, "link-to-folder"))
    os.symlink("/nonexistent", os.path.join(folder, "link-to-nothing.tif"))
    os.mkfifo(os.path.join(folder, "pipe.tif"))
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket may have 108 bytes
    with socket.socket(socket.AF_UNIX) as line:
        line.bind("socket.tif")
    os.chdir(here)
    if os.geteuid() == 0:
        try:
            os.mknod(os.path.join(folder, "device.tif"), stat.S_IFCHR | 0o600, os.makedev(1, 5))
        except PermissionError:
            os.mkfifo(os.path.join(folder, "device.tif"))
    else:
        os.mkfifo(os.path.join(folder, "device.tif"))
    deep = os.path.join(folder, "deep", *"123456789")
    os.makedirs(deep)
    with open(os.path.join(deep, "a.tif"), "wb") as file:
        file.write(tiff(white(500), 200, 500))
    with open(os.path.join(folder, "sparse.tif"), "wb") as file:
        file.truncate(10 << 30)
