# One static program: no loader, no name service, no library of the container's.
runtime_SOURCES := $(filter-out runtime/systemd/% runtime/supervisor/main.cc runtime/companion/main.cc,$(wildcard runtime/*/*.cc))
# What replaces a part of the C++ library is named, since nothing of ours asks for it.
runtime_STATIC  := $(if $(SANITIZE),,-static-pie) $(BUILD)/obj/runtime/sys/terminate.o
# On these machines it begins in runtime/sys/entry.cc, without the C library.
runtime_ENTRY   := $(if $(SANITIZE),,$(if $(filter x86_64-%,$(shell $(CXX) -dumpmachine)),-e runtime_entry))
$(BUILD)/obj/runtime/sys/entry.o: override CXXFLAGS += -ffreestanding -fno-stack-protector -fno-tree-loop-distribute-patterns
$(eval $(call program,runtime,$(runtime_STATIC) $(runtime_ENTRY),-lseccomp -lcap $(if $(SANITIZE),-lyajl,-lyajl_s)))

# The dynamic program that speaks with systemd, run only when that is asked for.
HELPERS += $(BUILD)/libexec/runtime/systemd
$(BUILD)/libexec/runtime/systemd: $(call objects,$(wildcard runtime/systemd/*.cc)) $(BUILD)/libspec.a
	$(link) -pie -static-libstdc++ -static-libgcc -lsystemd

# The verbs that no orchestrator waits for, as static as `runtime`: some of them make containers.
HELPERS += $(BUILD)/libexec/runtime/companion
$(BUILD)/libexec/runtime/companion: $(call objects,runtime/companion/main.cc) $(BUILD)/libruntime.a $(BUILD)/libspec.a
	$(link) $(runtime_STATIC) -lseccomp -lcap $(if $(SANITIZE),-lyajl,-lyajl_s)

# The small program that looks after a container that a person started; static, as it stays.
HELPERS += $(BUILD)/libexec/runtime/supervisor
$(BUILD)/libexec/runtime/supervisor: $(call objects,runtime/supervisor/main.cc) $(BUILD)/libruntime.a $(BUILD)/libspec.a
	$(link) $(runtime_STATIC) $(if $(SANITIZE),-lyajl,-lyajl_s)

# What is mapped of it counts in a container's memory limit, and none of it is a loop.
runtime_OPTIMIZE := $(if $(filter -O2,$(CXXFLAGS)),-Os)
$(BUILD)/obj/runtime/%.o $(BUILD)/obj/spec/runtime/%.o: override CXXFLAGS += $(runtime_OPTIMIZE)
