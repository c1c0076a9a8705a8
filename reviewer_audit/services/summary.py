"""Results in plain text, for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from reviewer_audit.reports import panels_compare, panels_course, words
from reviewer_audit.reports.course import Course
from reviewer_audit.reports.further import Further
from reviewer_audit.reports.mixshift import MixShift
from reviewer_audit.reports.model import Paragraph
from reviewer_audit.reports.results import AuditResults, Scores
from reviewer_audit.stats.measure import Estimate

WIDTH = 100
SHOWN = ("vendor", "queue", "vendor+queue", "language", "market")


def results_table(found: AuditResults) -> list[str]:
    """Return findings, scores with intervals and verdicts, and what was left out."""
    method = found.method
    stamp = " (provisional)" if found.provisional else ""
    lines = [
        f"{found.project}, {found.round_title}{stamp}",
        (
            f"{found.graded_decisions:,} of {found.decisions:,} drawn decisions count; drawn from "
            f"{method.population:,}: {method.method}, seed {method.seed}"
        ),
        f"{found.confidence:.0%} intervals, estimand {found.estimand}",
        *filter(None, (method.looks, method.interval)),
        *([found.poststrata.sentence] if found.poststrata else []),
        words.left_out_sentence(found.left_out),
        "",
        *_findings(found),
        "",
    ]
    lines += _scores("", {"": found.overall}, total=found)
    for family in [f for f in SHOWN if f in found.by] or list(found.by):
        lines += ["", *_scores(family, found.by[family])]
    lines += [
        "",
        f"Vendor against audit: {found.vendor_auditor.reading}",
        f"Auditor against auditor: {found.auditor_auditor.reading}",
        *(f"Control total: {gap}" for gap in method.control_gaps),
    ]
    if method.quarantined_share is not None:
        lines.append(
            f"Rows not used: {method.quarantined:,} ({words.percent(method.quarantined_share)})"
        )
    if found.further is not None:
        lines += ["", *_further(found.further)]
    if found.course is not None:
        lines += ["", *_course(found.course)]
    return [line for line in lines if line is not None]


def _further(more: Further) -> list[str]:
    """Return what an average hides: banners, gate, baseline, doubt, strictness and times."""
    gates, times = more.gates, more.efficiency.overall
    lines = [f"Mind: {sentence}" for sentence in gates.misleading]
    said = {
        "Critical errors": gates.critical.sentence,
        "Never to act would be right in": _with_n(gates.baseline.accuracy),
        "Macro F1 of the labels": _with_n(more.classified.macro.f1),
        "If auditors err": more.sensitivity.sentence,
        "Strict or lenient": more.strict.vendor.sentence,
        "Auditors": more.auditors.sentence,
        "Handling time, median": _seconds(times["handling_median"]),
        "Handling time, nine in ten below": _seconds(times["handling_p90"]),
    }
    return lines + [f"{name}: {sentence}" for name, sentence in said.items() if sentence]


def _course(course: Course) -> list[str]:
    """Return what became of the first grades, and what changed between the last two periods."""
    said = [one.text for one in panels_course.blocks(course) if isinstance(one, Paragraph)]
    if course.change is not None:
        said.append(f"Last two periods: {panels_compare.sentence(course.change)}")
    if course.since is not None:
        said.append(f"Since the round before: {panels_compare.sentence(course.since)}")
    return said


def _with_n(estimate: Estimate) -> str:
    return f"{_with_interval(estimate)}, n = {estimate.n:,}"


def _seconds(estimate: Estimate) -> str:
    if estimate.value is None:
        return ""
    span = "no interval"
    if estimate.low is not None and estimate.high is not None:
        span = f"{estimate.low:,.0f} to {estimate.high:,.0f} s"
    return f"{estimate.value:,.0f} s [{span}], n = {estimate.n:,}"


def _findings(found: AuditResults) -> list[str]:
    if not found.findings:
        return ["Nothing stands out."]
    return [line for f in found.findings for line in (f"* {f.text}", f"  {f.detail}")]


def comparison_table(found: MixShift) -> list[str]:
    """Return both groups, their difference with its interval, and where it comes from."""
    groups = found.groups
    role, one, other = groups.role, groups.one, groups.other
    names = [panels_compare.title_of(role, name) for name in (one, other)]
    both = [
        [name, _with_interval(e), f"{e.n:,}"]
        for name, e in zip(names, (groups.first, groups.second), strict=True)
    ]
    lines = [
        panels_compare.sentence(found),
        "",
        *_laid_out([words.role_title(role), "accuracy", "n"], both),
        "",
    ]
    if groups.difference.method:
        lines.append(f"Interval of the difference: {groups.difference.method}")
    if groups.shared_items:
        paired = words.points(groups.same_items)
        lines.append(f"On the {groups.shared_items:,} items both decided: {paired} points")
    lines.append(panels_compare.split_sentence(found) or found.note)
    if found.lines:
        rows = [
            [
                words.value_title(line.name),
                words.percent(line.weight_one),
                words.percent(line.weight_other),
                *("" if e is None else words.rate(e) for e in (line.first, line.second)),
                *(
                    words.signed(part)
                    for part in (line.rate_effect, line.weight_effect, line.interaction)
                ),
            ]
            for line in found.lines
        ]
        shares = [f"share of {name}" for name in names]
        header = [words.role_title(found.over), *shares, *names, "work", "mix", "both"]
        lines += ["", *_laid_out(header, rows)]
    return lines


def _scores(
    family: str, lines: Mapping[str, Scores], total: AuditResults | None = None
) -> list[str]:
    header = (words.role_title(family) if family else "All", "accuracy", "n", "over", "under")
    rows = [
        [
            words.value_title(name) if total is None else total.project,
            _with_interval(scores["accuracy"]),
            f"{scores['accuracy'].n:,}",
            _with_interval(scores["over_enforcement"]),
            _with_interval(scores["under_enforcement"]),
            _verdict(scores),
        ]
        for name, scores in lines.items()
    ]
    return _laid_out([*header, "verdict"], rows)


def _with_interval(estimate: Any) -> str:
    if estimate.value is None:
        return f"n/a ({estimate.reason})"
    return f"{words.share(estimate)} [{words.interval(estimate)}]"


def _verdict(scores: Scores) -> str:
    word = words.verdict_word(scores.verdict)
    if word is not None and scores.verdict is not None:
        target = words.target_percent(scores.verdict.target)
        return word.text if target in word.text else f"{word.text} (target {target})"
    return {"different": "differs from the rest", "small": "few decisions"}.get(scores.mark, "")


def agreement_table(found: Mapping[str, Any]) -> list[str]:
    """Return the coefficients of a sheet of judgments."""
    coefficients = found["coefficients"]
    rows = []
    for key, e in coefficients.items():
        if key == "reading":
            continue
        if e["value"] is None:
            rows.append([key, "n/a", "", e["note"]])
        else:
            span = "" if e["low"] is None else f"{e['low']:.3f} to {e['high']:.3f}"
            rows.append([key, f"{e['value']:.4f}", span, ""])
    head = f"{found['units']:,} units, {found['raters']} raters"
    body = _laid_out(["coefficient", "value", "interval", "note"], rows)
    reading = str(found.get("reading") or coefficients.get("reading", ""))
    return [head, *body, "", reading, *_raters(found.get("more", {}))]


def _raters(more: Mapping[str, Any]) -> list[str]:
    """Return what is known of each category, each pair of raters, and each rater."""
    pairs = [
        [" and ".join(pair["raters"]), f"{e['value']:.3f} [{_span(e)}]", f"{e['n']:,}"]
        for pair in more.get("pairs", ())
        if (e := pair["cohen_kappa"])["value"] is not None
    ]
    people = [
        [name, f"{e['value']:.3f} [{_span(e)}]", f"{e['n']:,}"]
        for name, rater in more.get("raters", {}).items()
        if (e := rater["mace"])["value"] is not None
    ]
    kinds = [
        [str(one["category"]), f"{e['value']:.3f} [{_span(e)}]"]
        for one in more.get("categories", ())
        if (e := one["fleiss_kappa"])["value"] is not None
    ]
    lines = ["", *_laid_out(["category", "Fleiss' kappa"], kinds)] if len(kinds) > 2 else []  # noqa: PLR2004 - of two it is the same
    lines += ["", *_laid_out(["pair", "Cohen's kappa", "units"], pairs)] if len(pairs) > 1 else []
    if people:
        lines += ["", *_laid_out(["rater", "competence (MACE)", "answers"], people)]
        notes = {rater["mace"]["note"] for rater in more["raters"].values()}
        lines += sorted(note for note in notes if note)
    return lines


def _span(estimate: Mapping[str, Any]) -> str:
    if estimate["low"] is None:
        return "no interval"
    return f"{estimate['low']:.3f} to {estimate['high']:.3f}"


def _laid_out(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    table = [list(header), *[list(row) for row in rows]]
    widths = [max(len(line[k]) for line in table) for k in range(len(header))]
    lines = [
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in table
    ]
    return [lines[0], "  ".join("-" * w for w in widths), *lines[1:]]
