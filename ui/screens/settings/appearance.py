"""How the window looks: colours and the size of its text."""

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit import i18n
from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.session import Session
from ui.theme import TEXT_PERCENTS, Look
from ui.widgets.buttons import SegmentedControl
from ui.widgets.cards import Card

LOOKS = (
    (Look.AUTO, _("As the system")),
    (Look.LIGHT, _("Light")),
    (Look.DARK, _("Dark")),
    (Look.CONTRAST, _("High contrast")),
)


class AppearancePage(QWidget):
    """Colours and text size; a choice is kept at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        card = Card(
            "settings:appearance",
            _("Appearance"),
            note=_("Kept on this machine, for you alone."),
        )
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        self.look = SegmentedControl("settings:look", LOOKS, label=_("Colours"))
        self.look.changed.connect(lambda key: session.prefer(look=key))
        self.text_size = QComboBox()
        self.text_size.setObjectName("settings:size")
        self.text_size.setAccessibleName(_("Text size"))
        for percent in TEXT_PERCENTS:
            self.text_size.addItem(f"{percent} %", percent)
        self.text_size.activated.connect(
            lambda at: session.prefer(text_percent=self.text_size.itemData(at))
        )
        self.language = QComboBox()
        self.language.setObjectName("settings:language")
        self.language.setAccessibleName(_("Language"))
        self.language.addItem(_("As the system"), "")
        for code, name in i18n.LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.activated.connect(
            lambda at: session.prefer(language=self.language.itemData(at))
        )
        self.later = PlainLabel("settings:later", role="muted", wrap=True)
        _add(form, _("Colours"), self.look)
        _add(form, _("Text size"), self.text_size)
        _add(form, _("Language"), self.language)
        form.addRow("", self.later)
        card.body.addLayout(form)
        card.add(
            PlainLabel(
                "settings:sample",
                _("The quick brown fox · 0123456789 · 93.9 % (92.8 to 94.8)"),
                role="content",
                wrap=True,
            )
        )
        body.addWidget(card)
        body.addStretch(1)
        session.settings_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        kept = self._session.settings
        self.look.choose(kept.look if kept.look in set(Look) else Look.AUTO)
        self.text_size.setCurrentIndex(max(self.text_size.findData(kept.text_percent), 0))
        self.language.setCurrentIndex(max(self.language.findData(kept.language), 0))
        self.later.put(
            _("Files and the command line stay English; Reports has a language of its own.")
            if i18n.choose(kept.language, QLocale.system().uiLanguages()) == i18n.language()
            else _("The window speaks it from the next start on.")
        )


def _add(form: QFormLayout, text: str, field: QWidget) -> None:
    label = PlainLabel(f"settings:{text}", text, role="muted")
    label.setMinimumHeight(theme.px(36))
    label.setBuddy(field)
    form.addRow(label, beside(field))


def beside(field: QWidget) -> QHBoxLayout:
    """Set a field in the middle of its line, and a list no wider than what it offers."""
    line = QHBoxLayout()
    if isinstance(field, QComboBox):
        field.setMinimumWidth(theme.px(240))
        line.addWidget(field)
        line.addStretch(1)
    else:
        line.addWidget(field, 1, Qt.AlignmentFlag.AlignVCenter)
    return line
