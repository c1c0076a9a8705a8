"""Whatever policy there is: written and read it is the same."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer_audit.assets import resource
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
from reviewer_audit.errors import PolicyError
from reviewer_audit.policies import decode, draft, dumps, encode, load, write_workbook
from reviewer_audit.policies.checks import ERRORS, SLICE_ROLES, same

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
awkward = st.sampled_from(
    ["no", "~", "null", "1e3", "2020-01-01", "=1+1", "a: b", "# x", "- x", "'", '"', "a\n  b", "\x85", "\u2028", "_x0041_", "\x01", "[a]", "0x1F", "Ünï", "تجربة", "a \n"]
)  # fmt: skip
texts = anything | awkward
solid = texts.filter(lambda t: t.strip())
names = solid.map(str.strip).filter(lambda t: t and same(t) and same(t) != CANNOT_JUDGE)


def distinct(draw, count):
    """Draw names no two of which an import would take for one another."""
    return draw(st.lists(names, min_size=count, max_size=count, unique_by=same))


@st.composite
def policies(draw):
    actions = distinct(draw, draw(st.integers(0, 3)))
    labels = distinct(draw, draw(st.integers(1, 4)))
    hotkeys = draw(st.permutations("1234567890"))
    shares = st.floats(0, 1)
    made = []
    for number, key in enumerate(labels):
        violating = draw(st.booleans())
        made.append(
            Label(
                key=key,
                title=key,
                family=draw(texts),
                severity=draw(st.sampled_from(SEVERITIES)),
                is_violation=violating,
                critical=violating and draw(st.booleans()),
                must_escalate=draw(st.booleans()),
                default_action=draw(st.sampled_from(["", *actions])),
                hotkey=draw(st.sampled_from(["", hotkeys[number]])),
                definition=draw(texts),
                examples=tuple(draw(st.lists(solid, max_size=3))),
                counter_examples=tuple(draw(st.lists(solid, max_size=2))),
                aliases=(f" {key}",) if draw(st.booleans()) else (),
            )
        )
    roles = draw(st.lists(st.sampled_from(SLICE_ROLES), max_size=2, unique=True))
    targets = [
        Target(
            metric=metric,
            threshold=draw(shares),
            rule=draw(st.sampled_from(TargetRule)),
            confidence=draw(st.floats(0.01, 0.99)),
            slice=tuple((role, draw(names)) for role in roles),
        )
        for metric in draw(st.lists(st.sampled_from(TARGET_METRICS), max_size=2, unique=True))
    ]
    return Policy(
        name=draw(names),
        version=draw(names),
        effective_from=draw(st.dates()),
        labels=tuple(made),
        actions=tuple(
            Action(key=k, title=k, rank=draw(st.integers(0, 100)), aliases=()) for k in actions
        ),
        root_causes=tuple(
            RootCause(key=k, title=draw(names), group=draw(texts), owner=draw(texts), charged=draw(st.booleans()))
            for k in distinct(draw, draw(st.integers(0, 2)))
        ),
        targets=tuple(targets),
        equivalences=(tuple(actions),) if len(actions) > 1 and draw(st.booleans()) else (),
        match=draw(st.sampled_from(Match)),
        severity_weights={s: draw(st.floats(0, 1e6)) for s in SEVERITIES},
        penalties={str(e): draw(shares) for e in ERRORS if draw(st.booleans())},
    )  # fmt: skip


quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(policies())
@quick
def test_that_a_policy_written_as_yaml_reads_back_the_same(tmp_path, policy):
    assert load(write_exact(tmp_path, dumps(policy))) == policy


@given(policies())
@quick
def test_that_a_policy_kept_in_a_project_reads_back_the_same(policy):
    assert decode(encode(policy)) == policy


@given(policies())
@settings(parent=quick, max_examples=25)
def test_that_a_policy_written_as_workbook_reads_back_the_same(tmp_path, policy):
    path = tmp_path / "policy.xlsx"
    tidy = replace(
        policy,
        labels=tuple(
            replace(la, family=la.family.strip(), definition=unbroken(la.definition)) for la in policy.labels
        ),
        root_causes=tuple(
            replace(c, group=c.group.strip(), owner=c.owner.strip()) for c in policy.root_causes
        ),
    )  # fmt: skip
    write_workbook(tidy, path)
    assert load(path) == tidy


def unbroken(text):
    return text if text.strip() else ""  # a cell of blanks is a blank cell


def write_exact(folder, text):
    path = folder / "policy.yaml"
    path.write_bytes(text.encode())
    return path


@given(st.dictionaries(texts, st.integers(1, 50), min_size=1, max_size=15))
@quick
def test_that_every_draft_can_be_written_and_read(tmp_path, counts):
    try:
        policy = draft(list(counts.items()))
    except PolicyError:
        assert not any(same(value) and same(value) != CANNOT_JUDGE for value in counts)
        return
    assert load(write_exact(tmp_path, dumps(policy))) == policy


SAMPLE = resource("policies/sample.yaml").read_text(encoding="utf-8")
place = st.integers(0, len(SAMPLE))


@given(place, place, place, st.sampled_from(["", "\t", "- ", "{", "&a ", "*a", "!x ", ": ", "\x00", '"', "\r", "\ufeff"]))  # fmt: skip
@settings(parent=quick, max_examples=150)
def test_that_a_damaged_policy_is_read_or_refused_in_words(tmp_path, a, b, c, noise):
    text = SAMPLE[: min(a, b)] + noise + SAMPLE[max(a, b) :] + SAMPLE[c : c + 40]
    path = write_exact(tmp_path, text)
    try:
        policy = load(path)
    except PolicyError as e:
        places = e.message.splitlines()[1:]
        assert places
        assert all(line.startswith("line ") for line in places)
    else:
        assert load(write_exact(tmp_path, dumps(policy))) == policy
