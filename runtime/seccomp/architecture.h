// The architectures that config.json names and libseccomp knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace runtime::seccomp {

// "SCMP_ARCH_X86_64" -> libseccomp's token, which is the kernel's AUDIT_ARCH_*
// (but for x32). Nothing where this libseccomp does not know it.
std::optional<std::uint32_t> architecture_token(const std::string& name);

// Those of the specification's names that have a token here.
std::vector<std::string> known_architectures();

}  // namespace runtime::seccomp
