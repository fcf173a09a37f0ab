# Two commands: `make demo` and `make test`. They need Python 3.11, Node 20 and make, and bring everything else to .cache/.

PYTHON ?= $(or $(shell command -v python3.11),$(shell command -v python3),python3.11)
CACHE := $(or $(CKPTLENS_CACHE),$(CURDIR)/.cache)
DEV := $(CACHE)/dev/bin/python
SETUP = @command -v "$(PYTHON)" >/dev/null || { echo "make: there is no $(PYTHON): install Python 3.11 and run make again" >&2; exit 1; }; \
	CKPTLENS_CACHE="$(CACHE)" "$(PYTHON)" -B tools/bootstrap
RINGS = @CKPTLENS_CACHE="$(CACHE)" "$(DEV)" tools/rings

.PHONY: help demo test check format conformance clean
.DEFAULT_GOAL := help

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: ## predict, break, fix, convert and prove: the product in two minutes, with real TensorFlow
	$(SETUP) dev tf215 demo-package
	@CKPTLENS_CACHE="$(CACHE)" "$(DEV)" tools/demo

test: ## everything: make check, real TensorFlow, whole models, the extension in a real workbench
	$(SETUP) dev extension workbench tf215 tf221 corpus
	$(RINGS) all

check: ## the developers' gate, without TensorFlow: format, lint, types, contracts, tests, generated files
	$(SETUP) dev
	$(RINGS) check

format: ## put the Python files into shape
	$(SETUP) dev
	@"$(DEV)" -m ruff format .
	@"$(DEV)" -m ruff check --fix .

conformance: ## write down anew which recorded programs and models are predicted exactly
	$(SETUP) dev corpus
	@CKPTLENS_CACHE="$(CACHE)" "$(DEV)" tools/update_conformance.py

clean: ## delete what the commands made, .cache/ included
	rm -rf "$(CACHE)" vscode-extension/node_modules vscode-extension/dist vscode-extension/out build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
