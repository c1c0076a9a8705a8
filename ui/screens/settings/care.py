"""Well-being: breaks, cover, masks, and what one has seen. For who sits here alone."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.screens.settings.appearance import beside
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

BREAKS = (0, 25, 50, 90)
LOCKS = (0, 5, 10, 30)
WEEK = 7


class CarePage(QWidget):
    """Choices are kept at once, on this machine."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self._choices())
        body.addWidget(self._seen())
        body.addStretch(1)
        session.settings_changed.connect(self._show)
        self._show()

    def choose_list(self) -> None:
        """Ask for the list of words to mask."""
        dialog = QFileDialog(self, _("Words to mask, one a line"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Text files (*.txt)"), _("All files (*)")])
        dialog.fileSelected.connect(self.mask_by)
        dialog.open()

    @Slot(str)
    def mask_by(self, path: str) -> None:
        """Mask the words of a file."""
        self._session.prefer(mask_file=path, mask_words=True)

    def _choices(self) -> Card:
        prefer = self._session.prefer
        card = Card(
            "settings:care",
            _("Well-being"),
            note=_("Yours alone: none of it is written into an audit, or told to a lead."),
        )
        self.breaks = chooser("settings:breaks", _("Offer a break"))
        for minutes in BREAKS:
            self.breaks.addItem(_every(minutes) if minutes else _("Never"), minutes)
        self.breaks.activated.connect(lambda at: prefer(break_minutes=self.breaks.itemData(at)))
        self.lock = chooser("settings:lock", _("Cover the desk"))
        for minutes in LOCKS:
            self.lock.addItem(_after(minutes) if minutes else _("Only by F9"), minutes)
        self.lock.activated.connect(lambda at: prefer(lock_minutes=self.lock.itemData(at)))
        self.shield = QCheckBox(_("Blurred and grey until I look"))
        self.shield.setObjectName("settings:shield")
        self.shield.setAccessibleName(_("Pictures of items blurred and grey until I look"))
        self.shield.clicked.connect(lambda on: prefer(shield_media=on))
        self.masked = QCheckBox(_("Masked but for the first letter, until I hold Space"))
        self.masked.setObjectName("settings:mask")
        self.masked.setAccessibleName(_("Words of my list masked until I hold Space"))
        self.masked.clicked.connect(self._mask)
        self.list = Button("settings:mask:list", _("Choose the list…"), self.choose_list)
        self.file = PlainLabel("settings:mask:file", role="muted", elide=True)
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(self.list)
        words.addWidget(self.file, stretch=1)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        _add(form, _("Offer a break"), self.breaks)
        _add(form, _("Cover the desk"), self.lock)
        _add(form, _("Pictures of items"), self.shield)
        _add(form, _("Listed words"), self.masked)
        form.addRow("", words)
        card.body.addLayout(form)
        return card

    def _seen(self) -> Card:
        card = Card("settings:exposure", _("What you have graded"))
        self.today = PlainLabel("settings:exposure:today", wrap=True)
        self.week = PlainLabel("settings:exposure:week", wrap=True)
        self.forget = Button("settings:exposure:forget", _("Forget these numbers"), self._forget)
        foot = QHBoxLayout()
        foot.addWidget(self.forget)
        foot.addStretch(1)
        card.add(self.today)
        card.add(self.week)
        card.body.addLayout(foot)
        return card

    def _mask(self, on: bool) -> None:  # noqa: FBT001 - a click says so
        if on and not self._session.settings.mask_file:
            self.masked.setChecked(False)
            self.choose_list()
        else:
            self._session.prefer(mask_words=on)

    def _forget(self) -> None:
        self._session.prefer(exposure={})

    @Slot()
    def _show(self) -> None:
        kept = self._session.settings
        for box, minutes, say in (
            (self.breaks, kept.break_minutes, _every),
            (self.lock, kept.lock_minutes, _after),
        ):
            _choose(box, minutes, say(minutes))
        self.shield.setChecked(kept.shield_media)
        self.masked.setChecked(kept.mask_words and bool(kept.mask_file))
        self.file.put(Path(kept.mask_file).name or _("No list chosen; the program brings none."))
        today = date.today()  # noqa: DTZ011 - the day of who sits here
        days = {(today - timedelta(days=back)).isoformat() for back in range(WEEK)}
        week = [pair for day, pair in kept.exposure.items() if day in days]
        self.today.put(
            _("Today: {items}").format(items=_items(kept.exposure.get(str(today), [0, 0])))
        )
        self.week.put(
            _("In seven days: {items}").format(
                items=_items([sum(n) for n in zip(*week, strict=True)] or [0, 0])
            )
        )
        self.forget.setEnabled(bool(kept.exposure))


def _items(pair: list[int]) -> str:
    graded, severe = pair
    words = ngettext("{n} item", "{n} items", graded).format(n=f"{graded:,}")
    return _("{items}, {n} of them severe (S3 or S4)").format(items=words, n=f"{severe:,}")


def _every(minutes: int) -> str:
    return _("After {n} minutes of work").format(n=minutes)


def _after(minutes: int) -> str:
    return _("After {n} minutes without a key").format(n=minutes)


def _choose(box: QComboBox, minutes: int, text: str) -> None:
    if box.findData(minutes) < 0:
        box.addItem(text, minutes)  # typed into the file of settings
    box.setCurrentIndex(box.findData(minutes))


def _add(form: QFormLayout, text: str, field: QWidget) -> None:
    label = PlainLabel(f"settings:{text}", text, role="muted")
    label.setMinimumHeight(theme.px(36))
    field.setMinimumHeight(theme.px(36))
    label.setBuddy(field)
    form.addRow(label, beside(field))
