"""Plain sentences for a banner: where a raw rate of the sample would mislead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData, Bool, Float64, Int64
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats.design import FULL_RESPONSE, Grouping, tally

APART = 0.005  # raw and weighted differ by half a point or more
OVERSAMPLED = 2.0  # times its share of the frame
UNEVEN = 1.2  # mean weights of decisions that acted and that did not
SMALL = 30  # decisions of a vendor in a slice
ROLES = ("queue", "language", "market", "label", "site", "team", "item_type", "source")
MOST = 3  # names in a sentence


def misleading(
    ready: Prepared, *, cells: Sequence[Mapping[str, str]] = (), convenience: str = ""
) -> tuple[str, ...]:
    """Return the sentences; none where a plain rate says what it seems to say.

    Args:
        ready: the round.
        cells: role and value of each stratum, in order.
        convenience: why the frame is not one of all decisions.
    """
    if not ready.outcomes.counted.any():
        return ()
    return (
        *_convenience(convenience),
        *_unanswered(ready),
        *_raw(ready),
        *_oversampled(ready, cells),
        *_recall(ready),
        *_reversals(ready),
    )


def _convenience(why: str) -> Iterator[str]:
    if why:
        yield (
            _(
                "The frame is not one of all decisions ({why}): the rates describe "
                "these decisions and estimate nothing beyond them."
            ).format(why=why)
        )


def _unanswered(ready: Prepared) -> Iterator[str]:
    counted = ready.outcomes.counted
    if ready.sample.response < FULL_RESPONSE:
        yield (
            _(
                "Only {sum} of {n} drawn decisions have a final answer: the rates "
                "speak for those, and the others may differ."
            ).format(sum=words.count(counted.sum()), n=words.count(len(counted)))
        )


def _mean(hit: Bool, domain: Bool, weight: Float64) -> tuple[float, float] | None:
    """Return a rate as counted in the sample and weighed to the frame."""
    n, total = int(domain.sum()), float(weight[domain].sum())
    if not n or total <= 0:
        return None
    return float(hit[domain].mean()), float((weight * hit)[domain].sum() / total)


def _raw(ready: Prepared) -> Iterator[str]:
    if ready.sample.equal:
        return
    o = ready.outcomes
    found = _mean(o.correct, o.counted, ready.sample.weight)
    if found is None or abs(found[0] - found[1]) < APART:
        return
    raw, weighted = found
    yield (
        _(
            "Cells were drawn at different rates: {raw} of the sample is "
            "right, but {weighted} of the frame is estimated to be. Quote the "
            "weighted rate."
        ).format(raw=words.percent(raw), weighted=words.percent(weighted))
    )


def _oversampled(ready: Prepared, cells: Sequence[Mapping[str, str]]) -> Iterator[str]:
    sample = ready.sample
    taken, big = sample.taken, sample.population
    if sample.equal or taken.sum() <= 0 or big.sum() <= 0:
        return
    of_sample, of_frame = taken / taken.sum(), big / big.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.where(of_frame > 0, of_sample / of_frame, 0.0)
    places = [int(k) for k in np.argsort(-times, kind="stable") if times[k] >= OVERSAMPLED]
    if not places:
        return
    named = ", ".join(
        _("{cells} ({of_sample} of the sample, {of_frame} of the frame)").format(
            cells=_cell(cells, k),
            of_sample=words.percent(float(of_sample[k])),
            of_frame=words.percent(float(of_frame[k])),
        )
        for k in places[:MOST]
    )
    more = _(" and {n} more").format(n=len(places) - MOST) if len(places) > MOST else ""
    yield _("Drawn more often than they occur: {named}{more}. Plain counts overstate them.").format(
        named=named, more=more
    )


def _cell(cells: Sequence[Mapping[str, str]], k: int) -> str:
    values = [value for value in cells[k].values() if value] if k < len(cells) else []
    return " + ".join(values) or _("cell {k}").format(k=k + 1)


def _recall(ready: Prepared) -> Iterator[str]:
    """Say so where the draw depends on what the vendor decided: raw recall is then wrong."""
    o, weight = ready.outcomes, ready.sample.weight
    acted, left = o.counted & o.vendor_violating, o.counted & ~o.vendor_violating
    if not acted.any() or not left.any():
        return
    heavy = float(weight[left].mean()), float(weight[acted].mean())
    if max(heavy) < UNEVEN * min(heavy):
        return
    found = _mean(o.vendor_violating & o.final_violating, o.final_violating, weight)
    if found is None or abs(found[0] - found[1]) < APART:
        return
    rarer = (
        _("decisions that left content up") if heavy[0] > heavy[1] else _("decisions that acted")
    )
    yield (
        _(
            "The draw took fewer of the {rarer}: counted in the sample, recall "
            "would be {found}; weighed to the frame it is {found2}. Do not "
            "count recall, prevalence or the false positive rate from the rows."
        ).format(rarer=rarer, found=words.percent(found[0]), found2=words.percent(found[1]))
    )


@dataclass(frozen=True, slots=True)
class _Lead:
    ahead: str
    behind: str
    role: str
    against: int
    compared: int


def _reversals(ready: Prepared) -> Iterator[str]:
    """Name vendors whose order over all is the opposite of that in most slices (Simpson)."""
    data = ready.data
    vendors = data.column("vendor")
    used = [k for k in np.unique(vendors.codes).tolist() if vendors.names[k]]
    if len(used) < 2:  # noqa: PLR2004
        return
    rate, n, _se = _by(ready, vendors.codes.astype(np.int64), len(vendors.names))
    whole = {k: float(rate[k]) for k in used if n[k] >= SMALL}
    for role in ROLES:
        if role not in data.slices:
            continue
        for lead in _against(ready, data, role, whole):
            first, second = (
                words.percent(whole[vendors.names.index(v)]) for v in (lead.ahead, lead.behind)
            )
            yield (
                _(
                    "Over all, {ahead} is ahead of {behind} ({first} against "
                    "{second}), but behind in {against} of the {compared} values of "
                    "{role} where both have enough decisions: they do not handle the "
                    "same mix. Compare within {role}."
                ).format(
                    ahead=lead.ahead,
                    behind=lead.behind,
                    first=first,
                    second=second,
                    against=lead.against,
                    compared=lead.compared,
                    role=role,
                )
            )


def _against(
    ready: Prepared, data: AuditData, role: str, whole: Mapping[int, float]
) -> Iterator[_Lead]:
    vendors, column = data.column("vendor"), data.column(role)
    width = len(column.names)
    codes = vendors.codes.astype(np.int64) * width + column.codes
    rate, n, weight = _by(ready, codes, len(vendors.names) * width)
    rate, n = rate.reshape(-1, width), n.reshape(-1, width)
    mix = weight.reshape(-1, width).sum(axis=0)
    for one, other in combinations(whole, 2):
        a, b = (one, other) if whole[one] > whole[other] else (other, one)
        both = (n[a] >= SMALL) & (n[b] >= SMALL)
        compared, against = int(both.sum()), int((rate[b] > rate[a])[both].sum())
        if compared < 2 or 2 * against <= compared or whole[a] - whole[b] < APART:  # noqa: PLR2004
            continue
        alike = float((mix * (rate[b] - rate[a]))[both].sum() / mix[both].sum())
        if alike >= APART:  # with the same mix the order is the other one
            yield _Lead(vendors.names[a], vendors.names[b], role, against, compared)


def _by(ready: Prepared, codes: Int64, count: int) -> tuple[Float64, Float64, Float64]:
    """Return weighted accuracy, decisions and weight of each slice."""
    found = ready.shares("accuracy", Grouping(ready.sample, codes, count))
    weight = tally(codes, count, ready.sample.weight)
    return np.where(found.n > 0, found.value, 0.0), found.n, weight
