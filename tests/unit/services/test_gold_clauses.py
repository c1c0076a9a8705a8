"""What is a change of the clause behind a gold answer, and what is none."""

from dataclasses import replace

from reviewer_audit.services import gold_adding, seeding
from tests.unit.services.test_gold import newer


def test_that_titles_and_spellings_are_no_change_of_a_clause(make):
    answer = gold_adding.GoldAnswer(labels=("spam",), action="warn")
    same = newer(make.POLICY, spam={"title": "Scams", "aliases": ("scam",), "hotkey": "x"})
    assert seeding.changed_clauses(answer, "spam", make.POLICY, same) == ()
    other = newer(make.POLICY, threat={"definition": "x"})
    assert seeding.changed_clauses(answer, "spam", make.POLICY, other) == ()
    graver = newer(make.POLICY, spam={"severity": "S4"})
    assert seeding.changed_clauses(answer, "spam", make.POLICY, graver) == ("spam",)
    fewer = replace(make.POLICY, actions=make.POLICY.actions[:1])
    assert seeding.changed_clauses(answer, "spam", make.POLICY, fewer) == ("warn",)
    benign = gold_adding.GoldAnswer(labels=("ok",))
    assert seeding.changed_clauses(benign, "ok", make.POLICY, other) == ("threat",)
    assert seeding.changed_clauses(benign, "spam", make.POLICY, other) == ()
