"""From what the author wrote to a Policy, with every fault at its place."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from reviewer_audit.domain.outcomes import Outcome
from reviewer_audit.domain.policy import (
    CANNOT_JUDGE,
    SEVERITIES,
    TARGET_METRICS,
    Action,
    Label,
    Match,
    Policy,
    RootCause,
    Target,
    TargetRule,
)
from reviewer_audit.i18n import _
from reviewer_audit.policies.fields import Fields, near

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer_audit.policies.node import Faults, Node

DIGITS = tuple("1234567890")
ERRORS = (
    Outcome.OVER_ENFORCED,
    Outcome.UNDER_ENFORCED,
    Outcome.WRONG_POLICY,
    Outcome.WRONG_ACTION,
    Outcome.WRONG_ESCALATION,
)
SLICE_ROLES = ("vendor", "site", "team", "queue", "language", "market")
_NOTHING = Policy(name="", version="", effective_from=date.min, labels=())
_MOST_LABELS = 250  # codes are bytes, with some kept back
_HIGHEST_RANK = 100


def same(text: str) -> str:
    """Return the form in which two names count as one."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def check(root: Node, faults: Faults) -> Policy:
    """Read a policy; it is only good where ``faults`` stays empty."""
    top = Fields(root, faults)
    if not isinstance(root.value, Mapping):
        return _NOTHING
    policy = Policy(
        name=top.name("name"),
        version=top.name("version"),
        effective_from=top.day("effective_from"),
        labels=top.parts("labels", _label),
        actions=top.parts("actions", _action),
        root_causes=top.parts("root_causes", _cause),
        targets=top.parts("targets", _target),
        equivalences=_equivalences(top, faults),
        match=Match(top.choice("match", tuple(Match), Match.PRIMARY)),
        severity_weights=_weights(top.inner("severity_weights")),
        penalties=_penalties(top.inner("penalties")),
    )
    top.done()
    if not policy.labels:
        top.fault("labels", _("a policy needs at least one label"))
    if len(policy.labels) > _MOST_LABELS:
        top.fault("labels", _("more than {n} labels").format(n=_MOST_LABELS))
    _together(policy, top, faults)
    return policy


def _label(part: Fields) -> Label:
    key = part.name("key")
    label = Label(
        key=key,
        title=part.name("title", default=key),
        family=part.text("family"),
        severity=part.choice("severity", SEVERITIES, "S0"),
        is_violation=part.flag("is_violation", default=True),
        critical=part.flag("critical", default=False),
        must_escalate=part.flag("must_escalate", default=False),
        default_action=part.text("default_action"),
        hotkey=part.choice("hotkey", DIGITS, "") if part.text("hotkey") else "",
        definition=part.text("definition"),
        examples=part.texts("examples"),
        counter_examples=part.texts("counter_examples"),
        aliases=part.texts("aliases"),
    )
    if same(key) == CANNOT_JUDGE:
        part.fault(
            "key",
            _("{name!r} is reserved for items nobody can judge").format(name=CANNOT_JUDGE),
        )
    if label.critical and not label.is_violation:
        part.fault("critical", _("a label that is no violation cannot be critical"))
    part.done()
    return label


def _action(part: Fields) -> Action:
    key = part.name("key")
    rank = part.number("rank", low=0, high=_HIGHEST_RANK)
    if rank != int(rank):
        part.fault(
            "rank", _("a whole number is expected here, not {rank}").format(rank=f"{rank:g}")
        )
    action = Action(
        key=key,
        title=part.name("title", default=key),
        rank=int(rank),
        aliases=part.texts("aliases"),
    )
    part.done()
    return action


def _cause(part: Fields) -> RootCause:
    key = part.name("key")
    cause = RootCause(
        key=key,
        title=part.name("title", default=key),
        group=part.text("group"),
        owner=part.text("owner"),
        charged=part.flag("charged", default=True),
    )
    part.done()
    return cause


def _target(part: Fields) -> Target:
    metric = part.name("metric")
    if metric and metric not in TARGET_METRICS:
        part.fault(
            "metric",
            _("unknown metric {metric!r}{near}").format(
                metric=metric, near=near(metric, TARGET_METRICS)
            ),
        )
    chosen = part.inner("slice")
    pairs = tuple((role, chosen.name(role)) for role in chosen.names())
    for role, _value in pairs:
        if role not in SLICE_ROLES:
            chosen.fault(
                role,
                _("a target can be set by {roles}, not by {role!r}").format(
                    roles=", ".join(SLICE_ROLES), role=role
                ),
            )
    target = Target(
        metric=metric,
        threshold=part.number("threshold", low=0, high=1),
        rule=TargetRule(part.choice("rule", tuple(TargetRule), TargetRule.PROVEN)),
        confidence=part.number("confidence", low=0, high=1, default=0.95),
        slice=pairs,
    )
    if target.confidence in {0.0, 1.0}:
        part.fault("confidence", _("a confidence lies between 0 and 1, both excluded"))
    part.done()
    return target


def _equivalences(top: Fields, faults: Faults) -> tuple[tuple[str, ...], ...]:
    groups = []
    for number, node in enumerate(top.nodes("equivalences"), start=1):
        wrapped = type(node)(where=node.where, value={"actions": node})
        group = Fields(wrapped, faults, path=f"equivalences[{number}]").texts("actions")
        if len(group) == 1:
            faults.add(node.where, _("an equivalence needs at least two actions"))
        groups.append(group)
    return tuple(groups)


def _weights(part: Fields) -> dict[str, float]:
    defaults = {"S0": 1.0, "S1": 1.0, "S2": 2.0, "S3": 4.0, "S4": 8.0}
    found = {
        name: part.number(name, low=0, high=math.inf, default=weight)
        for name, weight in defaults.items()
    }
    for name, weight in found.items():
        if math.isinf(weight):
            part.fault(name, _("a weight must be finite"))
    part.done()
    return found


def _penalties(part: Fields) -> dict[str, float]:
    known = [str(error) for error in ERRORS]
    found = {
        name: part.number(name, low=0, high=1)
        for name in known
        if part.has(name) or name in part.names()
    }
    for name in part.names():
        if name not in known:
            part.node(name)
            part.fault(
                name, _("unknown outcome {name!r}{near}").format(name=name, near=near(name, known))
            )
    return found


def _together(policy: Policy, top: Fields, faults: Faults) -> None:
    """What no field shows alone: names given twice, references to nothing."""
    labels = _places(top, "labels")
    actions = _places(top, "actions")
    causes = _places(top, "root_causes")
    targets = _places(top, "targets")
    label_names = [(la.key, (la.key, la.title, *la.aliases)) for la in policy.labels]
    action_names = [(a.key, (a.key, a.title, *a.aliases)) for a in policy.actions]
    _unique(_("label name {name!r} is already taken at {place}"), label_names, labels, faults)
    _unique(_("action name {name!r} is already taken at {place}"), action_names, actions, faults)
    _unique(
        _("root cause name {name!r} is already taken at {place}"),
        [(c.key, (c.key,)) for c in policy.root_causes],
        causes,
        faults,
    )
    others = [(i, n) for i, (key, names) in enumerate(label_names) for n in names if n != key]
    for index, name in others:
        if same(name) == CANNOT_JUDGE:
            faults.add(
                labels(index),
                _("{name!r} is reserved for items nobody can judge").format(name=name),
            )
    _references(policy, labels, top, faults)
    seen: dict[object, int] = {}
    for index, target in enumerate(policy.targets):
        first = seen.setdefault((target.metric, frozenset(target.slice)), index)
        if first != index:
            faults.add(
                targets(index),
                _("the same target stands at {place}").format(place=targets(first)),
            )


def _references(policy: Policy, labels: Callable[[int], str], top: Fields, faults: Faults) -> None:
    keys = [action.key for action in policy.actions]
    hotkeys: dict[str, str] = {}
    for index, label in enumerate(policy.labels):
        wanted = label.default_action
        if wanted and wanted not in keys:
            what = _("default_action {wanted!r} is no action of this policy{near}").format(
                wanted=wanted, near=near(wanted, keys)
            )
            faults.add(labels(index), what)
        if label.hotkey:
            first = hotkeys.setdefault(label.hotkey, label.key)
            if first != label.key:
                what = _("hotkey {hotkey} is taken by label {first!r}").format(
                    hotkey=label.hotkey, first=first
                )
                faults.add(labels(index), what)
    place = _places(top, "equivalences")
    members: set[str] = set()
    for index, key in ((i, key) for i, group in enumerate(policy.equivalences) for key in group):
        if key not in keys:
            what = _("{key!r} is no action of this policy{near}").format(
                key=key, near=near(key, keys)
            )
            faults.add(place(index), what)
        elif key in members:
            faults.add(place(index), _("action {key!r} is named more than once").format(key=key))
        members.add(key)


def _places(top: Fields, section: str) -> Callable[[int], str]:
    nodes = top.nodes(section)
    return lambda index: f"{nodes[index].where}, {section}[{index + 1}]"


def _unique(
    taken: str,
    named: Sequence[tuple[str, tuple[str, ...]]],
    place: Callable[[int], str],
    faults: Faults,
) -> None:
    """No two entries may answer to one name: an import could not tell which is meant."""
    owner: dict[str, int] = {}
    for index, (_key, names) in enumerate(named):
        for name in names:
            first = owner.setdefault(same(name), index)
            if name and first != index:
                what = taken.format(name=name, place=place(first))
                faults.add(place(index), what)
