# `make demo` and `make test` are all that a newcomer needs; each sets up what is missing first.
BUNDLE ?= tj-p-01
ROBOT ?= 1
OFFLINE ?= 0
HOURS ?= 1
PY := .venv/bin/python

.PHONY: help setup demo test lint bench audit pictures torture fleet endurance clean

help:
	@echo "make demo [BUNDLE=id] [ROBOT=0] [OFFLINE=1]   the whole visit, in build/demo/"
	@echo "make test                          ruff, mypy, import-linter, pytest"
	@echo "make bench                         figures, in build/bench/"
	@echo "make audit [AUDIT='--share 8']     every page in every look, in build/audit/index.html"
	@echo "make pictures                      the reference pictures of the pages, drawn anew"
	@echo "make fleet                         2,000 terminals before a real broker; three servers with their leaders killed"
	@echo "make endurance [HOURS=1]           a day of visits and mishaps in an hour; does anything grow?"
	@echo "make deb                           the Debian package of this commit, in build/deb/"
	@echo "make deb-twice                     the same made twice: is it the same to the bit?"
	@echo "make deb-lock                      what goes into it, after a change of dependencies"
	@echo "make test-install                  the package in a bare Debian, booted"
	@echo "make torture                       power cuts, killed processes, broken networks: the long campaign"

setup:
	@tools/setup.sh

demo: setup
	@$(PY) -m sandbox.demo --bundle $(BUNDLE) --robot $(ROBOT) $(if $(filter 1,$(OFFLINE)),--offline)

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

test: lint
	$(PY) -m pytest -n 3 --dist loadfile

bench: setup
	@$(PY) -m bench

audit: setup
	@$(PY) -m tests.screens.audit_whole $(AUDIT)

pictures: setup
	@$(PY) -m tests.screens.pictures_of_pages --renew

fleet: setup
	@$(PY) -m bench fleet fleet_store

endurance: setup
	@$(PY) -m bench.day --hours $(HOURS)

torture: setup
	@$(PY) tests/torture

.PHONY: deb deb-twice deb-lock test-install
deb: setup
	@$(PY) -m tools.make_deb

deb-twice: setup
	@$(PY) -m tools.make_deb --twice

deb-lock: setup
	@$(PY) -m tools.make_deb.lock

test-install: deb
	@tools/make_deb/boot_tools.sh
	YICIBAN_TEST_INSTALL=1 $(PY) -m pytest -p no:xdist tests/install

clean:
	rm -rf build .venv
