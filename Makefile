# Two commands are enough: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=
PIP = $(PY) -m pip install --quiet --no-compile --requirement

.PHONY: help run run-services emulators test test-fast test-web screens check format simulate doctor bench trace dead-letters erasures rebuild docs lock clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/.local .venv/.frontend ## start everything on this machine, with demo data
	@exec $(PY) -m local.run

run-services: .venv/.local .venv/.frontend ## the same with one process per context behind the gateway
	@exec $(PY) -m local.services

emulators: .venv/.local ## the data of this machine in the protocols of Cosmos DB and Service Bus
	@exec $(PY) -m local.emulators

# Two at a time before the Python tests, and a worker more than there are cores for them: a good part of all this waits.
test: .venv/.dev ## every test and check there is
	@$(MAKE) --no-print-directory --jobs=2 check test-web .venv/.infra
	@$(PY) -m pytest -n $$($(PY) -c 'import os; print((os.process_cpu_count() or 1) + 1)')

test-fast: .venv/.dev ## the tests that start no processes
	@$(PY) -m pytest -n auto -m "not slow"

test-web: .venv/.frontend ## the web app: types, style, units, size, and journeys in a browser
	@if [ -d frontend/dist ]; then cd frontend && npm run --silent check && npm test --silent -- --reporter=dot && \
		npm run --silent size && npm run --silent test:browser -- --reporter=dot; \
	else echo "Without its build (Node.js 20 or later, npm) the web app is not tested."; fi

screens: .venv/.frontend ## pictures of every screen in both themes, into frontend/screens
	@cd frontend && npm run --silent screens

check: .venv/.dev ## types, style, import rules, generated documents
	@$(PY) -m ruff format --check --quiet . || { echo "Unformatted files: run make format."; exit 1; }
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo > .venv/.imports 2>&1 || { cat .venv/.imports; exit 1; }
	@$(PY) -m local.openapi --check || { echo "docs/openapi.yaml is out of date: run make docs."; exit 1; }
	@$(PY) -m local.gateway_document --check || { echo "infra/apim is out of date: run make docs."; exit 1; }
	@$(PY) -m local.kubernetes --check || { echo "infra/k8s is out of date: run make docs."; exit 1; }
	@$(PY) -m local.event_schemas --check || { echo "docs/events is out of date: run make docs."; exit 1; }
	@$(PY) -m local.itineraries --check || { echo "docs/recommendations.md is out of date: run make docs."; exit 1; }
	@$(PY) -m local.secret_scan
	@$(PY) -m local.costs --check || { echo "docs/costs.md is out of date: run make docs."; exit 1; }
	@echo "check: types, style, import rules and generated documents are in order"

format: .venv/.dev ## format the code
	@$(PY) -m ruff format --quiet .
	@$(PY) -m ruff check --quiet --fix .

simulate: .venv/.dev ## many sagas with faults: make simulate N=100000; SEED=<n> replays one
	@$(PY) -m tests.simulation.saga $(if $(SEED),--seed $(SEED),--sagas $(or $(N),10000)) $(if $(MUTANT),--mutant '$(MUTANT)')

doctor: ## what this machine lacks, each with the command that mends it
	@for python in "$$(sh local/find-python.sh 2>/dev/null)" python3 /usr/bin/python3; do \
		"$$python" -c "" 2>/dev/null && exec "$$python" local/doctor.py; \
	done; sh local/find-python.sh

bench: .venv/.dev ## measure, as ratios to a bare server in the same run
	@$(PY) -m benchmarks

trace: .venv/.local ## the whole path of a request: make trace ID=<trace id>
	@$(PY) -m local.trace '$(ID)'

dead-letters: .venv/.local ## what could not be handled; REPLAY=<queue or all> sends it back
	@$(PY) -m local.dead_letters $(if $(REPLAY),--replay $(REPLAY))

erasures: .venv/.local ## members who left; REPLAY=<saved log, or log> removes them again after a restore
	@$(PY) -m local.erasures $(if $(REPLAY),--replay $(REPLAY))

rebuild: .venv/.local ## make the read models anew: all, or CONTEXT=<name>, or CONTAINER=<name>
	@$(PY) -m local.rebuild --context '$(CONTEXT)' --container '$(CONTAINER)'

docs: .venv/.local ## write every document that is made from the code
	@$(PY) -m local.openapi
	@$(PY) -m local.gateway_document
	@$(PY) -m local.kubernetes
	@$(PY) -m local.servicebus_config
	@$(PY) -m local.event_schemas
	@$(PY) -m local.itineraries
	@$(PY) -m local.costs

lock: .venv/.dev ## write the versions of this environment to constraints.txt
	@{ sed -n '1p' constraints.txt; $(PY) -m pip freeze; } > constraints.tmp && mv constraints.tmp constraints.txt

clean: ## remove the environment and the local state
	@rm -rf .venv .data frontend/node_modules frontend/dist frontend/screens

.venv/.local: requirements.txt requirements-local.txt constraints.txt
	@$(PY) -m pip --version >/dev/null 2>&1 || { python=$$(sh local/find-python.sh) && "$$python" -m venv .venv; }
	@echo "Installing what Kt-ravel needs into .venv (once) ..."
	@$(PIP) requirements-local.txt && touch $@

.venv/.dev: .venv/.local requirements-dev.txt
	@echo "Installing what the tests need into .venv (once) ..."
	@$(PIP) requirements-dev.txt && touch $@

.venv/.infra: requirements-infra.txt | .venv/.dev
	@echo "Installing what looks at the infrastructure into .venv/infra (once) ..."
	@$(PY) -m venv .venv/infra && .venv/infra/bin/python -m pip install --quiet --no-compile --requirement requirements-infra.txt && \
		.venv/infra/bin/python -m pip install --quiet --no-compile --no-deps pycep-parser==0.7.1 && touch $@

WEB_SOURCES := $(shell find frontend -name node_modules -prune -o -name dist -prune -o -name screens -path frontend/screens -prune \
	-o -name tests -prune -o -type f ! -name '*.md' -print 2>/dev/null)

.venv/.frontend: $(WEB_SOURCES) | .venv/.local
	@sh frontend/scripts/build.sh "$(CURDIR)/$@"
