"""What a section is made from: the results, cut down to one vendor where asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.actions import ActionLine, silent_of
from reviewer_audit.reports.charts import pairs
from reviewer_audit.reports.model import Block
from reviewer_audit.reports.results import (
    Agreement,
    AuditResults,
    Confusion,
    Finding,
    Method,
    Scores,
)

ROLE_ORDER = (
    "vendor", "vendor+queue", "queue", "language", "market", "site", "team", "label", "policy",
    "action", "item_type", "severity",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The numbers a report is about and for whom it is."""

    results: AuditResults
    vendor: str = ""
    edition: str = "internal"
    named: bool = False  # persons stand under their names


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionKind:
    """A part that every report has: its key, its title and what fills it."""

    key: str
    title: str
    blocks: Callable[[Scope], tuple[Block, ...]]


def roles_in_order(by: Mapping[str, object]) -> list[str]:
    """Return the roles of the breakdowns: the usual ones first, persons last."""

    def place(role: str) -> tuple[bool, int, str]:
        known = ROLE_ORDER.index(role) if role in ROLE_ORDER else len(ROLE_ORDER)
        return "reviewer" in role.split("+"), known, role

    return sorted(by, key=place)


def for_vendor(results: AuditResults, vendor: str) -> AuditResults:
    """Return the results of one vendor's decisions alone; no other vendor's figure stays.

    Full results of the vendor in ``results.extra["vendors"]`` are taken where they are there;
    otherwise what the round's own results hold about the vendor, without confusion matrix and
    without agreement.

    Raises:
        KeyError: The round holds no decision of this vendor.
    """
    own = results.extra.get("vendors", {}).get(vendor)
    base = own if isinstance(own, AuditResults) else _cut_down(results, vendor)
    verdict = results.by.get("vendor", {}).get(vendor)
    overall = base.overall
    if overall.verdict is None and verdict is not None:
        overall = replace(overall, verdict=verdict.verdict)
    others = {name for name in results.by.get("vendor", {}) if name != vendor}
    return replace(
        base,
        overall=overall,
        by={role: values for role, values in base.by.items() if "vendor" not in role.split("+")},
        errors=tuple(e for e in results.errors if e.slices.get("vendor") == vendor),
        findings=tuple(
            replace(f, detail=_rate_of(f))  # no figures of the rest
            for f in results.findings
            if f.slice.get("vendor") == vendor
            and not any(other and other in f.text for other in others)
        ),
        actions=_actions_of(results, vendor, others),
        method=_method_of(results.method, vendor, others, overall),
        auditors=(),
        further=None,  # it speaks of everybody
        poststrata=None,  # its cells name other vendors; the method of each number says it
        contract=results.contract.of_vendor(vendor) if results.contract else None,
        extra={},
    )


def _rate_of(finding: Finding) -> str:
    rate = words.rate(finding.estimate)
    if not finding.error:
        return _("Errors: {rate}").format(rate=rate)
    return _("{name}: {rate}").format(name=words.score_title(finding.error), rate=rate)


def _actions_of(
    results: AuditResults, vendor: str, others: set[str]
) -> tuple[ActionLine, ...] | None:
    """Return the corrective actions about a vendor's own decisions that name no other vendor."""
    if results.actions is None:
        return None
    mine = (line for line in results.actions if line.where.get("vendor") == vendor)
    return silent_of(mine, others)


def _cut_down(results: AuditResults, vendor: str) -> AuditResults:
    scores = results.by["vendor"][vendor]
    by: dict[str, dict[str, Scores]] = {}
    for role, values in results.by.items():
        names = role.split("+")
        if len(names) != 2 or "vendor" not in names:  # noqa: PLR2004 - one role within the vendor
            continue
        other = next(name for name in names if name != "vendor")
        for value, inner in values.items():
            found = dict(pairs(role, value))
            if found.get("vendor") == vendor and other in found:
                by.setdefault(other, {})[found[other]] = inner
    no_confusion = Confusion(labels=(), titles=(), matrix=(), weighted_matrix=())
    no_agreement = Agreement(units=0, raters=0, coefficients={}, reading="")
    return replace(
        results,
        decisions=scores.decisions,
        graded_decisions=scores.counted,
        left_out=scores.left_out,
        overall=scores,
        by=by,
        confusion=no_confusion,
        vendor_auditor=no_agreement,
        course=None,  # it speaks of everybody
    )


_OF_ALL: dict[str, Any] = {  # what counts the whole round says something of the others
    "audited_before": None,
    "replaced": None,
    "overlap_items": None,
    "quarantined": None,
    "quarantined_share": None,
    "beside": (),
}


def _method_of(method: Method, vendor: str, others: set[str], scores: Scores) -> Method:
    """Return the method with the vendor's own strata; totals of other vendors stay out."""
    named = [s for s in method.strata if "vendor" in s.cell]
    strata = tuple(s for s in named if s.cell["vendor"] == vendor)
    alone = not others
    return replace(
        method,
        strata=strata if named or not alone else method.strata,
        population=method.population if alone else sum(s.population for s in strata),
        sampled=scores.decisions,
        sources=method.sources if alone else (),
        control_gaps=tuple(
            gap
            for gap in method.control_gaps
            if alone or (vendor in gap and not any(o and o in gap for o in others))
        ),
        frame=method.frame if alone else _("decisions of {vendor}").format(vendor=vendor),
        **({} if alone else _OF_ALL),
    )
