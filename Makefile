# The one gate: make check. CONTRIBUTING.md says how to set it up.
.PHONY: check fast torture format lint test sounds cover figures bench goldens docs

check: lint test

lint:
	ruff format --check .
	ruff check .
	mypy
	lint-imports --no-cache

test: fast
	python -m pytest -n 2 --dist loadgroup -m "real and not torture"

# All but the slow tests, which need a real voice, program, browser, sound server or clock.
fast:
	python -m pytest -n auto -m "not real"

# The generated cases, many more than in the gate: make torture SIVOICE_TORTURE=1000000. One seed
# gives one case; SIVOICE_TORTURE_SEED is the first.
SIVOICE_TORTURE ?= 20000
torture:
	SIVOICE_TORTURE=$(SIVOICE_TORTURE) python -m pytest -s -m torture tests/torture

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

figures:
	python sivoice/figure/make.py

cover:
	python sivoice/export/cover/make.py

bench:
	python benchmarks/export.py
	python benchmarks/growth.py

# Renew the plans, timelines and reports of faults that the tests expect; read the difference.
goldens:
	python -m tests.test_goldens
	python -m tests.script.test_corpus
	git diff --stat -- tests/goldens tests/script/corpus
