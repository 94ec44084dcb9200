#include "runtime/supervision/attach.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

#include "runtime/process/detach_keys.h"
#include "runtime/process/raw_terminal.h"
#include "runtime/supervision/begin.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::supervision {

namespace {

Result<Fd> begin_signals(bool pass) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGWINCH);
  if (pass) {
    for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&set, signal);
  }
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) < 0) return fail_errno("sigprocmask");
  Fd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return fail_errno("signalfd");
  return signals;
}

Result<void> send_window(const Connection& connection) {
  winsize size;
  if (::ioctl(STDIN_FILENO, TIOCGWINSZ, &size) < 0) return {};
  return connection.send(kWindow, concat(size.ws_row, ' ', size.ws_col));
}

Result<void> pass_signals(const Connection& connection, FdRef signals, bool has_terminal) {
  signalfd_siginfo info;
  while (::read(signals.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGWINCH) {
      if (has_terminal) TRY(send_window(connection));
    } else {
      TRY(connection.send(kKill, std::to_string(info.ssi_signo)));
    }
  }
  return {};
}

// False at the end of what is typed, or at the keys.
Result<bool> pass_input(const Connection& connection, process::DetachKeys& keys) {
  char buffer[4096];
  const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (n <= 0) {
    TRY(connection.send(kNoInput));
    return false;
  }
  const std::string typed = keys.filter(std::string_view(buffer, static_cast<std::size_t>(n)));
  if (!typed.empty()) TRY(connection.send(kInput, typed));
  return !keys.found();
}

}  // namespace

Result<std::optional<int>> stay_attached(const Connection& connection, const AttachStyle& style) {
  const bool is_raw = style.terminal && style.input;
  const Fd signals = TRY(begin_signals(style.pass_signals && !is_raw));
  std::optional<process::RawTerminal> raw;
  if (is_raw) raw.emplace(TRY(process::RawTerminal::begin(process::RawTerminal::LineEnds::kContainers)));
  if (style.terminal) TRY(send_window(connection));
  process::DetachKeys keys(is_raw ? style.detach_keys : "");
  bool has_input = style.input;
  std::optional<int> code;
  while (true) {
    pollfd files[] = {
        {connection.fd().get(), POLLIN, 0}, {signals.get(), POLLIN, 0}, {has_input ? STDIN_FILENO : -1, POLLIN, 0}};
    if (::poll(files, 3, -1) < 0 && errno != EINTR) return fail_errno("poll");
    if (files[1].revents != 0) TRY(pass_signals(connection, signals, style.terminal));
    if (files[2].revents != 0) {
      has_input = TRY(pass_input(connection, keys));
      if (keys.found()) return std::optional<int>();
    }
    if (files[0].revents == 0) continue;
    const std::optional<Message> message = TRY(connection.receive());
    if (!message) return code;
    if (message->kind == kOutput) TRY(write_all(FdRef(STDOUT_FILENO), message->text, "stdout"));
    if (message->kind == kErrors) TRY(write_all(FdRef(STDERR_FILENO), message->text, "stderr"));
    if (message->kind == kEnded) code = parse_number<int>(message->text);
  }
}

Result<int> run_attached(const Place& place, const AttachStyle& style) {
  AttachedBegin beginning = TRY(AttachedBegin::begin(place));
  if (style.terminal) TRY(send_window(beginning.connection()));
  TRY(beginning.connection().send(kAttach));
  const Result<std::optional<int>> code = stay_attached(beginning.connection(), style);
  // It has started by now, or has failed to, unless we were left before.
  if (code && !*code) TRY(beginning.finish());
  if (!code) return code.error();
  return (*code).value_or(0);
}

}  // namespace runtime::supervision
