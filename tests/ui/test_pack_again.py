"""A pack that was opened before is gone on with where one stopped; one of a session says so."""

from reviewer_audit.domain.calibration import Side
from reviewer_audit.services import (
    calibration,
    calibration_packs,
    calibration_voting,
    grading,
    projects,
    returning,
)
from tests.ui.test_packs import CTRL, KEYS, apart, place
from tests.unit.services.calibrated import voted

__all__ = ["apart", "place"]


def test_that_a_pack_opened_again_goes_on_with_the_work_begun(apart, place):
    pack = apart.pack("Ann")
    work = pack.file.with_suffix(".audit")
    with apart.at("Ann"):
        returning.open_pack(pack.file, work)
        apart.grade(work, 3)
        place.drop(pack.file)
        assert place.find("packopen:place").text() == str(work)
        assert place.find("packopen:again").isVisible()
        assert place.find("packopen:open").text().startswith("Go on where you stopped")
        place.press(place.find("packopen"), KEYS.Key_Return, CTRL)
        place.settle()
        assert place.session.store.path == work
        assert place.window.front == "grade"
        me = returning.work_of(place.session.store).auditor
        assert grading.state(place.session.store, me, round_id=1).graded == 3
        place.drop(pack.file)  # a second double click, while it is open here
        place.press(place.find("packopen"), KEYS.Key_Return, CTRL)
        place.settle()
        assert not place.session.store.read_only
    assert [path.name for path in pack.file.parent.glob(f"{pack.file.stem}*.audit")] == [work.name]


def test_that_another_place_starts_anew_and_another_pack_is_no_work_of_this(apart, place, tmp_path):
    pack, other = apart.pack("Ann"), apart.pack("Ann")
    with apart.at("Ann"):
        returning.open_pack(other.file, pack.file.with_suffix(".audit"))
        place.drop(pack.file)
        assert not place.find("packopen:again").isVisible()
        assert place.find("packopen:place").text().endswith(" 2.audit")
        place.press(place.find("packopen"), KEYS.Key_Escape)
        apart.grade(returning.open_pack(pack.file, tmp_path / f"{pack.file.stem} 7.audit").file, 2)
        place.drop(pack.file)
        assert place.find("packopen:again").isVisible()
        place.find("packopen").put_at(str(tmp_path / "anew.audit"))
        assert place.find("packopen:open").text().startswith("Start grading")
        place.press(place.find("packopen"), KEYS.Key_Return, CTRL)
        place.settle()
    assert place.session.store.path == tmp_path / "anew.audit"


def test_that_a_pack_of_a_session_says_what_it_is_for(store, make, tmp_path, place):
    from tests.apart import Apart

    lead, _base, _votes = voted(store, make)
    calibration.join(store, [("Late", Side.VENDOR)], by=lead)
    apart = Apart(store, tmp_path)
    voter = calibration_voting.participant_named(calibration.read(store), "Late")
    file = tmp_path / "late.auditpack"
    calibration_packs.pack(store, voter, file, by=lead, to=apart.key_of("Late"))
    with apart.at("Late"):
        place.drop(file)
        assert "to vote on in a calibration session" in place.said("packopen:who")
        place.press(place.find("packopen"), KEYS.Key_Return, CTRL)
        place.settle()
        assert place.steps() == ["Grade", "Settings"]
        assert projects.title(place.session.store)
