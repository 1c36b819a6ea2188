# SPDX-License-Identifier: GPL-3.0-or-later
"""A small round whose every page can be told by its pixels, for tests that disturb the program.

    round = Round(tools, folder)     procedure with a confirmed form, and the batch, made once
    round.prepare(ws)                a fresh workspace with the batch in its inbox
    round.manifest                   {source: [page, …]}, what was dropped: a code, 'blank', 'separator'; 'other:N' has
                                     code N on an unknown form; None for a file that is no scan

tools are the paths of the built programs: blindmark, draw_forms, draw_coded.
"""
import json
import os
import shutil
import subprocess

SCHOOLS = ("119014", "119015", "119016")
SETTINGS = ("[round]\nseed=7\n[allocate]\nmarkings_per_work=1\n[engine]\nquiet_s=0\nseries_quiet_s=0\nbroken_run_s=0\nbroken_s=0\n"
            "workers=1\nrescan_s=0.2\n")
ASSESSMENT = {"title": "Диагностическая работа", "subject": "Математика", "grade": 9, "date": "22.10.2026",
              "pages_per_work": 1, "policy": "diagnostic_cross", "tasks": [{"id": "1", "max": 4}, {"id": "2", "max": 5}]}
DPI = "100"

# one file of many pages with a separator sheet and a blank, a series of single pages, a page that a person has to
# look at, and a file that is no scan
BATCH = {"119014/9А/scan.tif": ["separator", 1, "blank", 2], "119015/9А/img-001.tif": [3], "119015/9А/img-002.tif": [4],
         "119015/9А/other.tif": ["other:5"], "119015/9А/bad.pdf": None}
SMALL = {"119014/9А/scan.tif": ["separator", 1, "blank"], "119015/9А/one.tif": ["other:2"], "119015/9А/bad.pdf": None}


def environment(**more):
    return {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "", **more}


class Round:
    def __init__(self, tools, folder, batch=None):
        self.tools, self.folder = tools, folder
        self.manifest = dict(batch or BATCH)
        self.procedure = os.path.join(folder, "procedure")
        self.scans = os.path.join(folder, "scans")
        if not os.path.isdir(self.scans):
            self._procedure_write()
            self._form_learn()
            self._scans_draw()

    def program(self, *words, check=(0, 3)):
        done = subprocess.run([self.tools["blindmark"], *words], env=environment(), capture_output=True, text=True)
        if done.returncode not in check:
            raise RuntimeError(f"blindmark {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
        return done.stdout

    def classes(self):
        """[(school, class)]: those of the batch, and of each school its 9А."""
        return sorted({(school, "9А") for school in SCHOOLS} | {tuple(source.split("/")[:2]) for source in self.manifest})

    def _procedure_write(self):
        os.makedirs(os.path.join(self.procedure, "forms"))
        with open(os.path.join(self.procedure, "assessment.json"), "w", encoding="utf-8") as file:
            json.dump(ASSESSMENT, file, ensure_ascii=False)
        with open(os.path.join(self.procedure, "roster.csv"), "w", encoding="utf-8") as file:
            file.write("school_code,school_name,class,student_no,surname,name,patronymic\n")
            for school, name in self.classes():
                file.write(f"{school},ГБОУ СОШ № {school[3:]} Заозёрного района,{name},1,Абрикосова,Дарья,Ивановна\n")
        with open(os.path.join(self.procedure, "teachers.csv"), "w", encoding="utf-8") as file:
            file.write("teacher,school_code,subject\n")
            for school in sorted({school for school, _ in self.classes()}):
                file.write(f"Учителева А.{school[3:]},{school},Математика\n")

    def _form_learn(self):
        """The form is confirmed once, by itself, and comes into each workspace as a template."""
        ws = os.path.join(self.folder, "form")
        self.program("init", ws, "--from", self.procedure)
        self.settings_write(ws)
        scans = os.path.join(ws, "inbox", SCHOOLS[0], "9А")
        os.makedirs(scans)
        subprocess.run([self.tools["draw_forms"], os.path.join(scans, "scan.tif"), "5", "10", "PT Sans", "150", "bilevel"],
                       check=True)
        self.program("run", ws, "--quiet")
        self.program("forms", ws, "confirm", "form01")
        self.program("forms", ws, "export", "form01", "-o", os.path.join(self.procedure, "forms"))

    def _page_words(self, page):
        if page != "separator":
            return str(page)
        picture = os.path.join(self.folder, "separator")
        sheets = picture + ".pdf"
        self.program("sheets", os.path.join(self.folder, "form"), "-o", sheets)
        subprocess.run(["pdftoppm", "-r", DPI, "-gray", "-singlefile", "-png", sheets, picture], check=True)
        return picture + ".png"

    def _scans_draw(self):
        for source, pages in self.manifest.items():
            path = os.path.join(self.scans, source)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if pages is None:
                with open(path, "w", encoding="ascii") as file:
                    file.write("%PDF-1.4 damaged " + source.split("/")[-1] + "\n")
                continue
            subprocess.run([self.tools["draw_coded"], path, DPI, *map(self._page_words, pages)], check=True)

    def settings_write(self, ws, more=""):
        with open(os.path.join(ws, "blindmark.conf"), "w", encoding="ascii") as file:
            file.write(SETTINGS + more)

    def init(self, ws, more=""):
        self.program("init", ws, "--from", self.procedure)
        self.settings_write(ws, more)

    def drop(self, ws):
        shutil.copytree(self.scans, os.path.join(ws, "inbox"), dirs_exist_ok=True)

    def prepare(self, ws, more=""):
        self.init(ws, more)
        self.drop(ws)
