#include "spec/runtime/state.h"

#include <array>

#include "spec/json/table.h"

namespace spec::runtime {

using json::name;
using json::optional;
using json::required;

constexpr auto describe(const Status*) {
  using enum Status;
  return std::array{name(kCreating, "creating"), name(kCreated, "created"), name(kRunning, "running"),
                    name(kStopped, "stopped"), name(kPaused, "paused")};
}

constexpr auto describe(const State*) {
  return std::tuple{required("ociVersion", &State::oci_version), required("id", &State::id),
                    required("status", &State::status),          optional("pid", &State::pid),
                    required("bundle", &State::bundle),          optional("annotations", &State::annotations)};
}

constexpr auto describe(const ContainerProcessState*) {
  return std::tuple{required("ociVersion", &ContainerProcessState::oci_version),
                    required("fds", &ContainerProcessState::fds), required("pid", &ContainerProcessState::pid),
                    optional("metadata", &ContainerProcessState::metadata),
                    required("state", &ContainerProcessState::state)};
}

std::string_view status_name(Status status) {
  for (const auto& known : describe(static_cast<const Status*>(nullptr))) {
    if (known.value == status) return known.name;
  }
  return "unknown";
}

Result<State> parse_state(std::string_view text) { return json::decode_text<State>(text); }
std::string write_state(const State& state, json::Style style) { return json::encode_text(state, style); }
std::string write_container_process_state(const ContainerProcessState& state) { return json::encode_text(state); }

}  // namespace spec::runtime
