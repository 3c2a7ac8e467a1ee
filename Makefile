# Hongmao. Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export UV_NO_PROGRESS := 1
# The machine's own certificates, as pip uses them: many networks bring their own.
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1
export PYTHONUNBUFFERED := 1
# Where it is set, every process compiles every module anew: three of ten seconds of the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test engines check bench format messages reference requirements browser clean

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/run ## Set everything up and run the demo: a community, its marketplace, its readers
	@$(BIN)/hongmao demo

# Three workers on two cores: many tests wait for a clock, a disk or another process.
test: $(VENV)/dev browser check ## Set everything up and run every check and test
	@echo "Tests on SQLite…"
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder
	@echo "Tests that touch the database, on PostgreSQL…"
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "database and not browser"

engines: $(VENV)/dev ## Install Spark and ClickHouse too, and ask every question on all three engines
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: -r requirements/engines.txt
	@$(BIN)/python -m pytest -n 0 tests/measure/test_engines.py tests/measure/test_cluster.py

check: $(VENV)/dev ## Lint, format, layers, types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

bench: $(VENV)/dev ## Measure; see bench/README.md
	@$(BIN)/python -m bench

format: $(VENV)/dev ## Put the code into shape
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

messages: $(VENV)/dev ## Collect sentences for translation and compile the catalogues
	@$(BIN)/python tools/messages.py

reference: $(VENV)/dev ## Write docs/reference/ from the code
	@$(BIN)/python tools/reference.py

requirements: $(VENV)/dev ## Pin the dependencies of pyproject.toml anew
	@for set in run dev engines; do \
		group=$$( [ $$set = run ] || echo "--group dev" ); \
		[ $$set = engines ] && group="$$group --group engines"; \
		$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 \
			--no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make requirements" \
			pyproject.toml --extra video --group build $$group -o requirements/$$set.txt; \
	done

browser: $(VENV)/dev
	@$(BIN)/python tools/browser.py

clean: ## Remove the environment and caches (never `var/`)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hongmao needs Python 3.11 or newer. Set PYTHON=/path/to/python3.11."; exit 1; }
	@echo "Making an environment in $(VENV)…"
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "This Python cannot make environments. On Debian: apt-get install python3-venv."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || \
		{ echo "uv could not be installed: is the package index reachable?"; exit 1; }

# One stamp a set: a changed list installs again, an unchanged one costs nothing.
$(VENV)/run: requirements/run.txt pyproject.toml | $(UV)
	@echo "Installing Hongmao…"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: -r requirements/run.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml | $(UV)
	@echo "Installing Hongmao and its tools…"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: -r requirements/dev.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run
