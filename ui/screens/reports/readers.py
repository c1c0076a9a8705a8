"""For whom the reports are: edition and language, what is left out, whether reviewers are named."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from reviewer_audit.i18n import LANGUAGES, _, language, translated
from reviewer_audit.reports.editions import EDITIONS
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.widgets.cards import Card


class Readers(Card):
    """A choice of edition with all it leaves out in sight before anything is written."""

    chosen = Signal(str)  # key of an edition
    named = Signal(bool)
    spoken = Signal(str)  # code of a language

    def __init__(self) -> None:
        super().__init__("reports:readers", _("For whom"))
        self.edition = chooser("reports:edition", _("Edition"))
        for one in EDITIONS.values():
            self.edition.addItem(translated(one.title), one.key)
        self.language = chooser("reports:language", _("Language of the files"))
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.reader = PlainLabel("reports:reader", role="muted", wrap=True)
        self.heading = PlainLabel("reports:leaves", _("What it leaves out"), role="strong")
        self.leaves_out = PlainLabel("reports:leavesout", role="small", wrap=True)
        self.names = QCheckBox(_("Show the names of reviewers"))
        self.names.setObjectName("reports:names")
        self.names.setAccessibleDescription(_("Otherwise each has a code that stays the same."))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.edition, stretch=3)
        row.addWidget(self.language, stretch=2)
        self.body.addLayout(row)
        for widget in (self.reader, self.heading, self.leaves_out, self.names):
            self.add(widget)
        self.edition.currentIndexChanged.connect(self._choose)
        self.language.currentIndexChanged.connect(self._speak)
        self.names.toggled.connect(self._name)
        self._tell()

    @Slot()
    def _choose(self) -> None:
        self._tell()
        self.chosen.emit(self.edition.currentData())

    @Slot()
    def _speak(self) -> None:
        self.spoken.emit(self.language.currentData())

    @Slot(bool)
    def _name(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        self._tell()
        self.named.emit(on)

    def _tell(self) -> None:
        one = EDITIONS[self.edition.currentData()]
        left_out = one.leaves_out(named=self.names.isChecked() and one.named_reviewers)
        self.reader.put(translated(one.reader))
        self.leaves_out.put("\n".join(f"\u2022 {text}" for text in left_out))
        self.names.setVisible(one.named_reviewers)
