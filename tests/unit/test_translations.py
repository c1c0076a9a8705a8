"""The window is wholly in each of its languages, and a language changes no file."""

import importlib.util
import sys
from pathlib import Path

import pytest

from reviewer_audit import i18n
from reviewer_audit.i18n import _, in_english, ngettext

pytest.importorskip("babel")
ROOT = Path(__file__).parents[2]


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"build_spec/{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


translations = script("translations")


def test_that_every_word_of_the_window_is_there_in_every_language():
    assert not translations.faults()  # make translations; then write what is missing


@pytest.fixture
def speaking(monkeypatch):
    """Let the process speak a language, for one test."""
    monkeypatch.setattr(i18n, "_translation", i18n._translation)
    monkeypatch.setattr(i18n, "_language", i18n._language)
    return lambda language: i18n.use(language, ROOT / "resources" / "locale")


def message(text, told, forms=None):
    return translations.Message((text, forms) if forms else text, told)


@pytest.mark.parametrize(
    ("made", "language"),
    [
        (message("{n} left", "noch"), "de"),  # a field is gone
        (message("{n} left", "noch {m}"), "de"),  # another one
        (message("{n} left", "noch {n"), "es"),
        (message("Save…", "Guardar"), "es"),
        (message(" on it", "dazu"), "de"),
        (message("Save", ""), "ar"),
        (message("{n} item", ("{n} Element", "Elemente"), "{n} items"), "de"),
        (message("{n} item", ("{n}", "{n}"), "{n} items"), "ar"),  # two forms of six
    ],
)
def test_that_a_translation_that_does_not_fit_is_named(made, language):
    assert list(translations.faults_of(made, language))


def test_that_forms_for_one_number_may_leave_the_number_out():
    forms = ("لا عناصر", "عنصر واحد", "عنصران", "{n} عناصر", "{n} عنصرًا", "{n} عنصر")
    assert not list(translations.faults_of(message("{n} item", forms, "{n} items"), "ar"))


def test_that_words_put_together_before_they_are_translated_are_found(tmp_path, monkeypatch):
    room = tmp_path / "ui"
    room.mkdir()
    (room / "a.py").write_text(
        'from reviewer_audit.i18n import _\n_(f"{n} left")\n_(name)\n_("Save")\n', encoding="utf-8"
    )
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    words = translations.words_of_code()
    assert [line.rpartition(":")[0] for line in words.wrong] == ["ui/a.py:2", "ui/a.py:3"]
    assert list(words.found) == ["Save"]
    monkeypatch.setattr(translations, "LOCALE", tmp_path / "locale")
    assert any("'Save'" in fault for fault in translations.faults_in("de", words))


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Speichern"), ("es", "Guardar"), ("ar", "حفظ")]
)
def test_that_the_window_speaks(speaking, language, said):
    speaking(language)
    assert _("Save") == said
    assert i18n.language() == language


def test_that_arabic_has_a_form_for_each_kind_of_number(speaking):
    speaking("ar")
    said = {ngettext("{n} item", "{n} items", n) for n in (0, 1, 2, 3, 11, 100)}
    assert len(said) == 6


def test_that_what_is_written_into_files_stays_english(speaking):
    speaking("de")
    with in_english():
        assert (_("Save"), i18n.language()) == ("Save", "en")
        assert ngettext("{n} item", "{n} items", 2) == "{n} items"
    assert _("Save") == "Speichern"


@pytest.mark.parametrize(
    ("wanted", "system", "chosen"),
    [
        ("", ["de-AT", "en"], "de"),
        ("", ["fr-FR", "es_MX"], "es"),
        ("", ["fr"], "en"),
        ("", ["C"], "en"),
        ("ar", ["de"], "ar"),
        ("xx", ["de"], "de"),
    ],
)
def test_that_a_language_is_chosen_by_the_user_then_by_the_system(wanted, system, chosen):
    assert i18n.choose(wanted, system) == chosen


def test_that_a_language_without_a_catalogue_stays_english(speaking, tmp_path):
    i18n.use("de", tmp_path)
    assert _("Save") == "Save"
