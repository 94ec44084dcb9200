# Which tests run in which virtual machine (tests/vm/check), and what the light ones need.
uml_TESTS     := $(BUILD)/tests/runtime_tests $(addprefix tests/integration/runtime-,cgroup.bats cgroup-v2.bats events.bats exec-cgroup.bats exec.bats kill.bats \
                 life.bats overlay-root.bats pause.bats update.bats)
systemd_TESTS := $(wildcard tests/integration/runtime-systemd*.bats)
qemu_TESTS    := $(BUILD)/tests/runtime_tests $(wildcard tests/integration/runtime-*.bats) tests/integration/interop-checkpoint.bats

# Empty where TESTS was given.
ALL_TESTS     := $(filter file,$(origin TESTS))
# MACHINE:TEST, as tests/run takes them.
MACHINE_TESTS := $(foreach machine,$(VM),$(addprefix $(machine):,$(if $(ALL_TESTS),$($(machine)_TESTS),$(TESTS))))

$(BUILD)/tests/xstate.so: tests/vm/xstate.cc
	@mkdir -p $(@D)$(if $(V),,; echo "  CXX     $@")
	$(Q)$(CXX) $(CPPFLAGS) -std=c++20 -O2 -Wall -Wextra -shared -fPIC -o $@ $<
