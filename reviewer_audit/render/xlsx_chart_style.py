"""How native Excel charts look: colours, lines, letters."""

from typing import Any

from reviewer_audit.i18n import is_right_to_left
from reviewer_audit.render import xl_text
from reviewer_audit.render.xlsx_styles import DECIMAL, FONT, INK, LINE, PERCENT, WHOLE
from reviewer_audit.reports.model import Tone, Unit
from reviewer_audit.text import is_turned

COLOURS = {  # Okabe and Ito: told apart by everybody
    Tone.GOOD: "009E73",
    Tone.CAUTION: "E69F00",
    Tone.BAD: "D55E00",
    Tone.NEUTRAL: "0072B2",
}
FAINT = "B8C0CC"
TARGET = "2F5BEA"
LIMIT = "667085"
FORMS = {
    Unit.SHARE: PERCENT,
    Unit.COUNT: WHOLE,
    Unit.COEFFICIENT: DECIMAL,
    Unit.POINTS: "+0.0;-0.0;0",
}


def stroke(colour: str, width: int, dash: str = "") -> Any:
    """Return a line; ``width`` is in English Metric Units, 12,700 a point."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    line = LineProperties(solidFill=colour, w=width, prstDash=dash or None)
    return GraphicalProperties(ln=line)


def box() -> Any:
    """Return the ground of a chart."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(solidFill="FFFFFF", ln=LineProperties(solidFill=LINE, w=9_525))


def _characters(size: float, colour: str, *, bold: bool = False) -> Any:
    from openpyxl.drawing.text import CharacterProperties, Font

    return CharacterProperties(
        sz=round(size * 100), b=bold, solidFill=colour, latin=Font(typeface=FONT)
    )


def rich(size: float, colour: str) -> Any:
    """Return how the numbers along an axis are written; ``size`` in points."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties

    properties = ParagraphProperties(defRPr=_characters(size, colour))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_characters(size, colour))])


def title(text: str, size: float = 11.5, colour: str = INK) -> Any:
    """Return a title; ``size`` in points."""
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RegularTextRun

    look = _characters(size, colour, bold=colour == INK)
    written = xl_text.label(text)
    turned = is_right_to_left() and is_turned(written)
    if turned:  # LibreOffice reads no direction of a title: it stands in the text, too
        written = f"\u2067{xl_text.in_order(written)}\u2069"
    run = RegularTextRun(rPr=look, t=written)
    look_of_line = ParagraphProperties(defRPr=look, rtl=turned or None)
    paragraph = Paragraph(pPr=look_of_line, r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])))
