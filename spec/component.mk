# What the three programs share: an archive, from which each links what it uses.
spec_SOURCES := $(wildcard spec/*/*.cc)
$(eval $(call archive,spec,$(spec_SOURCES)))

# Of these libraries the programs use a few functions: linked in they cost nothing at a start, where loading them
# (libcrypto's and libstdc++'s tables above all) took five of six million instructions. ISA-L has no archive in Debian.
SPEC_STATIC    := $(if $(SANITIZE),,-static-libstdc++ -static-libgcc -Wl,-Bstatic -lyajl_s -lyaml -lcap -lcrypto -lzstd -ldeflate -Wl,-Bdynamic)
SPEC_LIBRARIES := -lyajl -lyaml -lcap -lcrypto -lzstd -lisal -ldeflate
$(eval $(call unit_tests,spec,$(BUILD)/libspec.a,$(SPEC_LIBRARIES)))
