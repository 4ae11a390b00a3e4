# SPDX-License-Identifier: AGPL-3.0-or-later
# Every install step of the project is here or in pyproject.toml, uv.lock and client/package-lock.json.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON_PREFERENCE := only-system

UV_VERSION := 0.13.9
UV := .tools/uv/bin/uv
BIN := .venv/bin
PACKAGES := chromium firefox-esr golang-go golang-golang-x-mod-dev libimage-exiftool-perl mat2 postgresql
# Three machines of PostgreSQL on loopback; Debian would begin two of these as services, which nobody asked for here.
MACHINES := patroni python3-etcd python3-idna etcd-server etcd-client openssl postgresql
NO_MACHINES = $(shell for one in patroni etcd etcdctl openssl; do command -v $$one >/dev/null || echo $$one; done; \
  /usr/bin/python3 -c 'import etcd, idna' 2>/dev/null || echo python3; ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || echo postgresql)
GO_MOD := /usr/share/gocode/src/golang.org/x/mod
MISSING = $(shell for one in chromium firefox-esr; do command -v $$one >/dev/null || echo $$one; done; \
  command -v go >/dev/null || echo golang-go; test -d $(GO_MOD) || echo golang-golang-x-mod-dev; \
  command -v exiftool >/dev/null || echo libimage-exiftool-perl; command -v mat2 >/dev/null || echo mat2; \
  ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || echo postgresql)
# The same tests on the second store, but for those about the files of the first; the rest reads no database.
ON_POSTGRESQL := $(BIN)/python -m tests.cluster $(BIN)/pytest -q -n 2 --dist loadscope -m "not long and not embedded" \
  tests/storage tests/actions tests/jobs tests/record
CLIENT := $(shell find client -path client/node_modules -prune -o -type f -print) answerable/sealing/words_en.txt
BUNDLES := answerable/web/static/client/manifest.json

.PHONY: help setup client demo demo-reset test test-fast test-postgresql test-cluster machines test-journeys test-long lint bench mutants docs browsers wheel sbom audit

help:
	@echo "make demo        set everything up and serve an invented movement on localhost"
	@echo "make test        set everything up and run all that CI runs"
	@echo "make wheel       build the wheel twice and compare; make sbom, make audit: what it is made of, and known flaws"
	@echo "also: setup test-fast test-long test-cluster lint bench (ROWS=record) mutants (ONLY=core.mark) docs demo-reset"

$(UV):
	@python3 -m venv .tools/uv || { echo "python3-venv is missing: apt-get install python3 python3-venv git make"; exit 1; }
	@.tools/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: $(UV) pyproject.toml uv.lock
	@$(UV) sync --frozen --quiet
	@touch $@

$(BUNDLES): .venv/.ready $(CLIENT) hatch_build.py
	@$(BIN)/python hatch_build.py

client: $(BUNDLES)

setup: .venv/.ready $(BUNDLES)

demo: setup
	@exec $(BIN)/answerable demo

demo-reset: setup
	@$(BIN)/answerable demo --reset

browsers:
ifneq ($(strip $(MISSING)),)
	@if [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(MISSING) fonts-dejavu-core >/dev/null; \
	else \
	  echo "Some tests drive a real browser, and one checks the log in Go. Please run this once, then make test again:"; \
	  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $(PACKAGES)"; exit 1; \
	fi
endif

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@ANSWERABLE_MODE=test $(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python hatch_build.py node_modules/typescript/bin/tsc --noEmit

test-fast: setup
	@$(BIN)/python hatch_build.py tests/run.mjs
	@$(BIN)/pytest -q -n 2 --dist loadscope --ignore=tests/journeys

test-postgresql: setup browsers
	@$(ON_POSTGRESQL)

machines:
ifneq ($(strip $(NO_MACHINES)),)
	@if [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(MACHINES) >/dev/null; \
	  if [ -d /run/systemd/system ]; then systemctl disable -q --now etcd patroni postgresql; fi; \
	else \
	  echo "This test builds three machines of Patroni, etcd and PostgreSQL. Please run this once, then make test-cluster again:"; \
	  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $(MACHINES)"; exit 1; \
	fi
endif

test-cluster: setup machines
	@$(BIN)/pytest -q -s -m three_machines tests/three_machines

test-journeys: setup browsers
	@$(BIN)/pytest -q tests/journeys

test: browsers lint
	@$(BIN)/python hatch_build.py tests/run.mjs
	@$(BIN)/pytest -q -n 2 --dist loadscope --ignore=tests/journeys
	@$(ON_POSTGRESQL)
	@$(BIN)/pytest -q tests/journeys

test-long: setup browsers
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -q -m "not three_machines" --ignore=tests/journeys
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -q -m "not three_machines" tests/journeys

bench: setup
	@$(BIN)/python -m bench $(ROWS)

mutants: setup
	@$(UV) sync --frozen --group mutants --quiet
	@nice -n 19 $(BIN)/python -m tests.mutants $(ONLY) $(if $(AGAIN),--again) $(if $(WRITE),--write)

docs: setup
	@$(BIN)/python -c "from answerable.core.diagram import document; print(document(), end=\"\")" > docs/moves.md
	@$(BIN)/python -m tests.reading.measure --write
	@$(BIN)/pytest -q tests/architecture/test_docs.py

wheel: setup
	@$(BIN)/python -m tests.wheel dist

sbom: setup
	@mkdir -p dist
	@$(UV) export --quiet --frozen --no-dev --format cyclonedx1.5 --preview-features sbom-export -o dist/sbom-server.json >/dev/null
	@$(BIN)/python hatch_build.py npm sbom --package-lock-only --sbom-format cyclonedx > dist/sbom-scripts.json
	@echo "dist/sbom-server.json dist/sbom-scripts.json"

# Both fail where a list cannot be asked: what was not looked up is not clean.
audit: setup
	@$(UV) export --quiet --frozen --no-dev --no-emit-project -o .venv/locked.txt >/dev/null
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes -r .venv/locked.txt
	@$(BIN)/python hatch_build.py npm audit --package-lock-only
