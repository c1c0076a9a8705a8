"""What a good analyst would point out, with its evidence; reviewers are never looked at.

The risk of naming anything where nothing is, 5 % at 95 % confidence, is shared: most of it goes to
slices, a tenth each to the rules of the policy, to auditors and to the course of time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.findings_auditors import auditor_findings
from reviewer_audit.reports.findings_columns import Columns
from reviewer_audit.reports.findings_drift import drift_finding
from reviewer_audit.reports.findings_rules import rule_finding
from reviewer_audit.reports.results import Finding, Scores
from reviewer_audit.reports.scores import score, score_all, slices
from reviewer_audit.stats.compare import benjamini_hochberg
from reviewer_audit.stats.measure import Estimate

ROLES = ("vendor", "queue", "language", "market", "site", "item_type")  # never a person
MOST = 5
SHARES = {"slice": 0.7, "rule": 0.1, "auditor": 0.1, "drift": 0.1}  # of the risk
_KINDS = ("wrong", "over", "under")
_NEARLY_ALL, _MOSTLY = 0.85, 0.6
_ALPHA = 0.05  # of a slice against what it is part of


@dataclass(frozen=True, slots=True)
class _Slice:
    roles: tuple[str, ...]
    values: tuple[str, ...]
    mask: Bool  # of the decisions that count
    scores: Scores
    raw: float = 1.0  # smallest p of its comparisons with the rest
    adjusted: float = 1.0
    kind: str = "wrong"

    @property
    def where(self) -> dict[str, str]:
        return dict(zip(self.roles, self.values, strict=True))


def findings(
    data: AuditData,
    by: Mapping[str, Mapping[str, Scores]],
    *,
    target: float | None = None,
    most: int = MOST,
) -> tuple[Finding, ...]:
    """Return what stands out: slices of the audit, a rule, an auditor, a drift.

    Slices are vendors, queues, languages, markets and their crossings. One is named when its
    errors are more frequent than in the rest of the round by more than chance explains, over all
    slices looked at (Benjamini-Hochberg). Of a slice and a part of it, the one that explains the
    other is named; what only follows from a finding is not. Rules, auditors and drift have modules
    of their own beside this one.

    Args:
        data: The round.
        by: Scores by role and value (``vendor+queue`` for crossed ones), as far as computed.
        target: The accuracy that was promised, if any.
        most: How many slices at most.
    """
    columns = Columns(data)
    every, tests = _tested(data, by, columns)
    risk = 1 - data.confidence
    left = sorted(
        (s for s in every if s.adjusted <= risk * SHARES["slice"]),
        key=lambda s: (s.raw, int(s.mask.sum())),
    )
    limit = max((s.raw for s in left), default=0.0)
    active = columns.counted.copy()
    out: list[Finding] = []
    while left and len(out) < most:
        chosen = _explaining(left[0], left, columns, active)
        out.append(_finding(data, columns, chosen, every, active, tests=tests, target=target))
        active = active & ~chosen.mask
        left = [s for s in left if s is not chosen and _still(s, columns, active) <= limit]
    return (
        *out,
        *rule_finding(data, columns, active, risk * SHARES["rule"]),
        *drift_finding(data, columns, risk * SHARES["drift"]),
        *auditor_findings(data, risk * SHARES["auditor"]),
    )


def _deff(scores: Scores) -> float:
    deff = scores["accuracy"].deff
    return deff if deff is not None and deff > 1 else 1.0


def _still(s: _Slice, columns: Columns, active: Bool) -> float:
    return columns.worse(s.kind, s.mask & active, active & ~s.mask, _deff(s.scores))


def _families(data: AuditData) -> list[tuple[str, ...]]:
    """Return the roles that tell decisions apart, and the vendor crossed with each of them."""
    roles = [role for role in ROLES if len(np.unique(data.column(role).codes)) > 1]
    crossed = [("vendor", role) for role in roles if role != "vendor" and "vendor" in roles]
    return [*((role,) for role in roles), *crossed]


def _tested(
    data: AuditData, by: Mapping[str, Mapping[str, Scores]], columns: Columns
) -> tuple[list[_Slice], int]:
    """Return all slices with their p-values, and how many were compared."""
    families = _families(data)
    known = dict(by) | score_all(data, [f for f in families if "+".join(f) not in by])
    every: list[_Slice] = []
    for roles in families:
        codes, names = slices(data, roles)
        for code, name in enumerate(names):
            inside = codes == code
            mask = inside & columns.counted
            at = int(np.flatnonzero(inside)[0])
            values = tuple(data.column(r).names[data.column(r).codes[at]] for r in roles)
            if all(values) and mask.sum() >= words.SMALL:
                every.append(_Slice(roles, values, mask, known["+".join(roles)][name]))
    if not every:
        return [], 0
    raw = np.array(
        [
            [columns.worse(kind, s.mask, columns.counted & ~s.mask, _deff(s.scores))
             for kind in _KINDS]
            for s in every
        ]
    )  # fmt: skip
    adjusted = benjamini_hochberg(raw.ravel()).reshape(raw.shape)
    best = raw.argmin(axis=1)
    return [
        _Slice(
            s.roles, s.values, s.mask, s.scores,
            raw=float(raw[i, best[i]]), adjusted=float(adjusted[i].min()), kind=_KINDS[best[i]],
        )
        for i, s in enumerate(every)
    ], len(every)  # fmt: skip


def _explaining(first: _Slice, left: list[_Slice], columns: Columns, active: Bool) -> _Slice:
    """Return the slice that explains the strongest signal: a part of it, or what it is part of."""

    def differs(part: _Slice, whole: _Slice) -> bool:
        rest = whole.mask & active & ~part.mask
        p = columns.worse(part.kind, part.mask & active, rest, _deff(part.scores))
        return bool(p < _ALPHA)

    for part in left:  # strongest first
        if part.where.items() > first.where.items() and differs(part, first):
            others = first.mask & active & ~part.mask
            p = columns.worse(first.kind, others, active & ~first.mask, _deff(first.scores))
            if p >= _ALPHA:
                return part
    for whole in left:
        if whole.where.items() < first.where.items() and not differs(first, whole):
            return whole
    return first


def _finding(
    data: AuditData,
    columns: Columns,
    s: _Slice,
    every: list[_Slice],
    active: Bool,
    *,
    tests: int,
    target: float | None,
) -> Finding:
    mask = s.mask & active
    aside = bool((s.mask & ~active).any())
    scores = score(data, mask) if aside else s.scores
    wrong = words.complement(scores["accuracy"])
    counts = {kind: int((mask & columns.hits[kind]).sum()) for kind in _KINDS}
    rest = active & ~s.mask
    elsewhere = rest.any()
    parts = [
        _("{confidence} interval {wrong}").format(
            confidence=words.target_percent(data.confidence), wrong=words.interval(wrong)
        ),
        f"n{words.NBSP}{words.count(wrong.n)}",
    ]
    if elsewhere:
        parts.append(
            _("elsewhere {estimate}").format(
                estimate=words.rate(columns.estimate("wrong", rest, data.confidence))
            )
        )
    parts.append(
        _("survives correction over {tests} slices (Benjamini-Hochberg {adjusted})").format(
            tests=tests, adjusted=words.p_value(s.adjusted)
        )
    )
    parts += _alone(s, wrong, every)
    if target is not None and wrong.low is not None and wrong.low > 1 - target:
        parts.append(
            _("the whole interval misses the target of {target}").format(
                target=words.target_percent(target)
            )
        )
    if aside:
        parts.append(_("decisions of the findings above left aside"))
    ids = data.decision_id[mask & columns.hits["wrong"]]
    return Finding(
        text=_sentence(s.where, wrong, counts),
        detail=words.DOT.join(parts),
        slice=s.where,
        estimate=wrong,
        decisions=tuple(int(i) for i in ids),
    )


def _alone(s: _Slice, wrong: Estimate, every: list[_Slice]) -> list[str]:
    """Say so where no other slice of the same kind comes near."""
    highs = [
        1 - low
        for other in every
        if other.roles == s.roles
        and other.values != s.values
        and (low := other.scores["accuracy"].low) is not None
    ]
    if not highs or wrong.low is None or max(highs) >= wrong.low:
        return []
    if s.roles == ("vendor", "queue"):
        return [_("no other queue and no other vendor comes near it")]
    return [
        _("no other {lower} comes near it").format(
            lower=words.inside(words.role_title("+".join(s.roles)))
        )
    ]


def _place(where: Mapping[str, str]) -> str:
    named = {"language": _("in language {}"), "item_type": _("on items of type {}")}
    return " ".join(
        named.get(role, _("in {}")).format(value)
        for role, value in where.items()
        if role != "vendor"
    )


def _sentence(where: Mapping[str, str], wrong: Estimate, counts: Mapping[str, int]) -> str:
    vendor, place = where.get("vendor", ""), _place(where)
    total = counts["wrong"]
    over, under = counts["over"] / max(total, 1), counts["under"] / max(total, 1)
    kind = "over" if over >= _MOSTLY else "under" if under >= _MOSTLY else ""
    if vendor:
        what = {
            "over": _("acts on harmless content"),
            "under": _("misses violations"),
            "": _("decides wrongly more often than the rest"),
        }[kind]
        start = " ".join(part for part in (vendor, what, place) if part)
        whose = _("its decisions there") if place else _("its decisions")
    else:
        what = {
            "over": _("Harmless content is acted on"),
            "under": _("Violations are missed"),
            "": _("Decisions are wrong more often"),
        }[kind]
        start, whose = f"{what} {place}", _("the decisions there")
    tail = ""
    if kind:
        part = counts[kind]
        some = max(over, under)
        much = _("nearly all") if some >= _NEARLY_ALL else _("mostly")
        much = _("all") if part == total else much
        name = _("over-enforced") if kind == "over" else _("missed violations")
        tail = _(", {much} {name} ({part} of {total})").format(
            much=much, name=name, part=words.count(part), total=words.count(total)
        )
    return _("{start}: {wrong} of {whose} are wrong{tail}.").format(
        start=start, wrong=words.share(wrong), whose=whose, tail=tail
    )
