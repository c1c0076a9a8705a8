"""For whom a report is, and what is taken out for them before anything is laid out.

An edition works on the numbers, not on pages: what is not in the results cannot stand in any
part of a file. The table ``EDITIONS`` is all there is; its sentences are made from its fields.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.charts import PERSONS, pairs
from reviewer_audit.reports.further import Further
from reviewer_audit.reports.people import People
from reviewer_audit.reports.results import (
    AuditResults,
    ErrorLine,
    Method,
    Scores,
    StratumLine,
)
from reviewer_audit.reports.timing import Efficiency
from reviewer_audit.stats.retracing import summed

Call = Callable[[str, str], str]
"""What somebody is called: (role, name) -> code or name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One reader's report.

    ``sections`` are the keys of the parts it holds, None for all. ``roles`` are those its figures
    may be split by, None for all. ``one_vendor``: it holds one vendor's decisions alone.
    """

    key: str
    title: str
    reader: str
    sections: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    one_vendor: bool = False
    named_reviewers: bool = False  # may be asked for
    identified: bool = True  # vendors, items, files and who opened decisions
    judged: bool = True  # verdicts against targets, and findings
    examples: bool = True  # one row per error

    def holds(self, section: str) -> bool:
        """Tell whether a part of reports is in it."""
        return self.sections is None or section in self.sections

    def leaves_out(self, *, named: bool = False) -> tuple[str, ...]:
        """Say what it leaves out or hides; ``named``: reviewers stand under their names."""
        said = [
            (self.one_vendor, _("Every other vendor, and all that could tell of one.")),
            (
                self.one_vendor,
                _("Auditors, what they did, and files that hold other vendors' rows."),
            ),
            (self.one_vendor, _("Who owns a corrective action.")),
            (not self.identified, _("Names of vendors, sites, teams, reviewers and auditors.")),
            (not self.identified, _("Ids and dates of items and decisions, names of files.")),
            (
                self.roles is not None,
                _("Figures by anything but {roles}.").format(roles=_listed(self.roles or ())),
            ),
            (not self.judged, _("Targets, verdicts and findings.")),
            (not self.examples, _("Single errors, with what was decided and why.")),
            (
                self.identified and not named,
                _("Names of reviewers: each has a code; the key is kept apart."),
            ),
            (
                self.identified,
                _("Figures of persons with fewer than {small} decisions that count.").format(
                    small=words.SMALL
                ),
            ),
        ]
        return tuple(text for holds, text in said if holds)


EDITIONS: Mapping[str, Edition] = {
    one.key: one
    for one in (
        Edition(
            key="internal",
            title=N_("Internal"),
            reader=N_("The audit team and those it reports to."),
            named_reviewers=True,
        ),
        Edition(
            key="vendor-safe",
            title=N_("Vendor-safe"),
            reader=N_("The vendor whose decisions it is about."),
            one_vendor=True,
        ),
        Edition(
            key="training",
            title=N_("Training"),
            reader=N_("People who learn the policy."),
            sections=frozenset({"edition", "breakdowns", "confusion", "errors", "dictionary"}),
            roles=frozenset({"label", "language", "queue"}),
            identified=False,
            judged=False,
        ),
        Edition(
            key="regulator",
            title=N_("Regulator"),
            reader=N_("The authority named in the covering letter."),
            sections=frozenset({"edition", "indicators", "detail", "method", "dictionary"}),
            roles=frozenset({"language"}),
            identified=False,
            judged=False,
            examples=False,
        ),
    )
}


def _listed(roles: Iterable[str]) -> str:
    names = [words.inside(words.role_title(role)) for role in sorted(roles)]
    return _(" and ").join([_(", ").join(names[:-1]), names[-1]] if len(names) > 1 else names)


def edited(results: AuditResults, edition: Edition, call: Call | None = None) -> AuditResults:
    """Return what an edition may know of the results.

    Args:
        results: of the round, or of one vendor of it.
        edition: whose report it is.
        call: what persons are called; by their names where it is None.
    """
    if not edition.identified:
        return _nameless(results, edition)
    if edition.one_vendor:
        method = replace(results.method, unblinded=_counted(results.method.unblinded))
        kept = tuple(one for one in results.findings if "auditor" not in one.slice)
        agreed = results.actions
        agreed = None if agreed is None else tuple(replace(line, owner="") for line in agreed)
        results = replace(results, method=method, auditors=(), findings=kept, actions=agreed)
    return _coded(results, call or (lambda _role, name: name))


def _coded(results: AuditResults, call: Call) -> AuditResults:
    """Give persons their codes; those with few decisions lose their figures."""
    return replace(
        results,
        by={
            role: _family(role, values, call) if _personal(role) else values
            for role, values in results.by.items()
        },
        errors=tuple(replace(e, slices=_called(e.slices, call)) for e in results.errors),
        further=_further(results.further, call) if results.further else None,
    )


def _personal(role: str) -> bool:
    return not PERSONS.isdisjoint(role.split("+"))


def _family(role: str, values: Mapping[str, Scores], call: Call) -> dict[str, Scores]:
    return {
        " + ".join(_name(one, name, call) for one, name in pairs(role, value)): scores
        for value, scores in values.items()
        if scores.counted >= words.SMALL
    }


def _name(role: str, name: str, call: Call) -> str:
    return call(role, name) if role in PERSONS and name else name


def _called(slices: Mapping[str, str], call: Call) -> dict[str, str]:
    return {role: _name(role, name, call) for role, name in slices.items()}


def _further(further: Further, call: Call) -> Further:
    return replace(
        further,
        people={role: _people(role, one, call) for role, one in further.people.items()},
        efficiency=_efficiency(further.efficiency, call),
    )


def _people(role: str, people: People, call: Call) -> People:
    if not _personal(role):
        return people
    lines = tuple(
        replace(line, name=_name(role, line.name, call)) for line in people.lines if not line.small
    )
    return replace(people, lines=lines)


def _efficiency(times: Efficiency, call: Call) -> Efficiency:
    by: dict[str, Mapping[str, Any]] = dict(times.by)
    for role in PERSONS & by.keys():
        by[role] = {
            _name(role, name, call): replace(line, name=_name(role, name, call))
            for name, line in by[role].items()
            if line.n >= words.SMALL
        }
    points = tuple(
        replace(point, name=_name("reviewer", point.name, call))
        for point in times.speed_quality
        if not point.small
    )
    return replace(times, by=by, speed_quality=points)


_FEEDBACK = N_("Feedback")  # no edition of the whole, but so called on its page


def called(key: str) -> str:
    """Return the name of an edition as it stands within a sentence."""
    known = EDITIONS[key].title if key in EDITIONS else _FEEDBACK if key == "feedback" else ""
    return words.inside(translated(known) or key)


def _nameless(results: AuditResults, edition: Edition) -> AuditResults:
    """Keep rates, how they were measured and, for training, what was decided and why."""
    allowed = edition.roles or frozenset()
    return replace(
        results,
        overall=_unjudged(results.overall),
        by={
            role: {value: _unjudged(scores) for value, scores in values.items()}
            for role, values in results.by.items()
            if allowed.issuperset(role.split("+"))
        },
        auditors=(),
        findings=(),
        actions=None,
        errors=tuple(_example(e, allowed) for e in results.errors) if edition.examples else (),
        method=_unnamed(results.method, allowed),
        further=None,
        course=None,
        contract=None,
        extra={},
    )


def _unjudged(scores: Scores) -> Scores:
    figures = {key: replace(e, parts=summed(e.parts)) for key, e in scores.estimates.items()}
    return replace(scores, estimates=figures, verdict=None, verdicts={})


def _example(error: ErrorLine, allowed: frozenset[str]) -> ErrorLine:
    return replace(
        error,
        decision=0,
        item="",
        decision_id="",
        decided_at="",
        slices={role: name for role, name in error.slices.items() if role in allowed},
    )


def _unnamed(method: Method, allowed: frozenset[str]) -> Method:
    """Strata are added up over what may not be named; files and people are only counted."""
    cells: dict[tuple[tuple[str, str], ...], tuple[int, int]] = {}
    for line in method.strata:
        cell = tuple((role, name) for role, name in line.cell.items() if role in allowed)
        held, drawn = cells.get(cell, (0, 0))
        cells[cell] = held + line.population, drawn + line.sampled
    return replace(
        method,
        strata=tuple(
            StratumLine(cell=dict(cell), population=held, sampled=drawn)
            for cell, (held, drawn) in cells.items()
        ),
        control_gaps=tuple(
            _("{n} control totals differ from what arrived; not named here").format(
                n=len(method.control_gaps)
            )
            for _gap in method.control_gaps[:1]
        ),
        sources=(),
        unblinded=_counted(method.unblinded),
    )


def _counted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_("{n}, not named here").format(n=len(names)) for _first in names[:1])
