buildtool_SOURCES := $(filter-out buildtool/fetch/%,$(wildcard buildtool/*/*.cc))
$(eval $(call program,buildtool,-pie $(SPEC_STATIC),$(SPEC_LIBRARIES) -lpthread))

# What asks web servers, run only where a source is a URL.
HELPERS += $(BUILD)/libexec/buildtool/fetch
$(BUILD)/libexec/buildtool/fetch: $(call objects,buildtool/fetch/main.cc) $(BUILD)/libspec.a
	$(link) -pie -lcurl
