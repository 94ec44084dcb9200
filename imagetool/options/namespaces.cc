// What the container shares with the host. "private" is everywhere what is said by itself.

#include <algorithm>
#include <iterator>
#include <string_view>

#include "imagetool/options/option.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

// `kind`: as Docker names the mode.
Result<void> share(bool& host, const std::string& value, const char* kind) {
  if (value != "host" && value != "private" && !value.empty()) return fail(std::string("invalid ") + kind + " mode");
  host = value == "host";
  return {};
}

Result<void> take_pid(Request& request, const std::string& value) {
  return share(request.bundle.host_pid, value, "PID");
}
Result<void> take_uts(Request& request, const std::string& value) {
  return share(request.bundle.host_uts, value, "UTS");
}
Result<void> take_cgroup(Request& request, const std::string& value) {
  return share(request.bundle.host_cgroup, value, "CGROUP");
}

Result<void> take_ipc(Request& request, const std::string& value) {
  using spec::bundle::Ipc;
  if (value == "none") {
    request.bundle.ipc = Ipc::kNone;
  } else if (value == "host") {
    request.bundle.ipc = Ipc::kHost;
  } else if (value.empty() || value == "private" || value == "shareable") {
    request.bundle.ipc = Ipc::kPrivate;
  } else {
    return fail("invalid IPC mode");
  }
  return {};
}

Result<void> take_userns(Request&, const std::string& value) {
  // Podman's, each of which wants to know more than a bundle's options tell: whose ids, or which container's.
  static constexpr std::string_view kKnown[] = {"auto", "keep-id", "nomap", "private", "ns", "container"};
  const std::string mode = value.substr(0, value.find(':'));
  if (std::find(std::begin(kKnown), std::end(kKnown), mode) != std::end(kKnown)) {
    return fail(mode + " is not there, only host")
        .with_hint("a bundle of an ordinary user, as --rootless, has his ids");
  }
  if (value != "host" && !value.empty()) return fail("invalid USER mode");
  return {};
}

Result<void> take_hostname(Request& request, const std::string& value) {
  request.bundle.hostname = value;
  return {};
}

Result<void> take_rootless(Request& request, const std::string& value) {
  request.rootless = TRY(spec::cli::parse_bool(value));
  return {};
}

constexpr Option kOptions[] = {
    {"cgroupns", 0, "host|private", "The cgroup namespace", take_cgroup},
    {"hostname", 'h', "NAME", "Default: DIR's name; the host's with --network host", take_hostname},
    {"ipc", 0, "none|private|host", "System V and POSIX message queues and shared memory", take_ipc},
    {"pid", 0, "host|private", "host: the host's processes", take_pid},
    {"rootless", 0, nullptr, "For a container of an ordinary user; always on for one", take_rootless},
    {"userns", 0, "host", "The user namespace; --rootless makes one", take_userns},
    {"uts", 0, "host|private", "host: the host's name", take_uts},
};

}  // namespace

std::span<const Option> namespace_options() { return kOptions; }

}  // namespace imagetool::options
