#include "runtime/container/processes.h"

#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/store.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

constexpr std::uint64_t kMaxOutput = 64 << 20;

[[noreturn]] void execute_ps(const std::vector<std::string>& options, FdRef output) {
  ::dup2(output.get(), 1);
  ::dup2(output.get(), 2);
  std::string name = "ps";
  std::vector<char*> argv = {name.data()};
  for (const std::string& option : options) argv.push_back(const_cast<char*>(option.c_str()));
  argv.push_back(nullptr);
  ::execvp("ps", argv.data());
  const std::string message = fail_errno("exec").message;
  (void)!::write(2, message.data(), message.size());
  ::_exit(127);
}

Result<std::string> run_ps(const std::vector<std::string>& options) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  const Fd output(ends[0]);
  Fd input(ends[1]);
  const sys::Cloned child = TRY(sys::clone(0));
  if (child.pid == 0) execute_ps(options, input);
  input.reset();
  Result<std::string> text = read_all(output, kMaxOutput, "ps");
  const int status = TRY(sys::wait(child.pid));
  if (!text) return text;
  if (status != 0) return fail(concat("ps: exit status ", status, ": ", trim(*text)));
  return text;
}

}  // namespace

Result<std::vector<pid_t>> processes(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find(id));
  const Folder::Loaded loaded = TRY(folder.load());
  const cgroup::Cgroup cgroup = cgroup::Cgroup::open(loaded.record.cgroup);
  if (cgroup.paths().empty()) return fail("the container has no cgroup that would tell its processes");
  return cgroup.pids();
}

Result<std::string> list_processes(const std::vector<pid_t>& pids, const std::vector<std::string>& options) {
  const std::string text = TRY(run_ps(options.empty() ? std::vector<std::string>{"-ef"} : options));
  const std::vector<std::string> lines = split(text, '\n');
  const std::vector<std::string> heading = split_words(lines.front());
  const auto column = std::find(heading.begin(), heading.end(), "PID");
  if (column == heading.end()) return fail("couldn't find PID field in ps output").with_hint("choose options with it");
  const auto index = static_cast<std::size_t>(column - heading.begin());
  std::string out = lines.front() + "\n";
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> words = split_words(lines[i]);
    const auto pid = words.size() > index ? parse_number<pid_t>(words[index]) : std::nullopt;
    if (pid && std::find(pids.begin(), pids.end(), *pid) != pids.end()) out += lines[i] + "\n";
  }
  return out;
}

}  // namespace runtime::container
