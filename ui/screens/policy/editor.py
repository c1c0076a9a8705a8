"""One label of a draft, to be changed in place; every change is kept when its field is left."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.domain.policy import SEVERITIES, Label
from reviewer_audit.i18n import _
from ui import theme
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.screens.policy.words import severity
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.sheet import field

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy

LINES = ("examples", "counter_examples", "aliases")
ROWS = {"definition": 4, "examples": 3, "counter_examples": 3, "aliases": 3}


class LabelEditor(Card):
    """Fields of a label. The screen keeps what they say."""

    changed = Signal(str, object)  # the key it had, Label as it is now
    moved = Signal(str, int)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__("policy:editor", _("Choose a label"))
        self._label: Label | None = None
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 4, 8, 0)
        self._column.setSpacing(4)
        self.called = self._line("title", _("Title"))
        self.family = self._line("family", _("Family"))
        self.violating = self._box("violating", _("Violating"))
        self.severity = chooser("policy:edit:severity", _("Severity"))
        for key in SEVERITIES:
            self.severity.addItem(severity(key), key)
        self._add(_("Severity"), self.severity)
        self.action = chooser("policy:edit:action", _("Usual action"))
        self._add(_("Usual action"), self.action)
        self.hotkey = chooser("policy:edit:hotkey", _("Key on the desk"))
        for key in ("", *"1234567890"):
            self.hotkey.addItem(key or _("By its place"), key)
        self._add(_("Key on the desk"), self.hotkey)
        self.critical = self._box("critical", _("A miss is a critical error"))
        self.escalate = self._box("escalate", _("Must be escalated"))
        self.texts = {
            "definition": self._text("definition", _("Definition")),
            "examples": self._text("examples", _("Examples, one a line")),
            "counter_examples": self._text("counter_examples", _("Not this label, one a line")),
            "aliases": self._text("aliases", _("Also written in files, one a line")),
        }
        self.key = PlainLabel("policy:edit:key", role="muted", wrap=True)
        self._column.addWidget(self.key)
        self._column.addLayout(self._foot())
        self._column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("policy:editorpage")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.page = area
        self.add(area, stretch=1)
        for box in (self.severity, self.action, self.hotkey):
            box.activated.connect(self._tell)
        for tick in (self.violating, self.critical, self.escalate):
            tick.clicked.connect(self._tell)
        self.put(None, None)

    def put(self, label: "Label | None", policy: "Policy | None") -> None:
        """Show a label of a draft; None where a family is chosen."""
        self._label = label
        self.page.setVisible(label is not None)
        if label is None or policy is None:
            self.say(_("Choose a label"), _("Its fields then stand here."))
            return
        self.say(label.title, _("Kept when you leave a field; nothing is graded by a draft."))
        self.called.setText(label.title)
        self.family.setText(label.family)
        self.violating.setChecked(label.is_violation)
        _choose(self.severity, label.severity)
        self.severity.setEnabled(label.is_violation)
        self.action.clear()
        self.action.addItem(_("none"), "")
        for action in policy.actions:
            self.action.addItem(action.title, action.key)
        _choose(self.action, label.default_action)
        _choose(self.hotkey, label.hotkey)
        self.critical.setChecked(label.critical)
        self.critical.setEnabled(label.is_violation)
        self.escalate.setChecked(label.must_escalate)
        for name, pane in self.texts.items():
            value = getattr(label, name)
            text = "\n".join(value) if name in LINES else value
            if pane.toPlainText() != text:
                pane.setPlainText(text)
        self.key.put(
            _("Key in files: {key}. It stays, so that grades keep their meaning.").format(
                key=label.key
            )
        )

    def now(self) -> "Label | None":
        """Return the label as the fields say it; None where none is on show."""
        if self._label is None:
            return None
        violating = self.violating.isChecked()
        return replace(
            self._label,
            title=self.called.text().strip() or self._label.title,
            family=self.family.text().strip(),
            is_violation=violating,
            severity=str(self.severity.currentData()) if violating else "S0",
            default_action=str(self.action.currentData() or ""),
            hotkey=str(self.hotkey.currentData() or ""),
            critical=violating and self.critical.isChecked(),
            must_escalate=self.escalate.isChecked(),
            definition=self.texts["definition"].toPlainText().strip(),
            examples=self._lines("examples"),
            counter_examples=self._lines("counter_examples"),
            aliases=self._lines("aliases"),
        )

    def _lines(self, name: str) -> tuple[str, ...]:
        lines = self.texts[name].toPlainText().split("\n")
        return tuple(line.strip() for line in lines if line.strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._tell()
        return super().eventFilter(watched, event)

    def _tell(self, *_given: object) -> None:
        made = self.now()
        if made is not None and self._label is not None and made != self._label:
            before, self._label = self._label.key, made
            self.changed.emit(before, made)

    def _line(self, name: str, title: str) -> QLineEdit:
        made = field(f"policy:edit:{name}", title)
        made.installEventFilter(self)
        made.returnPressed.connect(self._tell)
        self._add(title, made)
        return made

    def _text(self, name: str, title: str) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setObjectName(f"policy:edit:{name}")
        made.setAccessibleName(title)
        made.setTabChangesFocus(True)
        made.setFixedHeight(made.fontMetrics().lineSpacing() * ROWS[name] + theme.px(20))
        made.installEventFilter(self)
        self._add(title, made)
        return made

    def _box(self, name: str, title: str) -> QCheckBox:
        made = QCheckBox(title)
        made.setObjectName(f"policy:edit:{name}")
        made.setAccessibleName(title)
        self._column.addWidget(made)
        return made

    def _add(self, title: str, widget: QWidget) -> None:
        label = PlainLabel(f"{widget.objectName()}:label", title, role="small")
        label.setBuddy(widget)
        self._column.addWidget(label)
        self._column.addWidget(widget)
        self._column.addSpacing(4)

    def _foot(self) -> QHBoxLayout:
        self.up = Button("policy:edit:up", _("Up"), lambda: self._move(-1))
        self.down = Button("policy:edit:down", _("Down"), lambda: self._move(1))
        self.remove = Button("policy:edit:remove", _("Take out"), self._remove, kind="danger")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.up, self.down, self.remove):
            foot.addWidget(button)
        foot.addStretch(1)
        return foot

    def _move(self, by: int) -> None:
        if self._label is not None:
            self.moved.emit(self._label.key, by)

    def _remove(self) -> None:
        if self._label is not None:
            self.removed.emit(self._label.key)


def _choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(box.findData(value), 0))
