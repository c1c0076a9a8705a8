"""What every auditor gets besides: a number of items, or the share that a command asked for."""

from PySide6.QtWidgets import QSpinBox

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from ui import theme
from ui.safe import tip

MOST = 999


class BesidesField(QSpinBox):
    """Asks for so many items for each auditor; a number replaces a share."""

    def __init__(self, name: str, label: str, hint: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        tip(self, hint)
        self.setRange(0, MOST)
        self.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        self._share = 0.0
        self.valueChanged.connect(self._numbered)

    @property
    def wish(self) -> float:
        """Items for every auditor, or below 1 a share of their items."""
        return self.value() or self._share

    def put(self, wish: float) -> None:
        """Show a wish."""
        self.setValue(int(wish))
        self._share = wish % 1
        self.setSpecialValueText(
            words.target_percent(self._share) if self._share else _("None").lower()
        )

    def _numbered(self, value: int) -> None:
        if value:
            self.put(float(value))
