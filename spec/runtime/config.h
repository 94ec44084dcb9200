// A bundle's config.json for Linux (runtime-spec 1.3, config.md).
//
// The structs have the specification's members in C++ spelling. A member that
// is absent has its default; std::optional where absent and empty differ.
// Members that the specification does not name, and those of other platforms,
// are ignored ("extensibility") and not written back.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/problems.h"
#include "spec/json/text.h"
#include "spec/runtime/linux.h"
#include "spec/runtime/process.h"

namespace spec::runtime {

// The version of the specification that we implement.
constexpr const char* kVersion = "1.3.0";

struct Root {
  std::string path;  // absolute, or relative to the bundle
  bool readonly = false;
  bool operator==(const Root&) const = default;
};

struct Mount {
  std::string destination;
  std::string type;
  std::string source;  // of a bind mount: absolute, or relative to the bundle
  std::vector<std::string> options;
  std::vector<IdMapping> uid_mappings;
  std::vector<IdMapping> gid_mappings;
  bool operator==(const Mount&) const = default;
};

struct Hook {
  std::string path;
  std::vector<std::string> args;  // args[0] included; empty: the path alone
  std::vector<std::string> env;
  std::optional<std::int32_t> timeout;  // seconds
  bool operator==(const Hook&) const = default;
};
// In the order in which they run.
struct Hooks {
  std::vector<Hook> prestart;  // deprecated; runs before create_runtime, as it does
  std::vector<Hook> create_runtime;
  std::vector<Hook> create_container;
  std::vector<Hook> start_container;
  std::vector<Hook> poststart;
  std::vector<Hook> poststop;
  bool operator==(const Hooks&) const = default;
  bool empty() const { return *this == Hooks{}; }
};

struct Config {
  std::string oci_version;
  std::optional<Process> process;  // absent: nothing to start; `create` refuses it, as runc does
  std::optional<Root> root;
  std::string hostname;
  std::string domainname;
  std::vector<Mount> mounts;
  Hooks hooks;
  std::map<std::string, std::string> annotations;
  Linux linux;
  bool operator==(const Config&) const = default;
};

// Syntax and types only; what the values must satisfy is validate.h's.
Result<Config> parse_config(std::string_view text);
// The same, as far as it goes: what is wrong is added to the problems.
Config parse_config(std::string_view text, json::Problems& problems);
// A list of mounts alone.
Result<std::vector<Mount>> parse_mounts(std::string_view text);
std::string write_config(const Config& config, json::Style style = json::Style::kIndented);

}  // namespace spec::runtime
