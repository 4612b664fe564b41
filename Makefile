# `make demo` and `make test` do all their own set-up: Python 3.11 or later and make are enough.
# A first run makes a virtual environment in .venv with pinned versions; later runs start at once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Measuring coverage takes half as long again. These run without: the others reach every line and branch.
UNMEASURED := tests/screens \
  $(foreach name,additive attacker conventions oracles,tests/measures/test_$(name).py) \
  $(foreach name,comparators demo figures files report settings,tests/commands/test_$(name).py)

.PHONY: demo test bench

demo: $(VENV)/.ready-to-run
	$(BIN)/partnership demo

test: $(VENV)/.ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term $(UNMEASURED:%=--ignore=%)
	$(BIN)/pytest -n 2 --dist worksteal $(UNMEASURED)

bench: $(VENV)/.ready-to-test
	$(BIN)/python -m tests.benchmarks

# $(call install,WHAT): uv where it is on the path, else pip.
define install
	if command -v uv >/dev/null 2>&1; then \
	  uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '$(1)'; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '$(1)'; \
	fi
endef

$(VENV)/.ready-to-run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what the dashboard needs into $(VENV) (about a minute the first time) ..."
	@$(call install,.)
	@touch $@

$(VENV)/.ready-to-test: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what the tests need into $(VENV) (about two minutes the first time) ..."
	@$(call install,.[test])
	@touch $@ $(VENV)/.ready-to-run

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed; $(PYTHON) is not. Name another one: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python could not make a virtual environment. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
