# The one gate: make check. CONTRIBUTING.md says how to set it up.
.PHONY: check fast format lint test sounds cover bench goldens docs

check: lint test

lint:
	ruff format --check .
	ruff check .
	mypy
	lint-imports --no-cache

test:
	python -m pytest

# The tests that need no voice, decoder, browser or sound server, in half a minute.
fast:
	python -m pytest -m "not real"

format:
	ruff format .
	ruff check --fix .

# Renew the tables of docs/script-format.md and the schemas, which are made from the code.
docs:
	python -m tests.script.format_page
	python -m tests.test_schemas

sounds:
	python sounds/make.py

cover:
	python sivoice/export/cover/make.py

bench:
	python benchmarks/export.py

# Renew the plans and timelines that tests/test_goldens.py expects; read the difference.
goldens:
	python -m tests.test_goldens
	git diff --stat -- tests/goldens
