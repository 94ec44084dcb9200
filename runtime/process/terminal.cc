#include "runtime/process/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "spec/base/file.h"

namespace runtime::process {

void copy_window_size(FdRef master) {
  winsize size;
  if (::ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0) ::ioctl(master.get(), TIOCSWINSZ, &size);
}

Result<void> leave_terminal(FdRef master) {
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno("fork");
  if (pid > 0) return {};
  ::setsid();
  (void)!::chdir("/");
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(master.get(), 3);
  for (const int number : {0, 1, 2}) ::dup2(null, number);
  ::syscall(SYS_close_range, 4U, ~0U, 0U);
  ::fcntl(3, F_SETFL, 0);
  // Our terminal may have gone before we had left its session.
  std::signal(SIGHUP, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  char lost[4096];
  while (::read(3, lost, sizeof lost) > 0) {
  }
  ::_exit(0);
}

Result<TerminalCopy> TerminalCopy::begin(FdRef master, DetachKeys* keys) {
  TerminalCopy copy(master, keys);
  if (!master.valid()) return copy;
  if (::fcntl(master.get(), F_SETFL, O_NONBLOCK) < 0) return fail_errno("terminal");
  copy_window_size(master);
  copy.user_.emplace(TRY(RawTerminal::begin(RawTerminal::LineEnds::kOurs)));
  return copy;
}

void TerminalCopy::prepare(pollfd& input, pollfd& output) const {
  if (!master_.valid()) return;
  if (input_open_ && pending_.empty()) input = {STDIN_FILENO, POLLIN, 0};
  if (output_open_) {
    output = {master_.get(), static_cast<short>(pending_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
  }
}

void TerminalCopy::transfer(const pollfd& input, const pollfd& output) {
  if (input.revents != 0) {
    char buffer[4096];
    const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
    const std::string_view typed(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
    pending_ = keys_ != nullptr ? keys_->filter(typed) : std::string(typed);
    if (n == 0) pending_.assign(1, '\x04');  // the end of a pipe is what a person's Ctrl-D is
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) input_open_ = false;
  }
  if (!pending_.empty()) {
    const ssize_t n = ::write(master_.get(), pending_.data(), pending_.size());
    if (n > 0) pending_.erase(0, static_cast<std::size_t>(n));
    if (n < 0 && errno != EAGAIN && errno != EINTR) pending_.clear();
  }
  if ((output.revents & (POLLIN | POLLHUP | POLLERR)) != 0) output_open_ = copy_output();
}

// False at the end: EIO, when the last process has closed the slave side.
bool TerminalCopy::copy_output() {
  char buffer[16384];
  const ssize_t n = ::read(master_.get(), buffer, sizeof buffer);
  if (n > 0)
    return static_cast<bool>(
        write_all(FdRef(STDOUT_FILENO), std::string_view(buffer, static_cast<std::size_t>(n)), "stdout"));
  return n < 0 && (errno == EAGAIN || errno == EINTR);
}

void TerminalCopy::finish() {
  if (!master_.valid() || !output_open_) return;
  char buffer[16384];
  for (ssize_t n; (n = ::read(master_.get(), buffer, sizeof buffer)) > 0;) {
    if (!write_all(FdRef(STDOUT_FILENO), std::string_view(buffer, static_cast<std::size_t>(n)), "stdout")) return;
  }
}

}  // namespace runtime::process
