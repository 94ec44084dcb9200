// A container's state as the outside sees it: what `state` prints and what
// hooks get on standard input (runtime-spec 1.3, runtime.md "State").
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/text.h"

namespace spec::runtime {

enum class Status { kCreating, kCreated, kRunning, kStopped, kPaused };
// "creating", "created", "running", "stopped", "paused" (the last one is runc's)
std::string_view status_name(Status status);

struct State {
  std::string oci_version;
  std::string id;
  Status status{};
  std::int32_t pid = 0;  // 0, and not written, once stopped
  std::string bundle;    // absolute
  std::map<std::string, std::string> annotations;
  bool operator==(const State&) const = default;
};

Result<State> parse_state(std::string_view text);
std::string write_state(const State& state, json::Style style = json::Style::kCompact);

// What goes to a seccomp agent beside the descriptors (config-linux.md
// "The Container Process State").
struct ContainerProcessState {
  std::string oci_version;
  std::vector<std::string> fds;  // names, in the order of the descriptors: "seccompFd"
  std::int32_t pid = 0;          // as the runtime sees it
  std::string metadata;
  State state;
};
std::string write_container_process_state(const ContainerProcessState& state);

}  // namespace spec::runtime
