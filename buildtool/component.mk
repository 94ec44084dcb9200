buildtool_SOURCES := $(wildcard buildtool/*/*.cc)
$(eval $(call program,buildtool,-pie,$(SPEC_LIBRARIES) -lpthread))
