# Needs python3 (3.11 or newer) and make; everything else is put into .venv/ and .tools/.
# pip is used as it is configured: its index, its cache and its certificates are yours to set.

VENV ?= .venv
BIN := $(VENV)/bin
EXTRAS := cli,keyring,simulator
ARGS ?=

# A candidate is tried out, since a name on the PATH may be a shim that leads nowhere.
first_python = $(shell for candidate in $(1); do \
	"$$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo "$$candidate" && break; done)
PYTHON ?= $(call first_python,python3.13 python3.12 python3.11 python3 python)
OLD_PYTHON ?= $(call first_python,python3.11 python3.12 python3.13 python3 python)
PIP_INSTALL := -m pip --quiet --disable-pip-version-check install

# Platforms want one Python and no other; pyenv has it where the PATH has not.
PLATFORMS := $(basename $(notdir $(wildcard tests/platforms/*.txt)))
PLATFORM_VERSION = $(if $(filter splunk-soar,$*),3.13,3.11)
PLATFORM_PYTHON = $(call exact_python,$(PLATFORM_VERSION))
exact_python = $(shell { for candidate in python$(1) "$$(pyenv prefix "$$(pyenv latest $(1))")/bin/python"; do \
	"$$candidate" -c 'import sys, ensurepip, venv; sys.exit("%d.%d" % sys.version_info[:2] != "$(1)")' \
	&& echo "$$candidate" && break; done; } 2>/dev/null)

# What is imported comes from the environments made here, and from nowhere else.
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help setup demo test check test-slow coverage test-faults test-wheel test-minimum bench generate picture clean \
	test-platforms golden locks

help:  ## What there is
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-15s %s\n", $$1, $$2 }'

setup: $(VENV)/developed  ## Put the project and its tools into .venv

demo: $(VENV)/installed  ## Release held messages of a tenant that is simulated here
	@$(BIN)/mimecast-hold demo

test: $(VENV)/developed  ## Run the tests (ARGS="-k word" for some of them)
	@$(BIN)/pytest -n 2 $(ARGS)

check: $(VENV)/developed  ## Style, types, the direction of imports, the manifest and its schemas
	@$(BIN)/ruff check --quiet --output-format concise
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest $(wildcard tests/manifest tests/schemas) tests/packaging/test_project_file.py

test-slow: $(VENV)/developed  ## Run the tests that start many processes, servers and terminals
	@$(BIN)/pytest -n 2 -m slow $(ARGS)

coverage: $(VENV)/developed  ## Run the tests, the slow ones too, and show what they leave out
	@$(BIN)/pytest -n 2 -m "not (faults or platforms or wheel)" --cov $(ARGS)

test-faults: $(VENV)/developed  ## Run the long tests against scripted faults
	@$(BIN)/pytest -m faults $(ARGS)

test-wheel: $(VENV)/developed  ## Build the wheel, install it alone, and run an action from it
	@$(BIN)/pytest -m wheel tests/packaging $(ARGS)

# The oldest versions that are allowed, then those that SOAR platforms pin.
test-minimum: .tools/minimum/installed .tools/soar/installed  ## Run the tests with other versions
	@.tools/minimum/bin/pytest -n 2 $(ARGS)
	@.tools/soar/bin/pytest -n 2 $(ARGS)

test-platforms: $(VENV)/developed $(PLATFORMS:%=.tools/%/installed)  ## Run the exports on the platforms' own software
	@$(BIN)/pytest -m platforms -rs tests/platforms $(ARGS)

golden: $(VENV)/developed .tools/insightconnect-tooling/installed  ## Write the exports' golden files again
	@test ! -x .tools/insightconnect-tooling/bin/insight-plugin || $(BIN)/python -m tests.platforms.insightconnect_tree
	@$(BIN)/python -m tests.exporters.golden

locks: $(VENV)/developed .tools/splunk-soar/installed .tools/sekoia/installed  ## Resolve the exports' lock files again
	@$(BIN)/python -m tests.exporters.locks

bench: $(VENV)/developed  ## Measure against references in the same run (ARGS="cold" for one case)
	@$(BIN)/python -m benchmarks $(or $(ARGS),--json benchmarks/results.json --picture docs/benchmarks.svg --page benchmarks/README.md)

generate: $(VENV)/developed  ## Write again what is generated from the manifest and the schemas
	@$(BIN)/python -m mimecast_hold.plugin.generate

picture: $(VENV)/developed  ## Draw docs/terminal.svg from a real run
	@$(BIN)/python docs/draw_terminal.py

clean:  ## Remove everything that was made here, environments included
	@rm -rf $(VENV) .tools build dist htmlcov .coverage* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	@find actions benchmarks schemas src tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/installed: pyproject.toml hatch_build.py
	@$(call require,$(PYTHON))
	@echo "Setting up $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP_INSTALL) --editable '.[cli,simulator]'
	@touch $@

# pip knows dependency groups since 25.1.
$(VENV)/developed: $(VENV)/installed
	@echo "Adding the tools ..."
	@$(BIN)/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	@$(BIN)/python $(PIP_INSTALL) --editable '.[$(EXTRAS),mcp]' --group dev
	@touch $@

# Each platform's own software, as pinned, in an environment of its own; where its Python is missing, its tests say so.
$(PLATFORMS:%=.tools/%/installed): .tools/%/installed: tests/platforms/%.txt
	@$(if $(PLATFORM_PYTHON),,echo "$*: there is no Python $(PLATFORM_VERSION) here" >&2; exit 0;) \
	echo "Setting up $(@D) ..." && \
	$(PLATFORM_PYTHON) -m venv --clear $(@D) && \
	$(@D)/bin/python $(PIP_INSTALL) --requirement $< && \
	touch $@

.tools/%/installed: tests/packaging/%.txt pyproject.toml hatch_build.py
	@$(call require,$(OLD_PYTHON))
	@echo "Setting up $(@D) ..."
	@$(OLD_PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	@$(@D)/bin/python $(PIP_INSTALL) --editable '.[$(EXTRAS)]' --group test --constraint $<
	@touch $@

define require
test -n "$(1)" || { \
	echo "Python 3.11 or newer, with its venv module, is needed: make PYTHON=/path/to/python" >&2; \
	exit 1; }
endef
