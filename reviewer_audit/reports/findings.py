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
_SCORES = {"over": "over_enforcement", "under": "under_enforcement"}  # kind of error -> score
_KINDS = ("wrong", *_SCORES)
_NEARLY_ALL, _MOSTLY = 0.85, 0.6
Active = Mapping[str, Bool]  # by kind of error: the decisions that no finding has told of yet
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
    errors, of all kinds or of one, are more frequent than in the rest of the round by more than
    chance explains, over all slices looked at (Benjamini-Hochberg); the rate that stands with it is
    of the errors that are. Of a slice and a part of it, the one that explains the
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
    active = dict.fromkeys(_KINDS, columns.counted)
    out: list[Finding] = []
    while left and len(out) < most:
        chosen = _explaining(left[0], left, columns, active)
        kind = _claimed(chosen, columns, active, limit)
        out.append(_finding(data, columns, chosen, kind, every, active, tests=tests, target=target))
        told = _KINDS if kind == "wrong" else ("wrong", kind)  # the other kind may say more
        active |= {each: active[each] & ~chosen.mask for each in told}
        left = [s for s in left if s is not chosen and _still(s, columns, active) <= limit]
    return (
        *out,
        *rule_finding(data, columns, active["wrong"], risk * SHARES["rule"]),
        *drift_finding(data, columns, risk * SHARES["drift"]),
        *auditor_findings(data, risk * SHARES["auditor"]),
    )


def _deff(scores: Scores) -> float:
    deff = scores["accuracy"].deff
    return deff if deff is not None and deff > 1 else 1.0


def _still(s: _Slice, columns: Columns, active: Active) -> float:
    here = active[s.kind]
    return columns.worse(s.kind, s.mask & here, here & ~s.mask, _deff(s.scores))


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


def _explaining(first: _Slice, left: list[_Slice], columns: Columns, active: Active) -> _Slice:
    """Return the slice that explains the strongest signal: a part of it, or what it is part of."""

    def differs(part: _Slice, whole: _Slice) -> bool:
        here = active[part.kind]
        rest = whole.mask & here & ~part.mask
        p = columns.worse(part.kind, part.mask & here, rest, _deff(part.scores))
        return bool(p < _ALPHA)

    for part in left:  # strongest first
        if part.where.items() > first.where.items() and differs(part, first):
            here = active[first.kind]
            others = first.mask & here & ~part.mask
            p = columns.worse(first.kind, others, here & ~first.mask, _deff(first.scores))
            if p >= _ALPHA:
                return part
    for whole in left:
        if whole.where.items() < first.where.items() and not differs(first, whole):
            return whole
    return first


def _claimed(s: _Slice, columns: Columns, active: Active, limit: float) -> str:
    """Return the errors whose rate is told: all, or the one kind that alone is more frequent."""
    if s.kind == "wrong":
        return s.kind
    here = active["wrong"]
    mask = s.mask & here
    p = columns.worse("wrong", mask, here & ~s.mask, _deff(s.scores))
    leaning = _leaning({kind: int((mask & columns.hits[kind]).sum()) for kind in _KINDS})
    return "wrong" if p <= limit and leaning in {"", s.kind} else s.kind


def _finding(
    data: AuditData,
    columns: Columns,
    s: _Slice,
    kind: str,
    every: list[_Slice],
    active: Active,
    *,
    tests: int,
    target: float | None,
) -> Finding:
    here = active[kind]
    mask = s.mask & here
    aside = bool((s.mask & ~here).any())
    scores = score(data, mask) if aside else s.scores
    errors = _errors(scores, kind)
    counts = {each: int((mask & columns.hits[each]).sum()) for each in _KINDS}
    rest = here & ~s.mask
    parts = [
        _("{confidence} interval {wrong}").format(
            confidence=words.target_percent(data.confidence), wrong=words.interval(errors)
        ),
        f"n{words.NBSP}{words.count(errors.n)}",
    ]
    if rest.any():
        parts.append(
            _("elsewhere {estimate}").format(
                estimate=words.rate(columns.estimate(kind, rest, data.confidence))
            )
        )
    parts.append(
        _("survives correction over {tests} slices (Benjamini-Hochberg {adjusted})").format(
            tests=tests, adjusted=words.p_value(s.adjusted)
        )
    )
    parts += _alone(s, kind, errors, every)
    if counts["wrong"] > counts[kind]:
        every_kind = _errors(scores, "wrong")
        parts.append(_("errors of all kinds {rate}").format(rate=words.rate(every_kind)))
    missed = target is not None and errors.low is not None and errors.low > 1 - target
    if kind == "wrong" and target is not None and missed:
        parts.append(
            _("the whole interval misses the target of {target}").format(
                target=words.target_percent(target)
            )
        )
    if aside:
        parts.append(_("decisions of the findings above left aside"))
    ids = data.decision_id[mask & columns.hits[kind]]
    return Finding(
        text=_sentence(s.where, kind, errors, counts),
        detail=words.DOT.join(parts),
        slice=s.where,
        estimate=errors,
        decisions=tuple(int(i) for i in ids),
        error=_SCORES.get(kind, ""),
    )


def _errors(scores: Scores, kind: str) -> Estimate:
    """Return the rate of errors of a kind, as tables show it."""
    return scores[_SCORES[kind]] if kind in _SCORES else words.complement(scores["accuracy"])


def _alone(s: _Slice, kind: str, errors: Estimate, every: list[_Slice]) -> list[str]:
    """Say so where no other slice of the same roles comes near."""
    highs = [
        high
        for other in every
        if other.roles == s.roles
        and other.values != s.values
        and (high := _errors(other.scores, kind).high) is not None
    ]
    if not highs or errors.low is None or max(highs) >= errors.low:
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


def _leaning(counts: Mapping[str, int]) -> str:
    """Return the kind that most errors are of; empty where none is."""
    total = max(counts["wrong"], 1)
    return next((kind for kind in _SCORES if counts[kind] / total >= _MOSTLY), "")


def _sentence(
    where: Mapping[str, str], kind: str, errors: Estimate, counts: Mapping[str, int]
) -> str:
    vendor, place = where.get("vendor", ""), _place(where)
    leaning = kind if kind in _SCORES else _leaning(counts)
    if vendor:
        what = {
            "over": _("acts on harmless content"),
            "under": _("misses violations"),
            "": _("decides wrongly more often than the rest"),
        }[leaning]
        start = " ".join(part for part in (vendor, what, place) if part)
        whose = _("its decisions there") if place else _("its decisions")
    else:
        what = {
            "over": _("Harmless content is acted on"),
            "under": _("Violations are missed"),
            "": _("Decisions are wrong more often"),
        }[leaning]
        start, whose = f"{what} {place}", _("the decisions there")
    said = {
        "wrong": _("{start}: {wrong} of {whose} are wrong{tail}."),
        "over": _("{start}: {wrong} of {whose} are over-enforced."),
        "under": _("{start}: {wrong} of {whose} are missed violations."),
    }[kind]
    tail = _tail(leaning, counts) if kind == "wrong" and leaning else ""
    return said.format(start=start, wrong=words.share(errors), whose=whose, tail=tail)


def _tail(leaning: str, counts: Mapping[str, int]) -> str:
    part, total = counts[leaning], counts["wrong"]
    much = _("nearly all") if part / total >= _NEARLY_ALL else _("mostly")
    much = _("all") if part == total else much
    name = _("over-enforced") if leaning == "over" else _("missed violations")
    return _(", {much} {name} ({part} of {total})").format(
        much=much, name=name, part=words.count(part), total=words.count(total)
    )
