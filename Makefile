# Every command a person needs, from a fresh Debian 12 machine that has Swift 6 and make.
# `make` lists them; a line that starts with a target and `##` is its help.

PREFIX     ?= /usr/local
DESTDIR    ?=
UDEV_RULES ?= /etc/udev/rules.d
TMPFILES   ?= /usr/lib/tmpfiles.d
# Seconds for each fuzz target.
FUZZ_SECONDS ?= 60

# The one list of Debian packages: `make setup` installs them, for CI too.
PACKAGES := \
	libusb-1.0-0-dev libpng-dev libraqm-dev libzint-dev pkg-config \
	zbar-tools python3-venv \
	fonts-dejavu-core fonts-wqy-zenhei

# A module that imports what Package.swift does not give it fails the build.
CHECKS  := --explicit-target-dependency-import-check error
# The modules of the rehearsal are optimised (Package.swift says how): two thousand days at the till take
# seconds, not minutes. Overflow traps and assertions stay.
OPTIMISED := env TILLWRIGHT_OPTIMISED=1
TESTS   := --scratch-path .build/tests
# Days that the rehearsal under the thread sanitizer takes; `make test` takes 2,000.
TSAN_DAYS ?= 200
# Releases carry the Swift library: the programs run where no toolchain is installed.
RELEASE := -c release --static-swift-stdlib
SUDO    := $(if $(filter 0,$(shell id -u)),,sudo)
SOURCES := Package.swift Sources Tests
# The version that our figures and the tests of other people's clients are about.
PYTHON_ESCPOS := python-escpos[usb]==3.1

export SWIFT_BACKTRACE ?= enable=no,color=no

.DEFAULT_GOAL := help
.PHONY: help setup build lint format test test-kernel release demo bench tsan fuzz install \
	install-allow-list uninstall clean

help: ## list these commands
	@echo "Tillwright: receipt printers and cash drawers. Commands:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## install the Debian packages that are missing; silent when none is
	@if ! command -v dpkg-query >/dev/null; then \
		echo "setup: not a Debian system; what these packages hold must be there: $(PACKAGES)"; \
		exit 0; \
	fi; \
	missing=$$(for package in $(PACKAGES); do \
		dpkg-query -W -f '$${db:Status-Status}\n' $$package 2>/dev/null \
			| grep -qx installed || echo $$package; \
	done); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	echo "setup: installing Debian packages:" $$missing; \
	$(SUDO) apt-get -qq update; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq install --yes --no-install-recommends $$missing

build: setup ## build everything for debugging, imports checked
	swift build --build-tests $(CHECKS)

lint: ## check the layout of the Swift files
	swift format lint --strict --parallel --recursive $(SOURCES)

format: ## lay out the Swift files
	swift format --in-place --parallel --recursive $(SOURCES)

test: setup lint build/python/ready ## set up, lint, build and run all tests
	@mkdir -p build/test
	$(OPTIMISED) swift build --build-tests $(CHECKS) $(TESTS)
	$(OPTIMISED) swift test --skip-build --disable-xctest $(TESTS) \
		--event-stream-output-path build/test/events.jsonl

PEER := build/python/bin/python Sources/till-bench/python-escpos.py build/bench
MACHINE := python3 Tests/KernelTests/Machine/machine.py

# The machine is made of Debian's kernel, udev and QEMU, downloaded to build/kernel and not installed.
# KERNEL_FILTER takes one pattern of names; KERNEL_OPTIONAL=1 lets the packages be missing.
test-kernel: setup ## run USB, HID, serial and udev tests on a real kernel in a virtual machine
	$(OPTIMISED) swift build --build-tests $(CHECKS) $(TESTS)
	@$(MACHINE) test .build/tests/debug/tillwrightPackageTests.xctest \
		'$(or $(KERNEL_FILTER),KernelTests)' || { status=$$?; \
		if [ "$$status" = 3 ] && [ -n "$(KERNEL_OPTIONAL)" ]; then \
			echo "test-kernel: skipped, the machine's packages cannot be had"; else exit $$status; fi; }

release: setup ## build the programs as they are installed
	swift build $(RELEASE) $(CHECKS) --product till

demo: setup ## print, open the drawer, count and reverse at a simulated counter
	swift build $(CHECKS) --product till
	Docs/Examples/demo.sh .build/debug/till build/demo

bench: release build/python/ready ## measure against python-escpos, in the same run
	swift build $(RELEASE) $(CHECKS) --product till-bench
	.build/release/till-bench host .build/release/till $(PEER)
	@echo "bench: over USB, in the machine of make test-kernel, whose processor is emulated"
	@$(MACHINE) run .build/release/till-bench machine $(PEER) || { status=$$?; \
		[ "$$status" = 3 ] || exit $$status; }

tsan: setup ## run all tests under the thread sanitizer
	@echo "tsan: all tests, the rehearsal with $(TSAN_DAYS) days (TSAN_DAYS)"
	$(OPTIMISED) TILLWRIGHT_DAYS=$(TSAN_DAYS) swift test --sanitize=thread --disable-xctest \
		--scratch-path .build/tsan

# One module of codec and target, compiled at once: SwiftPM loses the coverage that the fuzzer steers
# by when two sanitizers are on.
FUZZERS := $(patsubst Sources/%,build/fuzz/%,$(wildcard Sources/fuzz-*))
CODEC   := $(shell find Sources/ESCPOS -name '*.swift')

fuzz: setup $(FUZZERS) ## feed the parsers random bytes under the address sanitizer
	@for fuzzer in $(FUZZERS); do \
		echo "fuzz: $$(basename $$fuzzer) for $(FUZZ_SECONDS) s"; \
		mkdir -p $$fuzzer.corpus; \
		$$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
			-verbosity=0 -artifact_prefix=$$fuzzer. $$fuzzer.corpus || exit 1; \
	done

build/fuzz/%: $(CODEC) $(wildcard Sources/fuzz-*/*.swift)
	@mkdir -p build/fuzz
	swiftc -O -swift-version 6 -parse-as-library -sanitize=fuzzer,address -D FUZZ_SINGLE_MODULE \
		-module-name Fuzz $(CODEC) $(wildcard Sources/$*/*.swift) -o $@

# A virtual environment that is thrown away with build/. Without a network the tests that need it
# are skipped, and say so.
build/python/ready: Makefile | setup
	@mkdir -p build
	@echo "python: installing $(PYTHON_ESCPOS) in build/python"
	@python3 -m venv build/python && \
		build/python/bin/pip --quiet --disable-pip-version-check install '$(PYTHON_ESCPOS)' && \
		touch $@ || echo "python: could not install $(PYTHON_ESCPOS); tests that need it will be skipped"

install: release ## install programs and udev rules under PREFIX, DESTDIR
	install -D -s -m 755 .build/release/till $(DESTDIR)$(PREFIX)/bin/till
	install -D -m 644 -t $(DESTDIR)$(UDEV_RULES) udev/*.rules
	install -D -m 644 -t $(DESTDIR)$(TMPFILES) udev/tillwright.conf
	@$(reload_udev)

install-allow-list: ## refuse USB devices that are not listed (read Docs/Scanning.md first)
	install -D -m 644 -t $(DESTDIR)$(UDEV_RULES) udev/opt-in/75-tillwright-allow-list.rules
	@$(reload_udev)

uninstall: ## remove what `make install` put there
	rm -f $(DESTDIR)$(PREFIX)/bin/till
	rm -f $(addprefix $(DESTDIR)$(UDEV_RULES)/,$(notdir $(wildcard udev/*.rules udev/opt-in/*.rules)))
	rm -f $(DESTDIR)$(TMPFILES)/tillwright.conf
	@$(reload_udev)

clean: ## remove all that was built
	rm -rf .build build

# Only on a running system, and only for root: a package being built has no devices.
reload_udev = if [ -z "$(DESTDIR)" ] && [ "$$(id -u)" = 0 ] && [ -S /run/udev/control ]; then \
		echo "udev: reading the rules again"; \
		udevadm control --reload && udevadm trigger --subsystem-match=usb --subsystem-match=usbmisc \
			--subsystem-match=tty --subsystem-match=hidraw --subsystem-match=input; \
	fi; \
	if [ -z "$(DESTDIR)" ] && [ "$$(id -u)" = 0 ] && [ -d /run/systemd/system ]; then \
		systemd-tmpfiles --create tillwright.conf 2>/dev/null || true; \
	fi
