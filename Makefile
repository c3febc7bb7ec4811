# What can be made here; `make` alone prints this list.

PREFIX ?= /usr/local
TOY := .build/release/toy
PACKAGES := liblapacke-dev libopenblas-dev
SPEECH_PACKAGES := espeak-ng sox
BROWSER_PACKAGES := chromium chromium-driver fonts-dejavu-core python3
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo)

.DEFAULT_GOAL := help
.PHONY: help deps build figures readme speech-data test browser-test lint check bench install uninstall clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Installs by apt what is missing of the packages $(1).
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

deps: ## install what is missing of LAPACKE and OpenBLAS, by apt
	$(call install-missing,$(PACKAGES))

build: deps ## the program, optimised
	swift build -c release --product toy

figures: build ## draw all figures of Figures/catalog.json
	$(TOY) figures -o Figures/

readme: build ## renew the table of figures in README.md
	@awk -v table="$$($(TOY) figures --list --format markdown)" \
	  '/<!-- figures:begin -->/ { print; print table; inside = 1; next } \
	   /<!-- figures:end -->/ { inside = 0 } !inside' README.md > README.md.partial-make \
	  && mv README.md.partial-make README.md

speech-data: ## speak the sentences of Data/speech anew, with espeak-ng and sox installed by apt
	$(call install-missing,$(SPEECH_PACKAGES))
	Data/speech/speak.sh

test: deps ## all tests
	swift test

browser-test: build ## drive the page of `toy explore` in Chromium, installed by apt
	$(call install-missing,$(BROWSER_PACKAGES))
	Tests/Browser/explore.py $(TOY)

lint: ## formatting and documentation of the sources
	swift format lint --strict --recursive Sources Tests Package.swift

# What is learned depends on the last bits of BLAS, hence on the processor; closed forms do not.
check: lint test figures readme ## lint, test, and no committed figure or README table out of date
	git diff --exit-code -- Figures ':!Figures/learned-*' README.md

bench: build .venv/installed ## time the program against NumPy, PyTorch and JAX; BENCH=--quick for less
	swift build -c release --product LearningBenchmark
	.venv/bin/python Benchmarks/compare_risk_table.py $(TOY) --results Benchmarks/results
	.venv/bin/python Benchmarks/compare_learning.py .build/release/LearningBenchmark \
	  --results Benchmarks/results $(BENCH)

.venv/installed: Benchmarks/requirements.txt
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "installing python3-venv"; \
	  $(SUDO) apt-get update -qq \
	    && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq --no-install-recommends python3-venv; }
	python3 -m venv .venv
	.venv/bin/pip install -q --retries 1 -r Benchmarks/requirements.txt
	touch $@

install: build ## copy the program to PREFIX/bin (PREFIX=/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(TOY) $(DESTDIR)$(PREFIX)/bin/toy

uninstall: ## remove it from there
	rm -f $(DESTDIR)$(PREFIX)/bin/toy

clean: ## remove everything built
	rm -rf .build .venv
