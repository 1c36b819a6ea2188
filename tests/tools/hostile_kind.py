# SPDX-License-Identifier: GPL-3.0-or-later
"""A kind of hostile file, and the samples that some are made from."""
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def sample(name):
    with open(os.path.join(ROOT, "samples", "intake", name), "rb") as file:
        return file.read()


class Kind:
    def __init__(self, name, make, state, why, is_form=False, is_slow=False):
        self.name, self.make, self.state, self.why = name, make, state, why.split() if why else []
        self.is_form, self.is_slow = is_form, is_slow

    def row(self):
        return {"name": self.name, "where": "forms" if self.is_form else "scans", "state": self.state, "why": self.why}


class Kinds(list):
    def add(self, name, make, state="rejected", why="", **more):
        """@make gives the bytes; bytes are taken as they are."""
        self.append(Kind(name, make if callable(make) else lambda: make, state, why, **more))
