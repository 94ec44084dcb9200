#include "runtime/checkpoint/criu.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "runtime/init/handshake.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::checkpoint {

namespace {

constexpr unsigned kOldest = 31500;
constexpr int kSocket = 3;
constexpr int kOutOfTheWay = 128;  // more than CRIU gets

// Puts the descriptors where CRIU looks for them; no other is left to it.
Result<void> arrange(FdRef socket, const Setting& setting, const std::vector<Fd>& prepared) {
  std::vector<int> wanted = {socket.get()};
  for (const FdRef file : setting.inherited) wanted.push_back(file.get());
  for (const Fd& file : prepared) wanted.push_back(file.get());
  // Out of the way first: one may have another's number.
  for (int& number : wanted) {
    number = ::fcntl(number, F_DUPFD_CLOEXEC, kOutOfTheWay);
    if (number < 0) return fail_errno("dup");
  }
  int place = kSocket;
  for (const int number : wanted) {
    if (::dup2(number, place++) < 0) return fail_errno("dup2");
  }
  if (::syscall(SYS_close_range, static_cast<unsigned>(place), ~0U, CLOSE_RANGE_CLOEXEC) < 0) {
    return fail_errno("close_range");
  }
  if (setting.own_stdio) return {};
  Fd null = TRY(open_at(FdRef::cwd(), "/dev/null", O_RDWR));
  for (int number = 0; number <= 2; ++number) {
    if (::dup2(null.get(), number) < 0) return fail_errno("dup2");
  }
  return {};
}

// In the new process; returns only where it failed. The socket is made here:
// CRIU takes numbers of descriptors for those of who made it.
Error become_criu(FdRef channel, const Setting& setting) {
  if (setting.move) {
    const sys::Received moved = TRY(sys::receive(channel));
    if (moved.text.empty()) return fail("the parent has given up");
  }
  if (setting.entrance != nullptr) TRY_STEP("cgroup", setting.entrance->enter());
  std::vector<Fd> prepared;
  if (setting.prepare) prepared = TRY(setting.prepare());
  auto [ours, theirs] = TRY(sys::socket_pair());
  TRY(sys::send_fd(channel, "socket", theirs));
  theirs.reset();
  TRY(arrange(ours, setting, prepared));
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execlp("criu", "criu", "swrk", std::to_string(kSocket).c_str(), nullptr);
  if (errno != ENOENT) return fail_errno("criu");
  return fail("criu: executable file not found in $PATH").with_hint("install CRIU: Debian's package is criu");
}

// Of what CRIU refuses with an errno it says no more than that.
Error refused(const Reply& reply) {
  if (!reply.message.empty()) return fail("criu: " + std::string(trim(reply.message)));
  if (reply.error != 0) return fail_errno("criu", reply.error);
  return fail("criu failed");
}

}  // namespace

Result<Criu> Criu::start(const Setting& setting) {
  auto [ours, theirs] = TRY(sys::socket_pair());
  const FdRef cgroup = setting.entrance != nullptr ? FdRef(setting.entrance->clone_into) : FdRef(-1);
  sys::Cloned process = TRY(sys::clone(setting.namespaces, cgroup));
  if (process.pid == 0) {
    // Where arrange() puts nothing; closed by the execve.
    const Fd channel(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, kOutOfTheWay));
    theirs.reset();
    const std::string text = init::encode_error(become_criu(channel, setting));
    (void)!::write(channel.get(), text.data(), text.size());
    ::_exit(1);
  }
  theirs.reset();
  Criu criu(std::move(process), Fd());
  if (setting.move) {
    Result<void> moved = setting.move(criu.pid());
    if (moved && ::send(ours.get(), "m", 1, MSG_NOSIGNAL) < 0) moved = fail_errno("criu: send");
    if (!moved) ours.reset();  // the process ends, which the destructor waits for
    TRY(std::move(moved));
  }
  sys::Received received = TRY(sys::receive(ours));
  if (received.file) {
    criu.socket_ = std::move(received.file);
    received = TRY(sys::receive(ours));  // its end without a word: executed
  }
  if (!received.text.empty()) return init::decode_error(received.text);
  return criu;
}

Criu::Criu(Criu&& other) noexcept
    : process_{std::exchange(other.process_.pid, 0), std::move(other.process_.pidfd)},
      socket_(std::move(other.socket_)) {}

Criu::~Criu() {
  socket_.reset();
  if (process_.pid > 0) (void)sys::wait(process_.pid);
}

Result<Reply> Criu::ask(std::string_view request, const Notified& notified) {
  if (::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return fail_errno("criu: request");
  while (true) {
    sys::Received received = TRY_STEP("criu", sys::receive(socket_));
    if (received.text.empty()) return fail("criu ended without an answer");
    Reply reply = TRY_STEP("criu", read_reply(received.text));
    if (!reply.success) return refused(reply);
    if (reply.type != static_cast<unsigned>(RequestType::kNotify)) return reply;
    if (notified) TRY(notified(reply, std::move(received.file)));
    const std::string answer = write_notify_reply();
    if (::send(socket_.get(), answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return fail_errno("criu: answer");
  }
}

Result<void> check_version() {
  Criu criu = TRY(Criu::start());
  const Reply reply = TRY_STEP("version", criu.ask(write_version_request()));
  if (reply.version >= kOldest) return {};
  return fail(concat("criu ", reply.version / 10000, ".", reply.version / 100 % 100, " is too old"))
      .with_hint("3.15 is the oldest that works");
}

Result<void> check_features(const Features& wanted) {
  Criu criu = TRY(Criu::start());
  const Reply reply = TRY_STEP("features", criu.ask(write_feature_request(wanted)));
  if (wanted.mem_track && !reply.features.mem_track) {
    return fail("criu or this kernel cannot track changes of memory").with_hint("--pre-dump needs it");
  }
  if (wanted.lazy_pages && !reply.features.lazy_pages) {
    return fail("criu or this kernel cannot restore memory later").with_hint("--lazy-pages needs userfaultfd");
  }
  return {};
}

std::string logged_errors(std::string_view log) {
  constexpr std::size_t kMost = 3;  // the first is the cause, what follows from it is long
  std::vector<std::string> found;
  for (const std::string& line : split(log, '\n')) {
    const std::size_t start = line.find("Error (");
    if (start == std::string::npos || found.size() == kMost) continue;
    if (!found.empty() && line.find("FAILED") != std::string::npos) continue;  // says nothing more
    found.emplace_back(trim(line.substr(start)));
  }
  return join(found, "; ");
}

Error explain(Error error, FdRef work_dir, const std::string& name) {
  constexpr std::uint64_t kMaxLog = 64 << 20;
  const Result<std::string> log = read_file(work_dir, name, kMaxLog);
  if (!log) return error;
  const std::string said = logged_errors(*log);
  // Not of a hook's error, say, for which CRIU gave up.
  if (!said.empty() && error.steps.empty() && error.message.rfind("criu", 0) == 0) error.message = "criu: " + said;
  return std::move(error).with_hint("see " + describe_fd(work_dir) + "/" + name);
}

}  // namespace runtime::checkpoint
