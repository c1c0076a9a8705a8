"""The verdict: answer by key, clause, cause with its owner, rationale, precedent."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from reviewer_audit.domain.verdicts import INVALID
from reviewer_audit.i18n import _
from ui import theme
from ui.deskkeys import own_labels
from ui.hotkeys import hotkeys
from ui.safe import PlainLabel
from ui.screens.review.queue import field
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.review_item import Case

CANNOT = "cannot_judge"
TAKEN = frozenset("ACEJKNPUV")  # what the screen's own letters do is not a label
COLUMNS = 3
INVALID_WORDS = {"O1": _("Content not shown or incomplete"), "X1": _("Content gone since")}


class AnswerCard(Card):
    """What the reader says; ``settled`` tells all of it."""

    settled = Signal(object)  # the fields of the verdict

    def __init__(self) -> None:
        super().__init__("review:answer", _("Your verdict"))
        self._policy: Policy | None = None
        self.slots: Mapping[str, str] = {}  # key -> label, as on the desk
        self._rows: dict[str, Button] = {}
        self._across = COLUMNS
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._labels = QGridLayout()
        self._labels.setSpacing(6)
        self.body.addLayout(self._labels)
        self.action, self.clause, self.cause = QComboBox(), QComboBox(), QComboBox()
        self.owner = PlainLabel("review:owner", role="muted", wrap=True)
        self.rationale = QPlainTextEdit()
        self.rationale.setTabChangesFocus(True)
        self.rationale.setFixedHeight(theme.px(58))
        self.rationale.setPlaceholderText(_("Why: the vendor reads this"))
        self.precedent = QCheckBox(_("Keep the rationale as a precedent"))
        self.precedent.setObjectName("review:precedent")
        self.twice = QLineEdit()
        self.twice.setPlaceholderText(_("for teams too small for three people; counted"))
        self._twice = QWidget()
        self._lay_out()
        self.settle = Button(
            "review:settle", _("Settle and go on"), self.give, kind="primary", key="\u23ce"
        )
        self.foot = Card("review:foot", pad=12)
        self.said = PlainLabel("review:said", role="strong", elide=True)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.said, stretch=1)
        row.addWidget(self.settle)
        self.foot.body.addLayout(row)
        self.cause.currentIndexChanged.connect(self._tell_owner)
        self._group.buttonClicked.connect(lambda _button: self._follow())

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(12)
        choices.addLayout(field("review:action", _("Action"), self.action), 2)
        choices.addLayout(field("review:clause", _("Clause"), self.clause), 3)
        choices.addLayout(field("review:cause", _("Root cause  C"), self.cause), 3)
        self.cause.setAccessibleName(_("Root cause (C)"))
        for box in (self.action, self.clause, self.cause):
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.body.addLayout(choices)
        self.add(self.owner)
        self.body.addLayout(field("review:rationale", _("Rationale  N"), self.rationale))
        self.add(self.precedent)
        self.rationale.setAccessibleName(_("Rationale (N)"))
        own = field("review:twice", _("You acted on this item before. Why again?"), self.twice)
        own.setContentsMargins(0, 0, 0, 0)
        self._twice.setLayout(own)
        self.add(self._twice)
        self._twice.hide()

    def rules(self, policy: "Policy", own: "Mapping[str, str]") -> None:
        """Offer the answers of a rule book, under the keys that labels were given."""
        slots = hotkeys(policy, taken=TAKEN, own=own_labels(policy, own))
        if policy == self._policy and slots == self.slots:
            return
        self._policy = policy
        self.slots = slots
        slot_of = {label: slot for slot, label in self.slots.items()}
        while (item := self._labels.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._rows.clear()
        keys = [*((label.key, label.title) for label in policy.labels), (CANNOT, "")]
        for key, title in keys:
            name = f"review:label:{key}"
            if key == CANNOT:
                row = Button(name, _("Cannot judge"), kind="row", key="U", key_first=True)
            else:
                row = Button(name, title, kind="row", key=slot_of.get(key, ""), key_first=True)
            row.setCheckable(True)
            theme.restyle(row, snug="true")
            self._rows[key] = row
            self._group.addButton(row)
        self._place()
        _offer(
            self.action, [(_("as the label says"), ""), *((a.title, a.key) for a in policy.actions)]
        )
        self.action.setEnabled(bool(policy.actions))
        _offer(
            self.clause, [(_("that of the label"), ""), *((x.title, x.key) for x in policy.labels)]
        )

    def lie(self, *, narrow: bool) -> None:
        """Set the answers in as many columns as there is room for."""
        across = 1 if narrow else COLUMNS
        if across != self._across:
            self._across = across
            self._place()

    def _place(self) -> None:
        for row in self._rows.values():
            self._labels.removeWidget(row)
        for at, row in enumerate(self._rows.values()):
            self._labels.addWidget(row, at // self._across, at % self._across)
        for column in range(COLUMNS):
            self._labels.setColumnStretch(column, 1 if column < self._across else 0)

    def put(self, case: "Case", *, may_write: bool) -> None:
        """Begin with an item: nothing is chosen but what its reader has marked."""
        mark, entry = case.mark, case.entry
        self._group.setExclusive(False)
        for row in self._rows.values():
            row.setChecked(False)
        self._group.setExclusive(True)
        self._offer_causes(mark.policy_gap if mark else None, mark.invalid if mark else None)
        self.action.setCurrentIndex(0)
        self.clause.setCurrentIndex(0)
        self.rationale.setPlainText("")
        self.precedent.setChecked(False)
        self.twice.clear()
        again = entry.own or (entry.mine and not entry.done)
        self._twice.setVisible(again and may_write)
        self.settle.setEnabled(may_write)
        self.said.say(_("Nothing chosen yet"), "muted")
        last = next(iter(case.looks[-1:]), None)
        if last is not None:
            self.choose(last.labels[0] if last.labels else CANNOT)
            self.rationale.setPlainText(last.rationale)
            self.cause.setCurrentIndex(max(0, self.cause.findData(last.cause)))
        note = _("{n} of {all} looks have been made").format(n=entry.looks, all=entry.needed)
        self.say(_("Your verdict"), note if entry.needed > 1 else "")

    def kept(self) -> dict[str, Any]:
        """Return what was chosen so far, to be put back when the vendor's answer is shown."""
        boxes = {"action": self.action, "clause": self.clause, "cause": self.cause}
        return {
            "label": self.chosen,
            "text": self.rationale.toPlainText(),
            "precedent": self.precedent.isChecked(),
            "twice": self.twice.text(),
            **{name: box.currentData() for name, box in boxes.items()},
        }

    def put_back(self, kept: dict[str, Any]) -> None:
        """Choose again what was chosen."""
        if kept["label"]:
            self.choose(kept["label"])
        self.rationale.setPlainText(kept["text"])
        self.precedent.setChecked(kept["precedent"])
        self.twice.setText(kept["twice"])
        boxes = {"action": self.action, "clause": self.clause, "cause": self.cause}
        for name, box in boxes.items():
            at = box.findData(kept[name])
            if at > 0:
                box.setCurrentIndex(at)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the labels on offer."""
        return tuple(self._rows)

    @property
    def chosen(self) -> str:
        """The key of the label that is on, "" where none is."""
        return next((key for key, row in self._rows.items() if row.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose a label."""
        if key in self._rows:
            self._rows[key].setChecked(True)
            self._follow()

    def give(self) -> None:
        """Tell what was said, where something was."""
        policy, label = self._policy, self.chosen
        cause = str(self.cause.currentData() or "")
        if policy is None or not (label or cause in INVALID):
            self.said.say(_("Choose an answer first: its key, or U."), "caution")
            return
        rationale = self.rationale.toPlainText().strip()
        known = {one.key: one for one in policy.labels}
        default = known[label].default_action if label in known else ""
        self.settled.emit(
            {
                "labels": (label,) if label in known else (),
                "action": str(self.action.currentData() or "") or default,
                "escalate": known[label].must_escalate or None if label in known else None,
                "cause": cause,
                "clause": str(self.clause.currentData() or ""),
                "rationale": rationale,
                "precedent": rationale if self.precedent.isChecked() else "",
                "own_reason": self.twice.text().strip(),
            }
        )

    def _offer_causes(self, gap: "bool | None", invalid: "str | None") -> None:
        """Offer the causes that can still be given; what had to be marked before is not."""
        policy = self._policy
        if policy is None:
            return
        causes = [(f"{one.key} {one.title}", one.key, one.group) for one in policy.root_causes]
        known = {key for _title, key, _group in causes}
        causes += [(f"{k} {t}", k, "") for k, t in INVALID_WORDS.items() if k not in known]
        may = [
            (title, key)
            for title, key, group in causes
            if gap is None
            or not (
                (key in INVALID and key != invalid) or (group.casefold() == "policy" and not gap)
            )
        ]
        _offer(self.cause, [(_("none"), ""), *may])
        if invalid:
            self.cause.setCurrentIndex(max(0, self.cause.findData(invalid)))

    def _tell_owner(self) -> None:
        key = self.cause.currentData()
        causes = self._policy.root_causes if self._policy else ()
        one = next((cause for cause in causes if cause.key == key), None)
        words_ = ""
        if one is not None:
            charged = (
                _("counts against the vendor")
                if one.charged
                else _("does not count against the vendor")
            )
            words_ = " \u00b7 ".join(filter(None, (one.group, one.owner, charged)))
        self.owner.put(words_)
        self.owner.setVisible(bool(words_))

    def _follow(self) -> None:
        """Say what the label brings with it."""
        policy, label = self._policy, self.chosen
        if policy is None:
            return
        known = {one.key: one for one in policy.labels}
        actions = {one.key: one.title for one in policy.actions}
        default = actions.get(known[label].default_action, "") if label in known else ""
        said = _("as the label says: {action}").format(action=default)
        self.action.setItemText(0, said if default else _("as the label says"))
        title = known[label].title if label in known else _("Cannot judge")
        self.said.say(title, "strong")


def _offer(box: QComboBox, choices: list[tuple[str, str]]) -> None:
    box.blockSignals(True)  # noqa: FBT003 - Qt's
    box.clear()
    for title, key in choices:
        box.addItem(title, key)
    box.blockSignals(False)  # noqa: FBT003 - Qt's
    box.currentIndexChanged.emit(0)
