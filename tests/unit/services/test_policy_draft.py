"""The next version of the rule book: kept while it is written, in force only once published."""

from dataclasses import replace
from datetime import date

import pytest

from reviewer_audit.domain.policy import Label, Target
from reviewer_audit.errors import PolicyError
from reviewer_audit.services import policies, policy_draft, projects

TODAY = date(2026, 11, 22)
HOAX = Label(key="hoax", title="Hoax", severity="S1", default_action="remove")


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


def test_that_a_draft_is_a_copy_that_nothing_is_graded_by(store, lead):
    draft = policy_draft.begin(store, by=lead, today=TODAY)
    assert (draft.version, draft.effective_from) == ("2026-11", TODAY)
    assert draft.labels == policies.newest(store).labels
    assert policies.newest(store).version == "1"
    assert policy_draft.book(store).draft == draft


def test_that_a_second_draft_does_not_write_over_the_first(store, lead):
    policy_draft.begin(store, by=lead, today=TODAY)
    with pytest.raises(PolicyError, match="2026-11"):
        policy_draft.begin(store, by=lead, today=TODAY)


def test_that_a_published_draft_is_the_version_in_force_and_the_name_is_not_given_twice(
    store, lead
):
    for version in ("2026-11", "2026-11.2"):
        draft = policy_draft.begin(store, by=lead, today=TODAY)
        label = replace(HOAX, key=version, title=version)
        policy_draft.keep(store, policy_draft.with_label(draft, label), by=lead)
        assert policy_draft.publish(store, by=lead).version == version
        assert policies.newest(store).label(version) == label
        assert policy_draft.book(store).draft is None


def test_that_a_draft_without_a_difference_is_not_published(store, lead):
    policy_draft.begin(store, by=lead, today=TODAY)
    with pytest.raises(PolicyError, match="Nothing is different from version 1"):
        policy_draft.publish(store, by=lead)
    policy_draft.discard(store, by=lead)
    with pytest.raises(PolicyError, match="no draft"):
        policy_draft.publish(store, by=lead)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: policy_draft.with_label(d, replace(HOAX, title="Threat")), "hoax"),
        (lambda d: policy_draft.with_label(d, replace(HOAX, key="")), "key"),
        (lambda d: policy_draft.with_label(d, replace(HOAX, default_action="fly")), "fly"),
        (lambda d: policy_draft.with_label(d, replace(HOAX, severity="S9")), "S9"),
        (
            lambda d: policy_draft.with_target(d, Target(metric="accuracy", threshold=2.0)),
            "accuracy",
        ),
        (lambda d: replace(d, labels=()), "label"),
    ],
)
def test_that_a_draft_that_is_no_rule_book_is_refused_and_the_one_before_stands(
    change, said, store, lead
):
    draft = policy_draft.begin(store, by=lead, today=TODAY)
    with pytest.raises(PolicyError, match=said) as refused:
        policy_draft.keep(store, change(draft), by=lead)
    assert "line" not in refused.value.message  # of no file
    assert policy_draft.book(store).draft == draft


def test_that_labels_and_targets_are_changed_moved_and_taken_out(store, lead):
    draft = policy_draft.begin(store, by=lead, today=TODAY)
    draft = policy_draft.with_label(draft, HOAX)
    keys = lambda one: [label.key for label in one.labels]  # noqa: E731
    assert keys(draft) == ["ok", "spam", "threat", "hoax"]
    assert keys(policy_draft.moved(draft, "hoax", -2)) == ["ok", "hoax", "spam", "threat"]
    assert keys(policy_draft.moved(draft, "ok", -1)) == keys(draft)
    assert keys(policy_draft.moved(draft, "ok", 9)) == ["spam", "threat", "hoax", "ok"]
    assert policy_draft.moved(draft, "gone", 1) == draft
    renamed = policy_draft.with_label(draft, replace(HOAX, title="Rumour"), instead="hoax")
    assert renamed.label("hoax").title == "Rumour"
    assert keys(policy_draft.without_label(draft, "spam")) == ["ok", "threat", "hoax"]
    recall = Target(metric="recall", threshold=0.9)
    draft = policy_draft.with_target(draft, recall)
    assert [one.metric for one in draft.targets] == ["accuracy", "recall"]
    better = policy_draft.with_target(draft, replace(recall, threshold=0.8), at=1)
    assert [one.threshold for one in better.targets] == [0.95, 0.8]
    assert policy_draft.without_target(better, 0).targets == better.targets[1:]
    assert policy_draft.keep(store, better, by=lead) == better
