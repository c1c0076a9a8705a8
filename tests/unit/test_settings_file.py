"""The preferences are where the platform keeps such files, and a bad file costs nothing."""

import sys
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from reviewer_audit import settings


@pytest.mark.parametrize(("platform", "custom"), [("linux", Unix), ("darwin", MacOS)])
@pytest.mark.parametrize("given", [None, "", "/somewhere/else", "not/absolute"])
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX paths")
def test_that_the_folder_is_the_one_of_the_platform(platform, custom, given, monkeypatch):
    monkeypatch.setattr(settings.sys, "platform", platform)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    if given is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", given)
    folder = custom(settings.APP, appauthor=False).user_config_dir
    assert settings.settings_file() == Path(folder) / "settings.json"


def test_that_windows_keeps_them_among_local_data(monkeypatch, tmp_path):
    monkeypatch.setattr(settings.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert settings.settings_file() == tmp_path / settings.APP / "settings.json"


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1]", b'{"look": 3, "recent": 5}'])
def test_that_a_damaged_file_is_as_on_the_first_day(content, tmp_path):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert settings.load(path) == settings.AppSettings()


def test_that_what_was_saved_is_loaded(tmp_path):
    path = tmp_path / "new" / "settings.json"
    kept = settings.AppSettings(look="dark", recent=(settings.RecentAudit(path="a.audit"),))
    settings.save(kept, path)
    assert settings.load(path) == kept
