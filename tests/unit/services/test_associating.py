"""Audits and packs open by double click: as the desktop itself sees it, and as it was before."""

import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.errors import StorageError
from reviewer_audit.services import associating
from tests.apart import Apart

linux = pytest.mark.skipif(sys.platform != "linux", reason="desktops of other systems")


def needs(*programs):
    missing = [name for name in programs if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user who has nothing yet; the window's program lies under a name that needs care."""
    folder = tmp_path / "home"
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    return folder / "data"


@pytest.fixture
def program(tmp_path):
    path = tmp_path / 'An "odd" $HOME folder' / "reviewer-audit-gui"
    path.parent.mkdir()
    path.write_text('#!/bin/sh\nprintf \'%s\\n\' "$@" > "$TOLD"\n')
    path.chmod(0o755)
    return path


def files_of(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@linux
def test_that_it_is_written_for_this_user_and_taken_back_whole(home, program):
    assert not associating.is_associated()
    written = associating.associate(program)
    assert associating.is_associated()
    assert {"applications/reviewer-audit.desktop", "mime/packages/reviewer-audit.xml"} < files_of(
        home
    )
    assert len(written) == 5
    assert associating.associate(program) == written, "again changes nothing"
    assert set(associating.dissociate()) == set(written)
    assert not associating.is_associated()
    left = {name for name in files_of(home) if "reviewer-audit" in name}
    assert not left
    assert associating.dissociate() == ()


@linux
def test_that_a_window_that_is_not_there_is_not_named(home, tmp_path):
    with pytest.raises(StorageError, match="not there"):
        associating.associate(tmp_path / "nothing")
    assert not home.exists()


@linux
@needs("desktop-file-validate")
def test_that_the_desktop_entry_is_valid(home, program):
    associating.associate(program)
    entry = home / "applications/reviewer-audit.desktop"
    done = subprocess.run(["desktop-file-validate", entry], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")


@linux
@needs("gio")
def test_that_a_desktop_starts_the_program_with_the_file(home, program, tmp_path, monkeypatch):
    associating.associate(program)
    told = tmp_path / "told"
    monkeypatch.setenv("TOLD", str(told))
    given = tmp_path / "My audit.audit"
    given.write_text("")
    entry = home / "applications/reviewer-audit.desktop"
    subprocess.run(["gio", "launch", entry, given], check=True, timeout=30)
    for _wait in range(100):
        if told.exists() and told.read_text():
            break
        subprocess.run(["sleep", "0.05"], check=True)
    assert told.read_text() == f"{given}\n"


@linux
@needs("xdg-mime", "update-mime-database")
def test_that_the_desktop_knows_a_real_project_and_a_real_pack(
    home, program, store, make, tmp_path, monkeypatch
):
    make.fill(store, 3, auditors=("Ann",))
    apart = Apart(store, tmp_path)
    pack = apart.pack("Ann").file
    work = apart.open("Ann", apart.pack("Ann"))
    apart.grade(work)
    files = {
        store.path: "application/x-reviewer-audit",
        pack: "application/x-reviewer-audit-pack",
        apart.give_back("Ann", work): "application/x-reviewer-audit-return",
    }
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    assert {kind_of(path) for path in files} & set(files.values()) == set()
    associating.associate(program)
    assert {path: kind_of(path) for path in files} == files
    unnamed = {store.path: "project", pack: "pack"}
    for path, name in unnamed.items():
        copy = shutil.copy(path, tmp_path / name)
        assert kind_of(copy) == files[path], "by its first bytes alone"
    associating.dissociate()
    assert {kind_of(path) for path in files} & set(files.values()) == set()


def kind_of(path):
    done = subprocess.run(
        ["xdg-mime", "query", "filetype", path], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@linux
def test_that_the_command_says_what_it_did(home, program):
    run = CliRunner().invoke
    told = run(app, ["associate", "--program", str(program)])
    assert told.exit_code == 0
    assert str(home / "applications/reviewer-audit.desktop") in told.output
    assert "removed" in run(app, ["associate", "--remove"]).output
    assert "nothing" in run(app, ["associate", "--remove"]).output


class Registry:
    """What this needs of Windows' registry; a key that has others below it cannot be deleted."""

    HKEY_CURRENT_USER, REG_SZ = "HKCU", 1

    def __init__(self):
        self.held = {}

    def CreateKey(self, _root, name):  # noqa: N802
        parts = name.split("\\")
        for k in range(1, len(parts) + 1):
            self.held.setdefault("\\".join(parts[:k]), "")
        return Key(name)

    def SetValueEx(self, key, _name, _zero, _kind, value):  # noqa: N802
        self.held[key.name] = value

    def DeleteKey(self, _root, name):  # noqa: N802
        if any(other.startswith(f"{name}\\") for other in self.held):
            raise PermissionError(name)
        if name not in self.held:
            raise FileNotFoundError(name)
        del self.held[name]

    def QueryValue(self, _root, name):  # noqa: N802
        if name not in self.held:
            raise FileNotFoundError(name)
        return self.held[name]


class Key(SimpleNamespace):
    def __init__(self, name):
        super().__init__(name=name)

    def __enter__(self):
        return self

    def __exit__(self, *_given):
        return None


def test_that_windows_gets_keys_of_this_user_and_loses_them_again(program, monkeypatch):
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(associating.platform, "system", lambda: "Windows")
    assert not associating.is_associated()
    associating.associate(program)
    assert associating.is_associated()
    command = registry.held[r"Software\Classes\ReviewerAudit.Pack\shell\open\command"]
    assert command == f'"{program}" "%1"'
    assert registry.held[r"Software\Classes\.auditpack"] == "ReviewerAudit.Pack"
    associating.dissociate()
    assert set(registry.held) == {"Software", r"Software\Classes"}
    assert not associating.is_associated()
