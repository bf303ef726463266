# Two commands do everything on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build test check check-python check-pages test-pages bench dev api seed retrain reset lock
# Where a container forbids Python to keep what it compiled, every process of a run would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
PYTHON := $(VENV)/bin/python
FLASK := $(VENV)/bin/flask
SPA_SOURCES := $(shell find frontend -type f -not -path 'frontend/dist/*' -not -path '*/node_modules/*' -not -path 'frontend/screenshots/*' -not -name '*.test.ts' 2>/dev/null)
PIP := $(PYTHON) -m pip install -qq --disable-pip-version-check --constraint requirements.lock

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: ## install, build, load the demonstration library, train, serve on http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL)
	@python3 deploy/preflight.py run
	@$(MAKE) --silent --no-print-directory --jobs=2 $(VENV)/.run frontend/dist/.built
	@$(FLASK) serve

build: ## install and build what `make run` serves, without loading or serving anything (deploy/INSTALL.md)
	@python3 deploy/preflight.py build
	@$(MAKE) --silent --no-print-directory --jobs=2 $(VENV)/.run frontend/dist/.built

test: ## install what the tests need and run all of them, and the checks
	@python3 deploy/preflight.py test
	@$(MAKE) --silent --no-print-directory --jobs=2 $(VENV)/.test frontend/dist/.built
	@$(MAKE) --no-print-directory --jobs=2 check-python check-pages test-pages
	@$(PYTHON) -m pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder

check: $(VENV)/.test node_modules/.installed ## ruff, mypy, eslint, vue-tsc and the arrows
	@$(MAKE) --no-print-directory --jobs=2 check-python check-pages

check-python: $(VENV)/.test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy backend ml tests deploy
	@$(VENV)/bin/lint-imports --no-logo

check-pages: node_modules/.installed
	@npm run --silent check

test-pages: node_modules/.installed
	@npm run --silent test

bench: $(VENV)/.test frontend/dist/.built ## the table of figures: import, training, publishing, requests, memory
	@$(PYTHON) -m tests.bench
	@$(PYTHON) -m tests.bench.circulation
	@$(PYTHON) -m tests.bench.shop
	@$(PYTHON) -m tests.bench.screen

dev: $(VENV)/.run node_modules/.installed ## back end with reload on 8000, pages with hot reload on 5173
	@trap 'kill 0' EXIT; $(FLASK) run --debug --port 8000 & npm run --silent dev & wait

api: $(VENV)/.run node_modules/.installed ## export the OpenAPI file and generate the page's types from it
	@$(FLASK) export-openapi
	@npm run --silent types

seed: $(VENV)/.run ## load the demonstration library into an empty database
	@$(FLASK) db upgrade && $(FLASK) seed

retrain: $(VENV)/.run ## train, measure and publish new lists, as the nightly job does
	@$(PYTHON) -m ml run

reset: ## delete the embedded database and everything trained (asks first)
	@read -p "Delete instance/ with the embedded database? [y/N] " answer && [ "$$answer" = y ] && rm -rf instance

lock: ## after changing a requirements file: pin everything that is installed
	@$(PYTHON) -m pip freeze --exclude-editable > requirements.lock

$(VENV)/bin/python:
	@echo "Making the virtual environment ..."
	@python3 -m venv $(VENV)

$(VENV)/.run: backend/requirements.txt ml/requirements.txt requirements.lock | $(VENV)/bin/python
	@echo "Installing Python packages ..."
	@$(PIP) -r backend/requirements.txt -r ml/requirements.txt
	@touch $@

$(VENV)/.test: $(VENV)/.run tests/requirements.txt requirements.txt
	@echo "Installing the packages of the tests ..."
	@$(PIP) -r requirements.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	@echo "Installing JavaScript packages ..."
	@npm ci --silent --no-audit --no-fund --prefer-offline
	@touch $@

frontend/dist/.built: node_modules/.installed $(SPA_SOURCES) | $(VENV)/.run
	@echo "Building the pages ..."
	@npm run --silent build -- --logLevel warn
	@$(PYTHON) -m whitenoise.compress --quiet frontend/dist
	@touch $@
