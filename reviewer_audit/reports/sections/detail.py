"""Every measure with what it is a share of, its interval and how it was computed."""

from reviewer_audit.reports import words
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

_COLUMNS = (
    Column(title="Key", kind=CellKind.ID),
    Column(title="Measure"),
    Column(title="Share of"),
    Column(title="Value", kind=CellKind.ESTIMATE),
    Column(title="Target", kind=CellKind.SHARE),
    Column(title="Verdict", kind=CellKind.WORD),
    Column(title="Method", wide=True),
    Column(title="Note", wide=True),
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
        e.method,
        " ".join(note if note.endswith(".") else f"{note}." for note in notes if note),
    )


def _blocks(scope: Scope) -> tuple[Block, ...]:
    results = scope.results
    scores = results.overall
    counts = scores.counts
    names = {
        "true_positive": "Violating, and called violating",
        "false_positive": "Harmless, but called violating",
        "false_negative": "Violating, but called harmless",
        "true_negative": "Harmless, and called harmless",
    }
    return (
        Paragraph(
            text=f"Intervals at {words.target_percent(results.confidence)}, for "
            f"{words.ESTIMANDS.get(results.estimand, results.estimand)}. "
            "Check recomputes a value from numerator and n where every decision weighs the same."
        ),
        *(
            Paragraph(text=words.verdict_sentence(found[1], found[0]))
            for key in SCORE_KEYS
            if (found := words.verdict_of(scores, key))
        ),
        DataTable(
            key="scores",
            columns=_COLUMNS,
            rows=tuple(_row(key, scores) for key in SCORE_KEYS if key in scores.estimates),
        ),
        DataTable(
            key="outcomes",
            title="Outcomes of all sampled decisions",
            columns=(
                Column(title="Key", kind=CellKind.ID),
                Column(title="Outcome"),
                Column(title="Decisions", kind=CellKind.INTEGER),
            ),
            rows=tuple((key, words.outcome_title(key), n) for key, n in scores.outcomes.items()),
            filters=tuple((("outcome", key),) for key in scores.outcomes),
        ),
        DataTable(
            key="counts",
            title="Violating or not, alone",
            columns=(
                Column(title="Key", kind=CellKind.ID),
                Column(title="What"),
                Column(title="Decisions", kind=CellKind.INTEGER),
            ),
            rows=tuple((key, names.get(key, words.spoken(key)), n) for key, n in counts.items()),
        ),
        Paragraph(text=words.left_out_sentence(results.left_out), style=Style.NOTE),
    )


SECTION = SectionKind(key="detail", title="KPI detail", blocks=_blocks)
