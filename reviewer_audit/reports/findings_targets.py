"""Where a declared target is missed though nothing stands out: a verdict, said first."""

from collections.abc import Mapping, Sequence

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.reports.results import Finding, Scores
from reviewer_audit.stats.measure import TargetVerdict
from reviewer_audit.text import by_number


def target_findings(
    data: AuditData, overall: Scores, vendors: Mapping[str, Scores], found: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Name a vendor below its target that no finding names yet; the whole where several are.

    The verdicts are those of the round: only declared targets have one, and they share the risk
    among them (Holm), so nothing is tested here anew.
    """
    named = {one.slice.get("vendor") for one in found if one.kind == "slice"} - {None}
    column = data.column("vendor")
    below = {name: it for name, scores in vendors.items() if name and (it := _below(scores))}
    whole = _below(overall)
    if whole and (len(below) > 1 or not {*below, *named}):
        return (_finding(data, overall, whole, also=tuple(sorted(below, key=by_number))),)
    return tuple(
        _finding(data, vendors[name], verdict, vendor=name, code=column.names.index(name))
        for name, verdict in below.items()
        if name not in named
    )


def _below(scores: Scores) -> TargetVerdict | None:
    found = scores.verdict
    return found if found is not None and found.status == "below" else None


def _finding(
    data: AuditData,
    scores: Scores,
    verdict: TargetVerdict,
    *,
    vendor: str = "",
    code: int = -1,
    also: tuple[str, ...] = (),
) -> Finding:
    charged = verdict.measure == "charged"
    e = scores["charged_accuracy" if charged else "accuracy"]
    seen = outcomes(data)
    behind = seen.charged if charged else seen.wrong
    if vendor:
        behind = behind & (data.column("vendor").codes == code)
    target = words.target_percent(verdict.target)
    verb = _("would be") if verdict.provisional else _("is")
    right = _("right or not charged") if charged else _("right")
    parts = [
        _("{confidence} interval {e}").format(
            confidence=words.target_percent(data.confidence), e=words.interval(e)
        ),
        f"n{words.NBSP}{words.count(e.n)}",
    ]
    if verdict.bound is not None:
        level = words.target_percent(verdict.confidence)
        bound = _("upper bound {bound}").format(bound=words.percent(verdict.bound))
        parts.append(
            _("{bound} ({bound_method}, {level} one-sided)").format(
                bound=bound, bound_method=method_text(verdict.bound_method), level=level
            )
        )
    if len(also) > 1:
        parts.append(_("below by themselves, too: {also}").format(also=_(", ").join(also)))
    return Finding(
        text=_(
            "{vendor} {verb} below the target of {target}: {e} of the decisions are {right}."
        ).format(
            vendor=vendor or _("The whole audit"),
            verb=verb,
            target=target,
            e=words.share(e),
            right=right,
        ),
        detail=words.DOT.join(parts),
        slice={"vendor": vendor} if vendor else {},
        estimate=words.complement(e),
        decisions=tuple(data.decision_id[behind].tolist()),
        kind="target",
        test="verdict",
    )
