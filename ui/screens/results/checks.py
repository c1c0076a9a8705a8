"""What an average hides: critical errors, the baseline, auditors who err, labels one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports import panels_auditors, words
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    Column,
    DataTable,
    Figure,
    Paragraph,
    Style,
    Tone,
)
from reviewer_audit.stats.measure import Estimate
from ui.screens.results import pace, subjects
from ui.widgets.blocks import Blocks
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.reports.gates import Gates
    from reviewer_audit.reports.results import AuditResults
    from reviewer_audit.reports.sensitivity import Sensitivity
    from ui.jobs import JobRunner
    from ui.screens.results.explaining import Explainer
    from ui.screens.results.subjects import Choice, Subject

ROWS = 30
Made = tuple[list[Block], list["Choice"]]
Maker = Callable[[Any], Made]


class CheckCard(Card):
    """One question, its blocks, and a button that explains its figures."""

    def __init__(self, name: str, title: str, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__(name, title)
        self._choices: tuple[Choice, ...] = ()
        self.blocks = Blocks(f"{name}:blocks", jobs, rows=ROWS)
        self.head.addWidget(explainer.button(f"{name}:explain", self, self.about))
        self.add(self.blocks)

    def put(self, blocks: Sequence[Block], choices: Sequence["Choice"]) -> None:
        """Show blocks and offer what can be explained about them."""
        self._choices = tuple(choices)
        self.blocks.put(blocks)
        self.setVisible(bool(blocks))

    def about(self) -> "Subject | None":
        """Return the figures of the card."""
        return subjects.chosen(self.title.full, self._choices)


class ChecksPage(QWidget):
    """Questions about the headline number."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__()
        self.setObjectName("results:checks")
        titles = (
            ("gate", _("What does the average hide?")),
            ("err", _("Would the answer stand if auditors erred?")),
            ("labels", _("How well is each label used?")),
            ("auditors", _("Who audits the auditors?")),
            ("time", _("How long does it take?")),
        )
        self.cards = {
            key: CheckCard(f"results:check:{key}", title, jobs, explainer) for key, title in titles
        }
        self.nothing = Card("results:nochecks", _("Nothing was checked"))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        for card in self.cards.values():
            body.addWidget(card)
            card.blocks.opened.connect(self.opened)
            card.blocks.saved.connect(self.saved)
        body.addWidget(self.nothing)
        body.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        # wrapped words ask for the height they would need in the narrowest column
        return QSize(super().minimumSizeHint().width(), 0)

    def put(self, results: "AuditResults") -> None:
        """Show what was computed of a round."""
        found = getattr(results, "further", None)
        self.nothing.setVisible(found is None)
        for key, card in self.cards.items():
            blocks, choices = made(key, found)
            card.put(blocks, choices)


def made(key: str, found: Any) -> Made:
    """Return the blocks of a question and the figures in them; empty where not computed."""
    parts = {"gate": "gates", "err": "sensitivity", "labels": "classified", "time": "efficiency"}
    part = parts.get(key, key)
    given = getattr(found, part, None)
    if given is None:
        return [], []
    makers: dict[str, Maker] = {
        "gate": gate,
        "err": err,
        "labels": labels,
        "auditors": auditors,
        "time": pace.blocks,
    }
    return makers[key](given)


def gate(found: "Gates") -> Made:
    """Return the critical-error gate, the baseline, and where raw rates mislead."""
    critical, base = found.critical, found.baseline
    tone = {"failed": Tone.BAD, "clear": Tone.GOOD}.get(critical.status, Tone.NEUTRAL)
    head = {"failed": _("Critical gate failed."), "clear": _("Critical gate passed.")}
    ids = tuple(("decision", str(error.decision)) for error in critical.errors)
    lead = " ".join((head.get(critical.status, ""), critical.sentence)).strip()
    blocks: list[Block] = [Paragraph(text=lead, style=Style.LEAD, tone=tone, filter=ids)]
    if base.accuracy.value is not None:
        blocks.append(Paragraph(text=_baseline(found)))
    blocks += [Paragraph(text=text, style=Style.WARNING) for text in found.misleading]
    costly = [line for line in found.severity.penalties if line.decisions]
    if costly:
        blocks.append(_penalties(found))
    choices = [
        subjects.choice("critical_errors", critical.rate),
        subjects.choice("critical_gate", critical.rate),
        subjects.choice("baseline", base.accuracy),
        subjects.choice("difference", base.difference, title=_("Better than never acting")),
        subjects.choice("severity_weighted_accuracy", found.severity.accuracy),
        subjects.choice("misleading", None),
    ]
    return blocks, choices


def _baseline(found: "Gates") -> str:
    base = found.baseline
    text = _("Never acting would be right in {rate}.").format(rate=words.rate(base.accuracy))
    gap = base.difference
    if gap.value is not None:
        points = _points(gap.value)
        span = ""
        if gap.low is not None and gap.high is not None:
            span = f" ({_points(gap.low)} to {_points(gap.high)})"
        text += " " + _("The vendor's accuracy lies {points} points from there{span}.").format(
            points=points, span=span
        )
    if base.skill.value is not None and base.skill.value >= 0:
        text += " " + _("It avoids {share} of the errors of never acting.").format(
            share=words.percent(base.skill.value)
        )
    elif base.skill.value is not None:
        text += " " + _("It makes more errors than never acting would.")
    return text


def _points(value: float | None) -> str:
    return "" if value is None else f"{100 * value:+.1f}"


def _penalties(found: "Gates") -> DataTable:
    cases = {
        "any": "",
        "same_action": _("same action"),
        "one_step": _("one step"),
        "further": _("further off"),
    }
    lines = [line for line in found.severity.penalties if line.decisions]
    far = any(cases.get(line.case, line.case) for line in lines)
    return DataTable(
        key="penalties",
        title=_("What errors cost in severity-weighted accuracy: {rate}").format(
            rate=words.rate(found.severity.accuracy)
        ),
        columns=(
            Column(title=_("Error"), wide=True),
            *([Column(title=_("How far"))] if far else []),
            Column(title=_("Penalty"), kind=CellKind.NUMBER),
            Column(title=_("Decisions"), kind=CellKind.INTEGER),
            Column(title=_("Takes off"), kind=CellKind.SHARE),
        ),
        rows=tuple(
            (
                words.outcome_title(line.outcome),
                *([cases.get(line.case, line.case)] if far else []),
                float(line.penalty),
                line.decisions,
                float(line.lost),
            )
            for line in lines
        ),
        filters=tuple((("outcome", line.outcome),) for line in lines),
    )


def err(found: "Sensitivity") -> Made:
    """Return accuracy if auditors erred, the ceiling, and the rate adjusted for their errors."""
    lines = found.overall
    blocks: list[Block] = []
    if found.sentence:
        blocks.append(Paragraph(text=found.sentence, style=Style.LEAD))
    spec = panels_auditors.what_if(lines)
    if spec.marks:
        blocks.append(Figure(chart=replace(spec, title=_("Accuracy if auditors erred"))))
    if found.above_ceiling:
        text = _(
            "Accuracy is above what these auditors could measure of a vendor without any error."
        )
        blocks.append(Paragraph(text=text, style=Style.WARNING))
    blocks.append(_vendors(found))
    choices = [
        subjects.choice(
            "if_auditors_err",
            level.accuracy,
            title=_("If auditors err in {share}").format(share=words.target_percent(level.error)),
        )
        for level in lines.levels
    ]
    choices += [
        subjects.choice("accuracy", lines.measured, title=_("Accuracy as measured")),
        subjects.choice("overturned_by", None),
        subjects.choice("ceiling", found.ceiling),
        subjects.choice("percent_agreement", found.agreement),
        subjects.choice("rogan_gladen", found.adjusted_rate),
        subjects.choice("prevalence", found.violating_rate, title=_("Found violating")),
    ]
    return blocks, choices


def _vendors(found: "Sensitivity") -> DataTable:
    named = [(_("All"), found.overall), *found.vendors.items()]
    errors = [level.error for level in found.overall.levels]
    estimate = CellKind.ESTIMATE
    return DataTable(
        key="if_auditors_err",
        title=_("By vendor, if auditors err in so many cases"),
        columns=(
            Column(title=_("Vendor"), wide=True),
            Column(title=_("As measured"), kind=estimate, brief=True),
            *(
                Column(title=words.target_percent(error), kind=estimate, brief=True)
                for error in errors
            ),
            Column(title=_("Overturned by")),
        ),
        rows=tuple(
            (
                words.value_title(name),
                lines.measured,
                *(level.accuracy for level in lines.levels),
                _grades(lines.overturned_by),
            )
            for name, lines in named
        ),
    )


def _grades(n: int | None) -> str:
    return "" if n is None else _("{n} wrong grades").format(n=n)


def labels(found: Any) -> Made:
    """Return precision, recall and F1 of every label, their averages, and the correlations."""
    estimate = CellKind.ESTIMATE
    used = [line for line in found.labels if line.called or line.support]
    rows: list[Any] = [
        (line.title, line.called, line.support, line.precision, line.recall, line.f1)
        for line in used
    ]
    averages = ((_("Mean over labels"), found.macro), (_("By support"), found.by_support))
    rows += [(name, None, None, a.precision, a.recall, a.f1) for name, a in averages]
    table = DataTable(
        key="labels",
        title=_("Precision, recall and F1 by label"),
        columns=(
            Column(title=_("Label"), wide=True),
            Column(title=_("Decided"), kind=CellKind.INTEGER),
            Column(title=_("Right"), kind=CellKind.INTEGER),
            Column(title=_("Precision"), kind=estimate, brief=True),
            Column(title=_("Recall"), kind=estimate, brief=True),
            Column(title=_("F1"), kind=estimate, brief=True),
        ),
        rows=tuple(rows),
        filters=(*((("vendor_label", line.label),) for line in used), (), ()),
    )
    text = _("Matthews correlation {mcc} · kappa with the final answer {kappa}").format(
        mcc=words.coefficient(found.mcc), kappa=words.coefficient(found.kappa)
    )
    choices = [
        subjects.choice("mcc", found.mcc),
        subjects.choice("cohen_kappa", found.kappa),
        subjects.choice("balanced_accuracy", found.balanced_accuracy),
    ]
    for key in ("precision", "recall", "f1"):
        title = _("{score}: mean over labels").format(score=words.score_title(key))
        choices.append(subjects.choice(key, getattr(found.macro, key), title=title))
    choices += list(_rates(found))
    for line in used:
        choices += [
            subjects.choice(key, getattr(line, key), title=f"{line.title}: {key}")
            for key in ("precision", "recall", "f1")
        ]
    return [Paragraph(text=text), table], choices


def _rates(found: Any) -> Iterator["Choice"]:
    for key, e in found.rates.items():
        yield subjects.choice(key, e)


def auditors(found: Any) -> Made:
    """Return what can be said of each auditor without taking their own work for the truth."""
    blocks: list[Block] = []
    if found.sentence:
        blocks.append(Paragraph(text=found.sentence, style=Style.LEAD))
    lines = sorted(found.lines, key=lambda one: one.name)
    blocks.append(_auditor_table(lines))
    choices: list[Choice] = []
    for line in lines:
        for key, name in AUDITOR_KEYS.items():
            e = getattr(line, key)
            choices.append(subjects.choice(name, e, title=f"{line.name}: {words.spoken(key)}"))
    choices.append(subjects.choice("intra_rater", found.consistency))
    return blocks, choices


def _auditor_table(lines: Sequence[Any]) -> DataTable:
    """Return a line for each auditor; what nobody has a value of is left out."""
    shown = [key for key in AUDITOR_KEYS if any(getattr(x, key).value is not None for x in lines)]
    titles = {
        "agreement": _("Agreement"),
        "specific_agreement": _("On violations"),
        "kappa": _("Kappa"),
        "strictness": _("Flags more, points"),
        "anchoring": _("Anchoring"),
        "latent_accuracy": _("Latent accuracy"),
        "consistency": _("With themselves"),
        "gold_accuracy": _("Against gold"),
    }
    return DataTable(
        key="auditors",
        title=_("Each auditor, in order of name: no verdict and no rank"),
        columns=(
            Column(title=_("Auditor"), wide=True),
            Column(title=_("Graded"), kind=CellKind.INTEGER),
            Column(title=_("Twice"), kind=CellKind.INTEGER),
            *(Column(title=titles[key]) for key in shown),
        ),
        rows=tuple(
            (
                line.name,
                line.graded,
                line.double_graded,
                *(_figure(key, getattr(line, key)) for key in shown),
            )
            for line in lines
        ),
        muted=frozenset(k for k, line in enumerate(lines) if line.mark == "small"),
        empty=_("Nobody graded."),
    )


def _figure(key: str, e: Estimate) -> str:
    """Write value and interval; n stands in the same row."""
    if e.value is None:
        return "n/a"
    if key == "strictness":
        span = f" ({_points(e.low)} to {_points(e.high)})" if None not in {e.low, e.high} else ""
        return _points(e.value) + span
    if key == "kappa":
        span = f" ({e.low:.2f} to {e.high:.2f})" if None not in {e.low, e.high} else ""
        return f"{e.value:.2f}{span}"
    span = words.interval(e)
    return f"{words.share(e)} ({span})" if span else words.share(e)


AUDITOR_KEYS = {
    "agreement": "percent_agreement",
    "specific_agreement": "specific_agreement",
    "kappa": "cohen_kappa",
    "strictness": "strictness",
    "anchoring": "anchoring",
    "latent_accuracy": "dawid_skene",
    "consistency": "intra_rater",
    "gold_accuracy": "gold_accuracy",
}
