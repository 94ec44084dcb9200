#include "runtime/cgroup/systemd_helper.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "runtime/sys/own_path.h"
#include "runtime/sys/process.h"
#include "runtime/sys/spawn.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// A user's own systemd: for an ordinary user, and for the root of a user
// namespace that has been given a user's session.
bool is_users() {
  if (::geteuid() != 0) return true;
  if (!sys::in_user_namespace()) return false;
  return std::getenv("DBUS_SESSION_BUS_ADDRESS") != nullptr || std::getenv("XDG_RUNTIME_DIR") != nullptr;
}

void append(std::vector<std::string>& arguments, const std::vector<Property>& properties) {
  for (const Property& property : properties) {
    arguments.push_back((property.optional ? "?" : "") + property.name);
    arguments.push_back(property.value.signature);
    arguments.insert(arguments.end(), property.value.words.begin(), property.value.words.end());
  }
}

}  // namespace

Result<SystemdHelper> SystemdHelper::find() {
  SystemdHelper helper;
  helper.of_user_ = is_users();
  if (::access("/run/systemd/system", F_OK) < 0) {
    return fail("systemd is not running on this machine").with_hint("use --cgroup-manager cgroupfs");
  }
  helper.program_ = TRY(sys::helper_path("systemd"));
  return helper;
}

bool SystemdHelper::is_installed() {
  const Result<std::string> program = sys::helper_path("systemd");
  return program && ::access(program->c_str(), X_OK) == 0;
}

Result<void> SystemdHelper::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"systemd", of_user_ ? "user" : "system"});
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  Result<pid_t> pid =
      sys::spawn({.program = program_, .words = std::move(arguments), .files = {FdRef(-1), write_end, write_end}});
  if (!pid) {
    return std::move(pid).error().with_hint("it is installed with the runtime; --cgroup-manager cgroupfs does without");
  }
  write_end.reset();
  const Result<std::string> said = read_all(read_end, 64 << 10, "the systemd helper");
  const int status = TRY(sys::wait(*pid));
  if (status == 0) return {};
  const std::string text = said ? std::string(trim(*said)) : "";
  // "message (hint)", each in a line of its own.
  const std::size_t end = text.find('\n');
  Error error = fail(text.empty() ? concat("the systemd helper ended with status ", status) : text.substr(0, end));
  if (end != std::string::npos) error.hint = text.substr(end + 1);
  return error;
}

Result<void> SystemdHelper::start(const std::string& unit, const std::vector<Property>& properties) const {
  std::vector<std::string> arguments = {"start", unit};
  append(arguments, properties);
  return run(std::move(arguments));
}

Result<void> SystemdHelper::set(const std::string& unit, const std::vector<Property>& properties) const {
  if (properties.empty()) return {};
  std::vector<std::string> arguments = {"set", unit};
  append(arguments, properties);
  return run(std::move(arguments));
}

Result<void> SystemdHelper::attach(const std::string& unit, const std::string& below, pid_t pid) const {
  return run({"attach", unit, below, std::to_string(pid)});
}

Result<void> SystemdHelper::stop(const std::string& unit) const { return run({"stop", unit}); }

}  // namespace runtime::cgroup
