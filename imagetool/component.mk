imagetool_SOURCES := $(filter-out imagetool/init/%,$(wildcard imagetool/*/*.cc))
$(eval $(call program,imagetool,-pie,$(SPEC_LIBRARIES) -lpthread))

# Process 1 of containers that are made with --init; static, since it runs inside of any image.
HELPERS += $(BUILD)/libexec/imagetool/init
$(BUILD)/libexec/imagetool/init: $(call objects,imagetool/init/main.cc)
	$(link) $(if $(SANITIZE),,-static-pie)
