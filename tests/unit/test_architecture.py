"""Rules that no linter knows."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = sorted(ROOT.glob("reviewer_audit/**/*.py"))
WINDOW = sorted(ROOT.glob("ui/**/*.py"))
SCRIPTS = sorted(ROOT.glob("build_spec/*.py"))
MODULES = [*CORE, *WINDOW]
EVERY_MODULE = [*MODULES, *SCRIPTS, *sorted(ROOT.glob("tests/**/*.py"))]
HEAVY = {
    "numpy", "scipy", "pandas", "pyarrow", "matplotlib", "openpyxl", "python_calamine", "sqlalchemy",
    "msoffcrypto", "yaml", "msgspec",
}  # fmt: skip
PAINTS_HTML = {
    "QLabel", "QTextEdit", "QTextBrowser", "QMessageBox", "QToolTip", "QErrorMessage", "QWhatsThis",
    "QProgressDialog", "QInputDialog", "QTextDocument",
}  # fmt: skip
RUNS_DATA = {"eval", "exec", "compile", "__import__"}
COMMITS_FIRST = {"executescript"}  # SQLite ends the open transaction before it
UNPICKLES = {"pickle", "dill", "joblib", "shelve", "marshal"}
PLAIN_DATA_ONLY = {"intake/sandbox.py", "intake/worker.py"}  # its unpickler refuses every class
REGISTRIES = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org")
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work/|root/|(?:home|Users)/\w)")
OUR_FILES = [
    path
    for folder in (
        "reviewer_audit",
        "ui",
        "resources",
        "tests",
        "build_spec",
        "docs",
        "requirements",
        ".ci",
    )
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and "__pycache__" not in path.parts
] + sorted(
    path
    for path in ROOT.iterdir()
    if path.suffix in {".md", ".toml", ".yaml"} or path.name == "Makefile"
)


def named(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    """Yield (module, name) of each import, wherever it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def called(path):
    """Yield (name, owner) of each call: ("f", "") for f(), ("f", "a") for a.f()."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    yield name, ""
                case ast.Attribute(attr=name, value=ast.Name(id=owner)):
                    yield name, owner
                case ast.Attribute(attr=name):
                    yield name, "?"


def loaded_by(code):
    report = f"{code}\nimport sys; print(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", report], check=True, capture_output=True, cwd=ROOT)
    return set(done.stdout.decode().split())


def contracts(folder):
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], capture_output=True, cwd=folder, check=False, text=True
    )
    return done.returncode, done.stdout + done.stderr


def has_broken(report, contract):
    return re.search(rf"^{contract}.* BROKEN$", report, re.MULTILINE) is not None


@pytest.mark.parametrize("path", EVERY_MODULE, ids=named)
def test_that_a_module_stays_readable_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_that_no_module_runs_or_unpickles_what_it_was_given(path):
    assert not RUNS_DATA & {name for name, of in called(path) if not of}
    assert not COMMITS_FIRST & {name for name, _ in called(path)}
    if named(path).removeprefix("reviewer_audit/") in PLAIN_DATA_ONLY:
        assert not {("load", "pickle"), ("loads", "pickle")} & set(called(path))
    else:
        assert not UNPICKLES & {module.partition(".")[0] for module, _ in imported(path)}


@pytest.mark.parametrize("path", sorted(ROOT.glob("ui/**/viewmodel*.py")), ids=named)
def test_that_a_viewmodel_holds_no_widgets(path):
    assert not {pair for pair in imported(path) if "QtWidgets" in ".".join(pair)}


@pytest.mark.parametrize("path", WINDOW, ids=named)
def test_that_only_safe_py_touches_what_could_paint_html(path):
    if path != ROOT / "ui/safe.py":
        assert not PAINTS_HTML & {name for _, name in imported(path)}


def test_that_every_file_is_named_for_what_it_holds():
    vague = {"utils", "helpers", "common", "constants", "managers", "interfaces", "misc"}
    assert not {named(path) for path in MODULES if vague & {path.stem, *path.parts}}


def test_that_the_command_line_starts_without_qt_and_heavy_libraries():
    assert not loaded_by("import reviewer_audit.cli") & (HEAVY | {"PySide6", "shiboken6", "ui"})


def test_that_the_first_window_needs_no_heavy_library():
    pytest.importorskip("PySide6")
    loaded = loaded_by("import ui.app, ui.main_window")
    assert "PySide6" in loaded
    assert not loaded & (HEAVY | {"typer", "rich"})


@pytest.mark.parametrize("path", OUR_FILES, ids=named)
def test_that_a_file_names_no_registry_and_no_machine(path):
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return  # a workbook, a picture, a project
    assert not REGISTRIES.search(text)
    assert not MACHINE_PATH.search(text)


def test_that_the_rooms_keep_their_import_contracts():
    status, report = contracts(ROOT)
    assert status == 0, report


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("reviewer_audit/domain/grading.py", "import reviewer_audit.domain.items", "Blind"),
        ("reviewer_audit/services/grading.py", "import reviewer_audit.services.overview", "Blind"),
        ("reviewer_audit/stats/measure.py", "import PySide6.QtCore", "The core knows no Qt"),
        ("reviewer_audit/domain/people.py", "import reviewer_audit.stats.measure", "Rooms"),
        (
            "reviewer_audit/services/grading.py",
            "import sqlalchemy",
            "Services and cli write no SQL",
        ),
        ("ui/session.py", "import sqlalchemy", "The window talks to services"),
    ],
)
def test_that_a_contract_notices_who_breaks_it(tmp_path, file, line, contract):
    for package in ("reviewer_audit", "ui"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    status, report = contracts(tmp_path)
    assert status == 1
    assert has_broken(report, contract), report
