# Requires Python 3.11 or newer and make. Everything else goes into .venv/ and .tools/.
# pip uses your own configuration: index, cache and certificates.

VENV ?= .venv
BIN := $(VENV)/bin
EXTRAS := cli,keyring,simulator
ARGS ?=

# Run each candidate: a python3.x on the PATH can be a shim without an interpreter.
first_python = $(shell for candidate in $(1); do \
	"$$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo "$$candidate" && break; done)
PYTHON ?= $(call first_python,python3.13 python3.12 python3.11 python3 python)
OLD_PYTHON ?= $(call first_python,python3.11 python3.12 python3.13 python3 python)
PIP_INSTALL := -m pip --quiet --disable-pip-version-check install

# Each platform requires one exact Python version. Look on the PATH, then in pyenv.
PLATFORMS := $(basename $(notdir $(wildcard tests/platforms/*.txt)))
PLATFORM_VERSION = $(if $(filter splunk-soar,$*),3.13,3.11)
PLATFORM_PYTHON = $(call exact_python,$(PLATFORM_VERSION))
exact_python = $(shell { for candidate in python$(1) "$$(pyenv prefix "$$(pyenv latest $(1))")/bin/python"; do \
	"$$candidate" -c 'import sys, ensurepip, venv; sys.exit("%d.%d" % sys.version_info[:2] != "$(1)")' \
	&& echo "$$candidate" && break; done; } 2>/dev/null)

# Import only from the environments created here.
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.PHONY: help setup demo test check test-slow coverage test-faults test-wheel test-minimum bench generate picture clean \
	test-platforms golden locks

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-15s %s\n", $$1, $$2 }'

setup: $(VENV)/developed  ## Install the project and its development tools into .venv

demo: $(VENV)/installed  ## Release held messages from a simulated tenant
	@$(BIN)/mimecast-hold demo

test: $(VENV)/developed  ## Run the tests (ARGS="-k word" selects some)
	@$(BIN)/pytest -n 2 -rs $(ARGS)

check: $(VENV)/developed  ## Check style, types, imports, dependencies, manifest and schemas
	@$(BIN)/ruff check --quiet --output-format concise
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@found=$$($(BIN)/deptry --no-ansi src actions 2>&1) || { echo "$$found"; exit 1; }
	@$(BIN)/pytest $(wildcard tests/manifest tests/schemas) tests/packaging/test_project_file.py

test-slow: $(VENV)/developed  ## Run the tests that start many processes, servers and terminals
	@$(BIN)/pytest -n 2 -m slow $(ARGS)

coverage: $(VENV)/developed  ## Run the fast and slow tests with branch coverage
	@$(BIN)/pytest -n 2 -rs -m "not (faults or platforms or wheel)" --cov $(ARGS)

test-faults: $(VENV)/developed  ## Run the long fault-injection tests
	@$(BIN)/pytest -m faults $(ARGS)

test-wheel: $(VENV)/developed  ## Build the wheel and test it in a clean environment
	@$(BIN)/pytest -m wheel tests/packaging $(ARGS)

# The oldest allowed versions of all libraries, then the versions of requests and urllib3 that SOAR platforms pin:
# each with the tests that use those libraries.
OLDEST_TESTS := $(wildcard $(addprefix tests/,api cli connection exporters hold_queue plugin run schemas))
PINNED_TESTS := $(wildcard $(addprefix tests/,api connection hold_queue plugin run))

test-minimum: .tools/minimum/installed .tools/soar/installed  ## Run the tests with older library versions
	@.tools/minimum/bin/pytest -n 2 $(OLDEST_TESTS) $(ARGS)
	@.tools/soar/bin/pytest -n 2 $(PINNED_TESTS) $(ARGS)

test-platforms: $(VENV)/developed $(PLATFORMS:%=.tools/%/installed)  ## Run the exported packages in the platforms' own software
	@$(BIN)/pytest -m platforms -rs tests/platforms $(ARGS)

golden: $(VENV)/developed .tools/insightconnect-tooling/installed  ## Regenerate the expected exports (golden files)
	@test ! -x .tools/insightconnect-tooling/bin/insight-plugin || $(BIN)/python -m tests.platforms.insightconnect_tree
	@$(BIN)/python -m tests.exporters.golden

locks: $(VENV)/developed .tools/splunk-soar/installed .tools/sekoia/installed  ## Update the lock files of the exports
	@$(BIN)/python -m tests.exporters.locks

bench: $(VENV)/developed  ## Run the benchmarks (ARGS=cold runs one case)
	@$(BIN)/python -m benchmarks $(or $(ARGS),--json benchmarks/results.json --picture docs/benchmarks.svg --page benchmarks/README.md)

generate: $(VENV)/developed  ## Regenerate the files made from the manifest and the schemas
	@$(BIN)/python -m mimecast_hold.plugin.generate

picture: $(VENV)/developed  ## Draw docs/terminal.svg from a real run
	@$(BIN)/python docs/draw_terminal.py

clean:  ## Remove the environments, caches and build output
	@rm -rf $(VENV) .tools build dist htmlcov .coverage* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	@find actions benchmarks schemas src tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/installed: pyproject.toml hatch_build.py
	@$(call require,$(PYTHON))
	@echo "Setting up $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP_INSTALL) --editable '.[cli,simulator]'
	@touch $@

# Dependency groups need pip 25.1.
$(VENV)/developed: $(VENV)/installed
	@echo "Installing the tools ..."
	@$(BIN)/python $(PIP_INSTALL) --upgrade 'pip>=25.1'
	@$(BIN)/python $(PIP_INSTALL) --editable '.[$(EXTRAS),mcp]' --group dev
	@touch $@

# Each platform's own software, pinned, in its own environment. Without the right Python, its tests are skipped.
$(PLATFORMS:%=.tools/%/installed): .tools/%/installed: tests/platforms/%.txt
	@$(if $(PLATFORM_PYTHON),,echo "$*: Python $(PLATFORM_VERSION) not found" >&2; exit 0;) \
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
	echo "Python 3.11 or newer with the venv module is required. Run: make PYTHON=/path/to/python" >&2; \
	exit 1; }
endef
