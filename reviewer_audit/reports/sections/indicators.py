"""Indicators of accuracy and the possible rate of error, with the language split.

What Article 15(1)(e) of the Digital Services Act asks for, in the order of section 1.6 of the
template of Implementing Regulation (EU) 2024/2835. Accuracy stands as precision and recall
beside the plain share (Wei, Zufall & Jia 2023, arXiv:2305.09601).
"""

from reviewer_audit.i18n import N_, _, translated
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
from reviewer_audit.reports.results import AuditResults, Scores
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_KEYS = ("accuracy", "false_positive_rate", "false_negative_rate", "precision", "recall")


def _row(name: str, scores: Scores) -> tuple[Cell, ...]:
    return (name, scores.counted, *(scores[key] for key in _KEYS))


def _table(results: AuditResults) -> DataTable:
    languages = results.by.get("language", {})
    return DataTable(
        key="indicators",
        columns=(
            Column(title=_("Language")),
            Column(title="n", kind=CellKind.INTEGER),
            *(Column(title=words.score_title(key), kind=CellKind.ESTIMATE) for key in _KEYS),
        ),
        rows=(
            _row(_("All languages"), results.overall),
            *(_row(words.value_title(name), languages[name]) for name in sorted(languages)),
        ),
        muted=frozenset(
            at
            for at, name in enumerate(sorted(languages), start=1)
            if languages[name].counted < words.SMALL
        ),
    )


def _blocks(scope: Scope) -> tuple[Block, ...]:
    results = scope.results
    if scope.edition != "regulator":
        return ()
    return (
        Paragraph(
            text=_(
                "Decisions of moderation compared with the final answer of an independent audit. "
                "Intervals at {confidence}, for {estimand}; n is the number of decisions each "
                "rate is a share of."
            ).format(
                confidence=words.target_percent(results.confidence),
                estimand=translated(words.ESTIMANDS.get(results.estimand, results.estimand)),
            ),
        ),
        _table(results),
        *(
            Paragraph(text=_("No language was recorded with the decisions."), style=Style.NOTE)
            for missing in [not results.by.get("language")]
            if missing
        ),
        Paragraph(text=words.left_out_sentence(results.left_out), style=Style.NOTE),
    )


SECTION = SectionKind(key="indicators", title=N_("Indicators of accuracy"), blocks=_blocks)
