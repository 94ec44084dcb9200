#include "runtime/seccomp/architecture.h"

#include <seccomp.h>

#include "spec/base/text.h"

namespace runtime::seccomp {

std::optional<std::uint32_t> architecture_token(const std::string& name) {
  constexpr std::string_view kPrefix = "SCMP_ARCH_";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  const std::string short_name = to_lower(name.substr(kPrefix.size()));
  if (short_name == "native") return std::nullopt;  // libseccomp's, not the specification's
  const std::uint32_t token = ::seccomp_arch_resolve_name(short_name.c_str());
  if (token == 0) return std::nullopt;
  return token;
}

std::vector<std::string> known_architectures() {
  std::vector<std::string> known;
  for (const char* name :
       {"X86",    "X86_64",   "X32",         "ARM",         "AARCH64", "MIPS",    "MIPS64", "MIPS64N32",
        "MIPSEL", "MIPSEL64", "MIPSEL64N32", "PPC",         "PPC64",   "PPC64LE", "S390",   "S390X",
        "PARISC", "PARISC64", "RISCV64",     "LOONGARCH64", "M68K",    "SH",      "SHEB"}) {
    std::string full = concat("SCMP_ARCH_", name);
    if (architecture_token(full)) known.push_back(std::move(full));
  }
  return known;
}

}  // namespace runtime::seccomp
