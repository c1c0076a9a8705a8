"""How the window looks: three palettes, one stylesheet made from them, one scale of type.

No other module names a colour. Widgets that paint themselves ask ``tokens()`` while
painting, so that a change of palette reaches them by the repaint Qt sends anyway.
"""

from enum import StrEnum
from string import Template
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_audit.assets import resource

GRID = 8
RADIUS = 8
CARD_RADIUS = 10
SIZES = {"title": 20, "heading": 14, "body": 13, "small": 12, "content": 17, "value": 26}
TEXT_PERCENTS = (80, 90, 100, 110, 125, 150, 175, 200)
OKABE_ITO = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
    "black": "#000000",
}


class Look(StrEnum):
    """Which palette the user wants."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Tokens(NamedTuple):
    """The colours of one palette; ``*_soft`` are the grounds that words of that tone stand on."""

    name: str
    bg: str
    surface: str
    rail: str
    sunken: str
    line: str
    track: str  # what is not filled of a meter, and the lines behind a chart
    edge: str  # outline of a field or box: 3:1 on its ground
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_soft: str
    good: str
    good_soft: str
    caution: str
    caution_soft: str
    bad: str
    bad_soft: str
    focus: str
    series: tuple[str, ...]  # Okabe-Ito, those that hold 3:1 on this surface

    def tone(self, tone: str) -> str:
        """Return the colour of good, caution, bad, accent, or else the neutral one."""
        return {
            "good": self.good,
            "caution": self.caution,
            "bad": self.bad,
            "accent": self.accent,
        }.get(tone, self.muted)

    def soft(self, tone: str) -> str:
        """Return the ground on which words of this tone stand."""
        return {
            "good": self.good_soft,
            "caution": self.caution_soft,
            "bad": self.bad_soft,
            "accent": self.accent_soft,
        }.get(tone, self.sunken)


LIGHT = Tokens(
    name="light",
    bg="#F6F7F9",
    surface="#FFFFFF",
    rail="#FFFFFF",
    sunken="#F4F5F8",
    line="#E2E5EA",
    track="#E2E5EA",
    edge="#858E9F",
    text="#1B1F27",
    muted="#667085",
    accent="#2F5BEA",
    on_accent="#FFFFFF",
    accent_hover="#2449C4",
    accent_soft="#EAF0FF",
    good="#12805C",
    good_soft="#EBF8F3",
    caution="#B54708",
    caution_soft="#FFF4E6",
    bad="#C4320A",
    bad_soft="#FEF2EF",
    focus="#2F5BEA",
    series=(
        OKABE_ITO["blue"],
        OKABE_ITO["vermilion"],
        OKABE_ITO["green"],
        "#B4559A",  # reddish purple, darkened to hold 3:1 on white
        "#9A6A00",  # orange, darkened likewise
        OKABE_ITO["black"],
    ),
)
DARK = Tokens(
    name="dark",
    bg="#14171C",
    surface="#1C2027",
    rail="#191C23",
    sunken="#252B34",
    line="#2C323C",
    track="#2C323C",
    edge="#6F7A8C",
    text="#E8EAED",
    muted="#98A2B3",
    accent="#7C9BFF",
    on_accent="#10141C",
    accent_hover="#9AB2FF",
    accent_soft="#232C45",
    good="#3CCB93",
    good_soft="#17352C",
    caution="#FDB022",
    caution_soft="#3A2B10",
    bad="#FF8A65",
    bad_soft="#40211B",
    focus="#7C9BFF",
    series=(
        OKABE_ITO["sky"],
        OKABE_ITO["orange"],
        OKABE_ITO["green"],
        OKABE_ITO["purple"],
        OKABE_ITO["yellow"],
        "#E8EAED",
    ),
)
CONTRAST = Tokens(
    name="contrast",
    bg="#000000",
    surface="#000000",
    rail="#000000",
    sunken="#1C1C1C",
    line="#B8B8B8",
    track="#5C5C5C",
    edge="#FFFFFF",
    text="#FFFFFF",
    muted="#E4E4E4",
    accent="#FFD84D",
    on_accent="#000000",
    accent_hover="#FFE78F",
    accent_soft="#6B5B00",
    good="#5CFFB5",
    good_soft="#00291A",
    caution="#FFC247",
    caution_soft="#2E2000",
    bad="#FF9F87",
    bad_soft="#38100A",
    focus="#FFD84D",
    series=DARK.series,
)
PALETTES = {Look.LIGHT: LIGHT, Look.DARK: DARK, Look.CONTRAST: CONTRAST}


class _Now:
    """What is on at the moment; painters read it."""

    tokens = LIGHT
    percent = 100


def tokens() -> Tokens:
    """Return the colours that are on now."""
    return _Now.tokens


def px(size: float) -> int:
    """Return a length that grows with the text size."""
    return max(1, round(size * _Now.percent / 100))


def font(role: str = "body", *, bold: bool = False, tabular: bool = False) -> QFont:
    """Return the type of one role: title, heading, body, small, content or value."""
    made = QFont(QApplication.font())
    made.setPixelSize(px(SIZES[role]))
    if bold or role in {"title", "heading", "value"}:
        made.setWeight(QFont.Weight.DemiBold)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def color(name: str, alpha: float = 1.0) -> QColor:
    """Return a colour by the name of its token, or of its tone."""
    made = QColor(getattr(tokens(), name, None) or tokens().tone(name))
    made.setAlphaF(alpha)
    return made


def mix(ground: str, top: str, share: float) -> QColor:
    """Return ``top`` laid over ``ground`` with this share of cover."""
    a, b = QColor(ground), QColor(top)
    parts = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(low + (high - low) * share) for low, high in parts))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours after WCAG 2."""
    bright, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(given: QColor) -> float:
    def linear(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG

    red, green, blue = (linear(c) for c in (given.redF(), given.greenF(), given.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def palette(of: Tokens) -> QPalette:
    """Return Qt's own palette for what no stylesheet reaches."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, name in {
        role.Window: of.bg,
        role.WindowText: of.text,
        role.Base: of.surface,
        role.AlternateBase: of.bg,
        role.Text: of.text,
        role.Button: of.surface,
        role.ButtonText: of.text,
        role.BrightText: of.bad,
        role.Highlight: of.accent,
        role.HighlightedText: of.on_accent,
        role.Link: of.accent,
        role.LinkVisited: of.accent,
        role.ToolTipBase: of.surface,
        role.ToolTipText: of.text,
        role.PlaceholderText: of.muted,
        role.Light: of.surface,
        role.Midlight: of.line,
        role.Mid: of.edge,
        role.Dark: of.edge,
        role.Shadow: of.line,
        role.Accent: of.accent,
    }.items():
        made.setColor(which, QColor(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(of.edge))
    return made


def stylesheet(of: Tokens, percent: int = 100) -> str:
    """Return the stylesheet of the window for one palette and text size."""
    words = {k: v for k, v in of._asdict().items() if isinstance(v, str)}
    words |= {f"{role}_px": str(max(1, round(n * percent / 100))) for role, n in SIZES.items()}
    words |= {f"s{n}": str(max(1, round(n * percent / 100))) for n in range(2, 49, 2)}
    words["cell"] = str(int(words["s8"]) + 3)  # a cell's text stands that far in: headings, too
    backwards = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    words["start"], words["end"] = ("right", "left") if backwards else ("left", "right")
    words["filled"] = "add-page" if backwards else "sub-page"  # of a slider
    words["icons"] = resource("icons/app.svg").parent.as_posix()
    return Template(resource("themes/window.qss").read_text(encoding="utf-8")).substitute(words)


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties the stylesheet selects by, and let it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Theme(QObject):
    """Dresses the application, and dresses it again when the user or the system asks."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._look = Look.AUTO
        self._percent = 100
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def look(self) -> Look:
        """The palette the user asked for."""
        return self._look

    @property
    def percent(self) -> int:
        """The text size in per cent."""
        return self._percent

    def wear(self, look: Look, percent: int = 100) -> None:
        """Put on a palette and a text size from 80 to 200 per cent."""
        self._look = look
        self._percent = min(max(percent, TEXT_PERCENTS[0]), TEXT_PERCENTS[-1])
        _Now.tokens, _Now.percent = self._resolve(), self._percent
        self._app.setFont(_body_font(self._percent))
        self._app.setPalette(palette(_Now.tokens))
        self._app.setStyleSheet(stylesheet(_Now.tokens, self._percent))
        self.changed.emit()

    def _resolve(self) -> Tokens:
        if self._look is not Look.AUTO:
            return PALETTES[self._look]
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    @Slot()
    def _follow(self) -> None:
        if self._look is Look.AUTO:
            self.wear(Look.AUTO, self._percent)


def _body_font(percent: int) -> QFont:
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if made.family() in {"Sans", "Sans Serif", "sans-serif", "DejaVu Sans", ""}:
        made.setFamilies(["Inter", "Noto Sans", "DejaVu Sans"])
    made.setPixelSize(max(1, round(SIZES["body"] * percent / 100)))
    return made
