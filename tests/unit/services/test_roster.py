"""The roster: what people can take on is honoured when a sample is handed out, and stays private."""

from datetime import date, timedelta
from itertools import combinations

import openpyxl
import pytest

from reviewer_audit.domain.people import Availability, Away, Role, Traits, Window
from reviewer_audit.errors import PeopleError, RoundError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    assigning,
    export,
    overview,
    projects,
    roster,
    rounds,
    sampling,
)
from reviewer_audit.services.roster import Entry
from reviewer_audit.store import items, journal
from reviewer_audit.store import rounds as rounds_store

QUEUES = ("Spam", "Violence", "Self-harm")
LANGUAGES = ("en-GB", "de", "")
SECRET = "Self-harm"


@pytest.fixture
def lead(store):
    return projects.seat(store, "Lea")


@pytest.fixture
def brought(store, make, lead):
    """90 items: three queues, and languages in blocks of three."""
    n = 90
    make.load(
        store,
        make.rows(
            [(f"item-{k:03d}", "spam") for k in range(n)],
            slices={
                "language": [LANGUAGES[k // 3 % 3] for k in range(n)],
                "queue": [QUEUES[k % 3] for k in range(n)],
            },
        ),
        by=lead,
    )
    return store


def known(store, lead, name, role=None, **changes):
    return roster.change(store, [Entry(name=name, role=role, changes=changes)], by=lead)


def drawn(store, lead, *auditors, overlap=0.0, due=""):
    one = rounds.new(store, by=lead, due=due)
    plan = SamplePlan(method=Method.ALL, auditors=auditors, overlap=overlap, seed="7")
    return sampling.draw_sample(store, plan, by=lead, round_id=one.id)


def desks(store):
    """Return the queues and languages of everybody's items, by name."""
    with store.read() as tx:
        every = {one.id: one.name for one in projects.everyone(store)}
        names = items.names_of(tx, range(1, 1000))
        found = {}
        for row in rounds_store.assignments(tx, 1):
            k = int(names[row.item_id][-3:])
            found.setdefault(every[row.auditor_id], []).append(
                (QUEUES[k % 3], LANGUAGES[k // 3 % 3])
            )
    return found


# -- what somebody takes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "item", "takes"),
    [
        ({}, {}, True),
        ({"languages": ("EN",)}, {"language": "en-GB"}, True),
        ({"languages": ("en_gb",)}, {"language": "en"}, False),
        ({"languages": ("de",)}, {"language": ""}, True),
        ({"queues": ("spam",)}, {"queues": (" Spam ",)}, True),
        ({"queues": ("spam",)}, {"queues": ("Violence", "Spam")}, True),
        ({"queues": ("spam",)}, {"queues": ("Violence",)}, False),
        ({"queues": ("spam",)}, {}, True),
        ({"not_topics": ("violence",)}, {"queues": ("Violence", "Spam")}, False),
        ({"not_topics": ("violence",)}, {"topics": ("VIOLENCE",)}, False),
        ({"not_topics": ("violence",)}, {"queues": ("Spam",)}, True),
    ],
)
def test_that_language_queue_and_topic_decide_what_somebody_takes(known, item, takes):
    assert Availability(**known).takes(Traits(**item)) is takes


def test_that_days_away_are_counted_once():
    window = Window(first=date(2026, 12, 1), last=date(2026, 12, 10))
    there = Availability(
        away=(
            Away(date(2026, 11, 1), date(2026, 12, 3)),
            Away(date(2026, 12, 2), date(2026, 12, 4)),
            Away(date(2027, 1, 1), date(2027, 1, 2)),
        )
    )
    assert there.days_in(window) == 6


# -- handing out ------------------------------------------------------------------------------


def test_that_people_get_what_they_can_take_and_nothing_else(brought, lead):
    known(brought, lead, "Ann", languages=("en",))
    known(brought, lead, "Bob", queues=("Spam", "Violence"))
    known(brought, lead, "Cy", not_topics=(SECRET,))
    summary = drawn(brought, lead, "Ann", "Bob", "Cy")
    found = desks(brought)
    assert {language for _queue, language in found["Ann"]} <= {"en-GB", ""}
    assert SECRET not in {queue for queue, _language in found["Bob"] + found["Cy"]}
    assert [u.as_json() for u in summary.uncovered] == [
        {"language": "de", "queue": SECRET, "items": 10}
    ]
    assert sum(summary.assignments.values()) == 80


def test_that_what_nobody_takes_stays_drawn_and_is_named(brought, lead):
    known(brought, lead, "Ann", queues=("Spam",))
    summary = drawn(brought, lead, "Ann")
    assert summary.sampled == 90
    assert {u.queue for u in summary.uncovered} == {"Violence", SECRET}
    assert sum(u.items for u in summary.uncovered) == 60
    assert summary.as_json()["assignments"] == {"Ann": 30}


def test_that_nothing_is_revealed_unawares_while_nobody_has_drawn_items(brought, lead):
    known(brought, lead, "Ann", queues=("none such",))
    drawn(brought, lead, "Ann")
    with pytest.raises(RoundError) as caught:
        rounds.reveal(brought, by=lead)
    assert caught.value.code == "round.unassigned"
    assert overview.overview(brought, lead).newest.nobodys == 90
    assert rounds.reveal(brought, by=lead, partial=True).graded_items == 0


def test_that_loads_follow_the_hours(brought, lead):
    known(brought, lead, "Ann", hours=40.0)
    known(brought, lead, "Bob", hours=20.0)
    assert drawn(brought, lead, "Ann", "Bob").assignments == {"Ann": 60, "Bob": 30}


def test_that_who_is_away_until_the_due_date_gets_nothing_and_who_is_away_part_of_it_less(
    brought, lead
):
    today = assigning.datetime.now(assigning.UTC).date()
    due = today + timedelta(days=9)
    known(brought, lead, "Ann", away=(Away(today - timedelta(days=3), due),))
    known(brought, lead, "Bob", away=(Away(today, today + timedelta(days=4)),))
    summary = drawn(brought, lead, "Ann", "Bob", "Cy", due=due.isoformat())
    assert summary.assignments == {"Ann": 0, "Bob": 30, "Cy": 60}


def test_that_without_a_due_date_nobody_counts_as_away(brought, lead):
    known(brought, lead, "Ann", away=(Away(date(2020, 1, 1), date(2099, 1, 1)),))
    assert drawn(brought, lead, "Ann", "Bob").assignments == {"Ann": 45, "Bob": 45}


def test_that_an_overlap_that_cannot_be_had_is_said(brought, lead):
    known(brought, lead, "Bob", queues=("Spam",))
    summary = drawn(brought, lead, "Ann", "Bob", overlap=0.5)
    assert (summary.double_graded, summary.single) == (30, 15)
    assert summary.as_json()["overlap_missing"] == 15


def test_that_an_empty_roster_entry_changes_no_draw(store, make, tmp_path):
    plain = make.fill(store, 40, auditors=("Ann", "Bob", "Cy"), overlap=0.3)
    other = projects.create_project(tmp_path / "q.audit", make.POLICY, by="Lea")
    lead = projects.seat(other, "Lea")
    known(other, lead, "Ann", hours=30.0, languages=())
    known(other, lead, "Bob", away=(Away(date(2026, 1, 1), date(2026, 1, 2)),))
    again = make.fill(other, 40, auditors=("Ann", "Bob", "Cy"), overlap=0.3)
    assert again.as_json() == plain.as_json()
    with store.read() as one, other.read() as two:
        rows = [
            [(row.item_id, row.position) for row in rounds_store.assignments(tx, 1)]
            for tx in (one, two)
        ]
    assert rows[0] == rows[1]
    other.close()


@pytest.mark.parametrize("auditors", [2, 3, 5, 6, 10])
def test_that_every_two_auditors_meet_as_often(store, make, auditors):
    names = tuple(f"A{k}" for k in range(auditors))
    summary = make.fill(store, 120, auditors=names, overlap=0.5)
    with store.read() as tx:
        held = {}
        for row in rounds_store.assignments(tx, 1):
            held.setdefault(row.auditor_id, set()).add(row.item_id)
    met = [len(one & two) for one, two in combinations(held.values(), 2)]
    assert (sum(met), summary.double_graded) == (60, 60)
    assert max(met) - min(met) <= 1
    assert max(summary.assignments.values()) - min(summary.assignments.values()) <= 1


def test_that_nothing_of_the_vendors_answer_decides_who_gets_what(tmp_path, make):
    seen = set()
    for label in ("spam", "ok"):
        store = projects.create_project(tmp_path / f"{label}.audit", make.POLICY, by="Lea")
        lead = projects.seat(store, "Lea")
        rows = make.rows(
            [(f"item-{k:03d}", label) for k in range(30)],
            slices={"queue": [QUEUES[k % 3] for k in range(30)]},
        )
        make.load(store, rows, by=lead)
        known(store, lead, "Ann", not_topics=("spam", "ok"), hours=10.0)
        known(store, lead, "Bob", queues=("Spam",))
        drawn(store, lead, "Ann", "Bob")
        seen.add(str({name: sorted(pile) for name, pile in desks(store).items()}))
        store.close()
    assert len(seen) == 1


# -- the roster itself ------------------------------------------------------------------------


def test_that_only_what_is_named_is_changed_and_only_by_a_lead(store, lead):
    known(store, lead, "Ann", languages=("en",), hours=20.0)
    known(store, lead, "Ann", role=Role.LEAD, queues=("Spam",))
    (line,) = [one for one in roster.lines(store, by=lead) if one.person.name == "Ann"]
    assert line.person.role is Role.LEAD
    assert line.known == Availability(languages=("en",), queues=("Spam",), hours=20.0)
    bob = projects.seat(store, "Bob", Role.AUDITOR)
    with pytest.raises(PeopleError, match="lead's"):
        known(store, bob, "Bob", hours=1.0)


def test_that_what_is_private_is_shown_to_leads_alone_and_written_nowhere_else(
    brought, lead, tmp_path
):
    secret = "Xylophone"
    known(brought, lead, "Ann", not_topics=(secret,))
    bob = projects.seat(brought, "Bob", Role.AUDITOR)
    for asking, told in ((lead, (secret,)), (bob, ()), (None, ())):
        (line,) = [one for one in roster.lines(brought, by=asking) if one.person.name == "Ann"]
        assert line.known.not_topics == told
        assert secret not in repr(line)
        assert secret not in str(line.as_json())
    drawn(brought, lead, "Ann", "Bob")
    with brought.read() as tx:
        assert secret not in str(journal.entries(tx))
    for table in ("items", "journal", "grades"):
        export.export(brought, table, tmp_path / f"{table}.csv", by=lead)
    assert not any(secret in path.read_text() for path in tmp_path.glob("*.csv"))
    known(brought, lead, "Ann", not_topics=())
    brought.close()
    assert secret.encode() not in brought.path.read_bytes()


def test_that_words_that_nothing_has_are_named(brought, lead):
    done = known(
        brought, lead, "Ann", languages=("en", "fr"), queues=("spam", "Spma"), not_topics=("Gore",)
    )
    assert done.unknown == ("fr", "Spma", "Gore")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", []),
        ("2026-12-24", [("2026-12-24", "2026-12-24")]),
        (
            "2027-02-01; 2026-12-24 .. 2027-01-03",
            [("2026-12-24", "2027-01-03"), ("2027-02-01",) * 2],
        ),
    ],
)
def test_that_days_away_are_read_and_written(text, days):
    found = roster.away_of(text)
    assert [(a.first.isoformat(), a.last.isoformat()) for a in found] == days
    assert roster.away_of(roster.away_text(found)) == found


@pytest.mark.parametrize("text", ["24.12.2026", "2026-12-24..2026-12-01", "Christmas"])
def test_that_days_that_are_none_are_refused(text):
    with pytest.raises(PeopleError):
        roster.away_of(text)


@pytest.mark.parametrize("hours", [0, -1, 169, float("nan")])
def test_that_hours_that_nobody_works_are_refused(store, lead, hours):
    with pytest.raises(PeopleError, match="hours"):
        known(store, lead, "Ann", hours=hours)
    assert all(one.person.name != "Ann" for one in roster.lines(store))


def sheet(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_that_a_sheet_brings_people_in(store, lead, tmp_path):
    path = sheet(
        tmp_path / "team.xlsx",
        ["Name", "Language", "Queues", "Hours per week", "Away"],
        ["Ann", "en; de", "Spam", 37.5, "2026-12-24..2027-01-03"],
        ["Bob", None, None, None, None],
    )
    done = roster.change(store, roster.from_sheet(path), by=lead)
    assert done.people == ("Ann", "Bob")
    ann = next(one for one in roster.lines(store) if one.person.name == "Ann")
    assert ann.known == Availability(
        languages=("en", "de"),
        queues=("Spam",),
        hours=37.5,
        away=(Away(date(2026, 12, 24), date(2027, 1, 3)),),
    )


def test_that_a_sheet_with_one_bad_row_changes_nobody_and_names_the_row(store, lead, tmp_path):
    path = sheet(tmp_path / "team.xlsx", ["name", "away"], ["Ann", ""], ["Bob", "soon"])
    with pytest.raises(PeopleError, match="Row 3"):
        roster.change(store, roster.from_sheet(path), by=lead)
    with pytest.raises(PeopleError, match="no column of names"):
        roster.from_sheet(sheet(tmp_path / "other.xlsx", ["who", "away"], ["Ann", ""]))
    assert [one.person.name for one in roster.lines(store)] == ["Lea"]
