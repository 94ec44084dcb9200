// A profile as `docker run --security-opt seccomp=FILE` takes it: config.json's
// filter, in which rules may depend on capabilities, machine and kernel.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/seccomp.h"

namespace spec::bundle {

struct SeccompProfile {
  // When a rule holds, or does not; what is empty asks for nothing.
  struct Condition {
    std::vector<std::string> arches;  // as in an image config: "amd64"
    std::vector<std::string> caps;
    std::string min_kernel;  // "4.8"
  };
  struct Rule {
    std::string name;  // the old form of `names`
    std::vector<std::string> names;
    runtime::SeccompAction action{};
    std::optional<std::uint32_t> errno_ret;
    std::optional<std::vector<runtime::SeccompArg>> args;
    Condition includes;
    Condition excludes;
  };
  struct Machine {
    std::string architecture;  // "SCMP_ARCH_X86_64"
    std::vector<std::string> sub_architectures;
  };
  runtime::SeccompAction default_action{};
  std::optional<std::uint32_t> default_errno_ret;
  std::vector<std::string> architectures;
  std::vector<Machine> arch_map;
  std::optional<std::vector<runtime::SeccompFlag>> flags;
  std::string listener_path;
  std::string listener_metadata;
  std::vector<Rule> syscalls;
};

Result<SeccompProfile> parse_seccomp_profile(std::string_view text);

// The filter for a process with this bounding set, on this architecture (named
// as in an image config) and kernel ("6.1.0-13-amd64").
runtime::Seccomp resolve(const SeccompProfile& profile, const std::vector<std::string>& bounding,
                         std::string_view architecture, std::string_view kernel);

}  // namespace spec::bundle
