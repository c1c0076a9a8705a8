"""What an average hides: a card a question, of the blocks that the reports print, explained."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.i18n import _, translated
from reviewer_audit.reports import (
    panels_auditors,
    panels_checks,
    panels_course,
    panels_time,
    words,
)
from reviewer_audit.reports.model import Block
from ui.screens.results import subjects
from ui.widgets.blocks import Blocks
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.reports.course import Course
    from reviewer_audit.reports.further import Further
    from reviewer_audit.reports.results import AuditResults
    from ui.jobs import JobRunner
    from ui.screens.results.explaining import Explainer
    from ui.screens.results.subjects import Choice, Subject

ROWS = 30
Made = tuple[Sequence[Block], Sequence["Choice"]]
AUDITOR_KEYS = {  # what is known of an auditor -> what explains it
    "agreement": "percent_agreement",
    "specific_agreement": "specific_agreement",
    "kappa": "cohen_kappa",
    "strictness": "strictness",
    "anchoring": "anchoring",
    "latent_accuracy": "dawid_skene",
    "consistency": "intra_rater",
    "gold_accuracy": "gold_accuracy",
}
TIME_KEYS = {
    "handling_median": "handling_time",
    "handling_p90": "handling_time",
    "per_day": "throughput",
    "per_hour": "throughput",
    "turnaround_median": "turnaround_time",
    "turnaround_p90": "turnaround_time",
    "within_deadline": "turnaround",
}


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
        titles = {
            "course": translated(panels_course.TITLE),
            **{key: translated(title) for key, title in panels_checks.TITLES.items()},
            "auditors": translated(panels_auditors.QUALITY_TITLE),
            "time": translated(panels_time.TITLE),
        }
        self.cards = {
            key: CheckCard(f"results:check:{key}", title, jobs, explainer)
            for key, title in titles.items()
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
        self.nothing.setVisible(results.further is None)
        for key, card in self.cards.items():
            card.put(*made(key, results))


def made(key: str, results: "AuditResults") -> Made:
    """Return the blocks of a question and the figures in them; empty where not computed."""
    if key == "course":
        way = results.course
        return ([], []) if way is None else (panels_course.blocks(way), list(course(way)))
    found = results.further
    if found is None:
        return [], []
    blocks, choices = PARTS[key]
    return blocks(found), list(choices(found))


def course(found: "Course") -> Iterator["Choice"]:
    """Yield the accuracy at every stage, and what the control of agreements takes off it."""
    for stage in reversed(found.stages):
        name = translated(panels_course.STAGES[stage.stage])
        title = _("Accuracy: {stage}").format(stage=words.inside(name))
        yield subjects.choice("accuracy", stage.accuracy, title=title)
        title = _("Charged accuracy: {stage}").format(stage=words.inside(name))
        yield subjects.choice("charged_accuracy", stage.charged, title=title)
    if found.control is not None:
        yield subjects.choice("agreement_control", found.control.accuracy)


def gate(further: "Further") -> Iterator["Choice"]:
    """Yield what stands behind the critical-error gate and the baseline."""
    found = further.gates
    critical, base = found.critical, found.baseline
    yield subjects.choice("critical_errors", critical.rate)
    yield subjects.choice("critical_gate", critical.rate)
    yield subjects.choice("baseline", base.accuracy)
    yield subjects.choice("difference", base.difference, title=_("Better than never acting"))
    yield subjects.choice("severity_weighted_accuracy", found.severity.accuracy)
    yield subjects.choice("strictness", further.strict.vendor.strictness)
    yield subjects.choice("misleading", None)


def err(further: "Further") -> Iterator["Choice"]:
    """Yield accuracy at each rate of errors, and what is known of the auditors' errors."""
    found = further.sensitivity
    for level in found.overall.levels:
        title = _("If auditors err in {share}").format(share=words.target_percent(level.error))
        yield subjects.choice("if_auditors_err", level.accuracy, title=title)
    title = _("Accuracy as measured")
    yield subjects.choice("accuracy", found.overall.measured, title=title)
    yield subjects.choice("overturned_by", None)
    yield subjects.choice("ceiling", found.ceiling)
    yield subjects.choice("percent_agreement", found.agreement)
    yield subjects.choice("rogan_gladen", found.adjusted_rate)
    yield subjects.choice("adjusted_accuracy", found.adjusted_accuracy)
    yield subjects.choice("prevalence", found.violating_rate, title=_("Found violating"))


def labels(further: "Further") -> Iterator["Choice"]:
    """Yield the correlations, the means over labels, and the scores of every label."""
    found = further.classified
    keys = ("precision", "recall", "f1")
    yield subjects.choice("mcc", found.mcc)
    yield subjects.choice("cohen_kappa", found.kappa)
    yield subjects.choice("balanced_accuracy", found.balanced_accuracy)
    for key in keys:
        title = _("{score}: mean over labels").format(score=words.score_title(key))
        yield subjects.choice(key, getattr(found.macro, key), title=title)
    for key, e in found.rates.items():
        yield subjects.choice(key, e)
    for line in found.labels:
        if line.called or line.support:
            for key in keys:
                yield subjects.choice(key, getattr(line, key), title=f"{line.title}: {key}")


def auditors(further: "Further") -> Iterator["Choice"]:
    """Yield what is known of each auditor, in order of name."""
    found = further.auditors
    for line in sorted(found.lines, key=lambda one: one.name):
        for key, name in AUDITOR_KEYS.items():
            title = f"{line.name}: {words.spoken(key)}"
            yield subjects.choice(name, getattr(line, key), title=title)
    yield subjects.choice("intra_rater", found.consistency)
    if found.gold is not None:
        title = _("Against gold: all auditors")
        yield subjects.choice("gold_accuracy", found.gold.overall.accuracy, title=title)


def time(further: "Further") -> Iterator["Choice"]:
    """Yield the times of the whole round."""
    found = further.efficiency
    for key, name in TIME_KEYS.items():
        if found.overall[key].value is not None:
            title = translated(panels_time.TITLES[key])
            yield subjects.choice(name, found.overall[key], title=title)


PARTS: dict[
    str, tuple[Callable[["Further"], list[Block]], Callable[["Further"], Iterator[Any]]]
] = {
    "gate": (panels_checks.gate, gate),
    "err": (panels_checks.err, err),
    "labels": (panels_checks.labels, labels),
    "auditors": (lambda further: panels_auditors.quality(further.auditors), auditors),
    "time": (lambda further: panels_time.blocks(further.efficiency), time),
}
