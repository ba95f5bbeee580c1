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

# All but the slow tests, which need a real voice, program, browser, sound server or clock.
fast:
	python -m pytest -m "not real"

format:
	ruff format .
	ruff check --fix .

# Renew the tables of docs/script-format.md, the schemas and the grammar for editors, which are
# made from the code.
docs:
	python -m tests.script.format_page
	python -m tests.test_schemas
	python -m tests.script.textmate

sounds:
	python sounds/make.py

cover:
	python sivoice/export/cover/make.py

bench:
	python benchmarks/export.py

# Renew the plans, timelines and reports of faults that the tests expect; read the difference.
goldens:
	python -m tests.test_goldens
	python -m tests.script.test_corpus
	git diff --stat -- tests/goldens tests/script/corpus
