#include <fcntl.h>
#include <unistd.h>

#include "runtime/cmd/verbs.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/runtime/state_root.h"

namespace runtime::cmd {

Globals::Globals() : root(spec::runtime::default_state_root()) {}

Result<void> Globals::set_log(const std::string& name) {
  for (const char* other : {"syslog:", "journald:"}) {
    if (name.starts_with(other)) return fail(name + ": not supported by this runtime").with_hint("name a file");
  }
  log = name.starts_with("file:") ? name.substr(5) : name;
  if (!log.empty()) TRY(open_at(FdRef::cwd(), log, O_WRONLY | O_CREAT | O_APPEND, 0644));
  return {};
}

bool Globals::set_log_level(std::string_view level) {
  warnings = level != "error";
  debug = level == "debug";
  return !warnings || debug || level == "warning";
}

Result<void> Globals::begin_debug() const {
  if (!debug) return {};
  Fd file;
  if (log.empty()) {
    file = Fd(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!file) return {};  // nobody listens
  } else {
    file = TRY(open_at(FdRef::cwd(), log, O_WRONLY | O_CREAT | O_APPEND, 0644));
  }
  log::begin_debug(std::move(file), log_format);
  return {};
}

bool Globals::rootless_cgroups() const {
  if (rootless != Rootless::kAuto) return rootless == Rootless::kTrue;
  if (::geteuid() != 0) return true;
  return cgroup_manager != cgroup::Manager::kSystemd && sys::in_user_namespace();
}

namespace {

void append(const Globals& globals, const char* level, const std::string& verb, const Error& error) {
  if (globals.log.empty()) return;
  Result<Fd> file = open_at(FdRef::cwd(), globals.log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (!file) return;
  (void)write_all(*file, log::line(globals.log_format, level, verb + ": " + error.text()), globals.log);
}

}  // namespace

void log_error(const Globals& globals, const std::string& verb, const Error& error) {
  append(globals, "error", verb, error);
}

void warn(const Globals& globals, const std::string& verb, const std::vector<Error>& warnings) {
  if (!globals.warnings) return;
  for (const Error& warning : warnings) {
    append(globals, "warning", verb, warning);
    if (globals.log.empty()) spec::cli::print_error("runtime " + verb + ": warning", warning);
  }
}

}  // namespace runtime::cmd
