# Each command builds the environment it needs from the hash-locked requirements, once.
PYTHON ?= python3
RUN := .venv/run/bin
DEV := .venv/dev/bin
# The tests start the program hundreds of times: what was compiled once is kept.
unexport PYTHONDONTWRITEBYTECODE

# Opens the demo's page; with SCRIPT=1 its steps are played and judged here, without a browser.
.PHONY: demo pictures test proofs lint bench messages lock clean
demo: .venv/run/.ready
	@$(RUN)/tocsin demo $(if $(SCRIPT),--script)

# Takes the pictures of docs/pictures anew, in the course of the tests that walk its steps.
pictures: .venv/dev/.ready
	@bash .ci/tools
	TOCSIN_PICTURES=$(CURDIR)/docs/pictures $(DEV)/python -m pytest -n 0 -q tests/benchmarks/proofs/test_page_walked.py tests/demo/test_page_tour.py

test: .venv/dev/.ready
	@bash .ci/tools
	$(DEV)/python -m pytest --workers 4 -q

# Slower proofs, which the suite holds in a short form; and the laws, on twenty-five times as many cases.
proofs: .venv/dev/.ready
	$(DEV)/python -m pytest -n 2 -q -m hypothesis --hypothesis-profile=thorough tests
	TOCSIN_PROOFS=1 $(DEV)/python -m pytest -n 2 -q -m proof tests/storage tests/handlers tests/sandbox tests/security tests/bot/postgresql tests/bot/alerts/test_verbs.py tests/bot/bad_input tests/bot/laws tests/bot/rooms
	$(DEV)/python -m pytest -n 2 -q tests/benchmarks/proofs

lint: .venv/dev/.ready
	$(DEV)/ruff check .
	$(DEV)/ruff format --check .
	$(DEV)/mypy
	$(DEV)/lint-imports
	$(DEV)/python -m pip install --quiet --dry-run --no-deps --require-hashes -r requirements/run.txt -r requirements/postgres.txt -r requirements/dev.txt

bench: .venv/dev/.ready
	$(DEV)/python -m tests.benchmarks

# Collects what the bot says for translators; takes it up in every language and makes its catalogue.
messages: .venv/dev/.ready
	$(DEV)/pybabel -q extract --omit-header --no-wrap --sort-output --add-location=never --add-comments=Translators: -o bot/languages/tocsin.pot policies handlers bot
	@for po in $(wildcard bot/languages/*.po); do \
	  $(DEV)/pybabel -q update --no-wrap --ignore-obsolete --ignore-pot-creation-date -l $$(basename $$po .po) -i bot/languages/tocsin.pot -o $$po && \
	  $(DEV)/pybabel -q compile -i $$po -o $${po%.po}.mo || exit 1; done

# A maintainer's command; it needs uv on the path.
lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/run.txt
	uv pip compile pyproject.toml --extra postgres -c requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/postgres.txt
	uv pip compile pyproject.toml --group dev -c requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements/dev.txt

.venv/%/.ready: requirements/%.txt pyproject.toml
	$(PYTHON) -m venv --clear .venv/$*
	.venv/$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	.venv/$*/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

clean:
	rm -rf .venv
