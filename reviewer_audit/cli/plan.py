"""The command that plans: how many decisions, of which strata, how lots are accepted."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from reviewer_audit.cli import plan_words as say
from reviewer_audit.cli.data import Json
from reviewer_audit.cli.output import emit

LOTS, STRATA, ISO, KAPPA = (
    "Accept or refuse lots",
    "Share among strata",
    "ISO 2859-1",
    "Agreement of auditors",
)
# what each kind of plan may be asked with; the first names the kind
KINDS: dict[str, tuple[str, ...]] = {
    "strata": ("strata", "margin", "size", "budget", "confidence"),
    "aql": ("aql", "lql", "alpha", "beta", "population", "truth"),
    "iso": ("iso", "population", "level", "history", "truth"),
    "kappa": ("kappa", "positive", "margin", "versus", "power", "confidence"),
    "": (
        *("target", "margin", "population", "power", "versus", "errors-allowed", "confidence"),
        *("size", "truth", "deff", "gradable", "looks", "expected"),
    ),
}


def plan(
    target: Annotated[
        float | None, typer.Option(help="The rate to be shown.", show_default="0.95")
    ] = None,
    margin: Annotated[
        float | None,
        typer.Option(help="How far the interval may reach to either side.", show_default="0.02"),
    ] = None,
    population: Annotated[
        int | None, typer.Option(help="Decisions to draw from; with --aql or --iso, in a lot.")
    ] = None,
    power: Annotated[
        float | None,
        typer.Option(help="Chance of telling --versus from it.", show_default="0.8"),
    ] = None,
    versus: Annotated[
        float | None, typer.Option(help="Another vendor's rate (or kappa), to tell apart.")
    ] = None,
    errors_allowed: Annotated[
        int | None, typer.Option(help="Errors the sample may hold and still show the target.")
    ] = None,
    confidence: Annotated[
        float | None, typer.Option(help="Of interval and verdict.", show_default="0.95")
    ] = None,
    expected: Annotated[
        float | None,
        typer.Option(
            help="Share of errors expected: the size that shows the target in spite of it."
        ),
    ] = None,
    size: Annotated[
        int | None, typer.Option(help="Look at this size instead of asking for one.")
    ] = None,
    truth: Annotated[
        str | None,
        typer.Option(help="How often would it pass if so many are right?", metavar="0.94,0.96,..."),
    ] = None,
    deff: Annotated[
        float | None, typer.Option(help="Design effect, where the draw is not simple.")
    ] = None,
    gradable: Annotated[
        float | None, typer.Option(help="Share of the drawn decisions that can be judged.")
    ] = None,
    looks: Annotated[
        int | None,
        typer.Option(help="2: one top-up is planned.", show_default="1", min=1, max=2),
    ] = None,
    strata: Annotated[
        Path | None,
        typer.Option(
            help="Strata as CSV: name, population, expected; cost, minimum if wanted.",
            rich_help_panel=STRATA,
        ),
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="What all may cost.", rich_help_panel=STRATA)
    ] = None,
    aql: Annotated[
        float | None,
        typer.Option(help="Share of errors that is good enough.", rich_help_panel=LOTS),
    ] = None,
    lql: Annotated[
        float | None, typer.Option(help="Share of errors that is too bad.", rich_help_panel=LOTS)
    ] = None,
    alpha: Annotated[
        float | None,
        typer.Option(
            help="Risk of refusing a good lot.", rich_help_panel=LOTS, show_default="0.05"
        ),
    ] = None,
    beta: Annotated[
        float | None,
        typer.Option(help="Risk of accepting a bad lot.", rich_help_panel=LOTS, show_default="0.1"),
    ] = None,
    iso: Annotated[
        float | None,
        typer.Option(
            metavar="AQL", help="The AQL, in errors per hundred: 0.65, 1.0 ...", rich_help_panel=ISO
        ),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(help="I to III, S-1 to S-4.", rich_help_panel=ISO, show_default="II"),
    ] = None,
    history: Annotated[
        str | None,
        typer.Option(
            help="Lots so far, oldest first: errors found, or accept or reject.",
            metavar="0,2,reject,...",
            rich_help_panel=ISO,
        ),
    ] = None,
    kappa: Annotated[
        float | None, typer.Option(help="The kappa that is expected.", rich_help_panel=KAPPA)
    ] = None,
    positive: Annotated[
        str | None,
        typer.Option(
            help="Share each of the two auditors flags.",
            metavar="0.1[,0.12]",
            rich_help_panel=KAPPA,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say how many decisions an audit needs, and what that many can show.

    Example: reviewer-audit plan --target 0.95 --margin 0.02 --population 12000

    reviewer-audit plan --errors-allowed 2 --truth 0.94,0.96,0.98

    reviewer-audit plan --strata strata.csv --budget 900

    reviewer-audit plan --aql 0.01 --lql 0.05 --population 1000

    reviewer-audit plan --iso 1.0 --population 2000 --history 1,0,4,2

    reviewer-audit plan --kappa 0.7 --positive 0.1 --margin 0.1
    """
    asked = {
        "target": target, "margin": margin, "population": population, "power": power,
        "versus": versus, "errors-allowed": errors_allowed, "confidence": confidence,
        "size": size, "truth": truth, "deff": deff, "gradable": gradable, "strata": strata,
        "budget": budget, "aql": aql, "lql": lql, "alpha": alpha, "beta": beta, "iso": iso,
        "level": level, "history": history, "kappa": kappa, "positive": positive,
        "looks": looks, "expected": expected,
    }  # fmt: skip
    given = {name: value for name, value in asked.items() if value is not None}
    makers = {"strata": _strata, "aql": _lots, "iso": _iso, "kappa": _kappa, "": _accuracy}
    result, words = makers[kind_of(given)](given)
    emit(result, as_json=as_json, words=words)


def kind_of(given: Mapping[str, Any]) -> str:
    """Return which kind of plan is asked for; a usage error where the options do not fit."""
    kinds = [kind for kind in KINDS if kind and kind in given]
    if "lql" in given and "aql" not in given:
        message = "--lql says what is too bad; --aql must say what is good enough."
        raise typer.BadParameter(message)
    if len(kinds) > 1:
        message = f"--{kinds[0]} and --{kinds[1]} ask for two plans. Ask for one at a time."
        raise typer.BadParameter(message)
    kind = kinds[0] if kinds else ""
    for name in given:
        if name in KINDS[kind]:
            continue
        owner = next((k for k in KINDS if k and name in KINDS[k]), "")
        message = f"--{name} has no meaning with --{kind}."
        if not kind:
            message = f"--{name} needs --{owner}."
        raise typer.BadParameter(message)
    for needed in {"aql": ("lql",), "iso": ("population",), "kappa": ("positive",)}.get(kind, ()):
        if needed not in given:
            message = f"--{kind} needs --{needed}."
            raise typer.BadParameter(message)
    ways = [name for name in ("size", "budget", "margin") if name in given]
    if kind == "strata" and len(ways) > 1:
        message = f"--{ways[0]} and --{ways[1]} each decide how many. Name one of them."
        raise typer.BadParameter(message)
    if kind == "" and "size" in given and {"margin", "errors-allowed"} & set(given):
        message = (
            "--size looks at a size; leave out what asks for one (--margin, --errors-allowed)."
        )
        raise typer.BadParameter(message)
    return kind


def shares(name: str, text: str) -> list[float]:
    """Read shares with commas between them, such as 0.94,96%."""
    out = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        try:
            value = float(part.removesuffix("%")) / (100 if part.endswith("%") else 1)
        except ValueError:
            value = float("nan")
        if not 0 <= value <= 1:
            message = f"--{name}: {part} is not a share between 0 and 1."
            raise typer.BadParameter(message)
        out.append(value)
    if not out:
        message = f"--{name} names no share."
        raise typer.BadParameter(message)
    return out


def _base(**keys: Any) -> dict[str, Any]:
    """Return the keys that every plan has."""
    blank = dict.fromkeys(("size", "margin", "confidence", "design"))
    rest: dict[str, Any] = {"errors_allowed": [], "power": None, "chance_of_wrong_verdict": None}
    return {**blank, **rest, **keys}


def _accuracy(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    from reviewer_audit.sampling import passing
    from reviewer_audit.sampling import size as sizes
    from reviewer_audit.stats.verdict import each_verdict

    target, population = given.get("target", 0.95), given.get("population")
    confidence, looks = given.get("confidence", 0.95), given.get("looks", 1)
    sure = each_verdict(confidence, looks)
    found = sizes.plan(
        target=target,
        margin=given.get("margin"),
        population=population,
        chance=given.get("power", 0.8),
        versus=given.get("versus"),
        errors_allowed=given.get("errors-allowed"),
        confidence=confidence,
        sure=sure,
        size=given.get("size"),
        deff=given.get("deff", 1.0),
        gradable=given.get("gradable", 1.0),
    )
    allowing = None
    if "expected" in given:
        limit, rate = Fraction(str(1 - target)).limit_denominator(10**6), given["expected"]
        allowing = sizes.attribute_size(limit, Fraction(str(rate)), 1 - sure)
    truths = shares("truth", given["truth"]) if "truth" in given else passing.around(target)
    passes = passing.if_true(truths, found.effective, target, sure, population)
    result = _base(
        size=found.size,
        margin=found.margin,
        confidence=found.confidence,
        design=found.design,
        errors_allowed=[{"k": k, "n": n} for k, n in found.errors_allowed],
        power=found.power,
        chance_of_wrong_verdict=found.chance_of_wrong_verdict,
        looks=looks,
        effective=found.effective,
        interval_size=found.interval_size,
        expected=None if allowing is None else {"rate": given["expected"], "size": allowing},
        truth=[
            {"truth": p.truth, "meets": p.meets, "below": p.below, "inconclusive": p.inconclusive}
            for p in passes
        ],
    )
    return result, say.accuracy(found, passes, given, allowing)


def _strata(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    from reviewer_audit.services import stratified

    confidence = given.get("confidence", 0.95)
    found = stratified.shared(
        stratified.read(given["strata"]),
        size=given.get("size"),
        budget=given.get("budget"),
        margin=given.get("margin"),
        confidence=confidence,
    )
    result = _base(
        size=found.size,
        margin=found.margin,
        confidence=confidence,
        design=f"stratified, {found.method}",
        allocation=found.as_json(),
    )
    return result, say.strata(found, confidence)


def _lots(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    from reviewer_audit.services import lots

    truths = shares("truth", given["truth"]) if "truth" in given else []
    found = lots.acceptance(
        given["aql"],
        given["lql"],
        alpha=given.get("alpha", 0.05),
        beta=given.get("beta", 0.1),
        lot=given.get("population"),
        rates=[round(1 - truth, 12) for truth in truths],
    )
    result = _base(
        size=found.plan.size,
        design="acceptance of lots",
        errors_allowed=[{"k": found.plan.accept, "n": found.plan.size}],
        chance_of_wrong_verdict=max(found.refused, found.let_in),
        acceptance=found.as_json(),
    )
    return result, say.acceptance(found)


def _iso(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    from reviewer_audit.services import lots

    truths = shares("truth", given["truth"]) if "truth" in given else []
    found = lots.series(
        given["population"],
        given["iso"],
        level=given.get("level", "II").upper(),
        history=[part for part in given.get("history", "").split(",") if part.strip()],
        rates=[round(1 - truth, 12) for truth in truths],
    )
    looks = found.plan.inspected(found.lot)
    result = _base(
        size=None if found.stopped else looks,
        design=f"ISO 2859-1 single sampling, {found.severity}",
        errors_allowed=[] if found.stopped else [{"k": found.plan.accept, "n": looks}],
        iso2859=found.as_json(),
    )
    return result, say.series(found)


def _kappa(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    from reviewer_audit.sampling import agreement_size

    rates = shares("positive", given["positive"])
    if len(rates) > 2:  # noqa: PLR2004 - two auditors
        message = "--positive names one share, or one for each of two auditors."
        raise typer.BadParameter(message)
    found = agreement_size.study(
        agreement_size.Raters(first=rates[0], second=rates[-1]),
        given["kappa"],
        margin=given.get("margin"),
        versus=given.get("versus"),
        power=given.get("power", 0.8),
        confidence=given.get("confidence", 0.95),
    )
    result = _base(
        size=found.size,
        margin=found.margin,
        confidence=found.confidence,
        design="graded by two auditors",
        power=found.power,
        agreement={"kappa": found.kappa, "versus": found.versus, "flagged": found.flagged},
    )
    return result, say.study(found)
