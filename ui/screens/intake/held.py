"""What is in: the files, the rows that were not used, and whether all arrived."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext, translated
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.screens.intake.notused import Line, NotUsed
from ui.screens.intake.totals import Totals
from ui.screens.intake.wizard import ask_where
from ui.screens.intake.words import decisions, mapping_line, rows, trouble
from ui.widgets.cards import Banner, Card, Columns
from ui.widgets.table import Table
from ui.wording import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.services.batches import BadRow, Batch, Held
    from reviewer_audit.services.intake import ImportSummary
    from ui.session import Session


REPEAT = "duplicate_decision"


class HeldView(QWidget):
    """The files brought in so far."""

    bring = Signal()
    exported = Signal(str)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("data:held")
        self._session = session
        self._held: Held | None = None
        self._fresh: ImportSummary | None = None
        self.banner = Banner("data:done")
        self.files = Table(
            "data:batches",
            (
                Column(_("File"), lambda one: one.file_name, bold=True, stretch=True),
                Column(_("When"), lambda one: one.at, moment),
                Column(_("Brought in by"), lambda one: one.by, width=18),
                number(_("Rows"), lambda one: one.rows_read),
                number(_("Accepted"), lambda one: one.accepted),
                number(
                    _("Not used"),
                    lambda one: one.not_used,
                    tone=lambda one: "caution" if one.not_used else "",
                ),
                number(_("Repeats"), lambda one: one.repeats),
            ),
            label=_("Files brought in"),
        )
        self.files.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.causes = NotUsed("data:unused", _("Rows not used"), effect=False)
        self.causes.wants_export.connect(self._export)
        self.totals = Totals(session)
        card = Card("data:files", _("Files brought in"))
        card.add(self.files)
        self.mapping = PlainLabel("data:mapping", role="small", elide=True)
        card.add(self.mapping)
        self.files.chosen.connect(self._tell_mapping)
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(card)
        pair = Columns("data:pair")
        for part, share in ((self.causes, 5), (self.totals, 4)):
            column = QVBoxLayout()
            column.addWidget(part)
            pair.add(column, share)
        body.addWidget(pair, stretch=1)
        area = QScrollArea()
        area.setObjectName("data:heldpage")
        area.setAccessibleName(_("What is in"))
        area.setWidgetResizable(True)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(self.banner)
        outer.addWidget(area, stretch=1)

    def show_held(self, held: "Held") -> None:
        """Show what is in."""
        self._held = held
        self.files.put(held.batches)
        lines = min(max(len(held.batches), 1), 6)
        self.files.setFixedHeight(theme.px(34 * (lines + 1) + 10))
        if held.batches:
            self.files.setCurrentIndex(self.files.records.index(0, 0))
        self.totals.show_held(held)
        causes = [
            Line(
                one.code,
                trouble(one.code, stops=not one.is_repeat),
                " · ".join(part for part in (one.column, _files(one.files, held)) if part),
                one.column,
                one.count,
                not one.is_repeat,
            )
            for one in held.causes
        ]
        hidden = (
            _("Cells are hidden while {round} is graded blind.").format(round=held.blind)
            if held.blind
            else ""
        )
        self.causes.put(causes, partial(_examples, held), hidden=hidden)

    def tell_done(self, summary: "ImportSummary", file_name: str) -> None:
        """Say what an import did, and what comes next."""
        self._fresh = summary
        if summary.already_imported:
            told = _("{file} was in already.").format(file=file_name)
            self.banner.show_text(told, pictures_line(summary))
            return
        unused = [one for one in summary.rejected if one.code != REPEAT]
        parts = [
            _("{rows} were not used; they stand below by cause.").format(rows=rows(len(unused)))
            if unused
            else _("Every row was used.")
        ]
        repeats = len(summary.rejected) - len(unused)
        if repeats:
            parts.append(_("{n} repeat another row or an earlier import.").format(n=f"{repeats:,}"))
        parts.append(pictures_line(summary))
        self.banner.show_text(
            _("{decisions} of {file} are in.").format(
                decisions=decisions(summary.accepted), file=file_name
            ),
            " ".join(filter(None, parts)),
            tone="good",
            action=_("Draw a sample"),
            run=partial(self._session.go, "sample"),
        )

    def _tell_mapping(self, batch: "Batch | None") -> None:
        self.mapping.put(
            _("Read as: {mapping}").format(mapping=mapping_line(batch.mapping)) if batch else ""
        )

    def _export(self) -> None:
        held = self._held
        if held is not None and not held.blind:
            name = held.batches[0].file_name if len(held.batches) == 1 else _("All files")
            ask_where(self, name, partial(self._write, held))

    def _write(self, held: "Held", name: str) -> None:
        from reviewer_audit.services.intake import export_quarantine

        out = Path(name)
        rows = [one for code, group in held.rows.items() if code[0] != REPEAT for one in group]
        files = {one.file_name for one in rows}
        self._session.jobs.start(
            export_quarantine,
            [one.row for one in rows],
            out,
            files.pop() if len(files) == 1 else "",
            title=_("Writing {file}").format(file=out.name),
            done=lambda _nothing: self._written(out.name),
        )

    def _written(self, name: str) -> None:
        self.banner.show_text(_("{file} is written.").format(file=name), tone="good")
        self.exported.emit(name)


def _files(n: int, held: "Held") -> str:
    if len(held.batches) < 2:  # noqa: PLR2004 - one file needs no number
        return ""
    return ngettext("{n} file", "{n} files", n).format(n=n)


def _examples(held: "Held", line: Line) -> "Sequence[BadRow]":
    return held.rows.get((line.code, line.column), ())


def pictures_line(summary: "ImportSummary") -> str:
    """Say what became of the pictures and recordings that a column names."""
    from reviewer_audit.services.reasons import in_words

    if summary.media is None:
        return ""
    told = summary.media.as_json()
    found = ngettext("{n} picture or recording came in.", "{n} pictures and recordings came in.",
                     told["found"])  # fmt: skip
    words = [found.format(n=f"{told['found']:,}")]
    for fault, many in told["unusable"].items():
        not_shown = _("{n} not shown: {why}")
        words.append(not_shown.format(n=f"{many:,}", why=translated(in_words(f"media_{fault}"))))
    return " ".join(words)
