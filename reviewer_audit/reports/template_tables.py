"""The tables that a customer's own workbook can hold: a column's heading names the field."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reviewer_audit.i18n import _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.charts import PERSONS, slice_title
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.records import SCORE_KEYS
from reviewer_audit.reports.results import ErrorLine, Scores
from reviewer_audit.reports.sections.breakdowns import remark
from reviewer_audit.reports.sections.scope import Scope
from reviewer_audit.reports.template import (
    PARTS,
    PREFIX,
    Filling,
    Value,
    figures,
    holds,
    needed,
    parts_of,
)

ROLES = ("vendor", "queue", "language", "market", "site", "team", "label", "reviewer")
_ERROR_ROLES = ("vendor", "queue", "language", "market", "site", "team", "reviewer")

Row = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its fields, the parts of the report that hold it, and its rows.

    ``rates`` are the fields that need others beside them, of each group one.
    """

    name: str
    what: str
    sections: frozenset[str]
    fields: Mapping[str, str]  # field -> what it holds
    rows: Callable[[Scope], Iterable[Row]]
    rates: Mapping[str, tuple[tuple[str, ...], ...]]


def field_of(heading: str) -> str:
    """Return the field that a heading names: ``Accuracy low`` is ``accuracy_low``."""
    return re.sub(r"[\W_]+", "_", heading.strip().casefold()).strip("_")


def _share(key: str, title: str) -> dict[str, str]:
    return {key + end: f"{title}: {translated(said)}" for end, said in PARTS.items()}


def _slices(role: str) -> Table:
    scores = [field for key in SCORE_KEYS for field in _share(key, words.score_title(key)).items()]
    of_all = [key for key in SCORE_KEYS if words.SCORES[key][1].startswith("decisions that count")]
    return Table(
        name=f"{PREFIX}slices_{role}",
        what=_("the scores by {role}, one row each").format(
            role=words.inside(words.role_title(role))
        ),
        sections=frozenset({"breakdowns", *(("indicators",) if role == "language" else ())}),
        fields={
            "name": words.role_title(role),
            "decisions": _("sampled decisions"),
            "counted": _("decisions that count, the n of shares of them"),
            "left_out": _("decisions left out"),
            "remark": _("verdict, or that it differs from the rest"),
            **dict(scores),
        },
        rows=lambda scope: _slice_rows(scope, role),
        rates={key: needed(key, ("counted",) if key in of_all else ()) for key in SCORE_KEYS},
    )


def _slice_rows(scope: Scope, role: str) -> Iterator[Row]:
    results = scope.results
    lines = results.by.get(role, {})
    for value in sorted(lines):
        scores = lines[value]
        said = remark(scores, results.overall["accuracy"].value, person=role in PERSONS)
        yield {
            "name": slice_title(results, ((role, value),)),
            "decisions": scores.decisions,
            "counted": scores.counted,
            "left_out": scores.decisions - scores.counted,
            "remark": said.text if said else "",
            **_scores(scores),
        }


def _scores(scores: Scores) -> Row:
    return {
        name: value
        for key in SCORE_KEYS
        for name, value in parts_of(key, scores[key], words.rate).items()
    }


def _measures(scope: Scope) -> Iterator[Row]:
    scores = scope.results.overall
    for key in SCORE_KEYS:
        e = scores[key]
        metric, verdict = words.verdict_of(scores, key) or (key, None)
        word = words.verdict_word(verdict, metric)
        yield {
            "key": key,
            "measure": words.score_title(key),
            "share_of": words.score_of(key),
            **parts_of("value", e, words.rate),
            "target": verdict.target if verdict else None,
            "verdict": word.text if word else "",
            "method": method_text(e.method),
            "note": e.note,
        }


def _outcomes(scope: Scope) -> Iterator[Row]:
    for key, n in scope.results.overall.outcomes.items():
        yield {"key": key, "outcome": words.outcome_title(key), "decisions": n}


def _errors(scope: Scope) -> Iterator[Row]:
    for e in scope.results.errors:
        yield {
            "item": e.item,
            "decision": e.decision_id,
            "decided_at": e.decided_at,
            **{role: e.slices.get(role, "") for role in _ERROR_ROLES},
            "vendor_labels": e.vendor_labels,
            "vendor_action": e.vendor_action,
            "final_labels": e.final_labels,
            "final_action": e.final_action,
            "error": words.outcome_title(e.outcome),
            "severity": e.severity,
            "critical": "yes" if e.critical else "",
            "cause": e.cause,
            "charged": "yes" if e.charged else "no",
            "clause": e.clause,
            "rationale": e.rationale,
        }


def _confusion(scope: Scope) -> Iterator[Row]:
    table = scope.results.confusion
    for i, row in enumerate(table.matrix):
        for j, n in enumerate(row):
            if n:
                yield {
                    "decided": table.titles[i],
                    "final": table.titles[j],
                    "decisions": n,
                    "weighted": table.weighted_matrix[i][j] if table.weighted_matrix else None,
                    "right": "yes" if i == j else "no",
                }


def _findings(scope: Scope) -> Iterator[Row]:
    for one in scope.results.findings:
        yield {
            "finding": one.text,
            "detail": one.detail,
            **parts_of("error_rate", one.estimate, words.rate),
        }


def _causes(scope: Scope) -> Iterator[Row]:
    counted: dict[tuple[str, bool], list[ErrorLine]] = {}
    for e in scope.results.errors:
        counted.setdefault((e.cause, e.charged), []).append(e)
    for (cause, charged), lines in sorted(counted.items(), key=lambda one: -len(one[1])):
        yield {
            "cause": words.value_title(cause),
            "charged": "yes" if charged else "no",
            "errors": len(lines),
        }


def _agreement(scope: Scope) -> Iterator[Row]:
    for pairing, found in (
        (_("Vendor with auditors"), scope.results.vendor_auditor),
        (_("Auditors with each other"), scope.results.auditor_auditor),
    ):
        for key, e in found.coefficients.items():
            in_words = words.rate if key == "percent_agreement" else words.coefficient
            yield {
                "pairing": pairing,
                "key": key,
                "coefficient": words.score_title(key),
                **parts_of("value", e, in_words),
                "method": method_text(e.method),
                "note": e.note,
            }


def _labels(scope: Scope) -> Iterator[Row]:
    further = scope.results.further
    for line in further.classified.labels if further else scope.results.labels:
        yield {
            "label": line.title,
            "called": line.called,
            "support": line.support,
            **parts_of("precision", line.precision, words.rate),
            **parts_of("recall", line.recall, words.rate),
        }


def _periods(scope: Scope) -> Iterator[Row]:
    further = scope.results.further
    for line in further.periods.lines if further else ():
        yield {
            "period": line.name,
            "start": line.start,
            **parts_of("accuracy", line.accuracy, words.rate),
        }


def _strata(scope: Scope) -> Iterator[Row]:
    for line in scope.results.method.strata:
        yield {
            "stratum": words.DOT.join(filter(None, line.cell.values())) or _("All"),
            "population": line.population,
            "sampled": line.sampled,
        }


def _table(
    name: str,
    section: str,
    what: str,
    rows: Callable[[Scope], Iterable[Row]],
    fields: str,
    rates: tuple[str, ...] = (),
) -> Table:
    """Declare a table by its fields; those of ``rates`` have the parts of an estimate."""
    every = {key: words.spoken(key) for key in fields.split()}
    for key in rates:
        every |= _share(key, words.spoken(key))
    return Table(
        name=PREFIX + name,
        what=what,
        sections=frozenset({section}),
        fields=every,
        rows=rows,
        rates={key: needed(key) for key in rates},
    )


def tables() -> Mapping[str, Table]:
    """Return every table, with what it holds in the language that is spoken now."""
    every = (
        *(_slices(role) for role in ROLES),
        _table(
            "measures", "detail", _("every measure, one row each"), _measures,
            "key measure share_of target verdict method note", ("value",),
        ),
        _table(
            "outcomes", "detail", _("outcomes of all sampled decisions"), _outcomes,
            "key outcome decisions",
        ),
        _table(
            "errors", "errors", _("one row per error"), _errors,
            "item decision decided_at vendor queue language market site team reviewer "
            "vendor_labels vendor_action final_labels final_action error severity critical "
            "cause charged clause rationale",
        ),
        _table(
            "confusion", "confusion",
            _("what was decided against what was right, one row per pair"), _confusion,
            "decided final decisions weighted right",
        ),
        _table(
            "findings", "summary", _("what stands out, with its rate of errors"), _findings,
            "finding detail", ("error_rate",),
        ),
        _table("causes", "errors", _("errors by root cause"), _causes, "cause charged errors"),
        _table(
            "agreement", "agreement", _("every coefficient of agreement"), _agreement,
            "pairing key coefficient method note", ("value",),
        ),
        _table(
            "labels", "confusion", _("how each label was used"), _labels,
            "label called support", ("precision", "recall"),
        ),
        _table(
            "periods", "periods", _("accuracy over time, whole audit alone"), _periods,
            "period start", ("accuracy",),
        ),
        _table("strata", "method", _("cells of the draw"), _strata, "stratum population sampled"),
    )  # fmt: skip
    return {one.name: one for one in every}


TABLES = tables()  # for their fields and rows; what they hold is asked for anew


def filling(scope: Scope, days: tuple[str, str] = ("", "")) -> Filling:
    """Return all that a file of this scope can be filled with.

    Args:
        scope: the results of whom it is about, as its edition may know them.
        days: of the first and the last of their decisions; said where decisions may be told apart.
    """
    return Filling(
        figures=figures(scope, days),
        tables={
            name: tuple(one.rows(scope))
            for name, one in TABLES.items()
            if holds(scope.edition, one.sections)
        },
    )
