# Container toolkit: runtime, imagetool, buildtool.
#
# One non-recursive makefile. Each component adds its own component.mk, which
# names its sources, its program and the libraries that the program links.
#
#   V=1                            show the commands
#   SANITIZE=address,undefined     build with sanitizers, in a folder of its own
#   WERROR=1                       warnings are errors (CI)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

BUILD := build$(if $(SANITIZE),/sanitize)

CXX      ?= g++
CXXFLAGS ?= -O2 -g
override CXXFLAGS += -std=c++20 -fPIE -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
  $(if $(WERROR),-Werror) -fstack-protector-strong -fstack-clash-protection \
  $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all,-D_FORTIFY_SOURCE=2)
override CPPFLAGS += -I. -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
override LDFLAGS  += -Wl,-z,relro,-z,now -Wl,--as-needed $(if $(SANITIZE),-fsanitize=$(SANITIZE))
Q := $(if $(V),,@)

# The commit goes into --version; the file changes only when the commit does.
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
$(shell mkdir -p $(BUILD) && { echo '$(VERSION) $(COMMIT)' | cmp -s - $(BUILD)/version || echo '$(VERSION) $(COMMIT)' > $(BUILD)/version; })

# $(call objects,SOURCES): the object of each source.
objects = $(patsubst %.cc,$(BUILD)/obj/%.o,$(1))

PROGRAMS   :=
UNIT_TESTS :=

# $(call program,NAME,LINK FLAGS,LIBRARIES): build/bin/NAME from the sources in
# NAME_SOURCES and NAME/main.cc, and its unit tests from tests/unit/NAME_*_test.cc.
define program
PROGRAMS += $(BUILD)/bin/$(1)
$(BUILD)/lib$(1).a: $(call objects,$($(1)_SOURCES))
$(BUILD)/bin/$(1): $(call objects,$(1)/main.cc) $(BUILD)/lib$(1).a $(BUILD)/libspec.a
	$$(link) $(2) $(3)
$(call unit_tests,$(1),$(BUILD)/lib$(1).a $(BUILD)/libspec.a,$(3))
endef

# $(call unit_tests,NAME,ARCHIVES,LIBRARIES)
define unit_tests
UNIT_TESTS += $(BUILD)/tests/$(1)_tests
$(BUILD)/tests/$(1)_tests: $(call objects,$(wildcard tests/unit/$(1)_*_test.cc tests/unit/main.cc tests/unit/cmocka_*.cc)) $(2)
	$$(link) $(3) -lgmock -lgtest -lpthread
endef

define link
@mkdir -p $(@D)$(if $(V),,; echo "  LINK    $@")
$(Q)$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^)
endef

include spec/component.mk
include runtime/component.mk
include imagetool/component.mk
include buildtool/component.mk
include tests/vm/component.mk

.PHONY: all check check-unit clean help

## all: build the three programs into build/bin (the default)
all: $(PROGRAMS)

## check-unit: build and run the unit tests
check-unit: $(UNIT_TESTS)
	$(Q)status=0; for test in $^; do $$test || status=1; done; exit $$status

## clean: remove everything that was built
clean:
	rm -rf build

## help: list the targets
help:
	@sed -n 's/^## \([a-z-]*\): \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

$(BUILD)/obj/%.o: %.cc
	@mkdir -p $(@D)$(if $(V),,; echo "  CXX     $<")
	$(Q)$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/%.a:
	@mkdir -p $(@D)$(if $(V),,; echo "  AR      $@")
	$(Q)rm -f $@ && $(AR) rcsT $@ $^

$(BUILD)/obj/spec/cli/version.o: $(BUILD)/version
$(BUILD)/obj/spec/cli/version.o: override CPPFLAGS += -DPROJECT_VERSION='"$(VERSION)"' -DPROJECT_COMMIT='"$(COMMIT)"'

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
