# Two commands are all the set-up there is: `make demo` and `make test`, on any machine with Python 3.11+ and make.
# Each makes its own virtual environment.

PYTHON ?= python3
DEMO := .venv-demo
TEST := .venv

.PHONY: demo test check bench soak clean

demo: $(DEMO)/ready
	@$(DEMO)/bin/actionlearning demo
	@echo "(here, actionlearning is $(DEMO)/bin/actionlearning)"

test: check
	$(TEST)/bin/pytest -m "not soak"

check: $(TEST)/ready
	$(TEST)/bin/ruff format --check .
	$(TEST)/bin/ruff check .
	$(TEST)/bin/mypy
	$(TEST)/bin/lint-imports

bench: $(TEST)/ready
	$(TEST)/bin/python benchmarks/run.py

soak: $(TEST)/ready
	$(TEST)/bin/pytest -m soak

clean:
	rm -rf $(DEMO) $(TEST) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(DEMO)/ready: pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(TEST)/ready: pyproject.toml
	$(PYTHON) -m venv $(TEST)
	$(TEST)/bin/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@
