# The targets; `make` alone lists them.

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
SUITES ?= bookworm
TOY := .build/release/toy
PACKAGES := liblapacke-dev libopenblas-dev
SPEECH_PACKAGES := espeak-ng sox
PAGE_PACKAGES := nodejs node-typescript tidy python3-tinycss2
SHELL_PACKAGES := shellcheck zsh fish
NOTE_PACKAGES := pandoc texlive-latex-recommended lmodern librsvg2-bin
SITE_PACKAGES := pandoc
DIST_PACKAGES := libopenblas-pthread-dev binutils
DIST_TEST_PACKAGES := debootstrap
BROWSER_PACKAGES := chromium chromium-driver fonts-dejavu-core python3
PAGE := Sources/Studies/EmbeddedPage/Page
COMPLETIONS := Sources/ToyCommand/EmbeddedCommand/Completions/completions
SHELL_SCRIPTS := .ci/run Tests/run.sh Data/speech/speak.sh Data/librivox/extract.sh docs/pictures/explore.sh \
  $(wildcard Packaging/*.sh docs/cluster/*/*.sh docs/cluster/*/*.sbatch)
# The theory for readers of the project, and for those of the library's documentation.
THEORY := docs/theory.md
DOCC_THEORY := Sources/ToyModel/ToyModel.docc/Theory.md
# The figures of README.md, which also have a dark version.
README_FIGURES := ratio-to-linear floor learned-depth-speech filter-gallery phase-diagram landscape \
  learned-flow-wall
# The generated files that are committed. Learned values and those of labs depend on the last bits of BLAS, and so on the
# processor: files whose values agree are kept. Learning from a few frames may reach another minimum, so that figure is left out.
GENERATED := Figures ':!Figures/learned-*.svg' ':!Figures/dark/learned-*.svg' \
  ':!Figures/lasso-*.svg' ':!Figures/hypergradient-*.svg' ':!Figures/unfolding-*.svg' \
  ':!Figures/dequantization-*.svg' ':!Figures/stochastic-*.svg' ':!Figures/tuning-*.svg' \
  ':!Figures/equilibrium-*.svg' ':!Figures/generative-*.svg' ':!Figures/plug-and-play-*.svg' \
  ':!Figures/equivariance-*.svg' ':!Figures/regularization-*.svg' \
  ':!Figures/learned-speech-frames.csv' $(THEORY) $(DOCC_THEORY)
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo)

.DEFAULT_GOAL := help
# Recipes announce slow steps, not each command.
.SILENT:
.PHONY: help deps build figures readme theory page-picture speech-data lab-data librivox-data notebooks notebook-pages test page-test \
  python-test contributing-test browser-test cluster-test dist-test site site-test lint lint-swift lint-page lint-shell \
  compare check docs note bench lab-bench install uninstall bundled dist wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Installs those of the packages $(1) that are missing, by apt.
define install-missing
@missing=; for package in $(1); do \
  dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
    || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
  echo "installing$$missing"; \
  $(SUDO) apt-get update -qq \
    && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends $$missing; \
fi
endef

deps: ## install LAPACKE and OpenBLAS by apt if they are missing
	$(call install-missing,$(PACKAGES))

build: deps ## the program, optimised
	echo "building toy: 5 minutes from scratch, less after a change"
	swift build -c release --product toy

# Runs the command $(1) without its lines about the files that it wrote.
define without-files
$(1) 2> .build/messages || status=$$?; sed '/^wrote /d' .build/messages >&2; exit $${status:-0}
endef

figures: build ## draw all figures of Figures/catalog.json, and dark versions of those in README.md
	echo "drawing the figures: two minutes, most of it for those of the labs; three if learned values are missing"
	$(call without-files,$(TOY) figures --catalog Figures/catalog.json -o Figures/)
	rm -rf .build/dark && mkdir -p .build/dark Figures/dark
	cp $(README_FIGURES:%=Figures/%.csv) $(wildcard $(README_FIGURES:%=Figures/dark/%.svg)) .build/dark
	$(call without-files,$(TOY) figures $(README_FIGURES) --catalog Figures/catalog.json --preset dark -o .build/dark/)
	cp .build/dark/*.svg Figures/dark

readme: build ## regenerate the table of Figures/README.md from the catalogue
	@table="$$($(TOY) figures --list --format markdown --catalog Figures/catalog.json)" awk \
	  '/<!-- figures:begin -->/ { print; print ENVIRON["table"]; inside = 1; next } \
	   /<!-- figures:end -->/ { inside = 0 } !inside' Figures/README.md > Figures/README.md.partial-make \
	  && mv Figures/README.md.partial-make Figures/README.md

theory: build ## regenerate docs/theory.md and the theory page of the library's documentation from the claims
	$(TOY) explain all -o $(THEORY)
	$(TOY) explain all --docc -o $(DOCC_THEORY)

page-picture: build ## take the screenshot of `toy explore` with Chromium, installed by apt
	$(call install-missing,$(BROWSER_PACKAGES))
	docs/pictures/explore.sh $(TOY) docs/pictures/explore.png

speech-data: ## speak the sentences of Data/speech anew, with espeak-ng and sox installed by apt
	$(call install-missing,$(SPEECH_PACKAGES))
	Data/speech/speak.sh

lab-data: Packaging/.venv/installed ## extract Data/wdbc and Data/digits anew from a wheel of scikit-learn
	Packaging/.venv/bin/python Data/extract.py

librivox-data: ## extract Data/librivox anew from Debian's package pocketsphinx-testdata
	Data/librivox/extract.sh

notebooks: build Notebooks/.venv/installed ## execute Notebooks/*.ipynb in place, or into NOTEBOOKS_OUT=FOLDER, and update their index
	echo "executing the notebooks: 2 minutes"
	TOY=$(abspath $(TOY)) Notebooks/.venv/bin/python Notebooks/execute.py \
	  $(if $(NOTEBOOKS_OUT),--output $(NOTEBOOKS_OUT)) Notebooks/*.ipynb
	Notebooks/.venv/bin/python Notebooks/index.py $(if $(NOTEBOOKS_OUT),--check)
	Notebooks/.venv/bin/python -m unittest discover --quiet --start-directory Tests/Notebooks --pattern '*_test.py'

NOTEBOOK_PAGES ?= .build/notebooks-html

notebook-pages: build Notebooks/.venv/installed ## convert the notebooks to web pages, in NOTEBOOK_PAGES=FOLDER
	TOY=$(abspath $(TOY)) Notebooks/.venv/bin/python Notebooks/execute.py \
	  --narrow --output .build/notebooks-narrow Notebooks/*.ipynb
	Notebooks/.venv/bin/python Notebooks/pages.py $(if $(NOTEBOOK_HOME),--home $(NOTEBOOK_HOME)) --output $(NOTEBOOK_PAGES) .build/notebooks-narrow

test: build ## run all tests, or those that match TESTS=PATTERN and do not match SKIP=PATTERN
	echo "building and running the tests: 25 minutes"
	TOY=$(abspath $(TOY)) Tests/run.sh $(if $(TESTS),--filter '$(TESTS)') $(if $(SKIP),--skip '$(SKIP)')

page-test: ## the tests of the JavaScript of the page of `toy explore`, in Node.js, installed by apt
	$(call install-missing,$(PAGE_PACKAGES))
	node --test Tests/Page/*.test.mjs

python-test: build Packaging/.venv/installed ## test Notebooks/toy.py and check its types, in a virtual environment
	TOY=$(abspath $(TOY)) Packaging/.venv/bin/python -m unittest discover -s Tests/Python
	Packaging/.venv/bin/mypy --strict --cache-dir .build/mypy Notebooks/toy.py

contributing-test: ## follow the examples of CONTRIBUTING.md in a copy of the project, to the letter
	echo "building and testing a copy: 10 minutes"
	rm -rf .build/contributing
	Tests/Contributing/contributing.py . .build/contributing

browser-test: build ## drive the page of `toy explore` in Chromium, installed by apt
	echo "driving the page: 4 minutes"
	$(call install-missing,$(BROWSER_PACKAGES))
	Tests/Browser/explore.py $(TOY)

cluster-test: build ## test docs/cluster with GNU parallel, Snakemake and Slurm, installed by apt
	docs/cluster/test/parallel.sh $(TOY)
	docs/cluster/test/snakemake.sh $(TOY)
	docs/cluster/test/slurm.sh $(TOY)

lint: lint-swift lint-page lint-shell ## check formatting and documentation, and lint the page and the scripts

lint-swift:
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

# Elements are empty where the scripts of the page fill them.
lint-page:
	$(call install-missing,$(PAGE_PACKAGES))
	tidy -quiet -errors --drop-empty-elements no $(PAGE)/explorer.html
	Tests/Page/style.py $(PAGE)/explorer.css $(PAGE)/explorer.html $(PAGE)/*.mjs
	tsc --project Tests/Page
	@for module in Tests/Page/*.mjs; do node --check $$module || exit 1; done

# shellcheck considers functions that only a trap calls unreachable.
lint-shell:
	$(call install-missing,$(SHELL_PACKAGES))
	@for shell in bash zsh fish; do $$shell -n $(COMPLETIONS).$$shell || exit 1; done
	shellcheck --external-sources --source-path SCRIPTDIR --exclude SC2317 \
	  $(COMPLETIONS).bash $(SHELL_SCRIPTS)
	python3 Tests/Mutations/mutate.py --check

compare: ## check that the committed figures, table and theory pages equal the regenerated ones
	git diff --exit-code -- $(GENERATED)

check: lint page-test python-test test figures readme theory ## lint, test, and compare generated files with the committed ones
	@$(MAKE) --no-print-directory compare

# Beside swift, wherever that is installed.
DOCC = $(shell command -v docc || echo "$$(dirname "$$(readlink -f "$$(command -v swift)")")/docc")
DOCS := .build/docs

# The libraries with documentation, each after those that it links to.
LIBRARIES := Intervals LinearAlgebra Optimization ToyModel Certified Learning Report

# A separate build makes the symbol graphs, so that other builds keep their flags.
docs: deps ## the documentation of the libraries as a site in .build/docs/site
	echo "building the libraries for their documentation: 3 minutes from nothing"
	for library in $(LIBRARIES); do \
	  swift build --target $$library --scratch-path $(DOCS)/build -Xswiftc -emit-symbol-graph \
	    -Xswiftc -emit-symbol-graph-dir -Xswiftc $(CURDIR)/$(DOCS)/symbols || exit 1; \
	done
	rm -rf $(DOCS)/graph $(DOCS)/archives $(DOCS)/site && mkdir -p $(DOCS)/archives
	dependencies=; for library in $(LIBRARIES); do \
	  install -D -m 644 -t $(DOCS)/graph/$$library $(DOCS)/symbols/$$library.symbols.json \
	    && $(DOCC) convert Sources/$$library/$$library.docc \
	      --additional-symbol-graph-dir $(DOCS)/graph/$$library \
	      --fallback-display-name $$library --fallback-bundle-identifier $$library \
	      --enable-experimental-external-link-support $$dependencies \
	      --output-path $(DOCS)/archives/$$library.doccarchive --warnings-as-errors || exit 1; \
	  dependencies="$$dependencies --dependency $(DOCS)/archives/$$library.doccarchive"; \
	done
	$(DOCC) merge $(LIBRARIES:%=$(DOCS)/archives/%.doccarchive) --synthesized-landing-page-name toy \
	  --output-path $(DOCS)/site
	@echo "python3 -m http.server -d $(DOCS)/site, then open /documentation"

# One folder for any host, under any address. Notebooks come first, because other pages link to theirs.
# With SITE_ADDRESS=https://… links to the explorer are shown with a picture.
SITE := .build/site

site: build docs ## one static folder for any host, .build/site, with everything; SITE_ADDRESS=https://… adds preview pictures
	$(call install-missing,$(SITE_PACKAGES))
	rm -rf $(SITE) && mkdir -p $(SITE)/report
	$(TOY) explore -o $(SITE)/explorer.html
	$(TOY) report -o $(SITE)/report
	@$(MAKE) --no-print-directory notebook-pages NOTEBOOK_PAGES=$(SITE)/Notebooks NOTEBOOK_HOME=../index.html
	docs/site/library.py $(DOCS)/site $(SITE)/library
	docs/site/site.py . $(SITE) $(SITE_ADDRESS)
	@echo "python3 -m http.server -d $(SITE)"

site-test: site ## follow every link of the site in Chromium, installed by apt
	$(call install-missing,$(BROWSER_PACKAGES))
	echo "opening every page of the site: 2 minutes"
	Tests/Browser/site.py $(SITE)

# The pages of the note, in order. rsvg-convert converts the SVG figures that they link to.
NOTE := .build/note/theory.pdf
NOTE_PAGES := README floor parity one-scalar depth-three odd-depth warm-start untied landscape trap \
  operators noise depth-mismatch weighted samples scalar open

# Links between pages become links inside the PDF.
note: ## the proofs as one PDF
	$(call install-missing,$(NOTE_PACKAGES))
	mkdir -p $(dir $(NOTE))
	sed -s -E -e 's/\]\([A-Za-z-]+\.md#/](#/g' -e '$$G' $(NOTE_PAGES:%=docs/proofs/%.md) \
	  | pandoc --defaults docs/proofs/note.yaml --output $(NOTE)

bench: build .venv/installed ## time the program against NumPy, PyTorch and JAX; BENCH=--quick for less
	swift build -c release --product LearningBenchmark
	swift build -c release --product FilterBenchmark
	.venv/bin/python Benchmarks/compare_filters.py .build/release/FilterBenchmark --results Benchmarks/results
	.venv/bin/python Benchmarks/compare_risk_table.py $(TOY) --results Benchmarks/results
	.venv/bin/python Benchmarks/time_page.py $(TOY) --results Benchmarks/results
	.venv/bin/python Benchmarks/compare_learning.py .build/release/LearningBenchmark \
	  --results Benchmarks/results $(BENCH)

lab-bench: deps Benchmarks/.venv/installed ## time the labs against scikit-learn, celer, JAX, jaxopt and PyTorch
	swift build -c release --product LabBenchmark
	Benchmarks/.venv/bin/python Benchmarks/compare_labs.py .build/release/LabBenchmark --results Benchmarks/results

.venv/installed: Benchmarks/requirements.txt
Benchmarks/.venv/installed: Benchmarks/requirements-labs.txt
Notebooks/.venv/installed: Notebooks/requirements.txt
Packaging/.venv/installed: Packaging/requirements.txt

.venv/installed Benchmarks/.venv/installed Notebooks/.venv/installed Packaging/.venv/installed:
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "installing python3-venv"; \
	  $(SUDO) apt-get update -qq \
	    && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq --no-install-recommends python3-venv; }
	python3 -m venv $(@D)
	$(@D)/bin/pip install -q --retries 1 -r $<
	touch $@

# Puts the program $(1), its completions and its manual page into the folder $(2).
define install-program
$(1) completions bash > .build/toy.bash
$(1) completions zsh > .build/toy.zsh
$(1) completions fish > .build/toy.fish
$(1) man > .build/toy.1
install -D -m 755 $(1) $(2)/bin/toy
install -D -m 644 .build/toy.bash $(2)/share/bash-completion/completions/toy
install -D -m 644 .build/toy.zsh $(2)/share/zsh/site-functions/_toy
install -D -m 644 .build/toy.fish $(2)/share/fish/vendor_completions.d/toy.fish
install -D -m 644 .build/toy.1 $(2)/share/man/man1/toy.1
endef

install: build ## install the program, its completions and its manual page to PREFIX (PREFIX=/usr/local)
	$(call install-program,$(TOY),$(DESTDIR)$(PREFIX))

uninstall: ## remove the installed files from PREFIX
	rm -f $(DESTDIR)$(PREFIX)/bin/toy $(SHARE)/bash-completion/completions/toy \
	  $(SHARE)/zsh/site-functions/_toy $(SHARE)/fish/vendor_completions.d/toy.fish \
	  $(SHARE)/man/man1/toy.1

# The distributed program is linked statically with OpenBLAS, the C++ library and the compiler's runtime. Debug information
# and two hashes depend on the build folder and are removed. GNU's linkers would make it require a newer C library than
# necessary.
BUNDLED := .build/dist
STATIC := $(BUNDLED)/static
OUT := $(BUNDLED)/out
# The time stamp of all files, that of the commit, so that builds are reproducible.
dist wheel: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 315532800)

bundled: deps
	echo "building toy with OpenBLAS inside: 4 minutes from nothing"
	$(call install-missing,$(DIST_PACKAGES))
	Packaging/openblas.sh $(STATIC)
	rm -f $(BUNDLED)/release/toy
	swift build -c release --product toy --scratch-path $(BUNDLED) -debug-info-format none \
	  -Xcc -DSTATIC_OPENBLAS -Xswiftc -use-ld=lld -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
	  -Xlinker $(abspath $(STATIC))/openblas.o -Xlinker -L$(abspath $(STATIC))
	strip --remove-section .swift_modhash --remove-section .note.gnu.build-id -o $(BUNDLED)/toy $(BUNDLED)/release/toy

dist: bundled ## build an archive of the program that needs no compilers or libraries, in .build/dist/out
	rm -rf $(BUNDLED)/archive
	$(call install-program,$(BUNDLED)/toy,$(BUNDLED)/archive)
	Packaging/archive.sh $(BUNDLED)/archive $(OUT)

wheel: bundled Packaging/.venv/installed ## build a Python wheel with the program and Notebooks/toy.py, in .build/dist/out
	Packaging/wheel.sh $(BUNDLED)/toy Packaging/.venv/bin/python $(BUNDLED)/wheel $(OUT)

dist-test: build dist wheel ## test both in minimal Debian systems, SUITES="bookworm trixie"; as root, by debootstrap
	$(call install-missing,$(DIST_TEST_PACKAGES))
	echo "installing minimal systems and testing in them: 3 minutes"
	$(SUDO) Packaging/test.sh $(TOY) $(OUT) $(BUNDLED)/debian $(SUITES)

clean: ## remove everything built
	rm -rf .build .venv Benchmarks/.venv Notebooks/.venv Packaging/.venv
