"""What a policy file may say, and where what it may not is found."""

import zipfile
from datetime import date

import pytest

from reviewer_audit.domain.policy import LOWER_IS_BETTER, TARGET_METRICS, Action
from reviewer_audit.errors import PolicyError
from reviewer_audit.policies import decode, load
from reviewer_audit.reports.results import SCORE_KEYS

SMALL = """\
name: Small
version: 1.0
effective_from: 2026-01-31
labels:
  - key: no
    is_violation: no
  - key: 007
    title: Spam
    severity: S2
    default_action: remove
    hotkey: 1
actions:
  - key: remove
    rank: 6
"""


def write(folder, text, name="policy.yaml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path):
    with pytest.raises(PolicyError) as caught:
        load(path)
    assert caught.value.hint
    return caught.value.message.splitlines()[1:]


def test_that_yaml_scalars_are_read_as_they_look(tmp_path):
    policy = load(write(tmp_path, SMALL))
    assert policy.version == "1.0"
    assert [(la.key, la.title, la.is_violation) for la in policy.labels] == [
        ("no", "no", False),
        ("007", "Spam", True),
    ]
    assert policy.effective_from == date(2026, 1, 31)
    assert policy.labels[1].hotkey == "1"
    assert policy.actions == (Action(key="remove", title="remove", rank=6),)


FAULTY = """\
name: Faulty
version: "1"
effective_from: 31.01.2026
match: some
colour: red
labels:
  - key: spam
    severity: S9
    defintion: a typing error
    hotkey: 1
  - key: Spam
    default_action: destroy
    hotkey: 1
  - key: cannot_judge
    is_violation: perhaps
  - key: fine
    is_violation: no
    critical: yes
    hotkey: q
  - title: No key
actions:
  - key: remove
    rank: 2.5
  - key: keep
    rank: many
equivalences:
  - [remove, delete]
targets:
  - metric: accurracy
    threshold: 95
    rule: hoped
    confidence: 1
  - metric: accuracy
    threshold: 0.9
    slice: {reviewer: R-1}
penalties: {over_enforced: 2, late: 1}
severity_weights: {S5: 1, S2: -1}
"""

EXPECTED = [
    ("line 3", "2026-01-31"),
    ("line 4", "'some' is none of"),
    ("line 5", "unknown field 'colour'"),
    ("line 8", "'S9' is none of"),
    ("line 9", "did you mean 'definition'"),
    ("line 11", "already taken"),
    ("line 11", "'destroy' is no action"),
    ("line 11", "hotkey 1 is taken"),
    ("line 14", "reserved"),
    ("line 15", "yes or no"),
    ("line 18", "cannot be critical"),
    ("line 19", "'q' is none of"),
    ("line 20", "key is missing"),
    ("line 23", "whole number"),
    ("line 25", "a number from 0 to 100"),
    ("line 27", "'delete' is no action"),
    ("line 29", "did you mean 'accuracy'"),
    ("line 30", "a number from 0 to 1"),
    ("line 31", "'hoped' is none of"),
    ("line 32", "between 0 and 1"),
    ("line 35", "not by 'reviewer'"),
    ("line 36", "a number from 0 to 1"),
    ("line 36", "unknown outcome 'late'"),
    ("line 37", "unknown field 'S5'"),
    ("line 37", "a number >= 0"),
]


def test_that_every_fault_is_named_with_its_line_in_one_error(tmp_path):
    found = faults(write(tmp_path, FAULTY))
    for line, what in EXPECTED:
        assert any(f.startswith(f"{line},") and what in f for f in found), (line, what, found)
    assert len(found) == len(EXPECTED)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", "line 1", "fields are expected"),
        ("- a\n- b\n", "line 1", "not a list"),
        ("name: [a\n", "line 2", "not YAML"),
        ("name: a\nname: b\n", "line 2", "given twice"),
        ("a: &x [1]\nb: *x\n", "line 2", "references"),
        ("a: &x [1]\n", "line 1", "anchors"),
        ("name: !!python/object:os.system x\n", "line 1", "tags"),
        ("name: !!str x\n", "line 1", "tags"),
        ("name: " + "[" * 50 + "]" * 50, "line 1", "nested too deeply"),
        ("name: [" + "a," * 60_000 + "]", "line 1", "too many values"),
        ("name: a\n---\nname: b\n", "line 2", "second document"),
        ("name: a\x07b\n", "line 1", "character"),
        ("name: a\n? [x]\n: b\n", "line 2", "needs a name"),
        ("labels: {a: b}\n", "line 1", "a list is expected"),
        ("labels: [spam]\n", "line 1", "fields are expected"),
        ('labels: [{key: " a "}]\n', "line 1", "spaces"),
        ('labels: [{key: a, aliases: [""]}]\n', "line 1", "not blank"),
        ("labels: [{key: a, aliases: [Cannot_Judge]}]\n", "line 1", "reserved"),
        ("labels: [{key: a}, {key: b, aliases: [\uff21]}]\n", "line 1", "already taken"),
    ],
)
def test_that_a_policy_that_is_no_policy_is_refused_at_its_place(tmp_path, text, line, what):
    found = faults(write(tmp_path, text))
    assert any(f.startswith(line) and what in f for f in found), found


def test_that_a_file_that_is_not_text_is_refused_with_its_line(tmp_path):
    path = tmp_path / "policy.yml"
    path.write_bytes(b"name: a\nversion: \xff\n")
    assert faults(path) == ["line 2: this is not UTF-8 text; save the file as UTF-8"]


def test_that_a_huge_or_missing_or_foreign_file_is_refused_in_words(tmp_path):
    huge = write(tmp_path, "#" * 600_000)
    for path, what in [
        (huge, "larger than a policy"),
        (tmp_path / "none.yaml", "cannot be read"),
        (write(tmp_path, "x", "policy.txt"), "a policy is a .yaml"),
        (write(tmp_path, "x", "policy.xlsx"), "is not a workbook"),
    ]:
        with pytest.raises(PolicyError, match=what):
            load(path)


def test_that_a_workbook_that_unpacks_too_far_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    with pytest.raises(PolicyError, match="unpacks to more"):
        load(path)


def test_that_known_metrics_are_those_the_results_have():
    assert set(TARGET_METRICS) == set(SCORE_KEYS)
    assert set(TARGET_METRICS) >= LOWER_IS_BETTER
    assert "accuracy" not in LOWER_IS_BETTER


def test_that_yaml_is_read_the_same_without_the_c_library(tmp_path, monkeypatch):
    import yaml

    path = write(tmp_path, SMALL)
    fast = load(path)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert load(path) == fast
    assert any("not YAML" in f for f in faults(write(tmp_path, "name: [a\n")))
    assert any(f.startswith("line 2") for f in faults(write(tmp_path, "name: a\nb: \x07\n")))


def test_that_a_damaged_kept_policy_is_refused_in_words():
    with pytest.raises(PolicyError, match="cannot be read"):
        decode("{}")
