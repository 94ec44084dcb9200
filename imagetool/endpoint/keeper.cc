#include "imagetool/endpoint/keeper.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "imagetool/endpoint/pass_on.h"
#include "imagetool/endpoint/process.h"
#include "imagetool/endpoint/take_down.h"

namespace imagetool::endpoint {

namespace {

// Whoever started us waits for the ends of its pipes, and a lock is shared by all who have it open.
void close_others(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned first = 3;
  for (const int number : kept) {
    if (static_cast<unsigned>(number) > first) ::syscall(SYS_close_range, first, static_cast<unsigned>(number) - 1, 0U);
    first = static_cast<unsigned>(number) + 1;
  }
  ::syscall(SYS_close_range, first, ~0U, 0U);
}

[[noreturn]] void stay(const Record& record, const std::vector<Reserved>& ports, FdRef end) {
  ::setsid();
  (void)!::chdir("/");
  const int null = ::open("/dev/null", O_RDWR);
  for (const int number : {0, 1, 2}) ::dup2(null, number);
  std::vector<int> kept = {end.get()};
  for (const Reserved& port : ports) {
    if (port.socket) kept.push_back(port.socket.get());
  }
  close_others(std::move(kept));
  std::signal(SIGPIPE, SIG_IGN);
  const std::string target = record.endpoints.empty()         ? ""
                             : record.endpoints[0].ip.empty() ? record.endpoints[0].ip6
                                                              : record.endpoints[0].ip;
  pass_on(end, ports, target);
  // Whoever deletes the container does it, too.
  if (Result<Records> records = Records::open()) (void)take_down(*records, record.bundle, &record.process);
  ::_exit(0);
}

}  // namespace

Result<void> start_keeper(Record& record, std::vector<Reserved> ports) {
  const Fd end = TRY(open_process(record.process));
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno("fork");
  if (pid == 0) stay(record, ports, end);
  record.keeper = spec::network::identify(pid).value_or(spec::network::ProcessId{});
  return {};
}

void stop_keeper(const Record& record) {
  if (record.keeper.pid != ::getpid()) kill_process(record.keeper);
}

}  // namespace imagetool::endpoint
