# What the three programs share: an archive, from which each links what it uses.
spec_SOURCES := $(wildcard spec/*/*.cc)
$(eval $(call archive,spec,$(spec_SOURCES)))

SPEC_LIBRARIES := -lyajl -lcap -lcrypto -lzstd -lisal -ldeflate
$(eval $(call unit_tests,spec,$(BUILD)/libspec.a,$(SPEC_LIBRARIES)))
