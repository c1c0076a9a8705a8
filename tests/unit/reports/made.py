"""A small audit made by hand: three vendors, one of which over-enforces in one queue."""

from dataclasses import replace
from math import sqrt

from reviewer_audit.reports.results import (
    SCORE_KEYS,
    Agreement,
    AuditorLine,
    AuditResults,
    Confusion,
    ErrorLine,
    Finding,
    Method,
    Scores,
    StratumLine,
    TargetVerdict,
)
from reviewer_audit.stats.measure import Estimate

CELLS = {  # vendor -> queue -> (decisions, over-enforced, missed, wrong policy)
    "Northgate": {
        "Comments": (270, 4, 3, 2),
        "Marketplace": (262, 4, 3, 1),
        "Profiles": (280, 4, 4, 1),
    },
    "Southbank": {
        "Comments": (260, 5, 5, 3),
        "Marketplace": (250, 5, 4, 3),
        "Profiles": (280, 6, 5, 3),
    },
    "Riverline": {
        "Comments": (322, 12, 9, 6),
        "Marketplace": (164, 33, 1, 1),
        "Profiles": (312, 8, 7, 4),
    },
}


def share(x: float, n: int, **more) -> Estimate:
    """A share with its Wilson interval."""
    if not n:
        return Estimate.undefined("no_data", "There are no decisions to count.")
    p, z = x / n, 1.959964
    middle = (p + z * z / 2 / n) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n)
    return Estimate(
        value=p,
        n=n,
        numerator=x,
        low=max(0.0, middle - half),
        high=min(1.0, middle + half),
        method="wilson",
        se=sqrt(p * (1 - p) / n),
        **more,
    )


def verdict(status: str, bound: float, **more) -> TargetVerdict:
    return TargetVerdict(
        status=status,
        target=0.95,
        rule="proven",
        measure="measured",
        bound=bound,
        bound_method="Clopper-Pearson",
        confidence=0.95,
        **more,
    )


def scores(n: int, over: int, under: int, policy: int, **more) -> Scores:
    right = n - over - under - policy
    benign = round(n * 0.66)
    violating = n - benign
    estimates = {key: share(0, n) for key in SCORE_KEYS}
    estimates |= {
        "accuracy": share(right, n),
        "label_accuracy": share(right, n),
        "charged_accuracy": share(right + policy, n),
        "over_enforcement": share(over, n),
        "under_enforcement": share(under, n),
        "wrong_policy": share(policy, n),
        "false_positive_rate": share(over, benign),
        "false_negative_rate": share(under, violating),
        "precision": share(violating - under, violating - under + over),
        "recall": share(violating - under, violating),
        "severity_weighted_accuracy": replace(
            share(right, n), value=right / n - 0.01, flags=("wide_interval",)
        )
        if n
        else share(0, 0),
        "critical_errors": share(2, n),
        "wrong_escalation": Estimate.undefined("facet_missing", "The export has no escalation."),
    }
    return Scores(
        estimates=estimates, decisions=n + 3, counted=n,
        left_out={"ungraded": 0, "pending": 2, "cannot_judge": 1, "technical": 0},
        counts={"true_positive": violating - under, "false_positive": over, "false_negative": under, "true_negative": benign - over},
        outcomes={"correct": right, "over_enforced": over, "under_enforced": under, "wrong_policy": policy, "wrong_action": 0, "wrong_escalation": 0, "pending": 2, "ungradable": 1, "technical": 0, "ungraded": 0},
        bounds=(right / (n + 2), (right + 2) / (n + 2)), **more,
    )  # fmt: skip


def total(cells) -> tuple[int, ...]:
    return tuple(sum(values) for values in zip(*cells, strict=True))


def errors(count: int = 12) -> tuple[ErrorLine, ...]:
    return tuple(
        ErrorLine(
            decision=i,
            item=f"00{i:04d}",
            decision_id=f"1234567890123456{i:03d}",
            decided_at=f"2026-09-{1 + i % 28:02d}T08:15:00Z",
            slices={"vendor": tuple(CELLS)[i % 3], "queue": "Marketplace", "language": "en", "market": "GB", "reviewer": f"R-{i:02d}"},
            vendor_labels="Fraud", vendor_action="remove", final_labels="No violation", final_action="keep",
            outcome="over_enforced" if i % 3 else "under_enforced", severity="S2", critical=i % 5 == 0,
            cause="Clause misread" if i % 2 else "Policy unclear", charged=bool(i % 2),
            clause="FRD-2 Offers of counterfeit goods, second paragraph",
            rationale="The seller names the maker and shows the receipt; nothing in the listing suggests a copy, so the clause does not apply.",
        )
        for i in range(count)
    )  # fmt: skip


def finding() -> Finding:
    return Finding(
        text="Riverline acts on harmless content in Marketplace: 21.3\u00a0% of its decisions there are wrong, nearly all over-enforced (33 of 35).",
        detail="Interval 15.8\u201328.2\u00a0% \u00b7 elsewhere 4.8\u00a0% of 2,236 \u00b7 survives correction over 27 slices.",
        slice={"vendor": "Riverline", "queue": "Marketplace"},
        estimate=share(35, 164),
        decisions=tuple(range(35)),
    )


def agreement(units: int, high: float) -> Agreement:
    def e(value: float) -> Estimate:
        return Estimate(
            value=value, n=units, low=value - 0.07, high=min(1.0, value + 0.06), method="jackknife"
        )

    return Agreement(
        units=units, raters=2,
        coefficients={
            "percent_agreement": share(round(units * high), units),
            "cohen_kappa": e(high - 0.15), "krippendorff_alpha": e(high - 0.16), "gwet_ac1": e(high - 0.03),
            "fleiss_kappa": Estimate.undefined("not_applicable", "The number of auditors differs between items."),
        },
        reading="They give the same answer on nine of ten items; kappa is lower than that because one label is used for two thirds of the items, so much agreement is expected by chance.",
    )  # fmt: skip


def results(*, with_finding: bool = True, **more) -> AuditResults:
    vendors = {name: total(cells.values()) for name, cells in CELLS.items()}
    queues = {q: total(CELLS[v][q] for v in CELLS) for q in ("Comments", "Marketplace", "Profiles")}
    verdicts = {
        "Northgate": verdict("meets", 0.957),
        "Southbank": verdict("inconclusive", 0.938, needed={"decisions": 1240, "chance": 0.8}),
        "Riverline": verdict("below", 0.917, overturned_by=22),
    }
    mark = {("Riverline", "Marketplace"): "different"}
    made = AuditResults(
        project="Q3 Marketplace audit",
        round_id=1,
        round_title="Week 37",
        state="revealed",
        provisional=True,
        estimand="process",
        confidence=0.95,
        decisions=2427,
        graded_decisions=2400,
        left_out={"ungraded": 0, "pending": 18, "cannot_judge": 9, "technical": 0},
        overall=scores(*total(vendors.values()), verdict=verdict("below", 0.9447, overturned_by=31)),
        by={
            "vendor": {v: scores(*t, verdict=verdicts[v]) for v, t in vendors.items()},
            "vendor+queue": {
                f"{v} + {q}": scores(*cell, mark=mark.get((v, q), ""))
                for v, cells in CELLS.items()
                for q, cell in cells.items()
            },
            "queue": {q: scores(*t, mark="different" if q == "Marketplace" else "") for q, t in queues.items()},
            "language": {"en": scores(1400, 40, 20, 12), "ar": scores(612, 21, 12, 8), "es": scores(360, 18, 8, 4), "": scores(28, 2, 1, 0, mark="small")},
            "reviewer": {f"R-{i:02d}": scores(24 + 3 * i, 1, 1, i % 2, mark="small" if i < 2 else "") for i in range(8)},
        },
        confusion=Confusion(
            labels=("none", "harassment", "fraud", "spam"),
            titles=("No violation", "Harassment", "Fraud", "Spam"),
            matrix=((1503, 21, 10, 15), (28, 240, 3, 1), (50, 2, 221, 3), (11, 0, 2, 290)),
            weighted_matrix=((1503.0, 21.0, 10.0, 15.0), (28.0, 240.0, 3.0, 1.0), (50.0, 2.0, 221.0, 3.0), (11.0, 0.0, 2.0, 290.0)),
        ),
        vendor_auditor=agreement(2400, 0.94),
        auditor_auditor=agreement(480, 0.91),
        auditors=tuple(
            AuditorLine(name=name, assigned=960, graded=940 + i, cannot_judge=8, skipped=0, flagged=3 * i, agrees_with_final=share(900 + i, 940 + i))
            for i, name in enumerate(("Ana", "Ben", "Chidi"))
        ),
        findings=(finding(),) if with_finding else (),
        errors=errors(),
        method=Method(
            frame="all decisions of week 37", population=12408, sampled=2427, method="stratified by vendor and queue, proportional",
            seed="20260914", frame_sha256="9f2c" * 16,
            strata=tuple(
                StratumLine(cell={"vendor": v, "queue": q}, population=cell[0] * 5, sampled=cell[0] + 3)
                for v, cells in CELLS.items() for q, cell in cells.items()
            ),
            draws=2, discarded_draws=1, audited_before=310, replaced=3, overlap_items=480, estimand="process", weighted=False,
            quarantined=14, quarantined_share=14 / 12422,
            control_gaps=("Riverline, 14 September: 412 reported, 409 arrived.",),
            sources=(("week37.xlsx", "ab12" * 16, 12408),), policy="General policy 2026-09", journal_head="c0ffee" * 10 + "abcd", unblinded=(),
        ),
        skipped_facets=("escalation",),
    )  # fmt: skip
    return replace(made, **more)
