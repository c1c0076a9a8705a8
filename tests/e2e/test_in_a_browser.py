"""The HTML report in a browser: nothing runs, nothing is asked for, hostile text is text."""

import json
import shutil
import subprocess

import pytest

from reviewer_audit.render.html import write_html
from tests.unit.render.hostile import PAYLOADS, poisoned, poisoned_source
from tests.unit.render.test_html import Seen, assert_inert

pytestmark = pytest.mark.slow

NAMES = ("chromium", "chromium-browser", "google-chrome")
OWN = "not an origin"  # a request of the browser itself, such as for its dictionary
LEAVING = """<!DOCTYPE html><title>control</title><img src="http://picture.invalid/x.png">
<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><script>fetch("https://script.invalid/")</script>
<script>document.title = "ran"</script>"""


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    """Load a page in a browser without a net; return its document and what it asked for."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no browser: apt-get install chromium")
    folder = tmp_path_factory.mktemp("browser")

    def visited(page):
        log = folder / "net.json"
        done = subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             f"--user-data-dir={folder / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND",
             f"--log-net-log={log}", "--net-log-capture-mode=Everything",
             "--virtual-time-budget=3000", "--dump-dom", page.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        asked = [event.get("params") or {} for event in json.loads(log.read_bytes())["events"]]
        return done.stdout.decode(), {
            str(params["url"])
            for params in asked
            if "url" in params and params.get("initiator", OWN) != OWN
        }

    return visited


def test_that_a_page_that_asks_for_something_is_noticed(visit, tmp_path):
    page = tmp_path / "control.html"
    page.write_text(LEAVING)
    document, asked = visit(page)
    assert "<title>ran</title>" in document
    assert asked == {
        "http://picture.invalid/x.png", "http://127.0.0.1:9/x.css", "https://script.invalid/"
    }  # fmt: skip


@pytest.mark.parametrize("edition", ["internal", "vendor-safe"])
def test_that_the_sample_s_report_asks_for_nothing(cli, visit, tmp_path, edition):
    cli.json("demo", "--out", tmp_path)
    written = cli.json("report", tmp_path / "sample.audit", "--out", tmp_path / "r",
                       "--formats", "html", "--edition", edition)  # fmt: skip
    document, asked = visit(tmp_path / "r" / written["files"][0]["path"].rpartition("/")[2])
    assert not asked
    assert_inert(document)
    assert Seen(document).tags.count("table") > 5


@pytest.mark.parametrize("name", [name for name in PAYLOADS if not name.startswith("long")])
def test_that_hostile_text_runs_nothing_and_asks_for_nothing(visit, tmp_path, name):
    page = tmp_path / "report.html"
    write_html(poisoned(PAYLOADS[name]), page, poisoned_source(PAYLOADS[name]))
    document, asked = visit(page)
    assert not asked
    assert_inert(document)
