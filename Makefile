# What can be done here; each target sets up what it needs first, once (build_spec/setup.sh).
VENV_PYTHON = .venv/bin/python
OFFSCREEN = QT_QPA_PLATFORM=offscreen
PYTEST = $(OFFSCREEN) $(VENV_PYTHON) -m pytest -n 2 --dist worksteal -p tests.clock
AUDIT ?=
unexport PYTHONPATH PYTHONHOME

.PHONY: help demo test test-all slow app lint bench coverage-study findings-study gallery screens translations translations-check package lock clean set-up set-up-dev

help:
	@echo "make demo      set up, run a whole audit on the bundled sample, open it in the window"
	@echo "make test      set up, run the tests (make test-all: the slow ones, too)"
	@echo "make app       open the window (AUDIT=FILE: on that project)"
	@echo "make lint      style, types, import contracts and translations"
	@echo "make bench     speed, against a peer or a floor measured in the same run"
	@echo "make coverage-study   intervals and verdicts against known truth, into docs/ (10 minutes)"
	@echo "make findings-study   what is named where nothing is, and what is found, into docs/"
	@echo "make screens   a picture of every screen, into build/screens/"
	@echo "make shake     10,000 random actions in a project full of payloads"
	@echo "make gallery   pages of the sample's reports, into docs/gallery/ (LibreOffice, poppler)"
	@echo "make translations   take the words of the code into the catalogues of resources/locale/"
	@echo "make package   both programs as one folder in dist/, tried out"
	@echo "make lock      resolve the libraries anew, into requirements/"
	@echo "make clean     remove what was built (not .venv)"

set-up:
	@sh build_spec/setup.sh app

set-up-dev:
	@sh build_spec/setup.sh dev

demo: set-up
	@.venv/bin/reviewer-audit demo --out demo-out
	@$(VENV_PYTHON) build_spec/open_window.py demo-out/sample.audit

test: set-up-dev
	$(PYTEST) -m "not slow"

slow: set-up-dev
	$(PYTEST) -m slow

test-all: test slow

app: set-up
	.venv/bin/reviewer-audit-gui $(AUDIT)

lint: set-up-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m mypy build_spec/needs.py build_spec/open_window.py build_spec/smoke.py build_spec/translations.py
	.venv/bin/lint-imports
	$(VENV_PYTHON) build_spec/translations.py check

bench: set-up-dev
	@failed=; for one in tests/bench/bench_*.py; do \
	  echo "== $$one"; $(OFFSCREEN) PYTHONPATH=. $(VENV_PYTHON) $$one || failed="$$failed $$one"; \
	done; [ -z "$$failed" ] || { echo "missed:$$failed"; exit 1; }

coverage-study: set-up-dev
	$(VENV_PYTHON) -m tests.studies.coverage

findings-study: set-up-dev
	$(VENV_PYTHON) -m tests.studies.findings

screens: set-up-dev
	$(OFFSCREEN) PYTHONPATH=. $(VENV_PYTHON) tests/ui/make_screens.py build/screens

shake: set-up-dev
	SHAKE=5000 SHAKE_SEED=$$(date +%s) $(OFFSCREEN) $(VENV_PYTHON) -m pytest -q tests/ui/test_poison.py -k random -s

gallery: set-up-dev
	$(VENV_PYTHON) build_spec/gallery.py

translations: set-up-dev
	$(VENV_PYTHON) build_spec/translations.py

translations-check: set-up-dev
	$(VENV_PYTHON) build_spec/translations.py check

package:
	@sh build_spec/setup.sh dev package
	PYTHONHASHSEED=1 $(VENV_PYTHON) -m PyInstaller --noconfirm --log-level WARN \
	  --distpath dist --workpath build/pyinstaller build_spec/reviewer_audit.spec
	$(VENV_PYTHON) build_spec/smoke.py dist/reviewer-audit

# One version of everything for every system and every Python; dev holds app, and analysts what
# tables for SAS, SPSS and Tableau need besides.
COMPILE = uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
  --only-binary :all: --generate-hashes --no-emit-index-url --custom-compile-command "make lock"
lock:
	@command -v uv >/dev/null || { echo "make lock needs the program uv on the path"; exit 1; }
	$(COMPILE) $(LOCK) pyproject.toml requirements/app.in -o requirements/app.txt
	$(COMPILE) $(LOCK) pyproject.toml requirements/app.in requirements/dev.in \
	  -c requirements/app.txt -o requirements/dev.txt
	$(COMPILE) $(LOCK) pyproject.toml --extra sas --extra tableau requirements/app.in \
	  -c requirements/dev.txt -o requirements/analysts.txt

clean:
	rm -rf build dist demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
