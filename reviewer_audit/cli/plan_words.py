"""How plans are said on the command line."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reviewer_audit.cli.output import table

if TYPE_CHECKING:
    from reviewer_audit.sampling.agreement_size import Study
    from reviewer_audit.sampling.passing import Passing
    from reviewer_audit.sampling.size import SizePlan
    from reviewer_audit.services.lots import Acceptance, Series
    from reviewer_audit.services.stratified import Shares

FEW = 5  # flagged items under which no interval of kappa is given


def percent(share: float) -> str:
    """Return a share with one decimal, or more where one says nothing."""
    return f"{share:.1%}" if abs(share * 1000 - round(share * 1000)) < 1e-6 else f"{share:.2%}"  # noqa: PLR2004


def upto(errors: int) -> str:
    """Say how many errors a lot is accepted with."""
    if errors < 2:  # noqa: PLR2004 - one error, two errors
        return "at most 1 error" if errors else "no error"
    return f"at most {errors} errors"


def accuracy(
    found: "SizePlan",
    passes: "Sequence[Passing]",
    given: Mapping[str, Any],
    allowing: int | None = None,
) -> list[str]:
    """Say what a sample of so many can show."""
    target, versus, margin = given.get("target", 0.95), given.get("versus"), given.get("margin")
    words = [
        f"{found.size:,} decisions ({found.design})",
        (
            f"interval of ±{found.margin:.2%} at {found.confidence:.0%} confidence if the rate is "
            f"{percent(target)}"
        ),
    ]
    if found.effective != found.size:
        words.append(f"they say as much as {found.effective:,} simply drawn and all judged")
    if found.power is not None and versus is not None:
        words.append(
            f"chance to tell a vendor at {percent(versus)} from one at {percent(target)}, so many "
            f"of each: {found.power:.0%}"
        )
    wanted = 0.02 if margin is None else margin
    if found.interval_size is not None and found.margin > wanted:
        words.append(
            f"{found.interval_size:,} decisions keep the interval itself within ±{wanted:.2%}"
        )
    words.append(
        f"chance of a wrong verdict right at the target: {found.chance_of_wrong_verdict:.1%}"
    )
    if given.get("looks", 1) > 1:
        words.append("one top-up is planned: each verdict takes .0294 of a risk of .05")
    allowed = ", ".join(f"{k} in {n:,}" for k, n in found.errors_allowed)
    words.append(
        f"errors that still show {percent(target)}: {allowed}"
        if allowed
        else f"no sample shows {percent(target)} of so few decisions"
    )
    if allowing is not None:
        words.append(
            f"with {percent(given['expected'])} errors expected, {allowing:,} decisions show "
            f"{percent(target)} if no more are found"
        )
    head = ("truly right", "meets", "below", "not enough evidence")
    rows = [
        [percent(p.truth), f"{p.meets:.1%}", f"{p.below:.1%}", f"{p.inconclusive:.1%}"]
        for p in passes
    ]
    return [
        *words,
        "",
        f"how often this plan would say so, target {percent(target)}:",
        *table(head, rows),
    ]


def strata(found: "Shares", confidence: float) -> list[str]:
    """Say how a sample is shared among strata."""
    words = [
        f"{found.size:,} of {found.population:,} decisions ({found.method})",
        (
            f"interval of ±{found.margin:.2%} at {confidence:.0%} confidence about these "
            f"decisions, if {percent(found.expected)} are right"
        ),
    ]
    if found.proportional_margin is not None:
        words.append(
            f"as many, shared in proportion to the strata: ±{found.proportional_margin:.2%}"
        )
    if found.cost is not None:
        words.append(f"cost: {found.cost:,.2f}")
    head = ("stratum", "decisions", "expected", "to draw")
    rows = [
        [row.name, f"{row.population:,}", percent(row.expected), f"{n:,}"]
        for row, n in zip(found.rows, found.drawn, strict=True)
    ]
    return [*words, "", *table(head, rows)]


def acceptance(found: "Acceptance") -> list[str]:
    """Say how lots are accepted."""
    plan, good, bad = found.plan, found.producer.rate, found.consumer.rate
    lot = "" if plan.lot is None else f" of {plan.lot:,}"
    words = [
        f"inspect {plan.size:,} decisions of a lot{lot}; accept it with {upto(plan.accept)}",
        f"a lot with {percent(good)} errors is refused all the same: {found.refused:.1%}",
        f"a lot with {percent(bad)} errors is accepted all the same: {found.let_in:.1%}",
    ]
    if found.outgoing_limit is not None:
        words.append(
            "with refused lots checked in full and corrected, never more than "
            f"{found.outgoing_limit:.2%} errors are left on average"
        )
    head: tuple[str, ...] = ("errors in the lot", "accepted")
    rows = [[percent(rate), f"{chance:.1%}"] for rate, chance in found.curve]
    if found.corrected:
        head = (*head, "errors left", "inspected")
        for row, b in zip(rows, found.corrected, strict=True):
            row += [f"{b.outgoing:.2%}", f"{b.inspected:,.0f}"]
    return [*words, "", *table(head, rows)]


def series(found: "Series") -> list[str]:
    """Say how the next lot of a series is inspected."""
    words = [
        (
            f"ISO 2859-1:1999, single sampling, lots of {found.lot:,}, level {found.level}, "
            f"AQL {found.aql:g} (errors per hundred)"
        )
    ]
    if found.stopped:
        words.append("inspection stops: five lots were lost while tightened; the vendor must act")
    else:
        looks, plan = found.plan.inspected(found.lot), found.plan
        whole = ", all of them" if looks == found.lot else ""
        words.append(
            f"next lot, {found.severity} inspection: inspect {looks:,}{whole}; accept it with "
            f"{upto(plan.accept)} (code letter {plan.letter})"
        )
        words.append(f"score towards reduced inspection: {found.score} of 30")
    if found.vague:
        words.append(
            "an accepted lot counts towards reduced inspection only where its number of errors is "
            "told: write numbers instead of accept"
        )
    rows = [
        [name, plan.letter, f"{plan.inspected(found.lot):,}", f"{plan.accept}", f"{plan.reject}"]
        for name, plan in found.plans.items()
    ]
    words += ["", *table(("inspection", "letter", "inspect", "accept with", "refuse with"), rows)]
    if found.steps:
        rows = [
            [
                f"{at}",
                step.severity,
                "accepted" if step.accepted else "refused",
                "stop" if step.stopped else step.after,
                f"{step.score}",
            ]
            for at, step in enumerate(found.steps, start=1)
        ]
        words += ["", *table(("lot", "inspection", "result", "next", "score"), rows)]
    if found.long_run:
        rows = [
            [percent(1 - s.rate), f"{s.accepted:.1%}", f"{s.inspected:,.0f}", f"{s.stopped:.1%}"]
            for s in found.long_run
        ]
        head = ("truly right", "lots accepted", "inspected of a lot", "stopped")
        words += ["", "over 100 lots with these switching rules:", *table(head, rows)]
    return words


def study(found: "Study") -> list[str]:
    """Say how many items two auditors must both grade."""
    words = [f"{found.size:,} items graded by two auditors"]
    if found.margin is not None:
        words.append(
            f"interval of about ±{found.margin:.2f} at {found.confidence:.0%} confidence if kappa "
            f"is {found.kappa:g}"
        )
    if found.power is not None and found.versus is not None:
        words.append(
            f"chance to tell a kappa of {found.kappa:g} from {found.versus:g}: {found.power:.0%}"
        )
    words.append(f"about {found.flagged:,.0f} of them flagged by either auditor")
    if found.flagged < FEW:
        words.append(
            f"with fewer than {FEW} flagged items no interval of kappa is given: take in more of "
            "the rare ones"
        )
    return words
