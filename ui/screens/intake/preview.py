"""The rows of the file as they stand, and where its table begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QSizePolicy, QWidget

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.models.records import Column
from ui.safe import PlainLabel
from ui.screens.intake.fields import Choice, Number, labelled
from ui.screens.intake.words import role_title
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.services.intake_review import Review
    from ui.screens.intake.viewmodel import Bringing

SHOWN = 50  # rows under the header
ROW, ROWS = 34, 7  # height of a row, rows in sight
MOST_COLUMNS = 60
FEW_COLUMNS = 6  # that do not fill the width
CELL_WIDTH = 26  # characters
FURTHEST_HEADER = 1_000
ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp874", "cp932", "cp949", "gb18030", "big5", "latin-1", "mac-roman",
)  # fmt: skip
SEPARATORS = ((",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tab")), ("|", _("Bar")))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: above the table, its header, or data."""

    number: int
    kind: str  # above | header | data
    cells: Sequence[str | None]


class Preview(Card):
    """Rows, sheet, header row, and for text files encoding and separator."""

    def __init__(self, bringing: "Bringing") -> None:
        super().__init__("data:preview", _("Rows of the file"))
        self._bringing = bringing
        self._shape: tuple[object, ...] = ()
        self.sheet = Choice("data:sheet", _("Sheet"))
        self.header_row = Number("data:header", _("Header row"), 0, FURTHEST_HEADER)
        self.header_row.setSpecialValueText(_("none"))
        self.encoding = Choice("data:encoding", _("Encoding"), editable=True)
        self.separator = Choice("data:separator", _("Between columns"))
        self.hint = PlainLabel("data:preview:hint", role="small", wrap=True)
        self.rows = Table("data:rows", (), label=_("Rows of the file"))
        self.rows.setMinimumHeight(theme.px(ROW * (ROWS + 1) + 20))
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.rows.horizontalHeader().setSectionsClickable(False)
        self._sheets = labelled(_("Sheet"), self.sheet, 250)
        self.rows.setCornerWidget(QWidget())
        self._texts = [labelled(_("Encoding"), self.encoding, 150)]
        self._texts.append(labelled(_("Between columns"), self.separator, 130))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._sheets)
        row.addWidget(labelled(_("Header row"), self.header_row, 90))
        for box in self._texts:
            row.addWidget(box)
        row.addStretch(1)
        self.body.addLayout(row)
        self.add(self.hint)
        self.add(self.rows, stretch=1)
        self.sheet.picked.connect(bringing.set_sheet)
        self.header_row.valueChanged.connect(bringing.set_header_row)
        self.encoding.picked.connect(self._encode)
        self.separator.picked.connect(lambda mark: bringing.say(separator=mark))
        self.rows.opened.connect(self._take_header)

    def show_review(self, review: "Review") -> None:
        """Show a file."""
        table = review.table
        used = [one for one in table.sheets if one.used]
        self._offer_sheets(review)
        header = used[0].header_row if used else 0
        self.header_row.put(header)
        is_text = bool(table.encoding)
        self._sheets.setVisible(not is_text)
        for box in self._texts:
            box.setVisible(is_text)
        if is_text:
            names = dict.fromkeys((table.encoding, *ENCODINGS))
            self.encoding.offer([(name, name) for name in names], table.encoding)
            found = ("", _("as found"))
            self.separator.offer((found, *SEPARATORS), review.asked.separator)
        self.hint.put(
            _("Enter on a row makes it the header · {n} rows, first {m} shown").format(
                n=f"{len(table):,}", m=min(len(table), SHOWN)
            )
        )
        self._fill(review, header)

    def _offer_sheets(self, review: "Review") -> None:
        sheets = review.table.sheets
        together = [one.name for one in sheets if one.used]
        choices = []
        if len(together) > 1:
            choices.append(("", _("{n} sheets with these columns").format(n=len(together))))
        for one in sheets:
            words = [one.name]
            if one.rows:
                words.append(ngettext("{n} row", "{n} rows", one.rows).format(n=f"{one.rows:,}"))
            if one.hidden:
                words.append(_("hidden"))
            choices.append((one.name, " · ".join(words)))
        asked = review.asked.sheets
        current = asked[0] if asked else "" if len(together) > 1 else "".join(together[:1])
        self.sheet.offer(choices, current)
        self.sheet.setEnabled(len(choices) > 1)

    def _fill(self, review: "Review", header: int) -> None:
        table = review.table
        roles = tuple(one.role for one in review.columns)
        shape = (table.sha256, table.header, header, roles, table.head[:1])
        if shape == self._shape:
            return
        self._shape = shape
        lines = []
        for number, cells in enumerate(table.head, start=table.head_first):
            kind = "data" if number > header else "header" if number == header else "above"
            lines.append(Line(number, kind, cells))
        lines = [one for one in lines if one.number <= header + SHOWN]
        few = len(review.columns) <= FEW_COLUMNS
        columns: list[Column[Line]] = [
            Column(_("Row"), lambda one: one.number, align=Qt.AlignmentFlag.AlignRight)
        ]
        columns += [
            Column(
                role_title(one.role),
                _cell(at),
                tone=_tone,
                width=CELL_WIDTH,
                stretch=few and at == len(review.columns) - 1,
            )
            for at, one in enumerate(review.columns[:MOST_COLUMNS])
        ]
        with QSignalBlocker(self.rows.selectionModel()):
            self.rows.columns_are(columns)
            self.rows.put(lines, muted=[one for one in lines if one.kind == "above"])

    def _encode(self, name: str) -> None:
        seen = self._bringing.review
        if name and seen is not None and name != seen.table.encoding:
            self._bringing.say(encoding=name)

    def _take_header(self, line: Line) -> None:
        if line.kind != "header":
            self._bringing.set_header_row(line.number)


def _cell(at: int) -> Callable[[Line], str]:
    return lambda line: line.cells[at] or ""


def _tone(line: Line) -> str:
    return "accent" if line.kind == "header" else ""
