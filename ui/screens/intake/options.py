"""What no column says: whose decisions these are, how dates are written, the saved mapping."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from reviewer_audit.domain.intake import ColumnRole
from reviewer_audit.i18n import _
from ui.safe import PlainLabel
from ui.screens.intake.fields import Choice, labelled
from ui.screens.intake.words import date_line
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.services.intake_review import Review
    from ui.screens.intake.viewmodel import Bringing

ZONES = (
    "UTC", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Berlin", "Europe/Warsaw",
    "Europe/Bucharest", "Europe/Athens", "Europe/Istanbul", "Africa/Casablanca", "Africa/Nairobi",
    "Asia/Dubai", "Asia/Kolkata", "Asia/Bangkok", "Asia/Kuala_Lumpur", "Asia/Manila", "Asia/Tokyo",
    "Australia/Sydney", "America/New_York", "America/Chicago", "America/Los_Angeles",
    "America/Bogota", "America/Mexico_City", "America/Sao_Paulo",
)  # fmt: skip
ORDERS = (
    ("", _("As each column shows")),
    ("dmy", _("Day first")),
    ("mdy", _("Month first")),
    ("ymd", _("Year first")),
)


class Options(Card):
    """Vendor, dates, time zone, saved mapping."""

    def __init__(self, bringing: "Bringing") -> None:
        super().__init__("data:options", _("What the file does not say"))
        self._bringing = bringing
        self.vendor = QLineEdit()
        self.vendor.setObjectName("data:vendor")
        self.vendor.setAccessibleName(_("Vendor of rows that name none"))
        self.order = Choice("data:dates", _("Order of dates"))
        self.zone = Choice("data:zone", _("Time zone of times without one"), editable=True)
        self.dates = PlainLabel("data:dates:line", role="small", wrap=True)
        self.media = PlainLabel("data:media", role="muted", elide=True)
        self.folder = Button("data:media:folder", _("Choose a folder"), self._choose_folder)
        self.pictures = _row(self.media, self.folder)
        self.profile = Choice("data:profile", _("Saved mapping"))
        self.name = QLineEdit()
        self.name.setObjectName("data:profile:name")
        self.name.setAccessibleName(_("Name to save this mapping under"))
        self.name.setPlaceholderText(_("Name, such as the vendor's"))
        self.save = Button("data:profile:save", _("Save"), self._save)
        self.told = PlainLabel("data:profile:told", role="small", wrap=True)
        self.body.addLayout(
            _pair(
                labelled(_("Vendor of rows that name none"), self.vendor),
                labelled(_("Order of dates"), self.order),
            )
        )
        self.add(labelled(_("Time zone of times without one"), self.zone))
        self.add(self.dates)
        self.add(self.pictures)
        self.add(labelled(_("Saved mapping"), self.profile))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.save)
        self.body.addLayout(row)
        self.add(self.told)
        self.body.addStretch(1)
        self.vendor.editingFinished.connect(self._set_vendor)
        self.vendor.returnPressed.connect(self._set_vendor)
        self.order.picked.connect(lambda order: bringing.say(date_order=order))
        self.zone.picked.connect(lambda zone: bringing.say(timezone="" if zone == "UTC" else zone))
        self.profile.picked.connect(bringing.use_profile)
        self.name.returnPressed.connect(self._save)
        bringing.saved.connect(self._saved)

    def show_review(self, review: "Review") -> None:
        """Show what was said of a file, and what its dates tell."""
        mapping, asked = review.prepared.mapping, review.asked
        has_vendor = any(one.role is ColumnRole.VENDOR for one in review.columns)
        self.vendor.setPlaceholderText(
            _("The file names it") if has_vendor else _("No column names a vendor")
        )
        if not self.vendor.hasFocus():
            with QSignalBlocker(self.vendor):
                self.vendor.setText(mapping.vendor)
        self.order.offer(ORDERS, asked.date_order)
        self.zone.offer([(zone, zone) for zone in ZONES], mapping.timezone)
        lines = [date_line(one) for one in review.dates]
        unsure = any(one.ambiguous or one.mixed for one in review.dates)
        self.dates.say("\n".join(lines), "caution" if unsure else "small")
        self.dates.setVisible(bool(lines))
        self.show_profiles()
        self.show_folder()
        if not review.profile_fits:
            words = _("“{name}” names columns that this file does not have; it was not used.")
            self.told.say(words.format(name=asked.profile), "caution")
            self.told.show()
        elif asked.profile:
            words = _("“{name}” fits these columns and is used.")
            self.told.say(words.format(name=asked.profile), "small")
            self.told.show()
        else:
            self.told.hide()

    def show_folder(self) -> None:
        """Say where pictures are looked for, where a column names any."""
        seen = self._bringing.review
        names_files = seen is not None and any(one.role is ColumnRole.MEDIA for one in seen.columns)
        self.pictures.setVisible(names_files)
        if seen is not None and names_files:
            folder = self._bringing.folder or seen.path.parent
            words = _("Pictures are looked for in the folder “{folder}”")
            self.media.put(words.format(folder=folder.name))

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, _("The folder of the pictures"))
        dialog.setObjectName("data:mediadialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._bringing.look_in(Path(name)))
        dialog.open()

    def show_profiles(self) -> None:
        """Offer the saved mappings."""
        names = self._bringing.profiles
        none = _("None: guess from names and content") if names else _("None saved yet")
        self.profile.offer([("", none), *((n, n) for n in names)], self._bringing.asked.profile)
        self.profile.setEnabled(bool(names))

    def _set_vendor(self) -> None:
        self._bringing.say(vendor=self.vendor.text().strip())

    def _save(self) -> None:
        self._bringing.save_profile(self.name.text())

    def _saved(self, name: str) -> None:
        self.name.clear()
        self.told.say(
            _("Saved. The next file with these columns is mapped by “{name}”.").format(name=name),
            "good",
        )
        self.told.show()


def _row(words: PlainLabel, button: Button) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(words, 1)
    row.addWidget(button)
    return made


def _pair(*boxes: object) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    for box in boxes:
        row.addWidget(box, 1)  # type: ignore[arg-type]
    return row
