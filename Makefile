# What people run here; `make help` lists it.

FUZZ_TARGETS := clean noise matcher pack page site
FUZZ_SECONDS ?= 600
# Seconds a fuzz target is given within `make test`.
FUZZ_BRIEF ?= 10

.PHONY: help test check unit browser doc fuzz fuzz-brief fuzz-tools bench bench-command accuracy accuracy-page python-wheel python-check test-python test-heavy bench-python

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

test: check unit browser doc fuzz-brief test-python ## Everything that must be green: format, lints, tests, the page in a browser, documentation, each fuzz target for a few seconds, the Python package

check: ## Format and lints
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy -p unboil-cli --all-targets --features parquet --locked -- -D warnings

unit: ## All tests
	cargo test --workspace --exclude unboil-python --locked
	cargo test -p unboil-cli --features parquet --test parquet --test restore --locked

browser: ## The page of `unboil explain` in headless Chromium
	cli/tests/browser/run

doc: ## Documentation, without a warning
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

fuzz: fuzz-tools ## Each fuzz target for FUZZ_SECONDS (600)
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p target/fuzz-corpus/$$target; \
		cargo +nightly fuzz run $$target target/fuzz-corpus/$$target fuzz/corpus/$$target -- \
			-max_total_time=$(FUZZ_SECONDS) -max_len=16384 -print_final_stats=1 || exit 1; \
	done

# The only step that needs the nightly toolchain. Elsewhere than in CI its absence is no reason to stop.
fuzz-brief:
	@if rustup toolchain list 2>/dev/null | grep -q nightly; then \
		$(MAKE) fuzz FUZZ_SECONDS=$(FUZZ_BRIEF); \
	elif [ -n "$$CI" ]; then \
		echo "fuzzing needs the nightly toolchain: rustup toolchain install nightly" >&2; exit 1; \
	else \
		echo "fuzzing is left out: it needs the nightly toolchain (rustup toolchain install nightly)"; \
	fi

fuzz-tools:
	@command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked

# Where the corpora and the scorer are.
ACCURACY ?= ../shared

# The interpreter that the environments below are made with: 3.9 or later; the engines that the tests use need 3.11.
PYTHON ?= python3
VENV := target/python-venv

# An environment is made again when what is to be in it changes.
$(VENV)/made: python/tests/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

python-wheel: $(VENV)/made ## The wheel of the Python package, in target/wheels
	rm -rf target/wheels
	$(VENV)/bin/maturin build --quiet --release --locked --manifest-path python/Cargo.toml --out target/wheels
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps target/wheels/*.whl

python-check: $(VENV)/made
	$(VENV)/bin/ruff format --check python
	$(VENV)/bin/ruff check python
	cd python && ../$(VENV)/bin/mypy

test-python: python-check python-wheel ## The Python package: lints, types, and tests with the real engines; Spark needs Java 17
	cd python && ../$(VENV)/bin/python -m pytest --quiet -rs tests

test-heavy: python-wheel ## NeMo Curator and data-juicer themselves; installs some gigabytes
	@for package in nemo_curator data_juicer; do \
		$(PYTHON) -m venv target/heavy-$$package && \
		target/heavy-$$package/bin/pip install --quiet --disable-pip-version-check \
			--requirement python/tests/heavy/$$package.txt && \
		target/heavy-$$package/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps target/wheels/*.whl && \
		(cd python && ../target/heavy-$$package/bin/python -m pytest --quiet --confcutdir=tests -c /dev/null --rootdir=. \
			-p no:cacheprovider tests/heavy/test_$$package.py) || exit 1; \
	done

# NeMo's modifier alone needs none of the gigabytes that its package asks for.
bench-python: python-wheel ## Speed of the Python package against the library, other cleaners and Spark
	cargo build --quiet --release --locked --example throughput
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps $$(grep nemo python/tests/heavy/nemo_curator.txt)
	$(VENV)/bin/python python/bench/bench.py --labelled $(ACCURACY)/corpora/labelled-lines.jsonl.gz; \
		status=$$?; $(VENV)/bin/pip uninstall --quiet --yes nemo-curator; exit $$status

bench: ## Speed, and the bounds that it must keep
	cargo bench --bench bounds
	cargo bench --bench build
	cargo bench --bench clean
	cargo bench --bench page

bench-command: ## Speed and memory of the command, beside jq and zcat
	cargo bench -p unboil-cli --bench command
	cargo bench -p unboil-cli --bench learn

accuracy: ## Scores on real pages; needs corpora (see docs/accuracy.md)
	@test -f $(ACCURACY)/tools/score.py || { \
		echo "no corpora in $(ACCURACY): set ACCURACY to a folder with tools/score.py and corpora/;" \
			"the pages come from github.com/scrapinghub/article-extraction-benchmark (MIT) and WCXB (CC BY 4.0)" >&2; exit 1; }
	cargo build --release --locked
	python3 $(ACCURACY)/tools/score.py --clean 'target/release/unboil clean --format jsonl --field text -'
	python3 $(ACCURACY)/tools/score.py --corpus $(ACCURACY)/corpora/labelled-lines.jsonl.gz --clean 'target/release/unboil clean --mode markers --format jsonl --field text -'

accuracy-page: ## The same for page mode
	@test -f $(ACCURACY)/tools/score.py || { echo "no corpora in $(ACCURACY): see docs/accuracy.md" >&2; exit 1; }
	cargo build --release --locked
	python3 $(ACCURACY)/tools/score.py --clean 'target/release/unboil clean --mode page --format jsonl --field text -'
