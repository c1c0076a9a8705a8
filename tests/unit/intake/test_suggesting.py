"""What columns seem to mean, and the user's word on it."""

import pytest

from reviewer_audit.domain.intake import ColumnRole
from reviewer_audit.errors import IntakeError
from reviewer_audit.intake import mapping, profiles
from reviewer_audit.intake.synonyms import SYNONYMS

N = 60


def ids(prefix, count=N):
    return [f"{prefix}{n:04d}" for n in range(count)]


def repeated(*values, count=N):
    return [values[n % len(values)] for n in range(count)]


def prose(count=N):
    return [f"Some words that a person wrote on day {n}, and a few more" for n in range(count)]


def roles(table, **kwargs):
    chosen, guesses = mapping.suggest(table, **kwargs)
    assert [guess.column for guess in guesses] == list(table.header)
    assert all(guess.reason for guess in guesses)
    return chosen.as_json()


def test_that_every_role_has_names_and_no_name_is_first_for_two_roles():
    assert set(ColumnRole) - set(SYNONYMS) == {ColumnRole.HIDDEN}
    firsts = [names[0] for names in SYNONYMS.values()]
    assert len(set(firsts)) == len(firsts)


def test_that_a_usual_export_is_mapped_whole(table):
    found = roles(
        table(
            **{
                "Job ID": ids("J"),
                "Content ID": repeated(*ids("C", 20)),
                "Caption": prose(),
                "Lang": repeated("en", "es-MX"),
                "Queue Name": repeated("Q1", "Q2"),
                "BPO": repeated("Riverline", "Northgate"),
                "Agent": repeated(*ids("R", 7)),
                "Completed At": repeated("2024-03-01T10:00:00", "2024-03-02T11:30:00"),
                "AHT": repeated("31", "1:05"),
                "Violation Type": repeated("Spam", "Hate", "None"),
                "Action Taken": repeated("Remove", "No action"),
                "Esc_Flag": repeated("Yes", "No"),
                "Priority": repeated("P1", "P3"),
                "Comments": repeated(None, "checked"),
            }
        )
    )
    assert found == {
        "decision_id": "Job ID",
        "item_id": "Content ID",
        "content": "Caption",
        "language": "Lang",
        "queue": "Queue Name",
        "vendor": "BPO",
        "reviewer": "Agent",
        "decided_at": "Completed At",
        "handling_seconds": "AHT",
        "label": "Violation Type",
        "action": "Action Taken",
        "escalated": "Esc_Flag",
        "severity": "Priority",
        "notes": "Comments",
    }


def test_that_an_id_that_repeats_does_not_name_decisions(table):
    found = roles(
        table(
            task_id=repeated("T1", "T2"), item_id=ids("C"), text=prose(), label=repeated("a", "b")
        )
    )
    assert "decision_id" not in found


def test_that_the_only_id_of_a_table_is_the_items(table):
    found = roles(table(case_id=ids("C"), text=prose(), verdict=repeated("a", "b")))
    assert found["item_id"] == "case_id"
    assert "decision_id" not in found


def test_that_a_decision_column_of_actions_gives_way_to_the_violation(table, policy):
    given = table(
        item_id=ids("C"),
        decision=repeated("Approve", "Remove"),
        policy=repeated("Clean", "Hate"),
    )
    assert roles(given) == {"item_id": "item_id", "action": "decision", "label": "policy"}
    assert roles(given, policy=policy)["label"] == "policy"


def test_that_the_policy_finds_a_label_column_by_its_values(table, policy):
    given = table(item_id=ids("C"), outcome_x=repeated("HS", "Spam, scam", "Clean"))
    assert roles(given, policy=policy)["label"] == "outcome_x"


def test_that_a_severity_off_the_scale_stays_hidden_and_says_why(table):
    given = table(item_id=ids("C"), label=repeated("a", "b"), severity=repeated("-3", "1"))
    chosen, guesses = mapping.suggest(given)
    assert chosen.role_of("severity") == "hidden"
    assert "do not fit" in guesses[2].reason


def test_that_what_an_auditor_or_expert_judged_is_hidden(table):
    given = table(item_id=ids("C"), gold_label=repeated("a", "b"), label=repeated("a", "b"))
    assert roles(given) == {"item_id": "item_id", "label": "label"}


def test_that_a_context_that_follows_the_answer_is_hidden(table):
    label = repeated("spam", "ok")
    harmless = table(item_id=ids("C"), text=prose(), parent_text=prose()[::-1], label=label)
    assert roles(harmless)["context"] == "parent_text"
    telling = repeated("this was taken down", "this was left alone")
    leaking = table(item_id=ids("C"), text=prose(), context=telling, label=label)
    chosen, guesses = mapping.suggest(leaking)
    assert chosen.role_of("context") == "hidden"
    assert "give it away" in guesses[2].reason


def test_that_grades_are_mapped_by_their_own_names(table):
    given = table(
        **{
            "Content ID": ids("C"),
            "Vendor decision": repeated("a", "b"),
            "Audit decision": repeated("b", "a"),
            "Auditor": repeated("Ann", "Ben"),
            "Confidence": repeated("high", "low"),
            "Audited at": repeated("2024-03-01", "2024-03-02"),
        }
    )
    assert roles(given, purpose="grades") == {
        "item_id": "Content ID",
        "label": "Audit decision",
        "auditor": "Auditor",
        "confidence": "Confidence",
        "graded_at": "Audited at",
    }


def test_that_the_user_has_the_last_word(table, policy):
    given = table(**{"a=b": ids("C"), "c": prose(), "Déc": repeated("x", "y"), "e": prose()})
    chosen, _ = mapping.suggest(given)
    said = mapping.with_overrides(
        chosen,
        given,
        ["item_id=a=b", "LABEL=déc", "context=c", "context=e"],
        ["x=y=spam", "z=ok"],
        policy=policy,
    )
    assert said.roles["item_id"] == ("a=b",)
    assert said.roles["label"] == ("Déc",)
    assert said.roles["context"] == ("c", "e")
    assert said.label_aliases == {"x=y": "spam", "z": "ok"}
    assert mapping.with_overrides(said, given, ["hidden=c"]).roles["context"] == ("e",)


@pytest.mark.parametrize(
    ("map_args", "label_args", "said"),
    [
        (["label"], [], "form ROLE=COLUMN"),
        (["lable=a"], [], "no role"),
        (["label=nope"], [], "no column “nope”"),
        (["item_id=a", "item_id=b"], [], "Only one column"),
        ([], ["x"], "form VALUE=KEY"),
        ([], ["x=nope"], "no label “nope”"),
    ],
)
def test_that_a_wrong_option_is_refused_with_what_would_be_right(
    table, policy, mapped, map_args, label_args, said
):
    given = table(a=ids("C"), b=ids("D"))
    with pytest.raises(IntakeError, match=said):
        mapping.with_overrides(mapped(), given, map_args, label_args, policy=policy)


def test_that_a_saved_mapping_comes_back_whole_and_goes_before_guesses(table, mapped):
    saved = mapped(
        {
            "label_aliases": {"Häte": "hate"},
            "action_aliases": {"x": "warn"},
            "date_orders": {"when": "mdy"},
            "timezone": "Asia/Manila",
            "vendor": "Riverline",
            "list_separator": "/",
        },
        item_id="b",
        label="a",
    )
    back = profiles.load(profiles.dump(saved))
    assert back == saved
    given = table(a=ids("C"), b=repeated("x", "y"))
    assert mapping.suggest(given, profile=back)[0] == saved
    assert not profiles.applies(back, ("a", "c"))
    assert mapping.suggest(table(a=ids("C"), c=ids("D")), profile=back)[0] != saved
    for broken in ("", "[]", "{}", '{"version": 1}', '{"version": 9, "roles": {}}'):
        with pytest.raises(IntakeError):
            profiles.load(broken)
