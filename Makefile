# Everything to set up, try and check rpa-finder, from a bare checkout with
# Python 3.11 or newer. Works as root or not, and without a terminal.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE ?= $(firstword $(wildcard process_logs/desktop/*.csv process_logs/*/*.csv))

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-reading bench-accuracy bench-business bench-coverage bench-rescan samples pictures chromium clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' Makefile

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "rpa-finder needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Stamp files: a set-up is repeated only when what it was made from changes.
$(VENV)/.app: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.app

demo: $(VENV)/.app ## set up, scan a sample log, say where to look
	@test -n "$(SAMPLE)" || { echo "process_logs/ holds no sample log."; exit 1; }
	$(BIN)/rpa-finder scan "$(SAMPLE)" --out demo
	@echo
	@echo "Now open demo/report.html in a browser and demo/business_case.xlsx in a spreadsheet."

test: lint chromium ## set up, then all checks and tests
	$(BIN)/pytest --numprocesses 2 --dist loadfile --cov --cov-report=term

lint: $(VENV)/.dev ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The tests that open the report in a browser are skipped where there is none.
chromium:
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then exit 0; fi >/dev/null; \
	run=; if [ "$$(id -u)" != 0 ]; then run="sudo -n"; fi; \
	if command -v apt-get >/dev/null && $$run true 2>/dev/null; then \
	  echo "Installing Chromium for the browser tests"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  $$run apt-get -qq update </dev/null >/dev/null && \
	  $$run apt-get -qq install -y --no-install-recommends chromium </dev/null >/dev/null && exit 0; \
	fi; \
	echo "No Chromium and no way to install it here: the browser tests will be skipped."

bench: $(VENV)/.dev ## measure seconds and memory at 100 k, 300 k and 1 M events
	$(BIN)/python benchmarks/speed.py

bench-reading: $(VENV)/.dev ## measure reading a CSV log against pandas, and other formats
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.formats

bench-accuracy: $(VENV)/.dev ## measure what is found against logs with known truth
	$(BIN)/python benchmarks/accuracy.py

bench-business: $(VENV)/.dev ## measure bootstrap and Monte Carlo of 200 routines
	$(BIN)/python benchmarks/business.py

bench-coverage: $(VENV)/.dev ## measure how often a range holds the truth
	$(BIN)/python benchmarks/coverage.py
	$(BIN)/python -m benchmarks.coverage_stories

bench-rescan: $(VENV)/.dev ## measure what a re-scan tells of pairs with known truth, and kill the history store
	$(BIN)/python benchmarks/rescans.py
	$(BIN)/python benchmarks/rescan_logs.py
	$(BIN)/python benchmarks/store_kills.py

samples: $(VENV)/.app ## write process_logs/ and reports/ anew
	$(BIN)/rpa-finder sample process_logs
	SOURCE_DATE_EPOCH=1775001600 $(BIN)/rpa-finder scan "$(SAMPLE)" --out reports/desktop

pictures: $(VENV)/.dev chromium ## take the pictures of the README from a real report
	$(BIN)/python benchmarks/pictures.py

clean: ## remove what demo and the tests left (not the environment)
	rm -rf demo build dist .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
