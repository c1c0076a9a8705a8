"""What every test of the window gets."""

import csv

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.gc_guard import GarbageCollector
from ui.session import Session
from ui.theme import Look, Theme


@pytest.fixture(autouse=True, scope="session")
def _garbage_in_the_gui_thread_only(qapp):
    GarbageCollector(qapp)


@pytest.fixture(scope="session")
def looks(qapp):
    """The theme of the application, light."""
    dressed = Theme(qapp)
    dressed.wear(Look.LIGHT)
    return dressed


@pytest.fixture(autouse=True)
def _light(looks):
    yield
    if (theme.tokens().name, looks.percent) != ("light", 100):
        looks.wear(Look.LIGHT)


@pytest.fixture(autouse=True)
def _nothing_left_open(qapp):
    """A window that a test opened and left is a fault of the test, or of the window."""
    yield
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    for widget in left:
        widget.close()
    assert not left, f"left open: {[w.objectName() for w in left]}"


@pytest.fixture
def session(store, make, qtbot):
    """A session in which Ann, an auditor, has the tiny project open."""
    session = Session(make.person(store, "Ann"))
    session.use(store)
    yield session
    session.jobs.shutdown()
    session.work.shutdown()


@pytest.fixture
def idle(qtbot):
    """Wait until a session has nothing left to do."""

    def wait(session):
        qtbot.waitUntil(lambda: not (session.jobs.is_busy or session.work.is_busy), timeout=10_000)

    return wait


@pytest.fixture
def open_kinds(store, qtbot, tmp_path):
    """Open the desk on items of (id, text, files, conversation, translation)."""
    from reviewer_audit.sampling.plan import Method, SamplePlan
    from reviewer_audit.services import bringing, projects, sampling
    from reviewer_audit.services.intake import Asked
    from tests.ui.desk import Desk

    opened = []

    def build(*rows, files=None):
        for name, body in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(body)
        with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["item id", "text", "image", "talk", "mt text", "label"])
            table.writerows([*(*row, "", "", "")[:5], "spam"] for row in rows)
        by = projects.seat(store, "Lea")
        asked = Asked(maps=("media=image", "context=talk", "translation=mt text"))
        bringing.import_file(store, tmp_path / "t.csv", asked, by=by)
        plan = SamplePlan(method=Method.ALL, auditors=("Ann",), overlap=0.0, seed="7")
        sampling.draw_sample(store, plan, by=by)
        opened.append(Desk(store, qtbot))
        return opened[-1].ready()

    yield build
    for desk in opened:
        desk.close()
