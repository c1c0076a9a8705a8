"""The middle column: the labels, what goes with them, and the way on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from reviewer_audit.domain.grading import GradeKind
from reviewer_audit.i18n import _
from ui import theme
from ui.deskkeys import label_keys
from ui.safe import PlainLabel
from ui.screens.grading.answer import reason_words
from ui.screens.grading.choices import Choice, ChoiceList
from ui.screens.grading.details import Details
from ui.screens.grading.foot import Foot
from ui.screens.grading.keys import USUAL, Command, KeyMap
from ui.screens.grading.labels import PolicyIndex, full_title
from ui.screens.grading.picker import Picker
from ui.widgets.buttons import Button, SearchField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer_audit.domain.grading import Grade
    from reviewer_audit.domain.policy import Label, Policy
    from ui.screens.grading.answer import Answer
    from ui.screens.grading.states import Failure

PAD = 20
GAP = 10
PAD_FOLDED, GAP_FOLDED = 12, 6
LEAST, LEAST_FOLDED = 90, 30  # height of the labels
MOST_HITS = 60  # of a search; more letters narrow them
FAMILIES_FROM = 13  # labels; fewer stand in one list with their family in front


class DecisionColumn(QFrame):
    """Everything a person says about an item."""

    label_chosen = Signal(str)
    label_added = Signal(str)
    considered = Signal(str)  # the label whose clause is to be read; empty for the chosen one
    note_typed = Signal(str)
    query_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("decisionCard")
        self.setProperty("kind", "card")
        self._policy: Policy | None = None
        self._index: PolicyIndex | None = None
        self._key_of: dict[str, str] = {}
        self._rows_made: dict[tuple[str, str, bool], Choice] = {}
        self._said: tuple[str, ...] = ()
        self.slots: dict[str, str] = {}
        self.heading = PlainLabel("decision:title", _("Your decision"), role="heading")
        self.revising = PlainLabel("revising", role="muted", elide=True)
        self.search = SearchField("search", " ")
        self.labels = ChoiceList("labels", _("Labels"))
        self.verdict = PlainLabel("cannotJudge", role="caution", wrap=True)
        self.details = Details()
        self.note = QPlainTextEdit()
        self.query = QLineEdit()
        foot = self.foot = Foot()
        self.failure, self.status = foot.failure, foot.status
        self.flag, self.ask, self.cannot, self.skip = foot.flag, foot.ask, foot.cannot, foot.skip
        self.undo, self.submit = foot.undo, foot.submit
        self.folded = False
        self._build()
        self.show_keys(USUAL)
        self.picker = Picker(self)
        self.search.wanted.connect(self._filter)
        self.labels.chosen.connect(self.label_chosen)
        self.labels.added.connect(self.label_added)
        self.labels.moved.connect(self.considered)
        self.note.textChanged.connect(lambda: self.note_typed.emit(self.note.toPlainText()))
        self.query.textEdited.connect(self.query_typed)
        for button in self.details.findChildren(Button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def use(self, policy: "Policy", own: "Mapping[str, str]") -> None:
        """Offer the labels of this rule book; ``own`` are the keys this person moved."""
        self._policy = policy
        self._index = PolicyIndex(policy)
        self.slots = label_keys(policy, own)
        self._key_of = {label: slot for slot, label in self.slots.items()}
        self._rows_made.clear()
        self.search.clear()
        self._show_rows("")
        self._share()

    def show_keys(self, keys: KeyMap) -> None:
        """Say by which keys the parts are reached."""
        key = keys.key
        for button, command in (
            (self.flag, Command.FLAG),
            (self.ask, Command.ASK),
            (self.cannot, Command.CANNOT_JUDGE),
            (self.skip, Command.SKIP),
        ):
            button.rekey(key(command))
        searches = _("Search policy  {key}").format(key=key(Command.SEARCH))
        self.search.setPlaceholderText(searches)
        self.search.setAccessibleName(searches)
        self.note.setPlaceholderText(_("Rationale ({key})").format(key=key(Command.NOTE)))
        self.query.setPlaceholderText(
            _("Question to the lead ({key})").format(key=key(Command.ASK))
        )
        self.details.show_keys(keys)

    def show_answer(self, answer: "Answer", *, applies: bool) -> None:
        """Show what has been said so far."""
        if answer.labels != self._said:
            self._said = answer.labels
            self.forget_caution()
        self.labels.choose(answer.labels)
        if applies and self._policy is not None:
            self.details.show_answer(answer, self._policy)
        if self.details.isHidden() is applies:
            self.details.setVisible(applies)
            if self.folded or self.foot.height_of_words():
                self._share()
        cannot = answer.kind is GradeKind.CANNOT_JUDGE
        if cannot:
            self.verdict.put(_("Cannot be judged: {why}").format(why=reason_words(answer.reason)))
        _show(self.verdict, on=cannot)
        if self.note.toPlainText() != answer.note:
            with QSignalBlocker(self.note):
                self.note.setPlainText(answer.note)
        if self.query.text() != answer.query:
            self.query.setText(answer.query)
        _show(self.query, on=bool(answer.query) or self.query.hasFocus())
        flagged = "link" if answer.flagged else "quiet"
        if self.flag.property("kind") != flagged:
            self.flag.say(_("⚑ Flagged") if answer.flagged else _("Flag"))
            self.flag.dress(flagged)

    def show_recorded(self, grade: "Grade | None", alike: str = "") -> None:
        """Say whether this item has been answered before, else which are nearly the same."""
        words = _("Answered before · submitting revises it") if grade is not None else alike
        if words != self.revising.full:
            self.revising.put(words)
            _show(self.revising, on=bool(words) or not self.folded)

    def fail(self, failure: "Failure") -> None:
        """Say that the grade could not be saved."""
        self.failure.put(failure)
        self._share()

    def calm(self) -> None:
        """Take back what was said about a failure."""
        if not self.failure.isHidden():
            self.failure.hide()
            self._share()

    def tell(self, words: str, role: str = "muted") -> None:
        """Say how it went."""
        if self.foot.tell(words, role):
            self._share()

    def fold(self, *, on: bool) -> None:
        """Stand beside the content without heading and foot, or as a card with both."""
        self.folded = on
        self.heading.setVisible(not on)
        self.revising.setVisible(not on or bool(self.revising.full))
        across, along = (PAD_FOLDED, theme.px(8)) if on else (PAD, theme.px(16))
        self._rows.setContentsMargins(across, along, across, along)
        self._rows.setSpacing(theme.px(GAP_FOLDED if on else GAP))
        if not on:
            self._rows.addWidget(self.foot)
        self.details.fold(on=on)
        self.picker.top = 4 if on else Picker.top
        self.foot.fold(on=on)
        self._share()

    def forget_caution(self) -> None:
        """Take back what was said of the item before, or of the labels it had."""
        if self.status.property("role") == "caution":
            self.tell("")

    def leave_search(self) -> None:
        """Show all labels again."""
        self.search.clear()
        self.labels.set_cursor("")
        self.considered.emit("")

    def search_hits(self) -> bool:
        """Tell whether the search has narrowed the list."""
        return bool(self.search.text().strip())

    def hasHeightForWidth(self) -> bool:
        return False  # or the lines of a message would claim their height from the window

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()
        if self.picker.is_open:
            self.picker.place()

    def _filter(self, words: str) -> None:
        self._show_rows(words)
        rows = self.labels.rows_model.rows()
        first = next((row.key for row in rows if not row.heading), "") if words.strip() else ""
        self.labels.set_cursor(first)
        self.considered.emit(first)

    def _show_rows(self, words: str) -> None:
        if self._index is None or self._policy is None:
            return
        hits = self._index.search(words)
        by_family = not words.strip() and len(hits) >= FAMILIES_FROM
        rows: list[Choice] = []
        family = ""
        for hit in hits[:MOST_HITS] if words.strip() else hits:
            if by_family and hit.label.family != family:
                family = hit.label.family
                rows.append(Choice(key=f"family:{family}", title=family, heading=True))
            rows.append(self._row(hit.label, hit.where, by_family))
        more = len(hits) - MOST_HITS
        if words.strip() and more > 0:
            text = _("{n} more: type on").format(n=more)
            rows.append(Choice(key="more", title=text, heading=True))
        if not rows:
            nothing = _("Nothing in the policy says this.")
            rows = [Choice(key="", title=nothing, heading=True)]
        self.labels.show_choices(rows)

    def _row(self, label: "Label", where: str, short: bool) -> Choice:  # noqa: FBT001 - of a key
        known = (label.key, where, short)
        if known not in self._rows_made:
            self._rows_made[known] = Choice(
                key=label.key,
                title=label.title if short else full_title(label),
                hotkey=self._key_of.get(label.key, ""),
                aside=where,
            )
        return self._rows_made[known]

    def _share(self) -> None:
        """Give the labels what the rest does not need, whether shown now or not."""
        rest: list[QWidget] = [self.search]
        late: list[QWidget] = [self.heading, self.verdict, self.query]
        if self.folded:  # no room is kept for what is not shown
            late.append(self.details)
        else:
            rest.append(self.details)
            late.append(self.failure)
        rest += [part for part in late if not part.isHidden()]
        used = sum(part.sizeHint().height() for part in rest) + self.note.minimumHeight()
        if not self.folded:
            used += self.foot.height_of_buttons() + self._rows.spacing()
            if not self.details.isHidden():  # else it stands in their room
                used += self.foot.height_of_words()
        edges = self._rows.contentsMargins()
        gaps = edges.top() + edges.bottom() + (len(rest) + 1) * self._rows.spacing()
        least = theme.px(LEAST_FOLDED if self.folded else LEAST)
        self.labels.limit(max(self.height() - used - gaps, least))

    def _build(self) -> None:
        self.note.setObjectName("note")
        self.note.setAccessibleName(_("Rationale"))
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(theme.px(40))
        self.note.setMaximumHeight(theme.px(84))
        self.query.setObjectName("query")
        self.query.setAccessibleName(_("Question to the lead"))
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.heading)
        head.addWidget(self.revising, stretch=1)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(PAD, theme.px(16), PAD, theme.px(16))
        self._rows.setSpacing(theme.px(GAP))
        self._rows.addLayout(head)
        for widget in (self.search, self.labels, self.verdict, self.details):
            self._rows.addWidget(widget)
        self._rows.addWidget(self.note, stretch=1000)
        self._rows.addWidget(self.query)
        self._rows.addStretch(1)
        self._rows.addWidget(self.foot)
        for late in (self.verdict, self.details, self.query):
            late.hide()


def _show(widget: QWidget, *, on: bool) -> None:
    if widget.isHidden() is on:
        widget.setVisible(on)
