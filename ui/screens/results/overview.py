"""The first page of Results: what stands out, how good it is, where, and of what kind."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from reviewer_audit.reports.model import Filter
from reviewer_audit.reports.sections.summary import nothing_stands_out
from ui import theme
from ui.safe import PlainLabel
from ui.screens.results import figures, subjects
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner
from ui.widgets.chart import ChartCard
from ui.widgets.chartcanvas import wanted_height
from ui.widgets.takeaway import TakeAway
from ui.widgets.tilegrid import TileGrid

if TYPE_CHECKING:
    from reviewer_audit.reports.results import AuditResults, Finding
    from ui.jobs import JobRunner
    from ui.screens.results.explaining import Explainer
    from ui.screens.results.subjects import Subject

FIRST = 2  # findings shown before the rest is asked for
MOST_ITEMS = 5_000
NARROW = 600  # from here on the link stands below the evidence


class FindingCard(QFrame):
    """One thing that stands out, with its evidence and the way to its decisions."""

    opened = Signal(object, str)

    def __init__(self, name: str, text: str, detail: str, where: Filter = (), n: int = 0) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._where, self._text = where, text
        body = QVBoxLayout(self)
        body.setContentsMargins(18, 12, 18, 12)
        body.setSpacing(4)
        body.addWidget(PlainLabel(f"{name}:text", text, role="heading", wrap=True))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(4)
        self._row.addWidget(
            PlainLabel(f"{name}:detail", detail, role="muted", wrap=True), stretch=1
        )
        row = self.foot = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        if where:
            words_of = ngettext("Open the {n} decision", "Open the {n} decisions", n)
            row.addWidget(
                Button(f"{name}:open", words_of.format(n=words.count(n)), self._tell, kind="link")
            )
        self._row.addLayout(row)
        body.addLayout(self._row)
        self.setAccessibleName(f"{text} {detail}".strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme.px(NARROW)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def _tell(self) -> None:
        if self._where:
            self.opened.emit(self._where, self._text)


class TileCorner(QObject):
    """Keeps a small button in the upper corner of a tile."""

    def __init__(self, tile: QWidget, button: Button) -> None:
        super().__init__(tile)
        self._tile, self._button = tile, button
        button.setParent(tile)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the tile has the key
        button.show()
        tile.installEventFilter(self)
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        hint, gap = self._button.sizeHint(), theme.px(6)
        wide = self._button.width()
        right_to_left = self._tile.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = gap if right_to_left else self._tile.width() - wide - gap
        self._button.setGeometry(left, gap, wide, hint.height())


class Findings(QWidget):
    """The findings, the strongest first; further ones on request."""

    opened = Signal(object, str)

    def __init__(self, explainer: "Explainer") -> None:
        super().__init__()
        self._explainer = explainer
        self.setObjectName("results:findings")
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(8)

    def put(self, results: "AuditResults") -> None:
        """Show what stands out, or that nothing does."""
        _empty(self._body)
        for at, finding in enumerate(results.findings):
            card = self._card(results, at, finding)
            self._body.addWidget(card)  # shown before, it would be a window of its own
            card.setVisible(at < FIRST)
        if not results.findings:
            nothing = nothing_stands_out(results)
            self._body.addWidget(FindingCard("results:nothing", nothing, _left_out(results)))
        more = len(results.findings) - FIRST
        if more > 0:
            said = ngettext("Show {n} more finding", "Show {n} more findings", more)
            button = Button("results:more", said.format(n=more), kind="link")
            button.clicked.connect(partial(self._unfold, button))
            self._body.addWidget(button)

    def _card(self, results: "AuditResults", at: int, finding: "Finding") -> FindingCard:
        where = tuple(("decision", str(number)) for number in finding.decisions[:MOST_ITEMS])
        card = FindingCard(
            f"results:finding{at}", finding.text, finding.detail, where, len(finding.decisions)
        )
        card.opened.connect(self.opened)
        about = partial(subjects.of_finding, results, finding)
        name = f"results:finding{at}:explain"
        card.foot.addWidget(self._explainer.button(name, card, about))
        return card

    def _unfold(self, button: Button, _on: object = None) -> None:
        for card in self.findChildren(FindingCard):
            card.show()
        button.hide()


class OverviewPage(QWidget):
    """Findings, tiles, and two charts."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__()
        self.setObjectName("results:overview")
        self._results: AuditResults | None = None
        self._explainer = explainer
        self.misleading = Banner("results:misleading")
        self.findings = Findings(explainer)
        self.findings.opened.connect(self.opened)
        self.tiles = TileGrid("results:tiles")
        self.tiles.opened.connect(self._open_tile)
        self.forest = ChartCard("results:forest")
        self.confusion = ChartCard("results:confusion")
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self.misleading)
        body.addWidget(self.findings)
        body.addWidget(self.tiles)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._takes = []
        for card, stretch in ((self.forest, 6), (self.confusion, 5)):
            row.addWidget(card, stretch=stretch)
            take = TakeAway(f"{card.objectName()}:take", jobs, chart=card.chart)
            name = f"{card.objectName()}:explain"
            card.head.setSpacing(2)
            card.head.addWidget(explainer.button(name, card, partial(self._about_chart, card)))
            card.head.addWidget(take)
            take.saved.connect(self.saved)
            card.opened.connect(self.opened)
            self._takes.append(take)
        body.addLayout(row, stretch=1)
        self._figures: dict[object, str] = {}
        self._offered: list[QWidget] = []

    def put(self, results: "AuditResults") -> None:
        """Show the numbers of a round."""
        self._results = results
        self._warn(results)
        shown = figures.tiles(results)
        self._figures = {figure.filter: figure.title for figure in shown if figure.filter}
        self.findings.put(results)
        self.tiles.put(shown)
        self._offer_tiles(tuple(figure.key for figure in shown))
        specs = (figures.forest(results), figures.confusion(results))
        for card, take, spec in zip((self.forest, self.confusion), self._takes, specs, strict=True):
            card.put(spec)
            take.about(spec.title)
            least = min(wanted_height(spec)[0], theme.px(430))
            card.setMinimumHeight(least + theme.px(80))

    def _warn(self, results: "AuditResults") -> None:
        """Say where a raw rate would mislead."""
        found = getattr(getattr(results, "further", None), "gates", None)
        said: tuple[str, ...] = found.misleading if found is not None else ()
        if said:
            self.misleading.show_text(said[0], "\n".join(said[1:]), tone="caution", closable=False)
        else:
            self.misleading.hide()

    def _offer_tiles(self, keys: tuple[str, ...]) -> None:
        """Let every tile be reached by the keys, and be explained."""
        for at, (tile, key) in enumerate(zip(self.tiles.tiles, keys, strict=False)):
            about = partial(self._about_score, key)
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._explainer.over(tile, about)
            if tile not in self._offered:
                self._offered.append(tile)
                tile.pressed.connect(partial(self._press_tile, at))
                corner = TileCorner(
                    tile, self._explainer.button(f"{tile.objectName()}:explain", tile, about)
                )
                corner.setObjectName(f"{tile.objectName()}:corner")

    def _press_tile(self, at: int) -> None:
        """Explain a figure that no decisions stand behind; the others open theirs."""
        if self._results is None:
            return
        figure = figures.tiles(self._results)[at]
        about = None if figure.filter else self._about_score(figure.key)
        if about is not None:
            self._explainer.wanted.emit(about)

    def _about_score(self, key: str) -> "Subject | None":
        found = self._results
        if found is None:
            return None
        return subjects.of_scores(_("All decisions"), found.overall, key)

    def _about_chart(self, card: ChartCard) -> "Subject | None":
        found = self._results
        if found is None:
            return None
        chart = card.chart
        key = "label_accuracy" if card is self.confusion else "accuracy"
        return subjects.of_mark(found, chart.spec, chart.current, key)

    def _open_tile(self, where: object) -> None:
        if where:
            self.opened.emit(where, self._figures.get(where, ""))


def _left_out(results: "AuditResults") -> str:
    return _("{counted} decisions count. {rest}").format(
        counted=words.count(results.graded_decisions),
        rest=words.left_out_sentence(results.left_out),
    )


def _empty(body: QVBoxLayout) -> None:
    while (item := body.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.setParent(None)
            old.deleteLater()
