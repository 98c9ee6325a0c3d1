# Two commands are all the set-up there is: `make demo` and `make test`, on any machine with Python 3.11+ and make.
# Each makes its own virtual environment.

PYTHON ?= python3
DEMO := .venv-demo
TEST := .venv
MUTATION := .venv-mutation

.PHONY: demo test check bench soak mutants clean

demo: $(DEMO)/ready
	@$(DEMO)/bin/actionlearning demo
	@echo "(here, actionlearning is $(DEMO)/bin/actionlearning)"

test: check
	$(TEST)/bin/pytest -m "not soak" --numprocesses auto --dist loadfile

check: $(TEST)/ready
	$(TEST)/bin/ruff format --check .
	$(TEST)/bin/ruff check .
	$(TEST)/bin/mypy
	$(TEST)/bin/lint-imports

bench: $(TEST)/ready
	$(TEST)/bin/python benchmarks/run.py

soak: $(TEST)/ready
	$(TEST)/bin/pytest -m soak

# changes the domain in thousands of small ways, and lists every change that none of its tests notices
mutants: $(MUTATION)/ready
	rm -rf mutants
	$(MUTATION)/bin/mutmut run
	$(MUTATION)/bin/mutmut results

clean:
	rm -rf $(DEMO) $(TEST) $(MUTATION) mutants build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(DEMO)/ready: pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(MUTATION)/ready: pyproject.toml
	$(PYTHON) -m venv $(MUTATION)
	$(MUTATION)/bin/pip install --quiet --disable-pip-version-check --editable ".[mutation]"
	@touch $@

$(TEST)/ready: pyproject.toml
	$(PYTHON) -m venv $(TEST)
	$(TEST)/bin/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@
