# The one gate: make check. Set up with: pip install -e '.[dev]'
.PHONY: check format lint test sounds cover bench goldens docs

check: lint test

lint:
	ruff format --check .
	ruff check .
	mypy
	lint-imports --no-cache

test:
	python -m pytest

format:
	ruff format .
	ruff check --fix .

docs:
	python -m tests.script.format_page

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
