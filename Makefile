# The one gate: make check. Set up with: pip install -e '.[dev]'
.PHONY: check format lint test sounds cover bench

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

sounds:
	python sounds/make.py

cover:
	python sivoice/export/cover/make.py

bench:
	python benchmarks/export.py
