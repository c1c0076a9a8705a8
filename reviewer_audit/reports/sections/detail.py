"""Every measure with what it is a share of, its interval and how it was computed."""

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Style,
)
from reviewer_audit.reports.results import SCORE_KEYS, Scores
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _columns() -> tuple[Column, ...]:
    return (
        Column(title=_("Key"), kind=CellKind.ID),
        Column(title=_("Measure")),
        Column(title=_("Share of")),
        Column(title=_("Value"), kind=CellKind.ESTIMATE),
        Column(title=_("Target"), kind=CellKind.SHARE),
        Column(title=_("Verdict"), kind=CellKind.WORD),
        Column(title=_("Method"), wide=True),
        Column(title=_("Note"), wide=True),
    )


def _row(key: str, scores: Scores) -> tuple[Cell, ...]:
    e = scores[key]
    metric, verdict = words.verdict_of(scores, key) or (key, None)
    notes = [e.note, *(words.flag_text(flag) for flag in e.flags)]
    return (
        key,
        words.score_title(key),
        words.score_of(key),
        e,
        verdict.target if verdict else None,
        words.verdict_word(verdict, metric),
        method_text(e.method),
        " ".join(note if note.endswith(".") else f"{note}." for note in notes if note),
    )


def _blocks(scope: Scope) -> tuple[Block, ...]:
    results = scope.results
    scores = results.overall
    counts = scores.counts
    names = {
        "true_positive": _("Violating, and called violating"),
        "false_positive": _("Harmless, but called violating"),
        "false_negative": _("Violating, but called harmless"),
        "true_negative": _("Harmless, and called harmless"),
    }
    return (
        Paragraph(
            text=_(
                "Intervals at {confidence}, for {estimand}. In a workbook, Check recomputes each "
                "value from numerator and n, or from decisions and hits at each weight."
            ).format(
                confidence=words.target_percent(results.confidence),
                estimand=translated(words.ESTIMANDS.get(results.estimand, results.estimand)),
            )
        ),
        *(
            Paragraph(text=words.verdict_sentence(found[1], found[0]))
            for key in SCORE_KEYS
            if (found := words.verdict_of(scores, key))
        ),
        DataTable(
            key="scores",
            columns=_columns(),
            rows=tuple(_row(key, scores) for key in SCORE_KEYS if key in scores.estimates),
        ),
        DataTable(
            key="outcomes",
            title=_("Outcomes of all sampled decisions"),
            columns=(
                Column(title=_("Key"), kind=CellKind.ID),
                Column(title=_("Outcome")),
                Column(title=_("Decisions"), kind=CellKind.INTEGER),
            ),
            rows=tuple((key, words.outcome_title(key), n) for key, n in scores.outcomes.items()),
            filters=tuple((("outcome", key),) for key in scores.outcomes),
        ),
        DataTable(
            key="counts",
            title=_("Violating or not, alone"),
            columns=(
                Column(title=_("Key"), kind=CellKind.ID),
                Column(title=_("What")),
                Column(title=_("Decisions"), kind=CellKind.INTEGER),
            ),
            rows=tuple((key, names.get(key, words.spoken(key)), n) for key, n in counts.items()),
        ),
        Paragraph(text=words.left_out_sentence(results.left_out), style=Style.NOTE),
    )


SECTION = SectionKind(key="detail", title=N_("KPI detail"), blocks=_blocks)
