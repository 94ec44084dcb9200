#include "runtime/process/id_map.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "runtime/init/lookup.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/runtime/id_map.h"

namespace runtime::process {

namespace {

using spec::runtime::IdMapping;

// What differs between users and groups.
struct Kind {
  const char* map;   // the file of /proc/PID
  const char* tool;  // what writes it for an ordinary user
};
constexpr Kind kUsers = {"uid_map", "newuidmap"};
constexpr Kind kGroups = {"gid_map", "newgidmap"};

Result<void> write_file(pid_t pid, const char* name, const std::string& text) {
  Fd file = TRY(open_at(FdRef::cwd(), concat("/proc/", pid, "/", name), O_WRONLY));
  // One call: the kernel takes a map whole.
  if (::write(file.get(), text.data(), text.size()) < 0) return fail_errno(name);
  return {};
}

[[noreturn]] void execute(const std::string& program, const std::vector<std::string>& words, FdRef output) {
  ::dup2(output.get(), 2);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

// newuidmap PID INSIDE OUTSIDE SIZE ...
Result<void> call_tool(const char* tool, pid_t pid, const IdMappings& mappings) {
  const char* path = ::getenv("PATH");
  const Result<std::string> program =
      init::find_program(tool, {concat("PATH=", path == nullptr ? "/usr/bin:/bin" : path)});
  if (!program) return Error(program.error()).with_hint("Debian's package uidmap has it");
  std::vector<std::string> words = {tool, std::to_string(pid)};
  for (const IdMapping& mapping : mappings) {
    for (const std::uint32_t number : {mapping.container_id, mapping.host_id, mapping.size}) {
      words.push_back(std::to_string(number));
    }
  }
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  const Fd ours(ends[0]);
  Fd theirs(ends[1]);
  const sys::Cloned child = TRY(sys::clone(0));
  if (child.pid == 0) execute(*program, words, theirs);
  theirs.reset();
  const std::string said = TRY(read_all(ours, 64 << 10, tool));
  const int status = TRY(sys::wait(child.pid));
  if (status == 0) return {};
  // It names itself.
  Error error = fail(said.empty() ? concat(tool, ": exit status ", status) : std::string(trim(said)));
  return std::move(error).with_hint("see /etc/subuid and /etc/subgid");
}

bool is_own_id_alone(const IdMappings& mappings, std::uint32_t own) {
  return mappings.size() == 1 && mappings[0].size == 1 && mappings[0].host_id == own;
}

Result<void> map(pid_t pid, const Kind& kind, const IdMappings& wanted, bool privileged) {
  const IdMappings mappings = spec::runtime::fit_id_map(wanted);
  if (privileged) return write_file(pid, kind.map, spec::runtime::id_map_text(mappings));
  return call_tool(kind.tool, pid, mappings);
}

}  // namespace

Result<void> map_ids(pid_t pid, const IdMappings& uids, const IdMappings& gids) {
  const bool root = ::geteuid() == 0;
  TRY(map(pid, kUsers, uids, root || is_own_id_alone(uids, ::geteuid())));
  const bool alone = !root && is_own_id_alone(gids, ::getegid());
  // The kernel's condition: else membership of a group that denies something could be given up.
  if (alone) TRY(write_file(pid, "setgroups", "deny"));
  return map(pid, kGroups, gids, root || alone);
}

}  // namespace runtime::process
