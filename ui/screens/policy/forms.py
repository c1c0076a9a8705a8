"""The forms of a draft: a new label, a promise, and what the version is called."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QWidget

from reviewer_audit.domain.policy import TARGET_METRICS, Label, Target, TargetRule
from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import _
from ui import theme
from ui.roundscreen import chooser
from ui.screens.policy.words import burden, metric
from ui.widgets.sheet import Sheet, add, field, form

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy

UNCHANGED = _("Nothing was changed.")


class LabelForm(Sheet):
    """Asks what a new label is called; the rest is filled in beside the list."""

    def __init__(self, parent: QWidget, make: Callable[[Label], object]) -> None:
        super().__init__(parent, "policy:newlabel", _("New label"))
        self._make = make
        self.name = field("policy:newlabel:name", _("Title"))
        self.key = field("policy:newlabel:key", _("Key in files"))
        self.key.setPlaceholderText(_("made from the title"))
        rows = form()
        add(rows, _("Title"), self.name)
        add(rows, _("Key in files"), self.key)
        self.body.addLayout(rows)
        self.cancel_button()
        self.button("go", _("Add label"), self.go, kind="primary")

    def go(self) -> None:
        """Add it, unless it says nothing."""
        title = " ".join(self.name.text().split())
        key = self.key.text().strip() or re.sub(r"\W+", "_", title.casefold()).strip("_")
        if not key:
            self.refuse(PolicyError(_("A label needs a title."), UNCHANGED))
            return
        self._make(Label(key=key, title=title or key, severity="S1"))
        self.close()


class TargetForm(Sheet):
    """Asks for a promise: of what, how much, and who has to prove it."""

    def __init__(
        self, parent: QWidget, make: Callable[[Target], object], given: Target | None = None
    ) -> None:
        title = _("Change the target") if given else _("New target")
        super().__init__(parent, "policy:target", title)
        self._make = make
        given = given or Target(metric=TARGET_METRICS[0], threshold=0.95)
        self.of_what = chooser("policy:target:metric", _("Of what"))
        for name in TARGET_METRICS:
            self.of_what.addItem(metric(replace(given, metric=name)), name)
        self.of_what.setCurrentIndex(self.of_what.findData(given.metric))
        self.threshold = _percent("policy:target:threshold", _("Threshold"), given.threshold)
        self.confidence = _percent("policy:target:confidence", _("Confidence"), given.confidence)
        self.rule = chooser("policy:target:rule", _("Proof"))
        for rule in TargetRule:
            self.rule.addItem(burden(replace(given, rule=rule)), rule)
        self.rule.setCurrentIndex(self.rule.findData(given.rule))
        self.where = field("policy:target:slice", _("Holds for"))
        self.where.setPlaceholderText(_("all, or vendor=Riverline"))
        self.where.setText(", ".join(f"{role}={value}" for role, value in given.slice))
        rows = form()
        for words, widget in (
            (_("Of what"), self.of_what),
            (_("Threshold"), self.threshold),
            (_("Proof"), self.rule),
            (_("Confidence"), self.confidence),
            (_("Holds for"), self.where),
        ):
            add(rows, words, widget)
        self.body.addLayout(rows)
        self.cancel_button()
        self.button("go", _("Keep"), self.go, kind="primary")

    def go(self) -> None:
        """Keep it, unless what it holds for is not understood."""
        role, sign, value = (part.strip() for part in self.where.text().partition("="))
        if bool(role) != bool(sign and value):
            message = _("What a target holds for is written as vendor=Riverline.")
            self.refuse(PolicyError(message, UNCHANGED))
            return
        self._make(
            Target(
                metric=str(self.of_what.currentData()),
                threshold=round(self.threshold.value() / 100, 6),
                rule=TargetRule(self.rule.currentData()),
                confidence=round(self.confidence.value() / 100, 6),
                slice=((role, value),) if role else (),
            )
        )
        self.close()


class VersionForm(Sheet):
    """Asks what the version is called and from when it holds."""

    def __init__(
        self, parent: QWidget, draft: "Policy", make: Callable[["Policy"], object]
    ) -> None:
        super().__init__(parent, "policy:version", _("Name and day of the draft"))
        self._draft, self._make = draft, make
        self.version = _line("policy:version:version", _("Version"), draft.version)
        self.name = _line("policy:version:name", _("Name"), draft.name)
        self.day = _line("policy:version:day", _("In force from"), draft.effective_from.isoformat())
        rows = form()
        for words, widget in (
            (_("Version"), self.version),
            (_("Name"), self.name),
            (_("In force from"), self.day),
        ):
            add(rows, words, widget)
        self.body.addLayout(rows)
        self.cancel_button()
        self.button("go", _("Keep"), self.go, kind="primary")

    def go(self) -> None:
        """Keep it, unless the day is none."""
        try:
            day = date.fromisoformat(self.day.text().strip())
        except ValueError:
            self.refuse(PolicyError(_("A day is written as 2026-12-31."), UNCHANGED))
            return
        version, name = self.version.text().strip(), self.name.text().strip()
        self._make(replace(self._draft, version=version, name=name, effective_from=day))
        self.close()


def _line(name: str, label: str, text: str) -> QLineEdit:
    made = field(name, label)
    made.setText(text)
    return made


def _percent(name: str, label: str, share: float) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(label)
    made.setRange(0.0, 100.0)
    made.setDecimals(2)
    made.setSuffix(" %")
    made.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
    made.setValue(100 * share)
    return made
