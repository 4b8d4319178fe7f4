# The one door to crmo. `make` alone lists what it does.
# Needs python3 (3.11 or newer), make, and a package registry that pip can reach.
# Only `setup` and `lock` use the network.

# The newest interpreter that starts and is recent enough; `make PYTHON=...` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup programs demo test test-deep coverage peers bench compare docs catalogues lock clean
.PHONY: check check-style check-types check-imports check-knowledge check-catalogues check-docs check-dependencies

help:  ## list the targets
	@echo "crmo: what this Makefile does"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(STAMP) programs  ## make .venv from the pinned requirements; Chromium, Java and PostgreSQL for tests

# The stamp is older than the requirements or the project file: install again.
$(STAMP): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "crmo needs Python 3.11 or newer; none was found. Install python3, or say make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

programs:
	@tools/install_programs

demo: $(STAMP)  ## open a clinic of 150 simulated children, and say where and how to sign in
	@$(BIN)/python -m crmo.workbench.demo

check: check-style check-types check-imports check-knowledge check-catalogues check-docs check-dependencies  ## style, types, import order, knowledge, docs, dependencies (make -k: all)

check-style: $(STAMP)
	$(BIN)/ruff check src tests tools $(wildcard benchmarks)
	$(BIN)/ruff format --check src tests tools $(wildcard benchmarks)

check-types: $(STAMP)
	$(BIN)/mypy

check-imports: $(STAMP)
	$(BIN)/lint-imports

check-knowledge: $(STAMP)
	$(BIN)/python -m crmo.knowledge.check

check-catalogues: $(STAMP)
	$(BIN)/python -m tools.catalogues --check

check-docs: $(STAMP)
	$(BIN)/python -m tools.docs --check
	$(BIN)/python -m tools.docs_check

check-dependencies: $(STAMP)
	$(BIN)/python -m tools.audit_dependencies

test: setup  ## all tests but the deep ones; the workbench on SQLite and on PostgreSQL
	tools/run_tests

test-deep: setup  ## all tests, the slow ones and many more random examples included
	CRMO_HYPOTHESIS=deep $(BIN)/python -m pytest -m "deep or not deep" --timeout=1800

coverage: setup  ## which lines of the package the tests reach
	$(BIN)/python -m pytest --cov --cov-report=term

# Each in a folder of its own: they cannot be installed together, nor beside crmo.
peers: $(patsubst requirements/peers-%.txt,.peers/%/.installed,$(wildcard requirements/peers-*.txt))  ## install the other readers that `make bench` compares with

.peers/%/.installed: requirements/peers-%.txt
	$(PYTHON) -m venv .peers/$*
	.peers/$*/bin/python -m pip install --quiet --require-hashes --requirement $<
	@touch $@

bench: $(STAMP)  ## measure, and write docs/reference/performance.md
	$(BIN)/python -m benchmarks

compare: $(STAMP)  ## hold virtual children against published numbers (minutes; then make docs)
	$(BIN)/python -m tools.compare_with_published

docs: $(STAMP)  ## write the generated reference pages again
	$(BIN)/python -m tools.docs

catalogues: $(STAMP)  ## collect what is said in other languages, and compile the translations
	$(BIN)/python -m tools.catalogues

lock: $(STAMP)  ## resolve requirements/dev.txt again from pyproject.toml
	tools/compile_requirements

clean:  ## remove what the targets made (not your records or pages)
	rm -rf $(VENV) .peers build dist htmlcov test-results .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
