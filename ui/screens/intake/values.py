"""Which label of the policy each value of the file means, with how often it stands there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from ui.safe import PlainLabel
from ui.screens.intake.fields import Choice
from ui.widgets.badge import Badge
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.services.intake_review import ValueSeen
    from ui.screens.intake.viewmodel import Bringing

MOST = 40


class Values(Card):
    """The values of the label or the action column; those nobody knows come first."""

    def __init__(self, bringing: "Bringing", kind: str, title: str) -> None:
        super().__init__(f"data:{kind}", title)
        self._bringing = bringing
        self._kind = kind
        self._values: tuple[str, ...] = ()
        self._lines: dict[str, _Line] = {}
        self._choices: list[tuple[str, str]] = []
        self._holder = QWidget()
        self.count = Badge(f"data:{kind}:unknown")
        self.head.addWidget(self.count)
        self.rest = PlainLabel(f"data:{kind}:rest", role="small", wrap=True)
        self.add(self._holder)
        self.add(self.rest)
        self.body.addStretch(1)

    def use(self, entries: Sequence[tuple[str, str]]) -> None:
        """Offer these keys and titles of the policy."""
        self._choices = [("", _("Not in the policy")), *entries]
        self._values = ()

    def show_values(self, values: "Sequence[ValueSeen]") -> None:
        """Show values; lines stay where they are while somebody maps them."""
        there = {one.value: one for one in values}
        if set(there) != set(self._values) or not self._lines:
            self._values = tuple(there)
            self._build()
        for value, line in self._lines.items():
            line.show_value(there[value], self._choices)
        unknown = [one for one in values if not one.keys]
        self.setVisible(bool(values) or self._kind == "labels")
        n = len(unknown)
        if not values:
            self.count.put("")
        elif n:
            words = ngettext("{n} unknown value", "{n} unknown values", n)
            self.count.put(words.format(n=f"{n:,}"), "caution")
        else:
            self.count.put(_("All known"), "good")
        left = len(values) - len(self._lines)
        if values:
            words = _("{n} more values are not listed. Is this the right column?")
            self.rest.put(words.format(n=f"{left:,}"))
        else:
            self.rest.put(_("Choose which column holds the label; its values then stand here."))
        self.rest.setVisible(left > 0 or not values)

    def _build(self) -> None:
        focus = QApplication.focusWidget()
        kept = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        old, self._holder = self._holder, QWidget()
        self.swap(old, self._holder)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        self._lines = {
            value: _Line(grid, at, value, self._kind, self._bringing)
            for at, value in enumerate(self._values[:MOST])
        }
        if kept:
            again = self._holder.findChild(QWidget, kept)
            if again is not None:
                again.setFocus()


class _Line:
    """One value: text, count, what it means."""

    def __init__(
        self, grid: QGridLayout, at: int, value: str, kind: str, bringing: "Bringing"
    ) -> None:
        name = f"data:{kind}{at}"
        self.value = PlainLabel(f"{name}:value", value, elide=True, content=True)
        self.count = PlainLabel(f"{name}:count", role="muted")
        self.means = Choice(f"data:{kind}:{value}", _("{value} means").format(value=value))
        grid.addWidget(self.value, at, 0)
        grid.addWidget(self.count, at, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.means, at, 2)
        self.means.picked.connect(lambda key: bringing.map_value(kind, value, key))

    def show_value(self, seen: "ValueSeen", choices: Sequence[tuple[str, str]]) -> None:
        """Show how often it stands there and what it means now."""
        from ui import theme

        self.count.put(f"{seen.count:,}")
        keys = seen.keys or ()
        if len(keys) > 1:  # a list in one cell
            titles = dict(choices)
            together = _(", ").join(titles.get(key, key) for key in keys)
            self.means.offer([("+", together), *choices], "+")
        else:
            self.means.offer(choices, keys[0] if keys else "")
        wrong = "" if keys else "true"
        if self.means.property("wrong") != wrong:
            theme.restyle(self.means, wrong=wrong)
        self.value.say(seen.value, "body" if keys else "bad")
