# Two commands matter: `make play` and `make test`. Everything they install goes into .venv/, node_modules/
# and static/vendor/; stamp files remember what is installed, so that the second run starts at once.

SHELL  := /bin/bash
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
VENDOR := static/vendor
CLIENT := node_modules/socket.io-client
INK    := node_modules/perfect-freehand
GIFENC := node_modules/gifenc
# The first of these that is Python 3.11 or newer and can make a virtual environment; or give one: make PYTHON=...
PYTHONS := $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python3.14 python)
JSTESTS := $(wildcard tests/js/*.test.js)

.DELETE_ON_ERROR:
.PHONY: help play install test bench lint texts clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

play: $(VENV)/.play $(VENDOR)/.stamp ## play in the browser; HOST and PORT say where it listens
	@exec $(BIN)/python -m server $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port "$(PORT)")

install: $(VENV)/.test $(VENDOR)/.stamp ## everything that playing, training, testing and linting need

# Files in their order: first those with few and slow tests, in browsers.
test: install ## every test there is, two files at a time (WORKERS); ARGS goes to pytest
	$(if $(JSTESTS),node --test $(JSTESTS))
	$(BIN)/python -m pytest -n $(or $(WORKERS),2) --dist loadfile --no-loadscope-reorder $(ARGS)

bench: $(VENV)/.test ## how many people this machine holds: ten minutes; ARGS="--json FILE"
	$(BIN)/python -m tests.bench $(ARGS)

lint: $(VENV)/.test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

texts: $(VENV)/.play ## bring the catalogues of other languages into step with the page's texts
	$(BIN)/python -m server.catalogues

clean: ## remove everything that make installed
	rm -rf $(VENV) node_modules $(VENDOR) inkling.egg-info .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	@for python in $(PYTHONS); do \
		if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec "$$python" -m venv $(VENV); \
		fi; \
	done; \
	echo "inkling needs Python 3.11 or newer with venv (Debian: python3-venv); none of these is: $(PYTHONS)" >&2; \
	exit 2

# setuptools first, from the constraints, so that building the project itself fetches nothing unpinned.
$(VENV)/.play: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) setuptools
	$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt $(VENV)/.play
	$(PIP) --no-build-isolation -e '.[train,test]'
	@touch $@

node_modules/.stamp: package.json package-lock.json .npmrc
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || { \
		echo "inkling needs Node 20 or newer with npm; found: node $$(node --version 2>/dev/null || echo none)," \
			"npm $$(npm --version 2>/dev/null || echo none)" >&2; \
		exit 2; \
	}
	npm ci --ignore-scripts --loglevel=error
	@touch $@

$(VENDOR)/.stamp: node_modules/.stamp
	@mkdir -p $(VENDOR)
	cp $(CLIENT)/dist/socket.io.esm.min.js $(CLIENT)/dist/socket.io.esm.min.js.map $(VENDOR)/
	cp $(CLIENT)/LICENSE $(VENDOR)/socket.io-client.LICENSE
	sed '/sourceMappingURL/d' $(INK)/dist/esm/index.mjs > $(VENDOR)/perfect-freehand.js
	cp $(INK)/LICENSE* $(VENDOR)/perfect-freehand.LICENSE
	cp $(GIFENC)/dist/gifenc.esm.js $(GIFENC)/dist/gifenc.esm.js.map $(VENDOR)/
	cp $(GIFENC)/LICENSE.md $(VENDOR)/gifenc.LICENSE
	@touch $@
