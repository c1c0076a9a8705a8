"""The right column: what the rule book says about the label under consideration."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.screens.grading import versions
from ui.screens.grading.keysheet import KeySheet
from ui.screens.grading.labels import full_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewer_audit.domain.policy import Label, Policy
    from reviewer_audit.services.returning import Work

PAD = 20
MOST = 6  # precedents of a label, the newest


class ClauseColumn(QFrame):
    """Shows a label's clause, or the keys while no label is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clauseCard")
        self.setProperty("kind", "card")
        self._policy: Policy | None = None
        self._key = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_keys)
        self.title = PlainLabel("clause:title", role="heading", wrap=True)
        self.weight = PlainLabel("clause:weight", role="muted", wrap=True)
        self.definition = PlainLabel("clause:definition", wrap=True)
        self.examples_title = PlainLabel("clause:examplesTitle", _("Examples"), role="heading")
        self.examples = PlainLabel("clause:examples", wrap=True)
        self.counter_title = PlainLabel("clause:counterTitle", _("Not this label"), role="heading")
        self.counter = PlainLabel("clause:counter", wrap=True)
        self.precedents_title = PlainLabel(
            "clause:precedentsTitle", _("Precedents"), role="heading"
        )
        self.precedents = PlainLabel("clause:precedents", wrap=True)
        self.then_title = PlainLabel("clause:thenTitle", role="heading", wrap=True)
        self.then = PlainLabel("clause:then", wrap=True)
        self.note = PlainLabel("clause:note", role="muted", wrap=True)
        self.note.hide()
        self._precedents: Mapping[str, Sequence[str]] = {}
        self._versions: Mapping[str, Policy] = {}
        self._version = ""  # that the item on top was decided under
        self.folded = self._gives_way = False
        self._stack = QStackedWidget()
        self._stack.setObjectName("clauseStack")
        self._stack.setStyleSheet("QStackedWidget#clauseStack { background: transparent; }")
        self._sheet = KeysArea()
        self._stack.addWidget(_scrolling(self._keys_page(), "keysPage", _("Keys"), self._sheet))
        self._stack.addWidget(_scrolling(self._clause_page(), "clausePage", _("Clause")))
        outer = self._outer = QVBoxLayout(self)
        outer.setSpacing(theme.px(10))
        outer.addWidget(self.note)
        outer.addWidget(self._stack)

    def use(self, policy: "Policy") -> None:
        """Read from this rule book."""
        self._policy = policy
        self._key = self._version = ""
        self.note.hide()
        self.book.put(
            _("{name} · version {version}").format(name=policy.name, version=policy.version)
        )
        self._turn(0)

    def fold(self, *, on: bool) -> None:
        """Be in sight only while a clause is read, or all the time; another key shows the keys."""
        self.folded = on
        above, below = (theme.px(8), theme.px(4)) if on else (theme.px(16), theme.px(12))
        self._outer.setContentsMargins(PAD, above, theme.px(8), below)
        self._turn(self._stack.currentIndex())

    def tell_times(self, work: "Work | None") -> None:
        """Say who learns the time on an item; ``work`` is the pack, if this is one."""
        if work is None:
            words = _("The time on each item is kept with its grade in this audit.")
        elif work.item_times:
            words = _("The time on each item goes back with its grade: the plan asks for it.")
        else:
            words = _("The time on each item stays here; only its total goes back.")
        self.times.put(words)
        self._sheet.spare_bar()

    def know(self, precedents: "Mapping[str, Sequence[str]]") -> None:
        """Show these precedents with their labels."""
        self._precedents = precedents

    def know_versions(self, books: "Mapping[str, Policy]") -> None:
        """Read what other versions said from these rule books."""
        self._versions = books
        version, self._version = self._version, ""
        self.show_version(version)

    def show_version(self, version: str) -> None:
        """Say under which version the item on top was decided, where that may be told."""
        if version == self._version or self._policy is None:
            return
        self._version = version
        other = bool(version) and version != self._policy.version
        if other:
            self.note.put(versions.note(version, self._versions.get(version), self._policy))
        self.note.setVisible(other)
        self._show_then()

    def show_label(self, key: str) -> None:
        """Show the clause of a label; without one, the keys."""
        if key == self._key or self._policy is None:
            return
        self._key = key
        label = next((one for one in self._policy.labels if one.key == key), None)
        self._later.stop()
        if label is None:
            self._later.start(0)  # the next item is painted first
            return
        self.title.put(full_title(label))
        self.weight.put(weight_words(label, self._policy))
        self.definition.put(label.definition or _("The policy gives no definition."))
        self.examples.put("\n".join(f"• {one}" for one in label.examples))
        self.counter.put("\n".join(f"• {one}" for one in label.counter_examples))
        followed = self._precedents.get(key, ())[:MOST]
        self.precedents.put("\n".join(f"• {one}" for one in followed))
        for title, body in (
            (self.examples_title, self.examples),
            (self.counter_title, self.counter),
            (self.precedents_title, self.precedents),
        ):
            title.setVisible(bool(body.full))
            body.setVisible(bool(body.full))
        self._show_then()
        self._turn(1)

    def _show_then(self) -> None:
        """Show the clause as it was when the item on top was decided."""
        then = self._versions.get(self._version)
        said = ""
        if then is not None and self._policy is not None and self._key:
            said = versions.clause_then(self._key, then, self._policy)
            self.then_title.put(_("In version {version}").format(version=self._version))
            self.then.put(said)
        self.then_title.setVisible(bool(said))
        self.then.setVisible(bool(said))

    @Slot()
    def _show_keys(self) -> None:
        self._turn(0)

    def _turn(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self.setVisible(not self.folded or (bool(page) and not self._gives_way))

    def give_way(self, *, on: bool) -> None:
        """Leave a folded desk to the content while a message takes much of the room."""
        if on is not self._gives_way:
            self._gives_way = on
            self._turn(self._stack.currentIndex())

    def _clause_page(self) -> QWidget:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, theme.px(8), 0)
        rows.setSpacing(theme.px(10))
        for widget in (
            self.title,
            self.weight,
            self.definition,
            self.examples_title,
            self.examples,
            self.counter_title,
            self.counter,
            self.then_title,
            self.then,
            self.precedents_title,
            self.precedents,
        ):
            rows.addWidget(widget)
        rows.addStretch(1)
        return page

    def _keys_page(self) -> QWidget:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, theme.px(4), 0)  # every key in one line where it can
        rows.setSpacing(theme.px(10))
        self.book = PlainLabel("clause:book", role="muted", wrap=True)
        rows.addWidget(PlainLabel("clause:hint", _("Policy"), role="heading"))
        rows.addWidget(self.book)
        rows.addWidget(
            PlainLabel("clause:empty", _("Choose a label to read its clause here."), wrap=True)
        )
        self.times = PlainLabel("clause:times", role="small", wrap=True)
        rows.addWidget(self.times)
        rows.addSpacing(theme.px(6))
        rows.addWidget(PlainLabel("keys:title", _("Keys"), role="heading"))
        self.keys = KeySheet()
        rows.addWidget(self.keys)
        rows.addStretch(1)
        return page


class KeysArea(QScrollArea):
    """Holds the keys, without a bar where they fit without one: it would break their lines."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.spare_bar()

    def spare_bar(self) -> None:
        """Let a bar come only where it is needed."""
        room, page = self.maximumViewportSize(), self.widget()
        fits = page is not None and page.heightForWidth(room.width()) <= room.height()
        policy = Qt.ScrollBarPolicy
        wanted = policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        if self.verticalScrollBarPolicy() != wanted:
            self.setVerticalScrollBarPolicy(wanted)


def weight_words(label: "Label", policy: "Policy") -> str:
    """Return severity and usual action of a label, with what else it demands."""
    if not label.is_violation:
        return _("Not a violation")
    words = [severity_words(label.severity)]
    if label.default_action:
        words.append(action_words(label.default_action, policy))
    if label.critical:
        words.append(_("critical"))
    if label.must_escalate:
        words.append(_("always escalated"))
    return " · ".join(filter(None, words))


def severity_words(severity: str) -> str:
    """Return a severity as it is said on the desk."""
    return _("Severity {n}").format(n=severity.removeprefix("S")) if severity else ""


def action_words(key: str, policy: "Policy") -> str:
    """Return the title of an action; an unknown one stands for itself."""
    return next((action.title for action in policy.actions if action.key == key), key)


def _scrolling(
    page: QWidget, name: str, label: str, area: QScrollArea | None = None
) -> QScrollArea:
    area = area or QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(label)
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    return area
