"""All numbers of a revealed round."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.policy import Match
from reviewer_audit.domain.rounds import AssignmentKind, Round
from reviewer_audit.errors import RoundError
from reviewer_audit.i18n import _
from reviewer_audit.reports import further as reports_further
from reviewer_audit.reports.classified import label_scores
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.findings import findings
from reviewer_audit.reports.findings_targets import target_findings
from reviewer_audit.reports.gold import GoldReport, gold_report
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.repeats import RepeatReport, repeat_report
from reviewer_audit.reports.results import (
    LEFT_OUT_KEYS,
    AuditorLine,
    AuditResults,
    Finding,
    Scores,
)
from reviewer_audit.reports.scores import confusion, score_round
from reviewer_audit.services import capa, policies, timing_data
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.anchoring import anchoring
from reviewer_audit.services.course import courses
from reviewer_audit.services.errorlist import error_lines
from reviewer_audit.services.gathering import Records, gathered, read
from reviewer_audit.services.gold_results import gold_grades
from reviewer_audit.services.method import method_of
from reviewer_audit.services.poststratify import poststratified
from reviewer_audit.services.projects import Project, title
from reviewer_audit.services.repeat_results import repeat_grades
from reviewer_audit.services.round_agreement import (
    auditor_auditor,
    primary_labels,
    vendor_auditor,
)
from reviewer_audit.stats.interval_choice import CHOICES
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.store import items, rounds

if TYPE_CHECKING:
    from reviewer_audit.reports.course import Course

USUAL = ("vendor", "reviewer", "queue", "language", "market")
LISTED = ("vendor", "queue", "language", "market", "site", "team", "label", "reviewer")
SLICED = frozenset({*LISTED, "policy_version", "source", "item_type", "tenure", "day"})
NAMED = 40  # items listed with a finding
Bool = NDArray[np.bool_]


def results(
    store: Project,
    *,
    round_id: int | None = None,
    by: Sequence[str] = (),
    confidence: float = 0.95,
    estimand: str = "process",
    match: str = "",
    interval: str = "",
    poststratify: str = "",
    full: bool = False,
    further: bool = False,
    records: Records | None = None,
) -> AuditResults:
    """Compute everything about one round.

    Args:
        store: the project.
        round_id: which round; the one that is meant where none is named.
        by: roles to slice by, ``vendor+queue`` for crossed cells; the usual mapped ones where
            none is named.
        confidence: of all intervals.
        estimand: process, batch or other_reviewers.
        match: primary, any or exact, instead of the policy's.
        interval: of the rates of decisions, one of ``interval_choice.CHOICES``; the usual one
            where none is named, or where the sample does not allow it (the method says why).
        poststratify: a role whose shares of the frame weigh the scores; verdicts and what is
            asked beyond the scores rest on the sample as it was drawn.
        full: also every vendor's own results, for scorecards.
        further: also what is asked beyond the scores, such as funnels and sensitivity.
        records: what :func:`records_of` read of the round, where more is computed from it.

    Raises:
        StillBlindError: the round is still graded.
        RoundError: a role to slice or to weigh by, or the interval, is unknown.
    """
    if interval not in {"", *CHOICES}:
        message = _("There is no interval {interval!r}.").format(interval=interval)
        raise RoundError(
            message,
            _("Choose {choices}.").format(choices=", ".join(CHOICES)),
            code="stats.unknown_interval",
        )
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_revealed(one)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        records = records or read(tx, one)
        progress = rounds.progress(tx, one.id, kind=AssignmentKind.AUDIT)
        anchored = anchoring(tx, records) if further else {}
        seeded = gold_grades(tx, one, policy, match=Match(match) if match else None)
        twice = repeat_grades(tx, one, policy)
    gold, again = gold_report(seeded, confidence), repeat_report(twice, confidence)
    here = gathered(
        records,
        policy,
        match=Match(match) if match else None,
        estimand=estimand,
        confidence=confidence,
        interval=interval,
    )
    drawn, weighed = here.data, None
    if poststratify:
        with store.read() as tx:
            weighed = poststratified(tx, records, drawn, poststratify)
    data = weighed.data if weighed else drawn
    asked = [tuple(family.split("+")) for family in by] or _usual(data)
    _require_roles(asked)
    inner = _crossed(data)
    families = list(dict.fromkeys([*asked, ("vendor",), *inner, *(_listed(data) if full else ())]))
    overall, sliced = score_round(data, families, drawn=drawn if weighed else None)
    named = _itemised(store, data, findings(data, sliced, target=_promised(data)))
    found = AuditResults(
        project=title(store),
        round_id=one.id,
        round_title=one.title,
        state=one.state.value,
        provisional=data.provisional,
        estimand=estimand,
        confidence=confidence,
        decisions=data.n,
        graded_decisions=overall.counted,
        left_out=overall.left_out,
        overall=overall,
        by=sliced if full else {"+".join(family): sliced["+".join(family)] for family in asked},
        confusion=confusion(data),
        vendor_auditor=vendor_auditor(drawn),
        auditor_auditor=auditor_auditor(drawn),
        auditors=_auditors(data, progress, gold, again),
        findings=_in_order((*named, *target_findings(data, overall, sliced["vendor"], named))),
        errors=error_lines(store, here),
        method=method_of(store, one, data),
        skipped_facets=outcomes(data).skipped_facets,
        poststrata=weighed.told(overall["accuracy"]) if weighed else None,
    )
    vendors = [name for name in sliced.get("vendor", {}) if name] if full else []
    ways: Mapping[str, Course] = {}
    if further:
        more = reports_further.further(
            drawn,
            timing_data.times_of(store, one),
            records.drawn["decided_at"],
            cells=[line.cell for line in found.method.strata],
            anchoring=anchored,
            gold=gold,
            repeats=again,
        )
        unit = more.periods.unit
        whole, ways = courses(store, one, records, drawn, unit=unit, vendors=vendors)
        found = replace(found, further=more, course=whole, actions=capa.of_round(store, one))
    if full:
        ready = Prepared(data)
        own = {
            name: replace(_of_vendor(found, ready, drawn, name, sliced), course=ways.get(name))
            for name in vendors
        }
        found = replace(found, extra={"vendors": own})
    return found


def _in_order(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put where it is before that it is, and people last."""
    order = ("slice", "target", "rule", "drift", "auditor")
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _itemised(store: Project, data: AuditData, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Name the items of findings about auditors: no list of errors holds them."""
    if not any(one.kind == "auditor" for one in found):
        return found
    item_of = dict(zip(data.decision_id.tolist(), data.item_ids[data.item].tolist(), strict=True))
    first = {k: one.decisions[:NAMED] for k, one in enumerate(found) if one.kind == "auditor"}
    with store.read() as tx:
        names = items.names_of(tx, {item_of[d] for some in first.values() for d in some})
    return tuple(
        replace(one, items=tuple(names[item_of[d]] for d in first[k])) if k in first else one
        for k, one in enumerate(found)
    )


def records_of(store: Project, round_id: int | None = None) -> Records:
    """Read the rows of a revealed round once for all that is computed from them.

    Raises:
        StillBlindError: the round is still graded.
    """
    one = revealed_round(store, round_id)
    with store.read() as tx:
        return read(tx, one)


def as_json(found: AuditResults) -> dict[str, Any]:
    """Return the object of ``stats --json``."""
    method = found.method
    return {
        "round": found.round_id,
        "state": found.state,
        "provisional": found.provisional,
        "estimand": found.estimand,
        "decisions": found.decisions,
        "graded_decisions": found.graded_decisions,
        "left_out": {key: found.left_out.get(key, 0) for key in LEFT_OUT_KEYS},
        "design": {
            "weighted": method.weighted,
            "population": method.population,
            "strata": [
                {"cell": dict(s.cell), "population": s.population, "sampled": s.sampled}
                for s in method.strata
            ],
            **({"poststratified": found.poststrata.as_json()} if found.poststrata else {}),
        },
        "overall": found.overall.as_json(),
        "by": {
            family: {name: scores.as_json() for name, scores in lines.items()}
            for family, lines in found.by.items()
        },
        "confusion": {
            "labels": list(found.confusion.labels),
            "matrix": [list(row) for row in found.confusion.matrix],
            "weighted_matrix": [list(row) for row in found.confusion.weighted_matrix],
        },
        "agreement": {
            "vendor_auditor": found.vendor_auditor.as_json(),
            "auditor_auditor": found.auditor_auditor.as_json(),
        },
        "auditors": {
            line.name: {
                "assigned": line.assigned,
                "graded": line.graded,
                "cannot_judge": line.cannot_judge,
                "skipped": line.skipped,
                "agrees_with_final": line.agrees_with_final.as_json(),
                **({"gold": line.gold.as_json()} if line.gold else {}),
                **({"consistency": line.consistency.as_json()} if line.consistency else {}),
            }
            for line in found.auditors
        },
        "findings": [finding.as_json() for finding in found.findings],
        **({"further": found.further.as_json()} if found.further else {}),
        **({"course": found.course.as_json()} if found.course else {}),
        **({} if found.actions is None else {"actions": [a.as_json() for a in found.actions]}),
        "skipped_facets": list(found.skipped_facets),
        "control_gaps": list(method.control_gaps),
        "quarantined": {"rows": method.quarantined, "share": method.quarantined_share},
        "draws": {"all": method.draws, "discarded": method.discarded_draws},
    }


def _auditors(
    data: AuditData,
    progress: Sequence[rounds.AuditorProgress],
    gold: GoldReport | None,
    again: RepeatReport | None,
) -> tuple[AuditorLine, ...]:
    final = data.final[data.grades_item] if len(data.grades_item) else data.grades_item
    primary, _q = primary_labels(data)
    has_final = final >= 0
    known = again.auditors if again else {}
    same = np.zeros(len(final), bool)
    same[has_final] = primary[final[has_final]] == primary[data.grades_answer[has_final]]
    lines = []
    for line in progress:
        code = data.auditors.index(line.person.name) if line.person.name in data.auditors else -1
        mine = (data.grades_auditor == code) & has_final
        lines.append(
            AuditorLine(
                name=line.person.name,
                assigned=line.assigned,
                graded=line.graded,
                cannot_judge=line.cannot_judge,
                skipped=line.skipped,
                flagged=0,
                agrees_with_final=proportion(
                    int((same & mine).sum()), int(mine.sum()), data.confidence
                ),
                gold=gold.auditors.get(line.person.name) if gold else None,
                consistency=known[line.person.name].agreement
                if line.person.name in known
                else None,
            )
        )
    return tuple(lines)


def _of_vendor(
    found: AuditResults,
    ready: Prepared,
    drawn: AuditData,
    name: str,
    sliced: Mapping[str, Mapping[str, Scores]],
) -> AuditResults:
    data = ready.data
    column = data.column("vendor")
    mask = column.codes == column.names.index(name)
    own = found.by["vendor"][name]
    by = {
        family.removeprefix("vendor+"): {
            value.removeprefix(f"{name} + "): scores
            for value, scores in lines.items()
            if value.startswith(f"{name} + ")
        }
        for family, lines in sliced.items()
        if family.startswith("vendor+")
    }
    return replace(
        found,
        decisions=own.decisions,
        graded_decisions=own.counted,
        left_out=own.left_out,
        overall=own,
        by=by,
        confusion=confusion(data, mask),
        vendor_auditor=vendor_auditor(drawn, mask),
        labels=label_scores(data, ready, mask),
    )


def _mapped(data: AuditData, role: str) -> bool:
    return role in data.slices and data.slices[role].names != ("",)


def _promised(data: AuditData) -> float | None:
    """Return the accuracy that the policy promises for the whole programme."""
    for target in data.policy.targets:
        if target.metric in {"accuracy", "charged_accuracy"} and not target.slice:
            return target.threshold
    return None


def _usual(data: AuditData) -> list[tuple[str, ...]]:
    return [(role,) for role in USUAL if _mapped(data, role)]


def _listed(data: AuditData) -> list[tuple[str, ...]]:
    return [(role,) for role in LISTED if _mapped(data, role)]


def _crossed(data: AuditData) -> list[tuple[str, ...]]:
    if not _mapped(data, "vendor"):
        return []
    return [("vendor", role) for role in LISTED[1:] if _mapped(data, role)]


def _require_roles(families: Sequence[tuple[str, ...]]) -> None:
    unknown = sorted({role for family in families for role in family} - SLICED)
    if unknown:
        message = _("Cannot slice by {unknown}.").format(unknown=", ".join(unknown))
        known = ", ".join(sorted(SLICED))
        raise RoundError(
            message, _("Roles: {known}.").format(known=known), code="stats.unknown_role"
        )


def revealed_round(store: Project, round_id: int | None = None) -> Round:
    """Return the round that is meant, which must be revealed."""
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_revealed(one)
    return one
