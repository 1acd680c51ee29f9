# The recipes that people and CI share. `make run` and `make test` need nothing but Python >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.PHONY: install run test check bench endurance audit browser bench-rotation bundle screenshots clean

install: $(VENV)/.dev
run: $(VENV)/.run

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11, 3.12 or 3.13 is needed, this is %d.%d; set PYTHON=" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/.run

run:
	$(BIN)/python -m dashboard run

test: install browser
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

# Chromium for browser tests and chart pictures: installed where we may, asked for where we may not.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	 { if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	   else echo 'Chromium is missing: install it (Debian: apt install chromium) or set CHROME_PATH; browser tests will be skipped.'; fi; }

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

bench: install browser
	$(BIN)/python -m benchmarks $(ARGS)

bench-rotation: install
	$(BIN)/python -m benchmarks.rotation

# Optional, needs Node: a plotly.js a third of the size. Without it the package's own file is served.
bundle:
	cd dashboard/bundle && npm install --no-audit --no-fund --no-package-lock && node build.cjs ../../build/plotly/plotly-trace.min.js

endurance: install
	$(BIN)/python -m pytest -m slow --timeout 3600 -o addopts="--strict-markers -p no:dash" $(ARGS)

# Asks an outside service about known vulnerabilities of the pinned versions.
audit: install
	$(BIN)/python -m pip install -q pip-audit && $(BIN)/pip-audit -r constraints.txt --no-deps --disable-pip

screenshots: install browser
	$(BIN)/python -m docs.take_screenshots

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache
