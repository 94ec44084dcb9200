# One static program: no loader, no name service, no library of the container's.
runtime_SOURCES := $(wildcard runtime/*/*.cc)
runtime_STATIC  := $(if $(SANITIZE),,-static-pie)
$(eval $(call program,runtime,$(runtime_STATIC),-lseccomp -lcap $(if $(SANITIZE),-lyajl,-lyajl_s)))
