# Which tests run in which virtual machine (tests/vm/check), and what the light ones need.
# In the light ones, those that have the tag "light": what they ask, this host does not answer.
uml_TESTS     := $(BUILD)/tests/runtime_tests $(addprefix tests/integration/runtime-,cgroup.bats cgroup-v2.bats events.bats exec-cgroup.bats \
                 overlay-root.bats pause.bats update.bats)
systemd_TESTS := tests/integration/runtime-systemd.bats
qemu_TESTS    := $(BUILD)/tests/runtime_tests $(wildcard tests/integration/runtime-*.bats) tests/integration/interop-checkpoint.bats tests/integration/imagetool-systemd.bats

# Empty where TESTS was given.
ALL_TESTS     := $(filter file,$(origin TESTS))
# Where they are named, all that is in them runs.
VM_TAG        := $(if $(ALL_TESTS),light)
# MACHINE:TEST, as tests/run takes them.
MACHINE_TESTS := $(foreach machine,$(VM),$(addprefix $(machine):,$(if $(ALL_TESTS),$($(machine)_TESTS),$(TESTS))))

$(BUILD)/tests/xstate.so: tests/vm/xstate.cc
	@mkdir -p $(@D)$(if $(V),,; echo "  CXX     $@")
	$(Q)$(CXX) $(CPPFLAGS) -std=c++20 -O2 -Wall -Wextra -shared -fPIC -o $@ $<
