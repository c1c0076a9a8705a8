"""Content of every kind on the desk, to look at: pictures, recordings, conversations, translations."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw

from reviewer_audit import policies
from reviewer_audit.assets import resource
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import bringing, projects, sampling
from reviewer_audit.services import policies as rule_books
from reviewer_audit.services.intake import Asked
from tests import media_files
from ui.main_window import MainWindow
from ui.session import Session

OLD_DAY, NEW_DAY = "2021-05-04", "2099-05-04"  # before and after the sample policy came
ARABIC = ["هل وصل الطرد؟", "لا، ويقولون إنه ضاع في الطريق", "ادفع الرسوم مرة أخرى وسنرسله اليوم"]
ENGLISH = ["Has the parcel come?", "No, they say it was lost on the way and ask for the fee again"]


def house() -> bytes:
    """Return a picture in which one sees whether it is blurred."""
    made = Image.new("RGB", (1400, 900), (90, 150, 220))
    pen = ImageDraw.Draw(made)
    pen.rectangle((0, 600, 1400, 900), fill=(60, 140, 70))
    pen.ellipse((1050, 80, 1250, 280), fill=(255, 220, 80))
    pen.polygon([(300, 600), (600, 250), (900, 600)], fill=(150, 60, 50))
    pen.rectangle((380, 600, 820, 800), fill=(210, 180, 140))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=85)
    return out.getvalue()


def talk(lines: list[str], n: int) -> str:
    """Return a conversation whose messages have numbers for ids."""
    return json.dumps(
        [
            {"id": f"{lines[0]}{k}", "author": f"user {k % 3}", "time": f"2026-09-{14 + k // 20 % 9}T10:{k % 60:02d}:00Z", "text": lines[k % len(lines)]}
            for k in range(n)
        ]
    )  # fmt: skip


class KindScreens:
    """One desk with an item of each kind."""

    def __init__(
        self, folder: Path, window: MainWindow, session: Session, settle: Callable
    ) -> None:
        self.window, self.session, self._settle = window, session, settle
        folder.mkdir()
        for name, body in {
            "house.jpg": house(), "moving.gif": media_files.moving(12),
            "vast.png": media_files.vast(), "film.mp4": media_files.film(),
        }.items():  # fmt: skip
            (folder / name).write_bytes(body)
        self.kinds = {
            "picture": ("a1", "A house, payment in advance only", "house.jpg", "", ""),
            "pictures": ("a2", "", "house.jpg; moving.gif", "", ""),
            "refused": ("a3", "Larger than anything that is decoded", "vast.png", "", ""),
            "missing": ("a4", "Its picture did not come", "gone.jpg", "", ""),
            "recording": ("a5", "A film", "film.mp4", "", ""),
            "talk": (f"{ENGLISH[0]}2500", ENGLISH[0], "", talk(ENGLISH, 5_000), ""),
            "talk-rtl": (f"{ARABIC[0]}18", ARABIC[0], "", talk(ARABIC, 40), ENGLISH[0]),
            "translation": ("a6", f"{ARABIC[1]} " * 12, "", "", f"{ENGLISH[1]} " * 12),
            "alike": ("a7", "Log in at p\u0430ypal.com/login today", "", "", ""),
            "then": ("a8", "Message me for my price list", "", "", "", "https://example.org/8"),
        }
        with (folder / "kinds.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            columns = ["item id", "text", "image", "conversation", "mt text", "page"]
            table.writerow([*columns, "day", "label"])
            for line in self.kinds.values():
                with_page = len(line) == len(columns)
                day = OLD_DAY if with_page else NEW_DAY
                table.writerow([*line, *([] if with_page else [""]), day, "Fraud"])
        rules = policies.load(resource("policies/sample.yaml"))
        self.path = folder / "Every kind.audit"
        store = projects.create_project(self.path, rules, by="Lea", title="Every kind")
        lead = projects.seat(store, "Lea")
        last = replace(rules.labels[-1], definition="What it said before.")
        before = replace(
            rules,
            version="2020-01",
            effective_from=date(2020, 1, 1),
            labels=(*rules.labels[:-1], last),
        )
        rule_books.add_version(store, before, by=lead)
        asked = Asked(
            maps=(
                "media=image",
                "context=conversation",
                "translation=mt text",
                "url=page",
                "decided_at=day",
            ),
            labels=(f"Fraud={rules.labels[-1].key}",),
        )
        bringing.import_file(store, folder / "kinds.csv", asked, by=lead)
        plan = SamplePlan(
            method=Method.ALL, auditors=("Amira",), seed="1", versions_shown=True, original="page"
        )
        sampling.draw_sample(store, plan, by=lead, title="Week 40")
        store.close()

    def states(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield each picture's name and what must be done before it is taken."""
        for name in self.kinds:
            yield f"desk-{name}", lambda name=name: self._show(name)
            if name == "picture":
                yield "desk-picture-open", lambda: self._desk().content.media.look(on=True)

    def _desk(self):
        from ui.screens.grading.screen import GradingScreen

        return self.window.findChild(GradingScreen)

    def _show(self, name: str) -> None:
        if not self.session.has_project or self.session.store.path != self.path.resolve():
            self.session.prefer(name="Amira")
            self.session.open(self.path)
            self._settle(self.session)
        self.window.visit("grade")
        self._settle(self.session)
        desk = self._desk()
        for position in range(1, len(self.kinds) + 1):
            desk.vm.go_to(position)
            self._settle(self.session)
            item = desk.vm.item
            if item.content == self.kinds[name][1] and bool(item.media) == bool(
                self.kinds[name][2]
            ):
                return
        raise LookupError(name)
