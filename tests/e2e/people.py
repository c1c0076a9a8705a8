"""People at machines of their own: each has a folder with keys and files, and mails what they send."""

import csv
import json
import sqlite3
from contextlib import closing

import openpyxl

from tests.apart import sits


class People:
    """Runs commands where somebody sits; nothing goes between two folders but files that are sent."""

    def __init__(self, cli, folder):
        self._cli, self.folder = cli, folder

    def at(self, name, *args):
        """Run a command at somebody's machine and return its JSON."""
        with sits(self.folder / name / "keys"):
            return self._cli.json(*args)

    def refusal(self, name, *args):
        with sits(self.folder / name / "keys"):
            return self._cli.refusal(*args)

    def path(self, name, file):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder / file

    def sent(self, path, name):
        """Move a file to somebody else's folder, as a mail does."""
        there = self.path(name, path.name)
        there.write_bytes(path.read_bytes())
        return there

    # -- what takes several commands

    def handed_out(self, project, name):
        """Seal somebody's items to their key, send the pack and open it there; return the work.

        Besides, what each handle stands for: the test has to know, since real items read alike.
        """
        key = self.at(name, "key")["key"]
        pack = self.path("lead", f"{name}.auditpack")
        told = self.at("lead", "pack", project, "--auditor", name, "--to", key, "--out", pack)
        work = self.path(name, "work.audit")
        opened = self.at(name, "open", self.sent(pack, name), "--out", work)
        assert (opened["items"], opened["auditor"]) == (told["items"], name)
        assert opened["project_fingerprint"] == told["project_fingerprint"]
        named = handles(project, told["pack"])
        assert len(named) == told["items"]
        return work, named

    def shown(self, work, name):
        """Return what lies on somebody's desk: handle -> (content, context)."""
        listed = self.path(name, "items.jsonl")
        self.at(name, "export", work, "--table", "items", "--out", listed)
        items = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
        return {i["item_id"]: (i["content"], json.loads(i["context"] or "{}")) for i in items}

    def graded(self, work, name, answers):
        """Grade by a sheet of handles and labels."""
        sheet = write(self.path(name, "grades.csv"), [("item_id", "label"), *answers])
        return self.at(name, "grade", work, sheet, "--auditor", name)["auditors"][name]

    def sent_back(self, work, name, file):
        """Write a return and send it to the lead; return it and what the command said."""
        back = self.path(name, file)
        told = self.at(name, "return", work, "--out", back)
        return self.sent(back, "lead"), told


def handles(project, pack="%"):
    """Return what each handle of the lead's packs stands for, or of one pack."""
    with closing(sqlite3.connect(project)) as db:
        sql = "select handle, external_id from pack_item join item on item.id = item_id"
        return dict(db.execute(f"{sql} where pack_id like ?", (pack,)))


def asked(project, work):
    """Return which item is meant by each assignment of an opened pack."""
    named = handles(project)
    with closing(sqlite3.connect(work)) as db:
        sql = "select assignment.id, external_id from assignment join item on item.id = item_id"
        return {number: named[handle] for number, handle in db.execute(sql)}


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def reply(path, answers):
    """Fill a workbook in as a vendor does: (item, reviewer) or item -> (reply, argument)."""
    book = openpyxl.load_workbook(path)
    sheet = book["Decisions"]
    titles = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        item = sheet.cell(row, titles["Item"]).value
        said = answers.get((item, sheet.cell(row, titles["Reviewer"]).value)) or answers.get(item)
        if said:
            sheet.cell(row, titles["Agree or dispute"]).value = said[0]
            sheet.cell(row, titles["Argument"]).value = said[1]
    book.save(path)
