"""Where an audit starts or goes on."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _
from ui.actions import Action
from ui.safe import PlainLabel
from ui.screens.home.rows import DropTarget, RecentRow, RoundRow, replace_body, scrolled
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Columns, EmptyState
from ui.widgets.icons import Picture
from ui.widgets.stack import filling

STEPS = (
    (
        "table",
        _("1  Bring decisions in"),
        _(
            "Drop the vendor's spreadsheet. You see what each column means, and what would be "
            "imported, before anything is."
        ),
    ),
    (
        "eye-off",
        _("2  Grade blind"),
        _(
            "Draw a fair sample and hand it out. Nobody sees the vendor's answer until every "
            "grade is locked."
        ),
    ),
    (
        "scale",
        _("3  Know how sure you are"),
        _(
            "Reveal, then read accuracy with its interval, who misses the target and why, and "
            "hand over the scorecard."
        ),
    ),
)


class HomeScreen(QWidget):
    """Recent audits, the rounds of the open one, and three ways to begin."""

    title = _("Home")
    headline = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("home")
        self._session = session
        self._seen: Any = None
        self._rounds = Card("home:rounds", _("Rounds of this audit"))
        self._recent = Card("home:recent", _("Recent audits"))
        self._new: QWidget | None = None  # the form of a new audit, or a comparison of several
        self._pages = filling(self)
        self._front = QWidget()
        self._pages.addWidget(self._front)
        self._lay_out()
        session.changed.connect(self._refresh)
        session.settings_changed.connect(self._list_recent)
        session.recalled.connect(self._list_recent)
        self._list_recent()
        self._refresh(Topic.PROJECT)

    def state_line(self) -> str:
        """Say what is open."""
        comparing = getattr(self._new, "state_line", None)
        if comparing is not None:
            return str(comparing())
        if not self._session.has_project:
            return _("Open an audit, or begin one")
        return _("Open: {title}").format(title=getattr(self._seen, "title", "") or "…")

    def arrive(self, what: object) -> None:
        """Begin a new audit, from a workbook where one was dropped."""
        self.begin(what if isinstance(what, Path) else None)

    def shown(self) -> None:
        """List what is there now."""
        self._list_recent()

    def begin(self, workbook: Path | None = None) -> None:
        """Show the form for a new audit."""
        from ui.screens.home.newaudit import NewAudit

        self._end()
        form = NewAudit(self._session, workbook)
        form.closed.connect(self._end)
        self._turn_to(form)
        form.start()

    def compare(self, paths: Sequence[Path]) -> None:
        """Put several audits side by side."""
        from ui.screens.home.comparing import CompareAudits

        self._end()
        page = CompareAudits(self._session, paths)
        page.closed.connect(self._end)
        page.headline.connect(self.headline)
        self._turn_to(page)
        page.start()

    def _turn_to(self, page: QWidget) -> None:
        self._new = page
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self.headline.emit()

    @Slot()
    def _end(self) -> None:
        form, self._new = self._new, None
        self._pages.setCurrentWidget(self._front)
        if form is not None:
            self._pages.removeWidget(form)
            form.deleteLater()
        self.headline.emit()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self._front)
        outer.setContentsMargins(0, 0, 0, 0)
        body = Columns("home:columns")
        outer.addWidget(body)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self._rounds)
        left.addWidget(self._recent, stretch=1)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self._beginnings())
        right.addWidget(self._explainer(), stretch=1)
        body.add(left, stretch=3)
        body.add(right, stretch=2)

    def _beginnings(self) -> Card:
        card = Card("home:begin", _("Begin"))
        drop = DropTarget(
            _("Drop a workbook, an audit or a pack here"),
            _("xlsx, xls, ods, csv, parquet · .audit · .auditpack"),
        )
        drop.pressed.connect(self._choose_workbook)
        card.add(drop)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Button("home:open", _("Open"), self._open, key="Ctrl+O", picture="folder"))
        row.addWidget(
            Button("home:sample", _("Open the sample audit"), self._open_sample, picture="play")
        )
        row.addStretch(1)
        card.body.addLayout(row)
        several = QHBoxLayout()
        several.addWidget(
            Button("home:compare", _("Compare audits…"), self._choose_audits, picture="chart")
        )
        several.addStretch(1)
        card.body.addLayout(several)
        apart = QHBoxLayout()
        apart.setSpacing(8)
        asked = _("Asked to grade for a lead elsewhere? They need your key.")
        apart.addWidget(PlainLabel("home:apart", asked, role="muted", wrap=True), stretch=1)
        apart.addWidget(
            Button("home:key", _("My key"), self._show_key, kind="quiet", picture="lock")
        )
        card.body.addLayout(apart)
        return card

    def _explainer(self) -> Card:
        card = Card("home:steps", _("How an audit goes"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, (picture, head, text) in enumerate(STEPS):
            grid.addWidget(Picture(picture, "accent", 20), at * 3, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(f"home:step{at}", head, role="strong"), at * 3, 1)
            words = PlainLabel(f"home:step{at}:text", text, role="muted", wrap=True)
            grid.addWidget(words, at * 3 + 1, 1)
            grid.setRowMinimumHeight(at * 3 + 2, 8)
        card.body.addLayout(grid)
        card.body.addStretch(1)
        return card

    @property
    def commands(self) -> tuple[Action, ...]:
        """What Home offers now."""
        group = self.title
        return (
            Action(
                key="begin",
                title=_("New audit"),
                group=group,
                shown_key="Ctrl+N",
                run=self.begin,
                place="primary" if self._new is None else "",
                enabled=lambda: self._new is None,
            ),
            Action(
                key="sample", title=_("Open the sample audit"), group=group, run=self._open_sample
            ),
            Action(key="key", title=_("My key"), group=group, run=self._show_key),
            Action(key="compare", title=_("Compare audits"), group=group, run=self._choose_audits),
            Action(
                key="import",
                title=_("Begin with a workbook"),
                group=group,
                run=self._choose_workbook,
            ),
        )

    # -- recent audits ------------------------------------------------------------------------

    @Slot()
    def _list_recent(self) -> None:
        audits = self._session.settings.recent
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 6, 0)
        rows.setSpacing(4)
        for at, audit in enumerate(audits):
            rows.addWidget(RecentRow(at, audit, self._open_recent, self._forget))
        if not audits:
            rows.addWidget(
                EmptyState(
                    "home:norecent",
                    _("No audits yet"),
                    _("The sample audit shows all there is in two minutes, with harmless content."),
                    _("Open the sample audit"),
                    self._open_sample,
                    picture="folder",
                ),
                stretch=1,
            )
        else:
            rows.addStretch(1)
        replace_body(self._recent, scrolled("home:recentlist", _("Recent audits"), box))

    def _open_recent(self, path: str) -> None:
        self._session.open(Path(path))

    def _forget(self, path: str) -> None:
        kept = self._session.settings.forgotten(path)
        self._session.prefer(recent=kept.recent, seats=kept.seats)

    # -- the open audit -----------------------------------------------------------------------

    @Slot(object)
    def _refresh(self, _topics: Topic) -> None:
        if not self._session.has_project:
            self._rounds.hide()
            return
        from reviewer_audit.services.overview import overview

        self._session.jobs.start(
            overview, self._session.store, self._session.person, done=self._show
        )

    def _show(self, seen: Any) -> None:
        self._seen = seen
        if self._new is not None:
            self._end()
        rows = QWidget()
        lines = QVBoxLayout(rows)
        lines.setContentsMargins(0, 0, 6, 0)
        lines.setSpacing(10)
        for line in reversed(seen.rounds):
            lines.addWidget(RoundRow(line, self._open_round))
        lines.addStretch(1)
        if seen.rounds:
            replace_body(self._rounds, scrolled("home:roundlist", _("Rounds"), rows, fits=True))
        else:
            replace_body(self._rounds, self._what_next(seen))
        self._rounds.say(_("Rounds of {title}").format(title=seen.title))
        self._rounds.show()
        self.headline.emit()

    def _open_round(self, line: Any) -> None:
        """Go where the work of a round is."""
        self._session.show_round(line.round.id)
        blind = str(line.round.state) in {"draft", "grading", "locked"}
        self._session.go(("grade" if line.sampled else "sample") if blind else "results")

    def _what_next(self, seen: Any) -> EmptyState:
        if not seen.decisions:
            return EmptyState(
                "home:next",
                _("No decisions yet"),
                _(
                    "Bring in the vendor's spreadsheet. Nothing is imported before you have "
                    "seen what will happen."
                ),
                _("Import decisions"),
                partial(self._session.go, "data"),
                picture="table",
            )
        return EmptyState(
            "home:next",
            _("No round yet"),
            _("{n} decisions wait. Decide how many are needed, then draw and hand out.").format(
                n=f"{seen.decisions:,}"
            ),
            _("Draw a sample"),
            partial(self._session.go, "sample"),
            picture="dice",
        )

    # -- beginnings ---------------------------------------------------------------------------

    def _open(self) -> None:
        self._choose(_("Open an audit or a pack"), _("Audits and packs (*.audit *.auditpack)"))

    def _choose_workbook(self) -> None:
        kinds = "*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.parquet *.audit"
        self._choose(
            _("Begin with a workbook"), _("Workbooks and audits ({kinds})").format(kinds=kinds)
        )

    def _choose_audits(self) -> None:
        dialog = QFileDialog(self, _("Audits to compare"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_("Audits (*.audit)"), _("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.compare([Path(name) for name in names]))
        dialog.open()

    def _choose(self, title: str, kinds: str) -> None:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([kinds, _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self._take(Path(name)))
        dialog.open()

    def _take(self, path: Path) -> None:
        take = getattr(self.window(), "take", None)
        if take is not None:
            take(path)

    def _show_key(self) -> None:
        self._session.go("settings", "key")

    def _open_sample(self) -> None:
        from ui.screens.home.beginning import sample_into

        self._session.jobs.start(
            sample_into,
            title=_("Preparing the sample audit"),
            done=partial(self._session.open, then=partial(self._session.go, "results")),
        )
