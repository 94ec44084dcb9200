# Container toolkit: runtime, imagetool, buildtool.
#
# One non-recursive makefile. Each component adds its own component.mk, which
# names its sources, its program and the libraries that the program links.
#
#   V=1                            show the commands
#   SANITIZE=address,undefined     build with sanitizers, in a folder of its own
#   WERROR=1                       warnings are errors (CI)
#   TESTS="tests/integration/..."  only these integration tests
#   VM="uml systemd"               the virtual machines of check-vm: uml, systemd, qemu

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=
VM      ?= uml systemd
TESTS   ?= $(wildcard tests/integration/*.bats)

BUILD := build$(if $(SANITIZE),/sanitize)

ifeq ($(origin CXX),default)
CXX := g++
endif
CXXFLAGS ?= -O2 -g
override CXXFLAGS += -std=c++20 -fPIE -ffunction-sections -fdata-sections -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
  -fstack-protector-strong -fstack-clash-protection \
  $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
override CPPFLAGS += -I. -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
override LDFLAGS  += -Wl,-z,relro,-z,now -Wl,--as-needed -Wl,--gc-sections $(if $(SANITIZE),-fsanitize=$(SANITIZE))
Q := $(if $(V),,@)

# Debian's packages by name: what the programs need, what their tests compare
# them with, and what looks over the code.
BUILD_PACKAGES := g++ git libarchive-dev libcap-dev libcurl4-openssl-dev libdeflate-dev libgpgme-dev libisal-dev libprotozero-dev libseccomp-dev \
  libssl-dev libsystemd-dev libtomlplusplus-dev libyajl-dev libyaml-dev libzstd-dev lowdown
TEST_PACKAGES := apache2-utils bats bats-assert bats-file bats-support busybox-static bzip2 containerd containernetworking-plugins criu crun curl dbus-user-session docker.io \
  docker-registry e2fsprogs fish gnupg iproute2 iptables jq libcap2-bin libcmocka-dev libgmock-dev libgtest-dev libpam-systemd mmdebstrap oci-image-tool openssl passt podman procps python3 \
  runc skopeo strace systemd uidmap umoci user-mode-linux xz-utils zsh zstd
DEVELOPER_PACKAGES := clang-14 clang-format-14 clang-tidy-14 hyperfine libclang-rt-14-dev qemu-system-x86 time

# These targets set everything up themselves: nothing is built before the packages are there.
SETUP := $(if $(filter check check-vm demo fuzz bench,$(MAKECMDGOALS)),deps)
# `make check` does without the compiler and the wide machine of developers: half of what is to be fetched.
DEVELOPER := $(filter deps fuzz bench,$(MAKECMDGOALS))$(filter qemu,$(VM))

# $(call remember,FILE,TEXT): the file holds the text, and changes only when the text does.
remember = $(if $(wildcard $(1)),$(if $(subst [$(strip $(2))],,[$(strip $(file <$(1)))]),$(remember_now)),$(remember_now))
remember_now = $(file >$(1),$(strip $(2)))
$(shell mkdir -p $(BUILD)/tests)

# The commit goes into --version; what a change of flags or of the list of files makes anew.
COMMIT := $(or $(shell git rev-parse --short=12 HEAD 2>/dev/null),unknown)
$(call remember,$(BUILD)/version,$(VERSION) $(COMMIT))
$(call remember,$(BUILD)/flags,$(filter-out ccache,$(CXX)) $(CPPFLAGS) $(CXXFLAGS) $(LDFLAGS))

# $(call objects,SOURCES): the object of each source.
objects = $(patsubst %.cc,$(BUILD)/obj/%.o,$(1))

PROGRAMS   :=
HELPERS    :=
UNIT_TESTS :=

# $(call archive,NAME,SOURCES): build/libNAME.a; a source that is gone leaves it too.
define archive
$(call remember,$(BUILD)/lib$(1).sources,$(2))
$(BUILD)/lib$(1).a: $(call objects,$(2)) $(BUILD)/lib$(1).sources
endef

# $(call program,NAME,LINK FLAGS,LIBRARIES): build/bin/NAME from the sources in
# NAME_SOURCES and NAME/main.cc, and its unit tests from tests/unit/NAME_*_test.cc.
define program
PROGRAMS += $(BUILD)/bin/$(1)
$(call archive,$(1),$($(1)_SOURCES))
$(BUILD)/bin/$(1): $(call objects,$(1)/main.cc) $(BUILD)/lib$(1).a $(BUILD)/libspec.a
	$$(link) $(2) $(3)
$(call unit_tests,$(1),$(BUILD)/lib$(1).a $(BUILD)/libspec.a,$(3))
endef

# $(call unit_tests,NAME,ARCHIVES,LIBRARIES)
define unit_tests
UNIT_TESTS += $(BUILD)/tests/$(1)_tests
$(1)_TESTS := $(wildcard tests/unit/$(1)_*_test.cc) $(call fuzz_targets,$(1),tests/fuzz/replay.cc)
$$(call remember,$(BUILD)/tests/$(1).sources,$$($(1)_TESTS))
$(BUILD)/tests/$(1)_tests: $$(call objects,$$($(1)_TESTS) $(TEST_MAIN)) $(2) $(BUILD)/tests/$(1).sources
	$$(link) $(3) -lgmock -lgtest -lpthread
$(BUILD)/tests/$(1)_fuzzer: $(call objects,$(call fuzz_targets,$(1),tests/fuzz/search.cc)) $(2)
	$$(link) $(3) -fsanitize=fuzzer -lgtest -lpthread
endef
# $(call fuzz_targets,NAME,DRIVER): the sources of a component's, where it has some.
fuzz_targets = $(if $(wildcard tests/fuzz/$(1)_*.cc),$(wildcard tests/fuzz/$(1)_*.cc) tests/fuzz/targets.cc $(2))
TEST_MAIN := $(wildcard tests/unit/main.cc tests/unit/cmocka_*.cc)

define link
@mkdir -p $(@D)$(if $(V),,; echo "  LINK    $@")
$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^)
endef

include spec/component.mk
include runtime/component.mk
include imagetool/component.mk
include buildtool/component.mk
include tests/vm/component.mk

SOURCES := $(wildcard */*.cc */*/*.cc */*/*/*.cc)
HEADERS := $(wildcard */*.h */*/*.h */*/*/*.h)

.PHONY: all deps demo check check-unit check-integration check-vm fuzz bench install uninstall format lint clean help

MAN_PAGES := $(patsubst $(BUILD)/bin/%,$(BUILD)/man/%.1,$(PROGRAMS))

## all: build the three programs into build/bin, their manual pages into build/man (the default)
all: $(PROGRAMS) $(HELPERS) $(MAN_PAGES)

# docs/NAME.md is the source: its title is what whatis(1) shows, its parts are a manual's sections.
$(BUILD)/man/%.1: docs/%.md $(BUILD)/version | $(SETUP)
	@mkdir -p $(@D)$(if $(V),,; echo "  MAN     $@")
	$(Q)sed -e '1s/^# \(.*\)/# Name\n\n\1\n\n# Synopsis/' -e '3s/$$/\n\n# Description/' -e 's/^##/#/' $< | \
	  lowdown -s -Tman -M title=$* -M section=1 -M source="$* $(VERSION)" -M volume="User commands" -o $@

## deps: install the Debian packages that building and testing need (as root; else print the command)
deps:
	$(Q)contrib/install-packages $(BUILD_PACKAGES) $(TEST_PACKAGES) $(if $(DEVELOPER),$(DEVELOPER_PACKAGES))

## demo: set everything up, then pull, bundle, run, build, push: the tour of the README, live
demo: $(PROGRAMS) | deps
	$(Q)BIN=$(abspath $(BUILD)/bin) contrib/demo/run

## check: set everything up, then run the unit and the integration tests
check: $(UNIT_TESTS) $(PROGRAMS) $(HELPERS) $(MAN_PAGES) $(BUILD)/tests/report_sample | deps
	$(Q)BIN=$(abspath $(BUILD)/bin) VM_TAG=$(VM_TAG) tests/run $(BUILD)/reports $(UNIT_TESTS) $(TESTS) $(if $(ALL_TESTS),$(MACHINE_TESTS))

## check-unit: build and run the unit tests
check-unit: $(UNIT_TESTS)
	$(Q)tests/run $(BUILD)/reports $(UNIT_TESTS)

## check-integration: build the programs and run the integration tests (or those in TESTS)
check-integration: $(PROGRAMS) $(HELPERS) $(MAN_PAGES) $(BUILD)/tests/report_sample
	$(Q)BIN=$(abspath $(BUILD)/bin) tests/run $(BUILD)/reports $(TESTS)

## check-vm: run the runtime's tests on cgroup v2 and with systemd in virtual machines; VM=qemu: all of them in the wide one
check-vm: $(PROGRAMS) $(HELPERS) $(UNIT_TESTS) | deps
	$(Q)BIN=$(abspath $(BUILD)/bin) VM_TAG=$(VM_TAG) tests/run $(BUILD)/reports/vm $(MACHINE_TESTS)

## fuzz: let libFuzzer search for what breaks TARGET, one of tests/fuzz (without TARGET: their names), for SECONDS=60
fuzz: | deps
	$(Q)tests/fuzz/run "$(TARGET)" "$(or $(SECONDS),60)"

## bench: compare with a floor program and with the peers that are installed
bench: $(PROGRAMS) $(BUILD)/tests/floor_run | deps
	$(Q)BIN=$(abspath $(BUILD)/bin) tests/bench/run

$(BUILD)/tests/floor_run: $(call objects,tests/bench/floor_run.cc)
	$(link) $(if $(SANITIZE),,-static-pie)

# Not a test: what tests/integration/unit-report.bats looks at.
$(BUILD)/tests/report_sample: $(call objects,tests/unit/sample/report_sample.cc $(TEST_MAIN))
	$(link) -lgtest -lpthread

INSTALLED_HELPERS := $(patsubst $(BUILD)/%,$(DESTDIR)$(PREFIX)/%,$(HELPERS))
COMPLETIONS := $(foreach program,$(notdir $(PROGRAMS)),bash-completion/completions/$(program) \
  fish/vendor_completions.d/$(program).fish) zsh/site-functions/_toolkit

## install: install the programs, stripped, below PREFIX (/usr/local), inside DESTDIR
install: $(PROGRAMS) $(HELPERS) $(MAN_PAGES)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -s -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -d $(dir $(INSTALLED_HELPERS))
	for helper in $(HELPERS:$(BUILD)/%=%); do \
	  install -s -m 755 $(BUILD)/$$helper $(DESTDIR)$(PREFIX)/$$helper; \
	done
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(addprefix $(DESTDIR)$(PREFIX)/share/,$(dir $(COMPLETIONS)))
	install -m 644 $(MAN_PAGES) $(DESTDIR)$(PREFIX)/share/man/man1
	for program in $(notdir $(PROGRAMS)); do \
	  install -m 644 contrib/completion/toolkit.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$program; \
	  install -m 644 contrib/completion/toolkit.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/$$program.fish; \
	done
	install -m 644 contrib/completion/_toolkit $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_toolkit

## uninstall: remove what install put there
uninstall:
	rm -f $(patsubst $(BUILD)/bin/%,$(DESTDIR)$(PREFIX)/bin/%,$(PROGRAMS)) $(INSTALLED_HELPERS) $(addprefix $(DESTDIR)$(PREFIX)/share/,$(COMPLETIONS) $(MAN_PAGES:$(BUILD)/man/%=man/man1/%))

## format: write all sources in the house's format
format:
	clang-format-14 -i $(SOURCES) $(HEADERS)

## lint: check the format, and the code with clang-tidy
lint: check-format $(patsubst %.cc,$(BUILD)/tidy/%,$(SOURCES))

.PHONY: check-format
check-format:
	$(Q)clang-format-14 --dry-run -Werror $(SOURCES) $(HEADERS)

# The object stands for the source and every header that it includes.
$(BUILD)/tidy/%: $(BUILD)/obj/%.o .clang-tidy
	@mkdir -p $(@D)$(if $(V),,; echo "  TIDY    $*.cc")
	$(Q)clang-tidy-14 --quiet $*.cc -- $(CPPFLAGS) -std=c++20 >$@.log 2>&1 || { grep -v 'warnings.* generated' $@.log; exit 1; }
	$(Q)touch $@

## clean: remove everything that was built
clean:
	rm -rf build

## help: list the targets
help:
	@sed -n 's/^## \([a-z-]*\): \(.*\)/  make \1\t\2/p' Makefile | expand -t 26

# GCC 12 sees overlaps in strings that there are not (its bug 105651).
$(BUILD)/obj/%.o: %.cc $(BUILD)/flags | $(SETUP)
	@mkdir -p $(@D)$(if $(V),,; echo "  CXX     $<")
	$(Q)$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(if $(WERROR),-Werror -Wno-error=restrict) -MMD -MP -c -o $@ $<

$(BUILD)/%.a:
	@mkdir -p $(@D)$(if $(V),,; echo "  AR      $@")
	$(Q)rm -f $@ && $(AR) rcsT $@ $(filter %.o,$^)

# Most of a test's compiling would go into making it fast.
$(BUILD)/obj/tests/unit/%.o: override CXXFLAGS += $(if $(SANITIZE),,-O0)

$(BUILD)/obj/spec/cli/version.o: $(BUILD)/version
$(BUILD)/obj/spec/cli/version.o $(BUILD)/tidy/spec/cli/version: override CPPFLAGS += -DPROJECT_VERSION='"$(VERSION)"' -DPROJECT_COMMIT='"$(COMMIT)"'

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
