# make demo   record real data, check it, and write the workbooks to out/
# make test   every check and every test, on SQLite and on a real PostgreSQL; needs Python and pip only

# The first Python that is new enough and can make an environment; say `make PYTHON=...` for another.
CANDIDATES := python3.13 python3.12 python3.11 python3
USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach python,$(CANDIDATES),\
    $(if $(shell $(python) -c '$(USABLE)' 2>/dev/null && echo yes),$(python))))

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# Tests that need a program pip cannot bring are left out where it is absent, unless everything is asked for.
KHLANG_ALL_TESTS ?=
absent = $(if $(shell command -v $(1)),,$(2))
LEFT_OUT := $(if $(KHLANG_ALL_TESTS),,$(strip $(call absent,hledger,hledger) $(call absent,soffice,libreoffice) \
    $(call absent,chromium-headless-shell,chromium)))
empty :=
SELECTION := $(if $(LEFT_OUT),-m "not ($(subst $(empty) $(empty), or ,$(LEFT_OUT)))")
PYTEST := $(BIN)/python -m pytest
PARALLEL := -n auto --dist worksteal

.PHONY: help demo test check properties bench clean lock system-tools

help:
	@echo 'make demo        record real data, check it and write the workbooks to out/'
	@echo 'make test        every check and every test'
	@echo 'make check       only the checks of style, types and structure'
	@echo 'make properties  the property and fault tests at full size'
	@echo 'make bench       speed, as ratios to bare baselines'
	@echo 'make lock        resolve the locked requirements anew'
	@echo 'make clean       remove what the others made'

demo: .venv/.runtime
	$(BIN)/khlang demo --out out

test: .venv/.everything
	@$(foreach mark,$(LEFT_OUT),echo 'left out: tests marked $(mark), because the program is not installed here';)
	$(PYTEST) $(PARALLEL) $(SELECTION)

check: .venv/.everything
	$(PYTEST) tests/test_gates.py tests/test_tidy.py

properties: .venv/.everything
	HYPOTHESIS_PROFILE=full $(PYTEST) tests/properties tests/faults

bench: .venv/.everything
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv out build dist .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The locks bind by hash and name no place to download from; any index that has these files will do.
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

lock: .venv/.everything
	$(PIP) install uv
	$(LOCK) pyproject.toml --group dev --output-file requirements-dev.txt
	$(LOCK) pyproject.toml --group build --constraint requirements-dev.txt --output-file requirements.txt

# Programs for the marked tests, by their Debian names; the fonts let them show Thai.
system-tools:
	-apt-get update --quiet
	DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends \
	    chromium-headless-shell fonts-thai-tlwg hledger libreoffice-calc poppler-utils

.venv/bin/python:
	@test -n '$(PYTHON)' || { echo 'Khlang needs Python 3.11 or newer with its venv module; none was found.' \
	    'Install one, or name it: make PYTHON=/path/to/python3' >&2; exit 1; }
	$(PYTHON) -m venv .venv

# Stamps, written last: an interrupted installation is begun again.
.venv/.runtime: requirements.txt pyproject.toml | .venv/bin/python
	@echo 'installing what Khlang needs into .venv (once)'
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/.everything: requirements-dev.txt .venv/.runtime
	@echo 'installing what the checks and tests need into .venv (once)'
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@
