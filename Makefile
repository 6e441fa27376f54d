# Two commands to know: « make run » and « make test ». « make help » lists the others.
PYTHON ?= python3
PORT ?= 8000
DATA ?=
BIN := .venv/bin
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK = 1

ifeq ($(DATA),)
RUN_DATABASE := sqlite:///var/demonstration.sqlite3
SETUP_OFFER := --demo
else
RUN_DATABASE := sqlite:///var/lieux-reels.sqlite3
SETUP_OFFER := --data $(DATA)
endif

.PHONY: help
help:
	@echo "make run [PORT=8000] [DATA=dossier]  lance le site, avec le réseau fictif ou de vrais lieux"
	@echo "make test                            installe ce que les tests demandent, puis vérifie tout"
	@echo "make check                           style, types, règles d'import (sans les tests)"
	@echo "make drill                           tue le site cent fois pendant qu'il écrit, et compte les pertes"
	@echo "make bench [DATA=dossier]            mesure, à côté de pairs"
	@echo "make screenshots                     photographie toutes les pages dans var/captures"
	@echo "make lock                            recalcule les versions verrouillées"

.PHONY: run
run: .venv/.run
	@DATABASE_URL=$(RUN_DATABASE) $(BIN)/entrelieux serve $(SETUP_OFFER) \
		--port $(PORT) --workers $(WORKERS)

.PHONY: test
test: .venv/.dev
	@PYTHON=$(PYTHON) scripts/install-browser.sh
	$(MAKE) --no-print-directory check
	$(BIN)/pytest -n 3

.PHONY: check
check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html')
	$(BIN)/deptry src
	DATABASE_URL=sqlite:///:memory: $(BIN)/django-admin makemigrations --check --dry-run \
		--settings entrelieux.site.settings

.PHONY: drill
drill: .venv/.dev
	DRILL_KILLS=100 $(BIN)/pytest tests/drills -s

.PHONY: bench
bench: .venv/.dev .venv-bench/.bench
	$(BIN)/python -m bench $(if $(DATA),--data $(DATA))

.PHONY: screenshots
screenshots: .venv/.dev
	@PYTHON=$(PYTHON) scripts/install-browser.sh
	$(BIN)/python -m scripts.screenshots
	$(BIN)/python -m scripts.screenshots --docs

.PHONY: lock
lock:
	scripts/lock.sh

.venv/.run: requirements/run.txt pyproject.toml
	$(PYTHON) scripts/environment.py run
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml
	$(PYTHON) scripts/environment.py dev
	@touch $@ .venv/.run

.venv-bench/.bench: requirements/bench.txt requirements/npm/package-lock.json
	$(PYTHON) scripts/environment.py bench
	@touch $@
