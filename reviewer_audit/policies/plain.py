"""A Policy as plain values in the order a reader expects, defaults left out."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Action, Label, Policy, RootCause, Target

_ALWAYS = frozenset({"key", "severity", "is_violation", "rank", "charged"})


def plain(policy: Policy) -> dict[str, Any]:
    """Return what a file says for this policy."""
    found: dict[str, Any] = {
        "name": policy.name,
        "version": policy.version,
        "effective_from": policy.effective_from,
        "match": str(policy.match),
        "severity_weights": dict(policy.severity_weights),
        "penalties": dict(policy.penalties),
        "labels": [entry(label) for label in policy.labels],
        "actions": [entry(action) for action in policy.actions],
        "equivalences": [list(group) for group in policy.equivalences],
        "root_causes": [entry(cause) for cause in policy.root_causes],
        "targets": [_target(target) for target in policy.targets],
    }
    return {name: value for name, value in found.items() if value not in ({}, [])}


def entry(part: Label | Action | RootCause) -> dict[str, Any]:
    """Return the fields of one entry that say something."""
    found: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        default = part.key if field.name == "title" else field.default
        if field.name in _ALWAYS or default is MISSING or value != default:
            found[field.name] = list(value) if isinstance(value, tuple) else value
    return found


def _target(target: Target) -> dict[str, Any]:
    found: dict[str, Any] = {
        "metric": target.metric,
        "threshold": target.threshold,
        "rule": str(target.rule),
        "confidence": target.confidence,
    }
    if target.slice:
        found["slice"] = dict(target.slice)
    return found
