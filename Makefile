# Two commands are all the set-up there is: `make demo` and `make test`, on any machine with Python 3.11+ and make.
# Each makes its own virtual environment.

PYTHON ?= python3
DEMO := .venv-demo
TEST := .venv
MUTATION := .venv-mutation
PEERS := build/peers

# Where a machine keeps Python from writing bytecode, every command that the tests run would compile this package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check bench peers soak mutants clean

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

# make bench BENCH="commit --rounds 15" asks for some cases, or for longer
bench: $(TEST)/ready
	$(TEST)/bin/python benchmarks/run.py $(BENCH)

# what `make bench` compares with where it is there; each in an environment of its own, and one that cannot be had is left out
peers:
	-$(PYTHON) -m venv $(PEERS)/eventsource-py && $(PEERS)/eventsource-py/bin/pip install --quiet --disable-pip-version-check \
	  "eventsource-py[sqlite,postgresql]==0.8.1" greenlet && touch $(PEERS)/eventsource-py/ready
	-$(PYTHON) -m venv $(PEERS)/protean && $(PEERS)/protean/bin/pip install --quiet --disable-pip-version-check \
	  "protean[message-db]==0.18.0" && npm install --silent --prefix $(PEERS)/protean @eventide/message-db@1.3.1 \
	  && touch $(PEERS)/protean/ready
	-npm install --silent --prefix $(PEERS)/emmett-postgresql \
	  @event-driven-io/emmett@0.42.0 @event-driven-io/emmett-postgresql@0.42.0
	-npm install --silent --prefix $(PEERS)/emmett-sqlite \
	  @event-driven-io/emmett@0.38.5 @event-driven-io/emmett-sqlite@0.38.5

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
