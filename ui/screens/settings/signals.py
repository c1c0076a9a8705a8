"""Signals about people, for the lead's case list alone: a reason to look, never a verdict."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.models.records import Column, number
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.people import Person
    from reviewer_audit.reports.signals import Signal, Signals
    from reviewer_audit.services.projects import Project

KINDS = {
    "same_wrong_answers": _("The same wrong answers"),
    "too_fast": _("Faster than reading"),
    "fast_run": _("The same answer in a fast run"),
    "faster_than_peers": _("Half the time of peers"),
}


class SignalsPage(QWidget):
    """Looks for copying and haste when asked, and takes a line into the case list."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.found: Signals | None = None
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        self.banner = Banner("signals:banner")
        body.addWidget(self.banner)
        body.addWidget(self._card(), 1)
        session.changed.connect(self._refresh)
        self._refresh(Topic.PROJECT)

    def _card(self) -> Card:
        card = Card(
            "settings:signals",
            _("Signals about people"),
            note=_(
                "Improbable agreement, and answers faster than reading. For the case list of the "
                "lead alone: no report, edition or figure knows of it. Each line says how often "
                "it is seen with nothing amiss; none is a verdict on anybody."
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        self.rounds = chooser("signals:round", _("Round"))
        self.rounds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.look = Button("signals:look", _("Look for signals"), self._look, kind="primary")
        self.take = Button("signals:case", _("Open a case"), self._open_case)
        self.take.setAccessibleDescription(_("About the line that is chosen, with its items."))
        for widget in (self.rounds, self.look, self.take):
            row.addWidget(widget)
        row.addStretch(1)
        card.body.addLayout(row)
        self.said = PlainLabel("signals:said", role="strong", wrap=True)
        self.said.hide()
        card.add(self.said)
        self.table = Table(
            "signals:table",
            [
                Column(_("About"), lambda line: _(", ").join(line.people), bold=True),
                Column(_("Seen"), lambda line: KINDS.get(line.kind, line.kind), stretch=True),
                number(_("Answers"), lambda line: line.n),
                number(_("Chance"), lambda line: line.chance, "{:.2g}".format),
                number(_("After Holm"), lambda line: line.holm, "{:.2g}".format, tone=_tone),
            ],
            label=_("Signals"),
            empty=_("Nothing was looked for yet."),
            framed=False,
        )
        self.table.setMinimumHeight(theme.px(180))
        self.table.chosen.connect(self._choose)
        card.add(self.table, stretch=1)
        self.what = PlainLabel("signals:what", wrap=True, content=True)
        self.what.hide()
        card.add(self.what)
        self.missing = PlainLabel("signals:missing", role="muted", wrap=True)
        self.missing.hide()
        card.add(self.missing)
        self._allow()
        return card

    # -- what can be asked for

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if topics & (Topic.PROJECT | Topic.ROUNDS) and self._session.has_project:
            self._session.jobs.start(revealed, self._session.store, done=self._offer)

    def _offer(self, rounds: "Sequence[tuple[int, str]]") -> None:
        before = self.rounds.currentData()
        self.rounds.clear()
        for key, title in rounds:
            self.rounds.addItem(title, key)
        at = self.rounds.findData(before)
        self.rounds.setCurrentIndex(at if at >= 0 else self.rounds.count() - 1)
        self._allow()

    def _allow(self) -> None:
        line = self.table.current if self.found is not None else None
        self.look.setEnabled(self.rounds.count() > 0)
        writable = self._session.has_project and not self._session.store.read_only
        self.take.setEnabled(line is not None and bool(line.items) and writable)

    def _choose(self, line: "Signal | None") -> None:
        self.what.setVisible(line is not None)
        self.what.put("" if line is None else f"{line.text}\n{line.method}")
        self._allow()

    # -- looking

    def _look(self) -> None:
        self.look.setEnabled(False)
        self._session.jobs.start(
            looked,
            self._session.store,
            int(self.rounds.currentData()),
            self._session.person,
            title=_("Looking for signals"),
            done=self._show,
            failed=self._fail,
            cancelled=self._allow,
        )

    def _show(self, found: "Signals") -> None:
        self.found = found
        marked = [line for line in found.lines if line.marked]
        text = _("Nothing stands out that chance does not explain.")
        if marked:
            text = ngettext(
                "{n} line is unlikely to be chance.", "{n} lines are unlikely to be chance.",
                len(marked),
            ).format(n=len(marked))  # fmt: skip
        looked_at = ngettext("{n} was looked at.", "{n} were looked at.", len(found.lines))
        self.said.put(f"{text} {looked_at.format(n=len(found.lines))}")
        self.said.show()
        self.missing.put("\n".join(found.not_tested))
        self.missing.setVisible(bool(found.not_tested))
        self.table.empty_is(text)
        self.table.put(marked)
        if marked:
            self.table.selectRow(0)
        self._allow()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.banner.show_text(error.message, error.hint, tone="bad")
        self._allow()

    # -- the case list

    def _open_case(self) -> None:
        line = self.table.current
        if line is None or self.found is None:
            return
        self.take.setEnabled(False)
        self._session.jobs.start(
            taken,
            self._session.store,
            self.found.round_id,
            line,
            by=self._session.person,
            done=self._tell,
            failed=self._fail,
        )

    def _tell(self, case: int) -> None:
        self.banner.show_text(
            _("Case {n} is open.").format(n=case),
            _("Only leads see it."),
            tone="good",
            action=_("Show the case"),
            run=lambda: self._session.go("settings", ("cases", str(case))),
        )
        self._allow()


def _tone(line: "Signal") -> str:
    return "caution" if line.marked else ""


def revealed(store: "Project") -> list[tuple[int, str]]:
    """Return the rounds that can be looked at."""
    from reviewer_audit.services import rounds

    return [(one.id, one.title) for one in rounds.every(store) if not one.state.is_open]


def looked(store: "Project", round_id: int, by: "Person") -> "Signals":
    """Look for signals in a round."""
    from reviewer_audit.services import signals

    return signals.signals(store, round_id, by)


def taken(store: "Project", round_id: int, line: "Signal", *, by: "Person") -> Any:
    """Open a case about a line."""
    from reviewer_audit.services import signals

    return signals.open_case(store, round_id, line, by=by)
