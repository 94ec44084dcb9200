imagetool_SOURCES := $(wildcard imagetool/*/*.cc)
$(eval $(call program,imagetool,-pie,-lcurl $(SPEC_LIBRARIES) -lpthread))
