// config.json's seccomp filter as a program for the kernel.
//
// The parent compiles it (libseccomp runs outside the container only) and the
// child loads the bytes. A compiled filter is kept in a cache folder: compiling
// Docker's default filter costs milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/seccomp.h"

namespace runtime::seccomp {

struct Filter {
  std::string program;      // struct sock_filter[], as the kernel wants it
  std::uint32_t flags = 0;  // SECCOMP_FILTER_FLAG_*, with NEW_LISTENER where notify is set
  bool notify = false;      // loading it gives a descriptor for the agent
};

// Errors name the place in config.json's terms. System calls that libseccomp
// does not know are skipped, as runc does.
Result<Filter> compile(const spec::runtime::Seccomp& config);

// The same, from the cache where it is there. `cache` is a folder that only we
// can write to; it is made, mode 0700, when it is missing, and bounded. A cache
// that cannot be used is no error: the filter is compiled.
Result<Filter> compile_cached(const spec::runtime::Seccomp& config, const std::string& cache);

// An error names the first system call that libseccomp does not know.
Result<void> check_known(const spec::runtime::Seccomp& config);

// In the child: seccomp(2). The process needs no_new_privs or CAP_SYS_ADMIN.
// The descriptor is the listener (close-on-exec) where the filter notifies, else empty.
Result<Fd> load(const Filter& filter);

}  // namespace runtime::seccomp
