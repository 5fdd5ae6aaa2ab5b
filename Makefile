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
# Releases carry the Swift library and the C++ library that it uses: the programs run where no
# toolchain is installed, and start sooner (Docs/Decisions/0008). The linker takes the archive in
# build/static before the shared library; libraries that are loaded at their first use are not
# linked; nothing is searched beside the program.
RELEASE := -c release --static-swift-stdlib --disable-local-rpath \
	--pkg-config-path $(CURDIR)/Sources/CRaqm/pkgconfig -Xswiftc -L -Xswiftc $(CURDIR)/build/static
SUDO    := $(if $(filter 0,$(shell id -u)),,sudo)
SOURCES := Package.swift Sources Tests
# The version that our figures and the tests of other people's clients are about.
PYTHON_ESCPOS := python-escpos[usb]==3.1
# Reads GS1 data independently of ours.
PYTHON_BIIP   := biip==5.2.0

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

release: build/static/libstdc++.a ## build the programs as they are installed
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

# The modules that each fuzzer feeds; Package.swift has them too.
FUZZED_fuzz-parser  := ESCPOS
FUZZED_fuzz-replies := ESCPOS
FUZZED_fuzz-reports := Scancode
FUZZERS := $(patsubst Sources/%,build/fuzz/%,$(wildcard Sources/fuzz-*))

fuzz: setup $(FUZZERS) ## feed the parsers random bytes under the address sanitizer
	@for fuzzer in $(FUZZERS); do \
		echo "fuzz: $$(basename $$fuzzer) for $(FUZZ_SECONDS) s"; \
		mkdir -p $$fuzzer.corpus; \
		$$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
			-verbosity=0 -artifact_prefix=$$fuzzer. $$fuzzer.corpus || exit 1; \
	done

# What a fuzzer is made of: its own files and those of its modules.
.SECONDEXPANSION:
fuzz_sources = $(shell find Sources/$1 $(addprefix Sources/,$(FUZZED_$1)) -name '*.swift')

# One module of codec and target, compiled at once: SwiftPM loses the coverage that the fuzzer steers
# by when two sanitizers are on.
build/fuzz/%: $$(call fuzz_sources,$$*)
	@mkdir -p build/fuzz
	$(if $(FUZZED_$*),,$(error Makefile: FUZZED_$* names no module))
	swiftc -O -swift-version 6 -parse-as-library -sanitize=fuzzer,address -D FUZZ_SINGLE_MODULE \
		-module-name Fuzz $^ -o $@

# The USB devices stand on modules that have names in common, so each is compiled by itself; what
# waits for files and time is left out.
FUZZ_MODULES := build/fuzz/modules
FUZZ_SWIFTC  := swiftc -O -wmo -swift-version 6 -parse-as-library -sanitize=fuzzer,address \
	-enable-upcoming-feature InternalImportsByDefault -package-name tillwright -I $(FUZZ_MODULES)
fuzz_module = $(FUZZ_SWIFTC) -module-name $(1) -emit-module \
	-emit-module-path $(FUZZ_MODULES)/$(1).swiftmodule -c $(2) -o $(FUZZ_MODULES)/$(1).o
swift_files = $(shell find $(addprefix Sources/,$(1)) -name '*.swift' -not -path '*/FrontDoors/*')
USB_DEVICES := $(call swift_files,$(addprefix Simulator/,\
	Printer Interpreter Paper Drawer Faults USB Scanner))

build/fuzz/fuzz-usbip: $(call swift_files,ESCPOS Scancode fuzz-usbip) $(USB_DEVICES)
	@mkdir -p $(FUZZ_MODULES)
	$(call fuzz_module,ESCPOS,$(call swift_files,ESCPOS))
	$(call fuzz_module,Scancode,$(call swift_files,Scancode))
	$(call fuzz_module,Transport,Sources/Transport/Time/SeededGenerator.swift)
	$(call fuzz_module,Simulator,$(USB_DEVICES))
	$(FUZZ_SWIFTC) -module-name Fuzz $(call swift_files,fuzz-usbip) $(FUZZ_MODULES)/*.o -o $@

# Where the archive is not installed, the shared library is linked.
build/static/libstdc++.a: | setup
	@mkdir -p build/static
	@archive=$$(clang -print-file-name=libstdc++.a); \
		if [ -f "$$archive" ]; then ln -sf "$$archive" $@; \
		else echo "release: no libstdc++.a here; linking the shared C++ library"; fi

# A virtual environment that is thrown away with build/. Without a network the tests that need it
# are skipped, and say so.
build/python/ready: Makefile | setup
	@mkdir -p build
	@echo "python: installing $(PYTHON_ESCPOS) $(PYTHON_BIIP) in build/python"
	@python3 -m venv build/python && \
		build/python/bin/pip --quiet --disable-pip-version-check \
			install '$(PYTHON_ESCPOS)' $(PYTHON_BIIP) && \
		touch $@ || echo "python: could not install them; tests that need them will be skipped"

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
