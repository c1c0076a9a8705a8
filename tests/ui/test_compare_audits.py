"""Home, several audits side by side: looked at, cut otherwise, written; what is blind is refused."""

from functools import partial

import pytest
from PySide6.QtWidgets import QPushButton, QTabBar

from reviewer_audit.settings import AppSettings
from tests.unit.services.side_by_side import audit_file
from ui.safe import PlainLabel
from ui.screens.home.comparing import CompareAudits
from ui.screens.home.screen import HomeScreen
from ui.session import Session


@pytest.fixture
def audited(tmp_path, make):
    return partial(audit_file, tmp_path, make)


@pytest.fixture
def home(qtbot, looks):
    session = Session(settings=AppSettings())
    made = HomeScreen(session)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    session.jobs.shutdown()
    session.work.shutdown()


def compared(home, paths, idle):
    home.compare(paths)
    idle(home._session)
    (page,) = home.findChildren(CompareAudits)
    return page


def said(page):
    return " ".join(label.full for label in page.findChildren(PlainLabel) if label.isVisible())


def test_that_home_offers_to_compare_audits_by_button_and_by_command(home):
    assert home.findChild(QPushButton, "home:compare") is not None
    assert "compare" in [action.key for action in home.commands]


def test_that_the_report_of_the_trend_is_looked_at_and_left(home, audited, idle):
    page = compared(home, [audited("one", 6), audited("two", day="2026-08-03")], idle)
    tabs = page.findChild(QTabBar, "reports:sheets")
    assert [tabs.tabText(k) for k in range(tabs.count())] == [
        "Trend", "Targets", "What changed", "Policies", "Corrective actions", "Method"
    ]  # fmt: skip
    assert "Audit two: 96.7" in said(page)
    assert "Provisional" in said(page)
    assert home.state_line() == "2 files compared"
    page.back.click()
    assert home.findChild(QPushButton, "home:compare").isVisible()
    assert home.state_line() == "Open an audit, or begin one"


def test_that_one_vendor_and_another_cut_are_asked_for(home, audited, idle):
    page = compared(home, [audited("one", 6), audited("two", day="2026-08-03")], idle)
    assert [page.vendor.itemText(k) for k in range(page.vendor.count())][:2] == ["All vendors", "A"]
    page.vendor.setCurrentIndex(1)
    page.vendor.activated.emit(1)
    idle(home._session)
    assert page.trend.vendor == "A"
    assert [point.accuracy.n for point in page.trend.points] == [30, 30]
    page.every.setCurrentIndex(page.every.findData("quarter"))
    page.every.activated.emit(page.every.currentIndex())
    idle(home._session)
    assert [point.name for point in page.trend.points] == ["2026-Q3"]
    assert page.vendor.count() == 3, "the vendors of all files stay on offer"


def test_that_what_is_still_blind_is_refused_and_nothing_shown(home, audited, idle):
    page = compared(home, [audited("one"), audited("two", blind=True)], idle)
    assert "Audit two (two.audit) is still graded blind." in said(page)
    assert not page.document.isVisible()
    assert not page.write.isEnabled()


def test_that_the_chosen_formats_are_written_and_told(home, audited, idle, tmp_path):
    page = compared(home, [audited("one", 6), audited("two", day="2026-08-03")], idle)
    page.kinds["pdf"].setChecked(False)
    page.kinds["html"].setChecked(True)
    page.write_into(str(tmp_path / "out"))
    idle(home._session)
    assert sorted(one.suffix for one in (tmp_path / "out").iterdir()) == [".html", ".xlsx"]
    assert "2 files written" in said(page)
    for box in page.kinds.values():
        box.setChecked(False)
    assert not page.write.isEnabled()


def test_that_a_vendors_own_edition_can_be_chosen_once_a_vendor_is(home, audited, idle, tmp_path):
    page = compared(home, [audited("one", 6), audited("two", day="2026-08-03")], idle)
    assert not page.edition.isEnabled()
    page.vendor.setCurrentIndex(page.vendor.findData("A"))
    page.vendor.activated.emit(page.vendor.currentIndex())
    idle(home._session)
    assert page.edition.isEnabled()
    page.edition.setCurrentIndex(page.edition.findData("vendor-safe"))
    page.edition.activated.emit(page.edition.currentIndex())
    idle(home._session)
    assert page.trend.edition == "vendor-safe"
    page.kinds["pdf"].setChecked(False)
    page.write_into(str(tmp_path))
    idle(home._session)
    assert [path.name for path in tmp_path.glob("*vendor-safe*.xlsx")]
    page.vendor.setCurrentIndex(0)
    page.vendor.activated.emit(0)
    idle(home._session)
    assert page.trend.edition == "internal"
    assert not page.edition.isEnabled()
