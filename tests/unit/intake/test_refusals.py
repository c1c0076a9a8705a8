"""Every refusal has its words, and every word it needs is given."""

import ast
import importlib
import string
from pathlib import Path

import pytest

from reviewer_audit import i18n, intake
from reviewer_audit.errors import IntakeError
from reviewer_audit.intake.refusals import REFUSALS
from tests.unit.services.spoken import Marked, unmarked

FOLDER = Path(intake.__file__).parent


def calls():
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in {"refuse", "give_up"} and isinstance(node.args[0], ast.Constant):
                given = {keyword.arg for keyword in node.keywords}
                yield path.name, node.func.id, node.args[0].value, given


def test_that_every_refusal_is_put_into_words_with_all_they_need():
    used = set()
    for place, function, code, given in calls():
        used.add(code)
        wanted = {
            field
            for text in REFUSALS[code]
            for _, field, _, _ in string.Formatter().parse(text)
            if field
        }
        if function == "give_up":
            wanted -= {"file"}  # the parent knows it
        assert wanted <= given, (place, code)
    assert set(REFUSALS) - used <= {"compressed", "field_too_long", "memory", "damaged"}


@pytest.mark.parametrize("code", REFUSALS)
def test_that_a_refusal_says_what_happened_and_what_to_do(code):
    what, todo = REFUSALS[code]
    assert what.endswith((".", ").")) or what.rstrip(".").endswith("}")
    assert what[0].isupper() or what[0] in "{“"
    assert todo.endswith(".")


def test_that_every_reader_named_can_be_imported():
    from reviewer_audit.intake.arriving import SPARSE

    for reader in (*(form.reader for form in intake.FORMATS), SPARSE):
        module, _, name = reader.partition(":")
        assert callable(getattr(importlib.import_module(module), name))
    assert {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".parquet"} <= set(
        intake.SUFFIXES
    )


def test_that_what_a_file_is_instead_of_a_table_is_told_in_the_language_that_is_spoken(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(i18n, "_catalogue", lambda _code: Marked())
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG\r\n" + bytes(40))
    with i18n.speaking("de"), pytest.raises(IntakeError) as caught:
        intake.read(picture)
    assert unmarked(caught.value.message).replace("p.png", "").strip() == ""
