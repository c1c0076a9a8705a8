"""How far people agree, what is left out, and how the numbers came about."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import charts, words
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import DataTable, Paragraph, Style
from ui import theme
from ui.models.records import Column
from ui.safe import PlainLabel
from ui.screens.results import figures, subjects
from ui.screens.results.choices import ChoicesCard
from ui.widgets.blocks import Blocks
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Columns
from ui.widgets.chart import ChartCard
from ui.widgets.chartcanvas import wanted_height
from ui.widgets.flow import Wrapping
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway

if TYPE_CHECKING:
    from reviewer_audit.reports.results import Agreement, AuditResults
    from ui.jobs import JobRunner
    from ui.screens.results.explaining import Explainer
    from ui.screens.results.subjects import Subject

GAPS = 6  # control totals named one by one


class AgreementCard(Card):
    """One pairing: the sentence first, then the coefficients."""

    saved = Signal(object)

    def __init__(self, name: str, title: str, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__(name, title)
        self._title = title
        self._pairing: Agreement | None = None
        self.reading = PlainLabel(f"{name}:reading", wrap=True)
        self.table = Table(f"{name}:table", (), label=title, framed=False)
        take = TakeAway(f"{name}:take", jobs, table=self.table)
        take.about(title)
        take.saved.connect(self.saved)
        self.head.addWidget(explainer.button(f"{name}:explain", self, self.about))
        self.head.addWidget(take)
        self.add(self.reading)
        self.add(self.table, stretch=1)

    def put(self, pairing: "Agreement") -> None:
        """Show the coefficients of a pairing."""
        self._pairing = pairing
        units = ngettext("{n} pair of answers", "{n} pairs of answers", pairing.units)
        if pairing.raters > 2:  # noqa: PLR2004 - more than a pair
            units = ngettext("{n} item graded twice", "{n} items graded twice", pairing.units)
        self.say(self._title, units.format(n=words.count(pairing.units)))
        self.reading.put(pairing.reading or _("Nothing was answered twice."))
        self.table.show_table(figures.agreement(pairing))
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(row * (self.table.records.rowCount() + 1) + theme.px(6))

    def about(self, key: str = "") -> "Subject | None":
        """Return the coefficients, opened at one of them, else at the row in hand."""
        row = self.table.current
        titles = {words.score_title(name): name for name in words.COEFFICIENTS}
        at = key or (titles.get(row.cells[0], "") if row is not None else "")
        return subjects.of_agreement(self._title, self._pairing, at) if self._pairing else None


class AgreementPage(QWidget):
    """Auditors with each other, and the vendor with auditors."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__()
        self.setObjectName("results:agreement")
        self.auditors = AgreementCard(
            "results:auditors", _("Do auditors agree with each other?"), jobs, explainer
        )
        self.vendor = AgreementCard(
            "results:pairs", _("Do the vendor and auditors agree?"), jobs, explainer
        )
        self.chart = ChartCard("results:agreementchart")
        take = TakeAway("results:agreementchart:take", jobs, chart=self.chart.chart)
        name = "results:agreementchart:explain"
        self.chart.head.addWidget(explainer.button(name, self.chart, self._about_mark))
        self.chart.head.addWidget(take)
        self._take = take
        pairings = Columns("results:pairings", threshold=760)
        for card in (self.auditors, self.vendor):
            column = QVBoxLayout()
            column.addWidget(card)
            pairings.add(column)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(pairings)
        body.addWidget(self.chart, stretch=1)
        self.auditors.saved.connect(self.saved)
        self.vendor.saved.connect(self.saved)
        take.saved.connect(self.saved)

    def put(self, results: "AuditResults") -> None:
        """Show the agreement of a round."""
        self.auditors.put(results.auditor_auditor)
        self.vendor.put(results.vendor_auditor)
        spec = charts.agreement(results)
        self.chart.setVisible(bool(spec.marks))
        self.chart.put(spec)
        self._take.about(spec.title)
        self.chart.setMinimumHeight(wanted_height(spec)[0] + theme.px(84))

    def _about_mark(self) -> "Subject | None":
        """Return the coefficients of the pairing that the keys have reached."""
        spec, at = self.chart.chart.spec, self.chart.chart.current
        label = spec.marks[at].label if spec is not None and 0 <= at < len(spec.marks) else ""
        titles = {words.score_title(key): key for key in words.COEFFICIENTS}
        key = titles.get(label.rpartition(": ")[2], "")
        card = self.vendor if label.startswith(_("Vendor with auditors")) else self.auditors
        return card.about(key)


class LeftOutCard(Card):
    """What counts in no score, what never arrived, what could not be used."""

    opened = Signal(object, str)

    def __init__(self) -> None:
        super().__init__("results:leftout", _("What the numbers do not hold"))
        self._box: QWidget | None = None

    def put(self, results: "AuditResults") -> None:
        """Show the counts of a round."""
        if self._box is not None:
            self.body.removeWidget(self._box)
            self._box.hide()
            self._box.deleteLater()
        self._box = box = QWidget()
        body = QVBoxLayout(box)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        self._say(body, "counts", words.left_out_sentence(results.left_out))
        row = Wrapping()
        for name, n, where in figures.left_out(results):
            text = _("Open the {n} {kind}").format(n=words.count(n), kind=name)
            button = Button(f"results:leftout:{where[0][1]}", text, kind="secondary")
            button.clicked.connect(
                lambda _on=False, where=where, name=name: self.opened.emit(where, name)
            )
            row.add(button)
        if figures.left_out(results):
            body.addWidget(row)
        self._say(body, "bounds", words.bounds_sentence(results.overall))
        self._say(body, "quarantine", quarantined(results))
        gaps = results.method.control_gaps
        if gaps:
            body.addWidget(PlainLabel("results:gaps", _("Control totals"), role="strong"))
            for at, gap in enumerate(gaps[:GAPS]):
                self._say(body, f"gap{at}", gap)
            if len(gaps) > GAPS:
                self._say(body, "gaps:more", _("and {n} more").format(n=len(gaps) - GAPS))
        else:
            self._say(body, "gaps:none", _("Control totals: no gap known."))
        body.addStretch(1)
        self.add(box)

    @staticmethod
    def _say(body: QVBoxLayout, name: str, text: str) -> None:
        if text:
            label = PlainLabel(f"results:leftout:{name}", text, role="body", wrap=True)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            body.addWidget(label)


class ConflictsCard(Card):
    """Decisions to which the files give two answers."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__("results:conflicts", _("Decisions the files contradict themselves on"))
        columns: list[Column[Any]] = [
            Column(_("Item"), lambda line: line.item, width=20),
            Column(_("Counts"), lambda line: line.counts, stretch=True),
            Column(_("Also given"), lambda line: line.also, width=40, tone=lambda _line: "caution"),
        ]
        label = _("Contradicted decisions")
        self.table = Table("results:conflicts:table", columns, label=label, framed=False)
        self.table.opened.connect(self._open)
        take = TakeAway("results:conflicts:take", jobs, table=self.table)
        take.about(label)
        take.saved.connect(self.saved)
        self.head.addWidget(take)
        self.add(self.table)
        self.hide()

    def put(self, found: Any) -> None:
        """Show the contradictions of a round, where there are any."""
        self.setVisible(bool(found.total))
        text = ngettext(
            "{n} drawn decision came with another answer too; the first to arrive counts.",
            "{n} drawn decisions came with another answer too; the first to arrive counts.",
            found.total,
        ).format(n=words.count(found.total))
        self.say(self.title.full, text)
        self.table.put(found.lines)
        rows = min(max(len(found.lines), 1), GAPS)
        high = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(high * rows + theme.px(52))

    def _open(self, line: Any) -> None:
        self.opened.emit((("decision", str(line.decision)),), line.item)


class MethodPage(QWidget):
    """What is left out, and how the numbers came about."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__()
        self.setObjectName("results:method")
        self.choices = ChoicesCard()
        self.left_out = LeftOutCard()
        self.left_out.opened.connect(self.opened)
        self.conflicts = ConflictsCard(jobs)
        self.conflicts.opened.connect(self.opened)
        self.conflicts.saved.connect(self.saved)
        self.card = Card("results:methodcard", _("How the numbers came about"))
        self.blocks = Blocks("results:methodblocks", jobs, rows=30)
        self.blocks.saved.connect(self.saved)
        self.card.add(self.blocks)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self.choices)
        body.addWidget(self.left_out)
        body.addWidget(self.conflicts)
        body.addWidget(self.card, stretch=1)

    def put(self, results: "AuditResults") -> None:
        """Show the method of a round."""
        self.choices.put(results)
        self.left_out.put(results)
        report = build(results)
        keys = {"method", "auditors"} & {section.key for section in report.sections}
        blocks = [
            block
            for key in sorted(keys, reverse=True)
            for block in report.section(key).blocks
            if isinstance(block, DataTable)
            or (isinstance(block, Paragraph) and block.style is Style.NOTE)
        ]
        self.blocks.put(blocks)


def quarantined(results: "AuditResults") -> str:
    """Say how many rows of the files could not be used."""
    method = results.method
    if not method.quarantined:
        return _("Every row of the files could be used.")
    text = ngettext(
        "{n} row could not be used", "{n} rows could not be used", method.quarantined
    ).format(n=words.count(method.quarantined))
    if method.quarantined_share is not None:
        text += _(" ({share} of all rows read)").format(
            share=words.percent(method.quarantined_share)
        )
    return f"{text}."
