# What people run here; `make help` lists it.

FUZZ_TARGETS := clean noise matcher pack page site threads
FUZZ_SECONDS ?= 600
# Runs after which a fuzz target stops all the same; -1 is never.
FUZZ_RUNS ?= -1
# Bytes of an input. Longer ones find no more, and take longer.
FUZZ_LENGTH ?= 2048
# The crate has no unsafe code for a sanitizer to watch.
FUZZ_SANITIZER ?= none
# What else `cargo fuzz run` is told: `--no-trace-compares` makes two runs of one, which see less of what they compare.
FUZZ_OPTIONS ?=
FUZZ_RUN = cargo +nightly fuzz run --sanitizer $(FUZZ_SANITIZER) $(FUZZ_OPTIONS)
# Seconds a fuzz target is given within `make test`.
FUZZ_BRIEF ?= 10

# The interpreter that the environments below are made with: 3.9 or later; the engines that the tests use need 3.11.
PYTHON ?= python3
VENV := target/python-venv

.PHONY: help test check unit browser doc fuzz fuzz-merge fuzz-brief fuzz-tools coverage mutants counts counts-update supply advisories supply-tools msrv minimal-versions semver package bench growth bench-command bench-hostile accuracy accuracy-page accuracy-readability accuracy-newspaper python-wheel python-check test-python test-heavy bench-python

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 19

test: check unit browser doc counts supply fuzz-brief test-python ## Everything that must be green: format, lints, tests, the page in a browser, documentation, instruction counts, dependencies, each fuzz target for a few seconds, the Python package

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

# Elsewhere than in CI the absence of valgrind is no reason to stop.
counts: ## Instruction counts of fixed workloads against benches/counts.tsv: fails where one has grown by 5 %, or work grows faster than a text
	@if command -v valgrind >/dev/null || [ -n "$$CI" ]; then \
		cargo bench --quiet --locked -p unboil --bench counts; \
	else \
		echo "instruction counts are left out: they need valgrind"; \
	fi

counts-update: ## Record the instruction counts of this tree and compiler
	cargo bench --quiet --locked -p unboil --bench counts -- --update

fuzz: fuzz-tools ## Each fuzz target for FUZZ_SECONDS (600)
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p target/fuzz-corpus/$$target; \
		$(FUZZ_RUN) $$target target/fuzz-corpus/$$target fuzz/corpus/$$target -- \
			-max_total_time=$(FUZZ_SECONDS) -runs=$(FUZZ_RUNS) -max_len=$(FUZZ_LENGTH) -rss_limit_mb=4096 -print_final_stats=1 || exit 1; \
	done

fuzz-merge: fuzz-tools ## Of what `make fuzz` found, the fewest inputs that reach each edge that fuzz/corpus does not, into it
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p target/fuzz-corpus/$$target; \
		$(FUZZ_RUN) $$target fuzz/corpus/$$target target/fuzz-corpus/$$target -- \
			-merge=1 -set_cover_merge=1 -use_counters=0 -max_len=$(FUZZ_LENGTH) || exit 1; \
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

# Percentage of lines below which it fails.
COVERAGE := 97

coverage: ## Lines of src that tests and the corpora of the fuzz targets run; fails below 97 %
	@rustup component list --installed | grep -q '^llvm-tools' || rustup component add llvm-tools
	tests/coverage $(COVERAGE)

# What cargo-mutants is to look at: `--file src/seam.rs`, `--shard 0/20`. All of src has 6,100 changes, and takes two days.
MUTANTS ?=
# Those that take seconds; property tests take minutes.
MUTANTS_TESTS := --lib --test documents --test cases --test pages --test decisions --test regressions --test packs --test removals

mutants: ## Changes to src that no fast test notices, in target/mutants.out; MUTANTS='--file src/seam.rs' for a part
	@command -v cargo-mutants >/dev/null || cargo install cargo-mutants --locked
	mkdir -p target
	CARGO_PROFILE_TEST_DEBUG=0 cargo mutants --package unboil --output target --timeout 120 $(MUTANTS) -- $(MUTANTS_TESTS)

CARGO_DENY := cargo deny --locked --workspace
CARGO_DENY_FUZZ := cargo deny --locked --manifest-path fuzz/Cargo.toml --config deny.toml
# Of what is said once for both, each uses only a part.
UNUSED := license-exception-not-encountered
UNUSED_FUZZ := license-not-encountered --allow unmatched-skip

supply: supply-tools ## Licences, duplicates and sources of all dependencies against deny.toml
	$(CARGO_DENY) check --allow $(UNUSED) licenses bans sources
	$(CARGO_DENY_FUZZ) check --allow $(UNUSED_FUZZ) licenses bans sources

# Their database is a repository on GitHub, so this is no part of `make test`.
advisories: supply-tools ## Known faults of all dependencies
	$(CARGO_DENY) check advisories
	$(CARGO_DENY_FUZZ) check advisories

supply-tools:
	@command -v cargo-deny >/dev/null || cargo install cargo-deny --locked

# What Cargo.toml states.
MSRV := $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

msrv: ## Everything builds with the oldest compiler that is promised
	rustup toolchain list | grep -q "^$(MSRV)" || rustup toolchain install $(MSRV).0 --profile minimal
	cargo +$(MSRV).0 check --workspace --locked
	cargo +$(MSRV).0 check -p unboil-cli --features parquet --locked

# In a copy, since Cargo.lock is written anew.
MINIMAL := target/minimal-versions

minimal-versions: ## The lowest versions that Cargo.toml allows build; needs the nightly toolchain
	rm -rf $(MINIMAL) && mkdir -p $(MINIMAL)
	git ls-files -z | tar --create --null --files-from=- | tar --extract --directory $(MINIMAL)
	cd $(MINIMAL) && cargo +nightly update --quiet -Z direct-minimal-versions
	cd $(MINIMAL) && CARGO_TARGET_DIR=../minimal-versions-build cargo check --workspace --features unboil-cli/parquet
	rm -rf $(MINIMAL)

# The last release, or before there is one the first commit.
BASELINE ?= $(shell git describe --tags --abbrev=0 2>/dev/null || git rev-list --max-parents=0 HEAD)

semver: ## What changed in the library's interface since BASELINE (the last tag) against what its version says
	@command -v cargo-semver-checks >/dev/null || cargo install cargo-semver-checks --locked
	cargo semver-checks --package unboil --baseline-rev $(BASELINE)

# Cargo confuses builds of a package with those of the tree if they share a folder, so it gets one of its own.
PACKAGE_VENV := target/package-venv

package: ## What would be published: the crates as packages, and a wheel out of the Python source distribution, installed
	cargo publish --workspace --dry-run --locked --target-dir target/publish
	rm -rf target/publish target/sdist $(PACKAGE_VENV)
	$(PYTHON) -m venv $(PACKAGE_VENV)
	$(PACKAGE_VENV)/bin/pip install --quiet --disable-pip-version-check build
	$(PACKAGE_VENV)/bin/python -m build --outdir target/sdist python
	$(PACKAGE_VENV)/bin/pip install --quiet --disable-pip-version-check --no-index target/sdist/*.whl
	printf 'It rained.\n\n[ad_2]' | $(PACKAGE_VENV)/bin/unboil | grep -qx 'It rained.'

# Where the corpora and the scorer are.
ACCURACY ?= ../shared

# An environment is made again when what is to be in it changes.
$(VENV)/made: python/tests/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

python-wheel: $(VENV)/made ## The wheel of the Python package, in target/wheels
	rm -rf target/wheels
	$(VENV)/bin/maturin build --quiet --locked --manifest-path python/Cargo.toml --out target/wheels
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

# The cleaners in Python that `make bench` compares with, and what draws.
BENCH_VENV := target/bench-venv

$(BENCH_VENV)/made: python/bench/requirements.txt
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps $$(grep nemo python/tests/heavy/nemo_curator.txt)
	touch $@

bench: $(BENCH_VENV)/made ## Speed against its bounds and beside other cleaners; RECORD=yes writes benches/results/DATE.txt
	PEERS_PYTHON=$(CURDIR)/$(BENCH_VENV)/bin/python benches/run $(if $(RECORD),--record)

growth: $(BENCH_VENV)/made ## Time by length, threads and rules: the plot in docs/performance.md
	cargo bench --quiet --locked -p unboil --bench growth > target/growth.tsv
	$(BENCH_VENV)/bin/python python/bench/growth.py target/growth.tsv docs/growth.svg

bench-hostile: ## Time and memory of hostile inputs up to a gigabyte; needs 3 GB of memory and of disk
	cargo bench -p unboil-cli --bench hostile -- 1000

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
	python3 python/bench/flattened.py $(ACCURACY)/corpora/multilingual.jsonl.gz raw_inscriptis target/flattened.jsonl.gz
	python3 $(ACCURACY)/tools/score.py --corpus target/flattened.jsonl.gz --clean 'target/release/unboil clean --mode page --format jsonl --field text -'

# What makes texts of pages that extractors are tested with.
PAGES_VENV := target/pages-venv

$(PAGES_VENV)/made: python/bench/test_pages.txt
	$(PYTHON) -m venv $(PAGES_VENV)
	$(PAGES_VENV)/bin/pip install --quiet --disable-pip-version-check --upgrade pip
	$(PAGES_VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

# The test pages of Readability, as a crate on the registry carries them.
READABILITY := target/readability

$(READABILITY)/made:
	mkdir -p $(READABILITY)/src && touch $(READABILITY)/src/lib.rs
	printf '[package]\nname = "pages"\nedition = "2024"\n[dependencies]\nreadabilityrs = "=0.1.4"\n[workspace]\n' > $(READABILITY)/Cargo.toml
	cd $(READABILITY) && cargo vendor --quiet pages > /dev/null
	touch $@

accuracy-readability: $(PAGES_VENV)/made $(READABILITY)/made ## Scores of page mode on the test pages of Readability, which it downloads
	cargo build --release --locked
	$(PAGES_VENV)/bin/python python/bench/test_pages.py $(READABILITY)/pages/readabilityrs target/release/unboil

# Those of newspaper4k, as its source package carries them.
NEWSPAPER := target/newspaper

$(NEWSPAPER)/made: | $(PAGES_VENV)/made
	mkdir -p $(NEWSPAPER)/pages
	$(PAGES_VENV)/bin/pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --dest $(NEWSPAPER) newspaper4k==0.9.6
	tar -xzf $(NEWSPAPER)/newspaper4k-0.9.6.tar.gz -C $(NEWSPAPER)/pages
	touch $@

accuracy-newspaper: $(PAGES_VENV)/made $(NEWSPAPER)/made ## The same on those of newspaper4k
	cargo build --release --locked
	$(PAGES_VENV)/bin/python python/bench/test_pages.py $(NEWSPAPER)/pages target/release/unboil
