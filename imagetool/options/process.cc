// What runs, as whom, with which environment.

#include <cstdlib>

#include "imagetool/options/env_file.h"
#include "imagetool/options/option.h"
#include "imagetool/process/helper.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

// "-e NAME": what the person who types it has there; without one NAME is taken away.
Result<void> take_env(Request& request, const std::string& value) {
  if (value.empty() || value.starts_with('=')) return fail("invalid environment variable: " + value);
  const char* here = value.find('=') == std::string::npos ? std::getenv(value.c_str()) : nullptr;
  request.bundle.env.push_back(here == nullptr ? value : value + "=" + here);
  return {};
}

Result<void> take_env_file(Request& request, const std::string& value) {
  const std::vector<std::string> lines = TRY(read_env_file(value));
  request.file_env.insert(request.file_env.end(), lines.begin(), lines.end());
  return {};
}

Result<void> take_entrypoint(Request& request, const std::string& value) {
  request.bundle.entrypoint.emplace();
  if (!value.empty()) request.bundle.entrypoint->push_back(value);
  return {};
}

Result<void> take_workdir(Request& request, const std::string& value) {
  if (!value.starts_with('/')) return fail("the working directory is invalid, it needs to be an absolute path");
  request.bundle.working_dir = value;
  return {};
}

Result<void> take_user(Request& request, const std::string& value) {
  request.bundle.user = value;
  return {};
}

Result<void> take_group(Request& request, const std::string& value) {
  request.bundle.groups.push_back(value);
  return {};
}

Result<void> take_tty(Request& request, const std::string& value) {
  request.bundle.terminal = TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_interactive(Request&, const std::string& value) {
  TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_init(Request& request, const std::string& value) {
  const bool wanted = TRY(spec::cli::parse_bool(value));
  request.bundle.init_program.clear();
  if (wanted) request.bundle.init_program = TRY(process::helper_path("init"));
  return {};
}

Result<void> take_systemd(Request& request, const std::string& value) {
  if (value == "always") {
    request.bundle.systemd = spec::bundle::Systemd::kYes;
    return {};
  }
  const bool by_command = TRY(spec::cli::parse_bool(value));
  request.bundle.systemd = by_command ? spec::bundle::Systemd::kByCommand : spec::bundle::Systemd::kNo;
  return {};
}

constexpr Option kOptions[] = {
    {"entrypoint", 0, "PROGRAM", "Instead of the image's entrypoint and command", take_entrypoint},
    {"env", 'e', "NAME[=VALUE]", "Set a variable; without a value: to the one it has here", take_env},
    {"env-file", 0, "FILE", "Set the variables of a file's lines, NAME[=VALUE]", take_env_file},
    {"group-add", 0, "GROUP", "One more group of the user, name or number", take_group},
    {"init", 0, nullptr, "Process 1 is an init that passes signals on and reaps", take_init},
    {"interactive", 'i', nullptr, "Accepted: the runtime's own input is passed on", take_interactive},
    {"systemd", 0, "true|false|always",
     "Prepare for systemd where the command is init or systemd (default), never, or "
     "whatever it is",
     take_systemd},
    {"tty", 't', nullptr, "A terminal", take_tty},
    {"user", 'u', "USER[:GROUP]", "Names or numbers", take_user},
    {"workdir", 'w', "DIR", "The working folder", take_workdir},
};

}  // namespace

std::span<const Option> process_options() { return kOptions; }

}  // namespace imagetool::options
