"""Set-up, locks, continuous integration and packaging keep their promises."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import reviewer_audit

ROOT = Path(__file__).parents[2]
SHELL = shutil.which("sh")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOOLS = (
    "basename", "cat", "cksum", "cp", "dirname", "env", "grep", "head", "mkdir", "mktemp", "rm", "sh", "sed", "touch",
)  # fmt: skip

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are not there")


def script(name):
    """Import one of build_spec's scripts, which are no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"build_spec/{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


needs = script("needs")
open_window = script("open_window")
smoke = script("smoke")


def locked(name):
    """Return {library: (version, number of hashes)} of one lock."""
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    pinned = [re.match(r"([a-z0-9-]+)==(\S+)", entry) for entry in entries]
    assert all(pinned), "a library is not pinned to one version"
    return {
        found[1]: (found[2], entry.count("--hash=sha256:"))
        for found, entry in zip(pinned, entries, strict=True)
    }


def canonical(requirement):
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


# --- locks and versions


@pytest.mark.parametrize("name", ["app", "dev"])
def test_that_a_lock_pins_every_library_by_hash(name):
    assert all(hashes for _, hashes in locked(name).values())


def test_that_the_lock_of_the_tests_holds_the_lock_of_the_application():
    assert locked("app").items() <= locked("dev").items()


def test_that_the_lock_holds_all_that_the_project_depends_on_and_is_built_with():
    wanted = {canonical(one) for one in PROJECT["project"]["dependencies"]}
    assert wanted | {"hatchling", "editables"} <= locked("app").keys()


def test_that_the_locked_window_library_is_none_that_loses_references():
    version = tuple(map(int, locked("app")["pyside6-essentials"][0].split(".")))
    assert (6, 8, 3) <= version < (6, 12)


def test_that_the_version_is_told_the_same_everywhere():
    assert PROJECT["project"]["version"] == reviewer_audit.__version__
    assert f"## {reviewer_audit.__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


# --- the Makefile and what the README promises


def test_that_every_target_of_the_readme_is_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+(?:-[a-z]+)*)`", (ROOT / "README.md").read_text("utf-8")))
    assert {"demo", "test"} <= named
    assert named <= targets


def test_that_links_in_the_documents_lead_somewhere():
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.slow
def test_that_the_first_audit_of_the_readme_runs_as_written(tmp_path):
    (tmp_path / "demo-out").mkdir()
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    text = (ROOT / "README.md").read_text("utf-8")
    lines = re.findall(r"^reviewer-audit (.*)$", text, re.MULTILINE)
    assert len(lines) >= 8
    for line in lines:
        command = [sys.executable, "-m", "reviewer_audit", *shlex.split(line, comments=True)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
    assert len(list((tmp_path / "demo-out/mine").glob("*.xlsx"))) == 4


# --- set-up


class Machine:
    """A machine of our making: few tools on its path, a copy of what set-up reads."""

    def __init__(self, folder):
        self.project = folder / "project"
        self.tools = folder / "tools"
        self.calls = folder / "calls"
        self.tools.mkdir()
        for path in ("build_spec", "requirements"):
            shutil.copytree(ROOT / path, self.project / path)
        shutil.copy(ROOT / "pyproject.toml", self.project)
        (self.project / "build_spec/needs.py").write_text("")
        for tool in TOOLS:
            (self.tools / tool).symlink_to(shutil.which(tool))
        self.has("id", "echo 1000")

    def has(self, name, body):
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def has_python(self, version="3.11.9", *, venv=True):
        """Put a python there that writes down what it is asked for and makes a likeness of a venv."""
        number = version.replace(".", ", ")
        poor = "" if venv else "sys.modules['ensurepip'] = None; "
        self.has(
            "python3",
            f"""case "$1$2" in
  --version) echo "Python {version}" ;;
  -c*) exec {sys.executable} -c "import sys; sys.version_info = ({number}); {poor}$2" ;;
  -mvenv)
    echo venv >>"{self.calls}"
    mkdir -p .venv/bin; cp "$0" .venv/bin/python
    echo "#!$PWD/.venv/bin/python" >.venv/bin/pip ;;
  -mpip) if [ "$3" = install ]; then echo "$*" >>"{self.calls}"; fi; [ ! -e "{self.project}/offline" ] ;;
esac""",
        )

    def set_up(self, want="app"):
        return subprocess.run(
            [SHELL, self.project / "build_spec/setup.sh", want],
            env={"PATH": str(self.tools)}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def installs(self):
        asked = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return asked


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@needs_posix
def test_that_a_missing_python_is_said_in_words_with_the_line_to_run(machine):
    done = machine.set_up()
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr
    assert not (machine.project / ".venv").exists()


@needs_posix
@pytest.mark.parametrize(("version", "venv"), [("3.9.2", True), ("3.12.1", False)])
def test_that_a_python_too_old_or_without_venv_is_named(machine, version, venv):
    machine.has_python(version, venv=venv)
    done = machine.set_up()
    assert done.returncode == 1
    assert f"found: Python {version}" in done.stderr
    assert machine.installs() == []


@needs_posix
def test_that_root_on_debian_gets_python_installed(machine):
    machine.has_python(venv=False)
    (machine.tools / "python3").rename(machine.tools / "waiting")
    machine.has_python()
    (machine.tools / "python3").rename(machine.tools / "good")
    machine.has("id", "echo 0")
    machine.has("git", "")
    machine.has(
        "apt-get", 'case "$*" in *python3-venv*) cp "${0%/*}/good" "${0%/*}/python3";; esac'
    )
    assert machine.set_up().returncode == 0
    assert machine.installs()[0] == "venv"


@needs_posix
def test_that_a_second_set_up_fetches_nothing_until_the_lock_changes(machine):
    machine.has_python()
    assert machine.set_up().returncode == 0
    first = machine.installs()
    assert any("--require-hashes -r requirements/app.txt" in call for call in first)
    assert any("--no-deps --no-build-isolation -e ." in call for call in first)
    assert machine.set_up().returncode == 0
    assert machine.installs() == []
    with (machine.project / "requirements/app.txt").open("a") as lock:
        lock.write("# another library\n")
    assert machine.set_up().returncode == 0
    assert any("requirements/app.txt" in call for call in machine.installs())


@needs_posix
def test_that_the_set_up_for_tests_serves_the_application_too(machine):
    machine.has_python()
    machine.set_up("dev")
    assert machine.installs()
    assert machine.set_up("app").returncode == 0
    assert machine.installs() == []


@needs_posix
def test_that_an_interrupted_set_up_is_taken_up_again(machine):
    machine.has_python()
    (machine.project / "offline").touch()
    done = machine.set_up()
    assert done.returncode == 1
    assert "could not all be installed" in done.stderr
    (machine.project / "offline").unlink()
    machine.installs()
    assert machine.set_up().returncode == 0
    assert machine.installs()


@needs_posix
def test_that_a_moved_checkout_gets_an_environment_of_its_own(machine):
    machine.has_python()
    machine.set_up()
    machine.installs()
    machine.project = machine.project.rename(machine.project.with_name("moved"))
    assert machine.set_up().returncode == 0
    assert machine.installs()[0] == "venv"


# --- what the window needs from the system


def need(what, *packages, found=False):
    return needs.Need(what, lambda: found, packages)


def test_that_a_library_is_found_by_loading_it():
    assert not needs.library("libno-such-library.so.7")()


@pytest.mark.skipif(sys.platform != "linux", reason="the name of the C library on Linux")
def test_that_a_library_that_is_there_is_found():
    assert needs.library("libc.so.6")()


@pytest.mark.skipif(not needs.library("libfontconfig.so.1")(), reason="no fontconfig here")
def test_that_a_font_is_found_by_the_character_it_must_hold():
    assert not needs.fonts_with(":charset=10fffd:family=No Such Family")


def test_that_a_package_is_named_as_this_release_knows_it():
    absent = [need("glib", "libglib2.0-0t64", "libglib2.0-0"), need("x", "libx")]
    assert needs.package_names(absent, lambda _: True) == ["libglib2.0-0t64", "libx"]
    old = needs.package_names(absent, lambda name: not name.endswith("t64"))
    assert old == ["libglib2.0-0", "libx"]
    assert needs.package_names(absent, lambda _: False) == ["libglib2.0-0", "libx"]


def test_that_only_what_is_missing_is_asked_for():
    absent = need("b", "b")
    assert needs.missing([need("a", "a", found=True), absent]) == [absent]


def test_that_without_root_the_line_to_run_is_printed(monkeypatch, capsys):
    monkeypatch.setitem(needs.NEEDS, "qt", (need("libA", "liba"), need("libB", "libb")))
    monkeypatch.setattr(needs.shutil, "which", lambda _: "apt-get")
    monkeypatch.setattr(needs.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(needs, "_known_to_apt", lambda _: True)
    assert len(needs.provide(["qt"])) == 2
    assert "sudo apt-get install --no-install-recommends liba libb" in capsys.readouterr().out


def test_that_as_root_only_what_is_missing_is_installed(monkeypatch, capsys):
    there, asked = [], []
    late = needs.Need("libA", lambda: bool(there), ("liba",))
    monkeypatch.setitem(needs.NEEDS, "qt", (late, need("libB", "libb", found=True)))
    monkeypatch.setattr(needs.shutil, "which", lambda _: "apt-get")
    monkeypatch.setattr(needs.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(needs, "_known_to_apt", lambda _: True)
    monkeypatch.setattr(needs, "_apt", lambda *words: there.append(1) or asked.append(words))
    assert needs.provide(["qt"]) == []
    assert asked == [("update",), ("install", "-y", "--no-install-recommends", "liba")]
    assert "sudo" not in capsys.readouterr().out


# --- whether the window opens by itself


@pytest.mark.parametrize(
    ("environ", "terminal", "platform", "why"),
    [
        ({"DISPLAY": ":0"}, True, "linux", None),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, "linux", None),
        ({"DISPLAY": ":0", "CI": "true"}, True, "linux", "CI"),
        ({"DISPLAY": ":0"}, False, "linux", "terminal"),
        ({}, True, "linux", "display"),
        ({}, True, "darwin", None),
        ({"SSH_CONNECTION": "a b"}, True, "darwin", "remote"),
    ],
)
def test_that_the_window_opens_only_where_somebody_sees_it(environ, terminal, platform, why):
    said = open_window.nobody_is_there(environ, terminal=terminal, platform=platform)
    assert said is None if why is None else why in said


def test_that_without_a_display_the_way_to_open_is_told(monkeypatch, capsys):
    monkeypatch.setenv("CI", "true")
    assert open_window.main("demo-out/sample.audit") == 0
    assert "make app AUDIT=demo-out/sample.audit" in capsys.readouterr().out


def test_that_a_display_that_does_not_answer_is_noticed(monkeypatch):
    pytest.importorskip("PySide6")
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    assert not open_window.display_works()


# --- continuous integration and packaging


@needs_posix
def test_that_ci_fails_without_the_shared_data(tmp_path):
    environment = {**os.environ, "REVIEWER_AUDIT_SHARED": str(tmp_path)}
    done = subprocess.run(
        ["bash", ROOT / ".ci/run"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "shared data" in done.stderr


def test_that_the_clock_leaves_tests_out_by_name(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "def test_one():\n    pass\n\ndef test_two():\n    assert False\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "REVIEWER_AUDIT_DEADLINE": str(time.time() - 1),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.clock",
        "-p",
        "no:cacheprovider",
        "-q",
        ".",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "2 left out by the clock" in done.stdout
    assert "test_it.py::test_two" in done.stdout


def test_that_a_link_in_the_package_weighs_nothing_twice(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1_000_000)
    (tmp_path / "b").symlink_to("a")
    assert smoke.megabytes(tmp_path) == pytest.approx(1.0, abs=0.01)


@needs_posix
@pytest.mark.slow
def test_that_the_frozen_programs_pass_their_smoke():
    done = subprocess.run(
        ["make", "package"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "package: ok" in done.stdout
