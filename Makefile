# The one gate: make check. Set up with: pip install -e '.[dev]'
.PHONY: check format lint test docs sounds cover bench

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

sounds:
	python sounds/make.py

cover:
	python sivoice/export/cover/make.py

bench:
	python benchmarks/export.py
