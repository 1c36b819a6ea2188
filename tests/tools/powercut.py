# SPDX-License-Identifier: GPL-3.0-or-later
"""What a disk may hold after a power cut, from the record of libbadluck (badluck.c).

    ops = read_log(path)
    disk = Disk(base)            base: the folder as it was, all of it durable
    disk.play(ops[:n])           what the program did until the lights went out
    disk.write_out(folder, model, dice)

Data that was not fsynced is lost, torn, zero or there, at random, write by write. Names are kept by one of two models:
ordered  one journal for the whole disk, as ext4 has it: a random prefix of the changes of names since the last fsync
strict   what POSIX promises and no more: an fsync of a folder keeps the names in that folder (and what they hang on);
         changes of each folder are lost from a random one on, each folder for itself; renames are atomic
SQLite's index (-shm) lives in memory only and is never there.
"""
import os
import shutil

BLOCK = 512  # a write may be torn here


class File:
    def __init__(self, source=None):
        self.source = source  # unchanged since the start, so its time is kept, too
        self.durable = b""
        self.pending = []  # (offset, bytes) or ("cut", length)
        if source:
            with open(source, "rb") as file:
                self.durable = file.read()

    def now(self):
        return build(self.durable, self.pending)

    def settle(self):
        self.durable, self.pending = self.now(), []


class Folder:
    def __init__(self):
        self.now, self.durable = {}, {}


def build(start, changes):
    data = bytearray(start)
    for where, what in changes:
        if where == "cut":
            del data[what:]
            data.extend(bytes(what - len(data)))
            continue
        data.extend(bytes(max(0, where + len(what) - len(data))))
        data[where:where + len(what)] = what
    return bytes(data)


def read_log(path):
    """[(op, offset, length, bytes, result, [paths])]"""
    with open(path, "rb") as file:
        log = file.read()
    ops, at = [], 0
    while at < len(log):
        end = log.index(b"\n", at)
        op, offset, length, n, result, names = log[at:end].decode("utf-8", "surrogateescape").split(" ", 5)
        ops.append((op, int(offset), int(length), log[end + 1:end + 1 + int(n)], int(result), names.split("\t")))
        at = end + 1 + int(n) + 1
    return ops


class Disk:
    def __init__(self, base):
        self.root = self._load(base)
        self.changes = []  # not durable yet: [(folder, name, node or None), …] each
        self.mapped = set()  # written through memory

    def _load(self, path):
        folder = Folder()
        for entry in os.scandir(path):
            folder.now[entry.name] = self._load(entry.path) if entry.is_dir(follow_symlinks=False) else File(entry.path)
        folder.durable = dict(folder.now)
        return folder

    # --- names

    def folder_of(self, path):
        parts = [part for part in path.split("/") if part not in ("", ".")]
        node = self.root
        for part in parts[:-1]:
            if part not in node.now:
                self._change([(node, part, Folder())])
            node = node.now[part]
        return node, parts[-1] if parts else None

    def find(self, path):
        folder, name = self.folder_of(path)
        return folder if name is None else folder.now.get(name)

    def _change(self, parts):
        for folder, name, node in parts:
            if node is None:
                folder.now.pop(name, None)
            else:
                folder.now[name] = node
        self.changes.append(parts)

    @staticmethod
    def _keep(parts):
        for folder, name, node in parts:
            if node is None:
                folder.durable.pop(name, None)
            else:
                folder.durable[name] = node

    def _sync_folder(self, folder, model):
        if model == "ordered":
            kept, self.changes = self.changes, []
        else:
            wanted, kept = {id(folder)}, []
            for parts in reversed(self.changes):  # what a change hangs on came before it
                ids = {id(part[0]) for part in parts}
                if ids & wanted:
                    wanted |= ids
                    kept.insert(0, parts)
            self.changes = [parts for parts in self.changes if not any(parts is one for one in kept)]
        for parts in kept:
            self._keep(parts)

    # --- what happened

    def file(self, path):
        folder, name = self.folder_of(path)
        if name not in folder.now:
            self._change([(folder, name, File())])
        return folder.now[name]

    def _whole(self, path, data):
        """A worker wrote it, or stdio."""
        node = self.file(path)
        if node.now() != data:
            node.source = None
            node.pending = [("cut", 0), (0, data)]

    def play(self, ops, model):
        for op, offset, length, data, _, paths in ops:
            getattr(self, "do_" + op, lambda *_: None)(paths, offset, length, data, model)

    def do_open(self, paths, _offset, cuts, _data, _model):
        node = self.file(paths[0])
        if cuts and node.now():
            node.pending.append(("cut", 0))

    def do_write(self, paths, offset, _length, data, _model):
        node = self.file(paths[0])
        node.source = None
        node.pending.append((offset, data))

    def do_trunc(self, paths, _offset, length, _data, _model):
        self.file(paths[0]).pending.append(("cut", length))

    def do_stdio(self, paths, _offset, _length, data, _model):
        self._whole(paths[0], data)

    def do_fsync(self, paths, is_file, _length, data, model):
        node = self.find(paths[0])
        if node is None and not is_file:
            return
        if isinstance(node, Folder):
            self._sync_folder(node, model)
            return
        if is_file:
            self._whole(paths[0], data)
        self.file(paths[0]).settle()
        if model == "ordered":  # the file's own journal commit takes all names before it along
            self._sync_folder(self.root, model)

    def do_syncfs(self, *_):
        self._settle_below(self.root)
        for parts in self.changes:
            self._keep(parts)
        self.changes = []

    def _settle_below(self, folder):
        for node in folder.now.values():
            if isinstance(node, Folder):
                self._settle_below(node)
            else:
                node.settle()

    def do_rename(self, paths, is_file, _length, data, _model):
        if is_file:
            self._whole(paths[0], data)
        (a, old), (b, new) = self.folder_of(paths[0]), self.folder_of(paths[1])
        if old in a.now:
            self._change([(b, new, a.now[old]), (a, old, None)])

    def do_link(self, paths, *_):
        (a, old), (b, new) = self.folder_of(paths[0]), self.folder_of(paths[1])
        self._change([(b, new, a.now[old])])

    def do_unlink(self, paths, *_):
        folder, name = self.folder_of(paths[0])
        if name in folder.now:
            self._change([(folder, name, None)])

    do_rmdir = do_unlink

    def do_mkdir(self, paths, *_):
        folder, name = self.folder_of(paths[0])
        if name not in folder.now:
            self._change([(folder, name, Folder())])

    def do_mmap(self, paths, *_):
        self.mapped.add(paths[0])

    # --- after the cut

    def _names_lose(self, model, dice):
        if model == "ordered":
            kept = self.changes[:dice.randint(0, len(self.changes))]
        else:
            dead, kept = set(), []
            share = dice.choice((0.05, 0.3, 0.7, 1))
            for parts in self.changes:
                ids = {id(part[0]) for part in parts}
                if ids & dead or dice.random() < share:
                    dead |= ids
                else:
                    kept.append(parts)
        for parts in kept:
            self._keep(parts)

    @staticmethod
    def _data_of(node, dice):
        how = dice.choice(("none", "all", "some", "prefix", "zero"))
        if how == "none" or not node.pending:
            return node.durable
        if how == "all":
            return node.now()
        if how == "zero":  # the length came through, the bytes did not
            return build(node.durable, [(at, bytes(len(what)) if at != "cut" else what) for at, what in node.pending])
        if how == "prefix":
            return build(node.durable, node.pending[:dice.randint(0, len(node.pending))])
        some = []
        for at, what in node.pending:
            if at != "cut" and len(what) > BLOCK and dice.random() < 0.2:
                what = what[:BLOCK * dice.randint(1, len(what) // BLOCK)]
            if dice.random() < 0.5:
                some.append((at, what))
        return build(node.durable, some)

    def write_out(self, target, model, dice):
        self._names_lose(model, dice)
        self._out(self.root, target, dice)

    def _out(self, folder, target, dice):
        os.makedirs(target, mode=0o700, exist_ok=True)
        for name, node in folder.durable.items():
            path = os.path.join(target, name)
            if isinstance(node, Folder):
                self._out(node, path, dice)
            elif name.endswith("-shm"):
                continue
            elif node.source and not node.pending:
                shutil.copy2(node.source, path)
            else:
                with open(path, "wb") as file:
                    file.write(self._data_of(node, dice))
