"""The page that tells what the coverage study found."""

from math import isnan

import numpy as np

from tests.studies import coverage_accuracy as accuracy
from tests.studies import coverage_agreement as agreement
from tests.studies import coverage_methods as methods

MEAN, EACH, RISK = 0.935, 0.90, 0.05
TITLES = {
    "percent_agreement": "Percent agreement",
    "cohen_kappa": "Cohen's kappa",
    "scott_pi": "Scott's pi",
    "fleiss_kappa": "Fleiss' kappa",
    "conger_kappa": "Conger's kappa",
    "krippendorff_alpha": "Krippendorff's alpha",
    "gwet_ac1": "Gwet's AC1",
    "brennan_prediger": "Brennan-Prediger",
}
ALWAYS = {"percent_agreement", "gwet_ac1", "brennan_prediger"}  # have an interval always
NAMES = {
    "wilson": "Wilson (default from n = 150)",
    "mid_p": "mid-P (default below n = 150)",
    "clopper_pearson": "Clopper-Pearson (verdicts)",
    "jeffreys": "Jeffreys",
    "agresti_coull": "Agresti-Coull",
    "wilson_cc": "Wilson, continuity correction",
    "wald": "Wald",
}


def share(value):
    """Write a share with three digits."""
    return "-" if value is None or isnan(value) else f"{value:.3f}"


def table(head, rows):
    """Write a table."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in lines)


def noise(audits, rate=0.05):
    """Return two Monte-Carlo standard errors of a rate."""
    return 2 * np.sqrt(rate * (1 - rate) / audits)


def short(cells):
    """Say which cells miss a limit, or that none does."""
    covered = [one for one in cells if one.covered < EACH]
    mean = float(np.mean([one.covered for one in cells]))
    text = f"Mean coverage {share(mean)} ({'holds' if mean >= MEAN else 'misses'} {MEAN:.3f}); "
    if not covered:
        return text + f"no cell is below {EACH:.2f}."
    named = ", ".join(f"{c.accuracy:g} at n = {c.n}: {share(c.covered)}" for c in covered)
    return text + f"below {EACH:.2f}: {named}."


def _designs(found, designs, audits):
    rows = []
    for key, design in designs.items():
        cells = [one for one in found["plain"] if one.design == key]
        if not cells:
            continue
        usual = accuracy.usual(cells)
        names = ("mean", "worst", "wrong_meets", "wrong_below")
        mean, worst, meets, below = (share(usual[name]) for name in names)
        rows.append([design.title, len(cells), mean, worst, f"{usual['width']:.4f}", meets, below])
    head = ["Draw", "Cells", "Mean coverage", "Worst cell", "Mean width"]
    text = table([*head, "Most wrong *Meets*", "Most wrong *Below*"], rows)
    rates = [rate for one in found["plain"] for rate in (one.wrong_meets, one.wrong_below)]
    most = RISK + noise(audits)
    over = sum(rate > most for rate in rates)
    return text + (
        f"\n\nOf {len(rates)} rates of wrong verdicts {over} lie further above {RISK:.2f} than "
        f"two Monte-Carlo standard errors of {audits:,} audits ({noise(audits):.3f}); by chance "
        f"alone some {0.025 * len(rates):.0f} would if all risks were exactly {RISK:.2f}. "
        f"{short(found['plain'])}"
    )


def _batches(found):
    rows = [
        [
            f"{one.frame:,}",
            one.n,
            share(one.covered),
            share(one.wrong_meets),
            share(one.wrong_below),
        ]
        for one in found["batch"]
    ]
    head = ["Decisions of the batch", "Seen", "Least coverage"]
    return table([*head, "Most wrong *Meets*", "Most wrong *Below*"], rows)


def _grids(found, designs):
    parts = []
    for key, design in designs.items():
        cells = {(one.accuracy, one.n): one for one in found["plain"] if one.design == key}
        if not cells:
            continue
        sizes = [n for n in accuracy.SIZES if (accuracy.ACCURACIES[0], n) in cells]
        rows = [
            [
                f"{p:g}",
                *(f"{share(cells[p, n].covered)} ({cells[p, n].width:.3f})" for n in sizes),
            ]
            for p in accuracy.ACCURACIES
        ]
        grid = table(["True accuracy", *(f"n = {n}" for n in sizes)], rows)
        parts.append(f"**{design.title}.** Coverage (mean width).\n\n{grid}")
    return "\n\n".join(parts)


def _erring(found, designs):
    rows = []
    groups = dict.fromkeys((one.design, one.errors, one.check) for one in found["erring"])
    for design, errors, check in groups:
        cells = [
            one
            for one in found["erring"]
            if (one.design, one.errors, one.check) == (design, errors, check)
        ]
        bias = [one.mean - one.accuracy for one in cells]
        lines = [one.adjusted for one in cells if one.adjusted is not None]
        known = share(min(lines)) if lines and check == "one auditor" else "-"
        usual = accuracy.usual(cells)
        rows.append(
            [
                designs[design].title,
                f"{errors:.0%}",
                check,
                f"{min(bias):+.4f} to {max(bias):+.4f}",
                share(usual["mean"]),
                share(usual["worst"]),
                share(usual["wrong_meets"]),
                share(usual["wrong_below"]),
                known,
            ]
        )
    head = ["Draw", "Auditors err", "Final answer", "Bias", "Mean coverage", "Worst cell"]
    return table([*head, "Most wrong *Meets*", "Most wrong *Below*", "Line for known errors"], rows)


def _coefficients(cells):
    rows = []
    for key in agreement.KEYS:
        mine = [one for one in cells if one.key == key]
        if not mine:
            continue
        many = [one for one in mine if one.many]
        usual = [one for one in many if one.many >= one.audits / 2]
        dropped = key not in ALWAYS
        rows.append(
            [
                TITLES[key],
                len(mine),
                share(np.mean([one.covered for one in mine])),
                share(min(one.covered for one in mine)),
                f"{np.mean([one.width for one in mine]):.3f}",
                share(min(one.given / one.audits for one in mine)),
                share(min(one.covered_many for one in many)) if dropped else "",
                share(min(one.covered_many for one in usual)) if dropped else "",
            ]
        )
    head = ["Coefficient", "Cells", "Mean coverage", "Worst cell", "Mean width"]
    return table(
        [
            *head,
            "Least share with an interval",
            "Worst, five flagged or more",
            "Worst, where most audits have five",
        ],
        rows,
    )


def _selected(cells):
    """Return how many of the short intervals after selection carry the flag, at least."""
    short_ones = [one for one in cells if one.many and one.key not in ALWAYS]
    return min((one.low_many for one in short_ones if one.covered_many < EACH), default=1.0)


def _kappas(cells):
    mine = [one for one in cells if one.key == "cohen_kappa"]
    at = {(one.kappa, one.prevalence, one.n): one for one in mine}
    rows = [
        [
            f"{kappa:g}",
            f"{prevalence:.0%}",
            *(
                share(at[kappa, prevalence, n].covered) if (kappa, prevalence, n) in at else ""
                for n in agreement.UNITS
            ),
        ]
        for kappa in agreement.KAPPAS
        for prevalence in agreement.PREVALENCES
    ]
    return table(["Kappa", "Prevalence", *(f"n = {n}" for n in agreement.UNITS)], rows)


def _flat(groups):
    return [one for group in groups for one in group]


def _peers(found):
    rows = []
    mine = [one for one in _flat(found["agreement"]) if one.kappa == agreement.KAPPAS[1]]
    half = len(found["peers"]) // 2
    groups = {
        "Dirichlet (default)": mine,
        "delta method, t": _flat(found["peers"][:half]),
        "percentile bootstrap": _flat(found["peers"][half:]),
    }
    for name, cells in groups.items():
        for key in ("cohen_kappa", "krippendorff_alpha", "gwet_ac1"):
            covered = [one.covered for one in cells if one.key == key]
            rows.append([name, TITLES[key], share(np.mean(covered)), share(min(covered))])
    return table(["Interval", "Coefficient", "Mean coverage", "Worst cell"], rows)


def _larger(found):
    cells = sorted(_flat(found["larger"]), key=lambda one: one.n)
    rows = [
        [
            TITLES[key],
            one.n,
            share(one.covered),
            f"{one.width:.3f}",
            share(one.low_information),
            share(one.unflagged) if (1 - one.low_information) * one.given >= 10 else "",
        ]
        for key in ("percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1")
        for one in cells
        if one.key == key
    ]
    head = ["Coefficient", "n", "Coverage", "Mean width"]
    return table([*head, "With `low_information`", "Coverage without the flag"], rows)


def _methods(found):
    cells = _flat(found["methods"])
    rows = []
    for name in dict.fromkeys(one.method for one in cells):
        mine = [one for one in cells if one.method == name]
        covered = [one.covered for one in mine]
        worst = min(mine, key=lambda one: one.covered)
        rows.append(
            [
                NAMES.get(name, f"{name}, 2 strata"),
                share(np.mean(covered)),
                share(worst.covered),
                f"{worst.accuracy:g} at n = {worst.n}",
                f"{np.mean([one.width for one in mine]):.4f}",
                *(share(methods.enumerated(name, n)) if name in NAMES else "" for n in (100, 400)),
            ]
        )
    head = ["Interval", "Mean coverage", "Worst cell", "which is", "Mean width"]
    return table([*head, "Least at n = 100", "Least at n = 400"], rows)


def page(found, designs, audits):
    """Return the whole page."""
    pairs = _flat(found["agreement"])
    few = found["few"]
    return f"""# Coverage study

Whether the 95 % intervals that are shown by default hold the truth, and how often a verdict is wrong: {audits:,} audits
drawn from populations with known truth in every cell, computed by the product's own functions. `make coverage-study`
writes this page anew (PCG64; every cell is seeded by 20, its size, its accuracy and its draw). A coverage of 0.95 from
{audits:,} audits has a standard error of {np.sqrt(0.95 * 0.05 / audits):.3f}. Limits: {MEAN:.3f} on average and {EACH:.2f} in
every cell.

## Accuracy

True accuracy 0.80, 0.90, 0.95, 0.98 and 0.995; n = 50, 100, 200, 500, 1,000 and 2,000 (40 strata and reviewers from 200
on). Everyone's final answer is the truth here. A verdict is put to the hardest test, a target at the truth itself:
*Below* is wrong there, and *Meets* as soon as the target lies a hair above. The stated rate is {RISK:.2f} each.

- Simple draw: a process without end; mid-P below n = 150, else Wilson. This batch alone: a quarter of it is drawn; the
  interval has the correction for the end of the frame, verdicts are hypergeometric.
- 2 strata of a batch: half from its removals (two in five of them), half from the rest; the batch is 20 times the sample.
- 2 strata: 94 % left up and 6 % removed, half of the draw from each, removals three times as often wrong. 10 and 40
  strata: sizes fall by 0.6 and 0.9 from one to the next, the same number is drawn from each, every other one is four
  times as often wrong. Korn-Graubard with add-one stratum variances.
- Reviewers: the question is about reviewers not seen (`other_reviewers`). Their own accuracies are beta; ICC .02 is a
  standard deviation of three points at 95 %, ICC .05 of five, a hard case.

{_designs(found, designs, audits)}

{_grids(found, designs)}

Conservative by design: strata (a stratum without a seen error is not taken for one without any) and reviewers (they are
never taken for more alike than ICC .02, and the bound behind *Meets* allows for one more reviewer like the furthest
seen). Samples that happen to hold none of the bad reviewers show the smallest variance: with the variance between
reviewers alone, *Meets* at 99.5 %, 20 reviewers and n = 2,000 was wrong in 0.07 (ICC .02) and 0.14 (ICC .05) of 4,000
audits. With 7 reviewers (fewer than 8)
{max(one.given for one in few)} of {sum(one.audits for one in few):,} audits showed an interval and
{max(max(one.wrong_meets, one.wrong_below) for one in few):.0%} got a verdict: the flag `few_clusters` stands there.

**This batch alone, without any chance.** By every count that may be drawn, at the worst of all truths from 0.80 to 1;
the largest risks of a wrong verdict are those at any target. Where the table above shows a little more than 0.05 for this
draw, that is the noise of 2,000 audits. Counts scaled to an effective size of an endless process would not do: *Below*
would be wrong in up to 0.20 of batches seen to 80 %.

{_batches(found)}

Of a vendor or another slice of a batch it is not known how many decisions the frame holds, only how many were drawn: a
verdict gives one decision away at either bound for that, which kept every risk below the stated one in 6,000 frames,
parts seen, slices and targets chosen at random.

## Auditors who err

Either way, independently, in 1, 2 and 5 % of items; n = 200 and 1,000, all five accuracies. "One auditor": what the
auditor says is final. "Differences settled": where auditor and vendor differ somebody finds the truth. "And 5 % of
agreements": a random control of agreements is settled, too. Violating or not are the only answers, so that an auditor who
errs on a wrong decision always agrees with it: the worst case. "Line for known errors" is the coverage, in its worst
cell, of the sensitivity line (Rogan-Gladen) for exactly this error rate.

{_erring(found, designs)}

What remains biased: without adjudication accuracy comes out too low by e (2 p - 1), and the interval misses the truth the
more surely the larger the sample is: it holds what would be *measured*, not what is true, and *Below* is said wrongly. The
sensitivity line mends that where the error rate is known. After the differences are settled accuracy comes out too high
by e (1 - p): a wrong decision that the auditor agreed with stays right. A control of agreements takes off its own share of
that and no more; its wrong rate tells how much is left. Neither is in any interval; `overturned_by` and the lines for 1, 2
and 5 % stand beside a verdict for that reason.

## Agreement of two raters

Prevalence 1, 2, 3 and 5 %, 50 to 500 items judged by both, kappa 0.45, 0.65 and 0.85, both raters equally strict: the
cells in which two violating items or more are expected. No interval is given where a coefficient is undefined (all answers
the same); where the policy says which labels violate, none is given for coefficients that take chance off with fewer than
five flagged items. The last two columns are about the others: coverage given that five or more were flagged, over all
cells and over those in which that is so in half of the audits or more.

{_coefficients(pairs)}

Cohen's kappa, cell by cell:

{_kappas(pairs)}

That condition selects: where five flagged items are more than one would expect, they come with more disagreement than
usual, and coverage among these audits alone is lower than over all. Where it is below {EACH:.2f}, at least
{_selected(pairs):.0%} of the intervals carry `low_information`. Agreement never gets a verdict.

## Larger rating tables

Three raters, five categories ({", ".join(f"{value:g}" for value in agreement.COMMON)}), each rater wrong in
{agreement.ERROR:.0%}; {min(found["larger"][0][0].audits, audits):,} audits a cell. Fewer than ten disagreements, or an interval of
0.30 and more, carry `low_information`; a figure with it is no ground for a decision.

{_larger(found)}

## What falls short and is no default

On simple draws (n = 50 to 2,000), and for 2 strata (n = 50 to 500) the plain Korn-Graubard interval without add-one
variances; "least" is the exact minimum over true shares from 0.90 to 0.999:

{_methods(found)}

Agreement at kappa {agreement.KAPPAS[1]:g}, the same cells:

{_peers(found)}

Wald, the plain Korn-Graubard interval, and for agreement the delta method and the percentile bootstrap fall short where
audits live: above 0.9, and where hardly a disagreement was seen. They are computed on request and named in the method;
none is a default. Wilson describes from n = 150 on; below that its least coverage is too low and mid-P stands in. Verdicts
use one-sided exact bounds everywhere.
"""
