imagetool_SOURCES := $(filter-out imagetool/init/% imagetool/network_hook/% imagetool/openpgp/%,$(wildcard imagetool/*/*.cc))
$(eval $(call program,imagetool,-pie $(SPEC_STATIC),$(SPEC_LIBRARIES) -lpthread))

# Process 1 of containers that are made with --init; static, since it runs inside of any image.
HELPERS += $(BUILD)/libexec/imagetool/init
$(BUILD)/libexec/imagetool/init: $(call objects,imagetool/init/main.cc)
	$(link) $(if $(SANITIZE),,-static-pie)

# The hook that gives containers their network; static and small, since it stays with those that publish ports.
HELPERS += $(BUILD)/libexec/imagetool/network
$(BUILD)/libexec/imagetool/network: $(call objects,imagetool/network_hook/main.cc) $(BUILD)/libimagetool.a $(BUILD)/libspec.a
	$(link) $(if $(SANITIZE),-lyajl,-static-pie -lyajl_s)

# What checks signatures of OpenPGP, run only where a policy demands one.
HELPERS += $(BUILD)/libexec/imagetool/openpgp
$(BUILD)/libexec/imagetool/openpgp: $(call objects,imagetool/openpgp/main.cc) $(BUILD)/libspec.a
	$(link) -pie -lgpgme $(if $(SANITIZE),-lyajl,-lyajl_s)
