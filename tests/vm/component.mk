# What the virtual machine of the integration tests needs (tests/vm/uml).
$(BUILD)/tests/xstate.so: tests/vm/xstate.cc
	@mkdir -p $(@D)$(if $(V),,; echo "  CXX     $@")
	$(Q)$(CXX) $(CPPFLAGS) -std=c++20 -O2 -Wall -Wextra -shared -fPIC -o $@ $<
