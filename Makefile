# dealboard: everything a person or a robot does here. `make help` lists the words.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
CODE   := board widgets store themes

.DEFAULT_GOAL := help
.PHONY: help run test lint check bench pictures pins wheel clean

help:            ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run  ## set up and open the board on a demo team
	@$(BIN)/dealboard demo

test: lint check  ## set up, then lint, types, import contracts and all tests

lint: $(VENV)/.test  ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/.test  ## the tests alone
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup

bench: $(VENV)/.test  ## measure start, keys, bytes and memory against a hello-world app
	$(BIN)/python -P bench/run.py
	$(BIN)/python -P bench/followups.py

pictures: $(VENV)/.test  ## draw docs/pictures anew
	$(BIN)/python scripts/pictures.py

pins:            ## resolve the pins in requirements/ anew (needs uv)
	uv lock --upgrade --quiet
	uv export --quiet --no-default-groups --group build --no-emit-project --no-header -o requirements/run.txt
	uv export --quiet --all-groups --all-extras --no-emit-project --no-header -o requirements/test.txt

wheel: $(VENV)/.test  ## build dist/*.whl
	rm -rf dist
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

clean:           ## forget everything that was set up or built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "dealboard needs Python 3.11 or newer; none was found. Say where: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "dealboard needs Python 3.11 or newer; $(PYTHON) is older. Say where: make PYTHON=/path/to/python3.11 run"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# An editable install: a pulled change runs at once. Byte code is compiled now, a start without it takes 2.6 times as long.
$(VENV)/.run: $(BIN)/python pyproject.toml requirements/run.txt
	$(PIP) install --require-hashes --requirement requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(CODE)
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(PIP) install --require-hashes --requirement requirements/test.txt
	@touch $@
