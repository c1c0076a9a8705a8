"""Drafted, compared and bundled policies."""

from dataclasses import replace

import pytest

from reviewer_audit.assets import resource
from reviewer_audit.domain.policy import SEVERITIES, Label
from reviewer_audit.errors import PolicyError
from reviewer_audit.policies import diff, draft, load


def test_that_a_draft_keeps_the_text_of_the_values_and_takes_all_for_violating():
    policy = draft([("Hateful ", 3), ("non-hateful", 9), ("", 4), ("Cannot_Judge", 2)])
    assert [(la.key, la.title, la.is_violation, la.hotkey) for la in policy.labels] == [
        ("non-hateful", "non-hateful", True, "1"),
        ("Hateful", "Hateful", True, "2"),
    ]


def test_that_a_draft_puts_labels_named_not_violating_first():
    policy = draft([("hateful", 9), ("Fine", 2)], ["fine"], "Mine")
    assert [(la.key, la.is_violation) for la in policy.labels] == [
        ("Fine", False),
        ("hateful", True),
    ]
    assert policy.name == "Mine"
    assert policy.no_violation == policy.labels[0]


def test_that_a_draft_joins_spellings_an_import_would_take_for_one():
    assert [la.key for la in draft([("SPAM", 1), ("Spam", 3), ("\uff53pam", 1)]).labels] == ["Spam"]


def test_that_a_draft_refuses_what_is_not_there():
    with pytest.raises(PolicyError, match="'ok'"):
        draft([("a", 1)], ["ok"])
    with pytest.raises(PolicyError, match="no label"):
        draft([("", 1)])


def test_that_a_comparison_names_each_change():
    old = load(resource("policies/sample.yaml"))
    assert diff(old, old) == []
    first, second, *rest = old.labels
    new = replace(
        old,
        version="9",
        labels=(first, replace(second, severity="S4"), *rest[1:], Label(key="new", title="New")),
        targets=(),
    )
    found = [(str(c.kind), c.what, c.key, c.field, c.old, c.new) for c in diff(old, new)]
    assert found == [
        ("changed", "policy", "", "version", old.version, "9"),
        ("removed", "label", rest[0].key, "", rest[0].title, ""),
        ("changed", "label", second.key, "severity", second.severity, "S4"),
        ("added", "label", "new", "", "", "New"),
        ("removed", "target", "accuracy", "", "accuracy", ""),
    ]


@pytest.mark.parametrize("name", ["general", "sample"])
def test_that_bundled_policies_are_good_and_complete(name):
    policy = load(resource(f"policies/{name}.yaml"))
    assert policy.no_violation == policy.labels[0]
    assert {"Approve", "Ignore", "Keep", "No action", "Pass"} <= set(policy.labels[0].aliases)
    assert any(la.critical and la.must_escalate for la in policy.labels)
    assert all(la.definition and la.default_action for la in policy.labels)
    assert all(la.examples and la.counter_examples for la in policy.labels if la.is_violation)
    assert policy.actions[0].rank == 0
    assert policy.targets[0].metric == "accuracy"
    uncharged = {c.group for c in policy.root_causes if not c.charged}
    assert len(uncharged) >= 3
    assert all(c.owner for c in policy.root_causes)


def test_that_the_general_policy_covers_families_and_the_whole_ladder():
    policy = load(resource("policies/general.yaml"))
    assert 25 <= len(policy.labels) <= 32
    assert len({la.family for la in policy.labels}) >= 14
    assert [a.rank for a in policy.actions] == list(range(11))
    assert {la.hotkey for la in policy.labels if la.hotkey} == set("1234567890")
    assert {la.severity for la in policy.labels} == set(SEVERITIES)


def test_that_the_sample_policy_has_twelve_labels():
    policy = load(resource("policies/sample.yaml"))
    assert len(policy.labels) == 12
    assert policy.targets[0].threshold == 0.95
