"""How the numbers came about: what a third party needs to judge and repeat them."""

from reviewer_audit.reports import words
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.model import Block, Cell, CellKind, Column, DataTable
from reviewer_audit.reports.results import LEFT_OUT_KEYS, Method
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _facts(scope: Scope) -> list[tuple[Cell, ...]]:
    results = scope.results
    m, weighed = results.method, results.poststrata
    quarantined = words.count(m.quarantined)
    if m.quarantined_share is not None:
        quarantined += f" ({words.percent(m.quarantined_share)} of all rows read)"
    rows: list[tuple[Cell, ...]] = [
        ("Frame", m.frame),
        ("Decisions in the frame (N)", words.count(m.population) if m.population else "not stated"),
        ("Decisions sampled (n)", words.count(m.sampled)),
        ("Decisions that count", words.count(results.graded_decisions)),
        *(
            (f"Left out: {words.LEFT_OUT[key]}", words.count(results.left_out.get(key, 0)))
            for key in LEFT_OUT_KEYS
        ),
        ("Way of drawing", m.method),
        ("Seed", m.seed),
        ("Frame hash (SHA-256)", m.frame_sha256),
        (
            "Draws made",
            f"{words.count(m.draws)}, of which {words.count(m.discarded_draws)} discarded",
        ),
        ("Audited in an earlier round", words.count(m.audited_before)),
        ("Items replaced (cannot judge)", words.count(m.replaced)),
        ("Items graded by two auditors", words.count(m.overlap_items)),
        (
            "Question answered",
            f"{m.estimand}: {words.ESTIMANDS.get(m.estimand, 'see the plan')}",
        ),
        ("Weights", _weights(m)),
        ("Confidence", words.target_percent(results.confidence)),
        *((("Interval asked for", m.interval),) if m.interval else ()),
        *((("Top-up", m.looks),) if m.looks else ()),
        *((("Post-stratified", weighed.sentence),) if weighed else ()),
        ("Rows that could not be used", quarantined),
        (
            "Control totals",
            "\n".join(m.control_gaps) if m.control_gaps else "no gap known",
        ),
        ("Policy", m.policy),
        (
            "Facets not compared",
            ", ".join(results.skipped_facets) if results.skipped_facets else "none",
        ),
        (
            "Opened decisions while grading",
            ", ".join(m.unblinded) if m.unblinded else "nobody",
        ),
        ("State of the round", results.state),
        ("Journal head", m.journal_head),
    ]
    return rows


def _weights(m: Method) -> str:
    if m.weighted:
        return "each decision weighs as many as it stands for in the frame"
    return "every decision weighs the same"


def _strata(scope: Scope) -> DataTable:
    strata = scope.results.method.strata
    roles: list[str] = []
    for stratum in strata:
        roles += [role for role in stratum.cell if role not in roles]
    return DataTable(
        key="strata",
        title="Strata of the draw",
        columns=(
            *(Column(title=words.role_title(role)) for role in roles or [""]),
            Column(title="In the frame (N)", kind=CellKind.INTEGER),
            Column(title="Sampled (n)", kind=CellKind.INTEGER),
            Column(title="Drawn", kind=CellKind.SHARE),
        ),
        rows=tuple(
            (
                *(words.value_title(s.cell.get(role, "")) for role in roles),
                *(() if roles else ("All",)),
                s.population,
                s.sampled,
                s.sampled / s.population if s.population else None,
            )
            for s in strata
        ),
        empty="One stratum: the whole frame.",
    )


def _no_file(scope: Scope) -> str:
    if not EDITIONS[scope.edition].identified:
        return "Not listed in this edition."
    if scope.vendor:
        return "Not listed: the files hold decisions of other vendors too."
    return "No file is known."


def _blocks(scope: Scope) -> tuple[Block, ...]:
    method = scope.results.method
    return (
        DataTable(
            key="method",
            columns=(Column(title="What"), Column(title="Value", wide=True)),
            rows=tuple(_facts(scope)),
        ),
        _strata(scope),
        DataTable(
            key="sources",
            title="Files the decisions came from",
            columns=(
                Column(title="File"),
                Column(title="Decisions", kind=CellKind.INTEGER),
                Column(title="SHA-256", kind=CellKind.ID, wide=True),
            ),
            rows=tuple((name, n, sha) for name, sha, n in method.sources),
            empty=_no_file(scope),
        ),
    )


SECTION = SectionKind(key="method", title="Method", blocks=_blocks)
