"""The tables for other programs that a round's numbers become."""

import json
from collections.abc import Iterator, Mapping

from reviewer_audit.reports.records import LEFT_OUT_KEYS, Scores
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.reports.words import OUTCOMES
from reviewer_audit.stats.measure import Estimate

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]

ESTIMATE = (
    "value", "numerator", "n", "low", "high", "confidence", "method", "se", "reason", "note",
    "n_eff", "flags",
)  # fmt: skip
COUNTS = ("true_positive", "false_positive", "false_negative", "true_negative")


def estimate_cells(e: Estimate) -> tuple[object, ...]:
    """Return an estimate as the cells of the columns ``ESTIMATE``."""
    return (
        e.value,
        e.numerator,
        e.n,
        e.low,
        e.high,
        e.confidence,
        e.method,
        e.se,
        e.reason or "",
        e.note,
        e.n_eff,
        "; ".join(e.flags),
    )


def _slices(found: AuditResults) -> Iterator[tuple[str, str, Scores]]:
    yield "", "", found.overall
    for role, lines in found.by.items():
        for value, scores in lines.items():
            yield role, value, scores


def facts(found: AuditResults, besides: Mapping[str, object]) -> Table:
    """What one must know of the figures; ``besides`` comes first."""
    method = found.method
    known = dict(besides) | {
        "project": found.project,
        "round": found.round_title,
        "state": found.state,
        "provisional": found.provisional,
        "estimand": found.estimand,
        "confidence": found.confidence,
        "decisions": found.decisions,
        "graded_decisions": found.graded_decisions,
        **{f"left_out_{key}": found.left_out.get(key, 0) for key in LEFT_OUT_KEYS},
        "population": method.population,
        "way_of_drawing": method.method,
        "weighted": method.weighted,
        "policy": method.policy,
        "facets_not_compared": ", ".join(found.skipped_facets),
        "journal_head": method.journal_head,
    }
    return ("fact", "value"), [
        (key, str(value).lower() if isinstance(value, bool) else value)
        for key, value in known.items()
    ]


def estimates(found: AuditResults) -> Table:
    """Every measure of every slice."""
    return ("role", "slice", "measure", *ESTIMATE), [
        (role, value, key, *estimate_cells(e))
        for role, value, scores in _slices(found)
        for key, e in scores.estimates.items()
    ]


def slices(found: AuditResults) -> Table:
    """How many decisions every slice holds, and how they came out."""
    header = (
        "role", "slice", "decisions", "counted", *(f"left_out_{key}" for key in LEFT_OUT_KEYS),
        *OUTCOMES, *COUNTS, "bound_low", "bound_high", "mark",
    )  # fmt: skip
    return header, [
        (
            role,
            value,
            scores.decisions,
            scores.counted,
            *(scores.left_out.get(key, 0) for key in LEFT_OUT_KEYS),
            *(scores.outcomes.get(key, 0) for key in OUTCOMES),
            *(scores.counts.get(key, 0) for key in COUNTS),
            *(scores.bounds or (None, None)),
            scores.mark,
        )
        for role, value, scores in _slices(found)
    ]


def targets(found: AuditResults) -> Table:
    """Every declared target with its verdict."""
    header = (
        "role", "slice", "metric", "status", "target", "rule", "measure", "bound", "bound_method",
        "confidence", "look", "provisional", "overturned_by", "needed_decisions", "needed_chance",
        "reason",
    )  # fmt: skip
    lines: list[tuple[object, ...]] = []
    for role, value, scores in _slices(found):
        verdicts = dict(scores.verdicts)
        if not verdicts and scores.verdict is not None:
            verdicts = {"accuracy": scores.verdict}
        for metric, v in verdicts.items():
            needed = v.needed or {}
            lines.append(
                (
                    role,
                    value,
                    metric,
                    v.status,
                    v.target,
                    v.rule,
                    v.measure,
                    v.bound,
                    v.bound_method,
                    v.confidence,
                    v.look,
                    v.provisional,
                    v.overturned_by,
                    needed.get("decisions"),
                    needed.get("chance"),
                    v.reason,
                )
            )
    return header, lines


def confusion(found: AuditResults) -> Table:
    """The confusion matrix, one row a cell."""
    seen = found.confusion
    return ("vendor_label", "final_label", "decisions", "weighted"), [
        (vendor, final, seen.matrix[row][column], seen.weighted_matrix[row][column])
        for row, vendor in enumerate(seen.labels)
        for column, final in enumerate(seen.labels)
    ]


def labels(found: AuditResults) -> Table:
    """Precision, recall and F1 of every label."""
    known = found.labels or (found.further.classified.labels if found.further else ())
    header = ("label", "title", "violating", "called", "support", "measure", *ESTIMATE)
    return header, [
        (one.label, one.title, one.violating, one.called, one.support, key, *estimate_cells(e))
        for one in known
        for key, e in (("precision", one.precision), ("recall", one.recall), ("f1", one.f1))
    ]


def agreement(found: AuditResults) -> Table:
    """Every coefficient of both pairings."""
    pairings = {"vendor_auditor": found.vendor_auditor, "auditor_auditor": found.auditor_auditor}
    return ("pairing", "units", "raters", "coefficient", *ESTIMATE), [
        (name, one.units, one.raters, key, *estimate_cells(e))
        for name, one in pairings.items()
        for key, e in one.coefficients.items()
    ]


def auditors(found: AuditResults) -> Table:
    """How much each auditor did."""
    header = ("auditor", "assigned", "graded", "cannot_judge", "skipped", "flagged", *ESTIMATE)
    return header, [
        (
            one.name,
            one.assigned,
            one.graded,
            one.cannot_judge,
            one.skipped,
            one.flagged,
            *estimate_cells(one.agrees_with_final),
        )
        for one in found.auditors
    ]


def periods(found: AuditResults) -> Table:
    """Accuracy in time."""
    lines = found.further.periods.lines if found.further else ()
    return ("period", "start", *ESTIMATE), [
        (one.name, one.start, *estimate_cells(one.accuracy)) for one in lines
    ]


def findings(found: AuditResults) -> Table:
    """What stands out."""
    return ("finding", "text", "detail", "slice", "error", *ESTIMATE), [
        (
            k,
            one.text,
            one.detail,
            json.dumps(dict(one.slice), ensure_ascii=False),
            one.error or "all",
            *estimate_cells(one.estimate),
        )
        for k, one in enumerate(found.findings, 1)
    ]


def finding_decisions(found: AuditResults) -> Table:
    """The decisions behind each finding."""
    return ("finding", "decision"), [
        (k, decision) for k, one in enumerate(found.findings, 1) for decision in one.decisions
    ]


def errors(found: AuditResults) -> Table:
    """Every decision that differs from the final answer."""
    header = (
        "decision", "decision_id", "item_id", "outcome", "vendor_labels", "vendor_action",
        "final_labels", "final_action", "severity", "critical", "cause", "charged", "clause",
        "rationale",
    )  # fmt: skip
    return header, [
        (
            e.decision or None,
            e.decision_id,
            e.item,
            e.outcome,
            e.vendor_labels,
            e.vendor_action,
            e.final_labels,
            e.final_action,
            e.severity,
            e.critical,
            e.cause,
            e.charged,
            e.clause,
            e.rationale,
        )
        for e in found.errors
    ]


def strata(found: AuditResults) -> Table:
    """The cells of the draw."""
    return ("stratum", "population", "sampled"), [
        (json.dumps(dict(s.cell), ensure_ascii=False) if s.cell else "", s.population, s.sampled)
        for s in found.method.strata
    ]


def sources(found: AuditResults) -> Table:
    """The files that decisions came in."""
    return ("file", "sha256", "decisions"), list(found.method.sources)
