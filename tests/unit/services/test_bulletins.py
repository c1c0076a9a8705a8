"""An answer of the lead reaches everybody who grades, and names the grades it touches."""

from dataclasses import replace

import pytest

from reviewer_audit.domain.grading import Grade
from reviewer_audit.errors import AuditError, ClosedError, GradeError, PackError
from reviewer_audit.packs import bulletinfile, keys
from reviewer_audit.services import (
    bulletin_desk,
    bulletins,
    grading,
    overview,
    packing,
    projects,
    returning,
    rounds,
)


def grade(store, name, position, label="spam", query=""):
    who = projects.seat(store, name)
    round_id = grading.current_round(store, who)
    item, _last = grading.item_at(store, who, round_id=round_id, position=position)
    given = Grade(assignment_id=item.assignment_id, labels=(label,), query=query)
    return grading.answer(store, given, by=who)


@pytest.fixture
def asked(store, make):
    """Ann and Bob graded; Ann asked about an item that Bob has, too."""
    make.fill(store, 6, auditors=("Ann", "Bob"), overlap=1.0)
    for position in range(1, 4):
        grade(store, "Ann", position, "spam" if position < 3 else "ok")
        grade(store, "Bob", position, "threat")
    grade(store, "Ann", 4, "ok", query="Is a price list spam?")
    return store


def lead(store):
    return projects.seat(store, "Lea")


def test_that_a_question_is_open_until_it_is_answered(asked):
    (question,) = bulletins.questions(asked)
    assert (question.auditor, question.text, question.answered) == (
        "Ann", "Is a price list spam?", False,
    )  # fmt: skip
    bulletins.issue(asked, "No.", by=lead(asked), item=question.number)
    assert [one.answered for one in bulletins.questions(asked)] == [True]
    grade(asked, "Ann", 4, "ok", query="Not even a long one?")
    assert [one.answered for one in bulletins.questions(asked)] == [False], "asked anew"


def test_that_the_rail_counts_the_questions_that_wait_for_the_lead_alone(asked):
    def count(name):
        seen = overview.overview(asked, projects.seat(asked, name))
        return overview.with_questions(asked, seen).asked

    assert (count("Lea"), count("Ann")) == (1, 0)
    (question,) = bulletins.questions(asked)
    bulletins.issue(asked, "No.", by=lead(asked), item=question.number)
    assert count("Lea") == 0
    grade(asked, "Ann", 1, "ok", query="And this?")
    assert count("Lea") == 1
    grade(asked, "Ann", 1, "ok")
    assert count("Lea") == 0, "the question was taken back"


def test_that_an_answer_names_each_auditors_earlier_grades_and_no_later_one(asked):
    issued = bulletins.issue(asked, "Only with a link.", by=lead(asked), labels=["spam"])
    assert issued.touched == {"Ann": 2}
    ann, bob = projects.seat(asked, "Ann"), projects.seat(asked, "Bob")
    round_id = grading.current_round(asked, ann)
    (news,) = bulletin_desk.news(asked, ann, round_id=round_id)
    assert [one.position for one in news.touched] == [1, 2]
    (for_bob,) = bulletin_desk.news(asked, bob, round_id=round_id)
    assert not for_bob.touched
    grade(asked, "Ann", 1, "ok")
    grade(asked, "Ann", 5, "spam")
    (news,) = bulletin_desk.news(asked, ann, round_id=round_id)
    assert [one.position for one in news.touched] == [2]


def test_that_whoever_has_the_item_asked_about_is_told_to_look_again(asked):
    (question,) = bulletins.questions(asked)
    with asked.read() as tx:
        sql = "select position from assignment a join person p on p.id = a.auditor_id where item_id = ? and name = 'Bob'"
        at = tx.exec_driver_sql(sql, (question.number,)).scalar()
    grade(asked, "Bob", at, "ok")
    issued = bulletins.issue(asked, "No.", by=lead(asked), item=question.number)
    assert issued.touched == {"Ann": 1, "Bob": 1}


def test_that_a_bulletin_waits_until_it_is_read(asked):
    ann = projects.seat(asked, "Ann")
    round_id = grading.current_round(asked, ann)
    number = bulletins.issue(asked, "No.", by=lead(asked)).number
    assert bulletin_desk.unread(asked, ann, round_id=round_id) == 1
    for _twice in range(2):
        bulletin_desk.acknowledge(asked, [number], by=ann)
    assert bulletin_desk.unread(asked, ann, round_id=round_id) == 0
    assert bulletins.listed(asked)[0].read_by == ("Ann",)
    assert projects.verify(asked) is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"answer": "  "}, "bulletin.empty"),
        ({"answer": "No.", "item": 999}, "bulletin.item"),
        ({"answer": "No.", "labels": ["nonsense"]}, "bulletin.label"),
    ],
)
def test_that_what_says_nothing_is_refused_and_nothing_is_written(asked, given, code):
    with pytest.raises(GradeError) as refused:
        bulletins.issue(asked, by=lead(asked), **given)
    assert refused.value.code == code
    assert bulletins.listed(asked) == ()


def test_that_no_bulletin_goes_out_once_the_round_is_revealed(asked):
    rounds.reveal(asked, by=lead(asked), partial=True)
    with pytest.raises(ClosedError):
        bulletins.issue(asked, "No.", by=lead(asked))


def test_that_the_blind_connection_reads_bulletins_and_writes_only_that_they_were_read(asked):
    bulletins.issue(asked, "No.", by=lead(asked))
    with asked.read_blind() as tx:
        assert tx.exec_driver_sql("select answer from bulletin").scalar() == "No."
    with pytest.raises(Exception, match=r"authorized|prohibited"), asked.read_blind() as tx:
        tx.exec_driver_sql("insert into bulletin select * from bulletin")


class TestFile:
    """Bulletins for auditors who grade elsewhere."""

    @pytest.fixture
    def work(self, asked, tmp_path, monkeypatch):
        monkeypatch.setattr(keys, "folder", lambda: _folder(tmp_path))
        packing.pack(asked, "Ann", tmp_path / "a.auditpack", by=lead(asked))
        returning.open_pack(tmp_path / "a.auditpack", tmp_path / "w.audit")
        made = projects.open_project(tmp_path / "w.audit")
        yield made
        made.close()

    @pytest.fixture
    def file(self, asked, work, tmp_path):
        (question,) = bulletins.questions(asked)
        bulletins.issue(
            asked, "Only with a link.", by=lead(asked), item=question.number, labels=["spam"]
        )
        out = tmp_path / "b.auditbulletin"
        assert bulletins.write_file(asked, out).bulletins == 1
        return out

    def test_that_it_comes_in_once_and_touches_what_was_graded_there(self, work, file):
        ann = returning.work_of(work).auditor
        round_id = grading.current_round(work, ann)
        (item, *_rest) = grading.desk(work, ann, round_id=round_id, limit=1)
        done = bulletin_desk.take(work, file, by=ann)
        assert (done.new, done.known) == (1, 0)
        assert bulletin_desk.take(work, file, by=ann).known == 1
        (news,) = bulletin_desk.news(work, ann, round_id=round_id)
        assert (news.bulletin.answer, news.read, news.touched) == ("Only with a link.", False, ())
        given = Grade(assignment_id=item.assignment_id, labels=("spam",))
        grading.answer(work, given, by=ann)
        (news,) = bulletin_desk.news(work, ann, round_id=round_id)
        assert news.touched == (), "graded after it came"

    def test_that_a_changed_letter_or_another_projects_file_is_refused(self, work, file, tmp_path):
        ann = returning.work_of(work).auditor
        good = file.read_bytes()
        file.write_bytes(good.replace(b"Only with a link.", b"Also without one.."))
        with pytest.raises(PackError) as refused:
            bulletin_desk.take(work, file, by=ann)
        assert refused.value.code == "pack.bad_signature"
        project, _key, found = bulletinfile.read(good)
        signature = found[0].signature
        file.write_bytes(good.replace(signature.encode(), signature.upper().encode()))
        with pytest.raises(PackError) as refused:
            bulletin_desk.take(work, file, by=ann)
        assert refused.value.code == "pack.bad_signature", "the same signature, written otherwise"
        other = keys.generate()
        signed = [bulletinfile.sign(replace(found[0], signature=""), project, other)]
        file.write_bytes(bulletinfile.write(signed, project, other.public.text))
        with pytest.raises(PackError) as refused:
            bulletin_desk.take(work, file, by=ann)
        assert refused.value.code == "pack.foreign_key"
        moved = [bulletinfile.sign(replace(found[0], signature=""), "other", other)]
        file.write_bytes(bulletinfile.write(moved, "other", other.public.text))
        with pytest.raises(PackError) as refused:
            bulletin_desk.take(work, file, by=ann)
        assert refused.value.code == "pack.other_project"

    @pytest.mark.parametrize("data", [b"", b"{}", b"[" * 9000, b'{"kind":"bulletins","format":9}'])
    def test_that_what_is_no_file_of_bulletins_is_refused_in_words(self, work, file, data):
        file.write_bytes(data)
        with pytest.raises(AuditError):
            bulletin_desk.take(work, file, by=returning.work_of(work).auditor)

    def test_that_nothing_of_a_vendor_or_an_item_is_in_the_file(self, asked, file, make):
        text = file.read_text()
        assert make.SENTINEL not in text
        assert "content of" not in text


def test_that_precedents_for_many_auditors_fit_and_what_nobody_could_open_is_not_written(
    asked, tmp_path, monkeypatch
):
    (question,) = bulletins.questions(asked)
    bulletins.issue(asked, "No.", by=lead(asked), item=question.number, labels=["spam"])
    out = tmp_path / "b.auditbulletin"
    bulletins.write_file(asked, out)
    before = out.read_bytes()
    monkeypatch.setattr(bulletinfile, "LARGEST", len(before) - 1)
    with pytest.raises(GradeError) as refused:
        bulletins.write_file(asked, out)
    assert refused.value.code == "bulletin.too_large"
    assert out.read_bytes() == before
    monkeypatch.undo()
    many = {f"p{k}": b"\0" * 400_000 for k in range(20)}
    project, key, found = bulletinfile.read(before)
    assert bulletinfile.read(bulletinfile.write(found, project, key, many))[2] == found


def _folder(tmp_path):
    path = tmp_path / "keys"
    path.mkdir(exist_ok=True)
    return path
