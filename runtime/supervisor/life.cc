#include "runtime/supervisor/life.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/container/delete.h"
#include "runtime/container/listing.h"
#include "runtime/container/start.h"
#include "runtime/container/store.h"
#include "runtime/supervisor/command.h"
#include "runtime/sys/process.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::supervisor {

using supervision::Place;
using supervision::Settings;

namespace {

constexpr const char* kConsole = "console";
constexpr const char* kPidFile = "pid";
constexpr int kUnknown = 255;     // Docker's word for an exit code that nobody saw
constexpr int kBuffer = 1 << 20;  // of the kernel: a disk that is slow for a moment does not hold up the container

// Both ends, here and in the container: who writes is not ended while nobody reads, and
// who reads is not told of an end again and again while nobody writes.
Result<Fd> open_reader(FdRef folder, const char* fifo) {
  Fd reader = TRY(open_at(folder, fifo, O_RDWR | O_NONBLOCK | O_NOFOLLOW));
  ::fcntl(reader.get(), F_SETPIPE_SZ, kBuffer);  // an ordinary user may have no more of them
  return reader;
}

Result<Fd> take_terminal(FdRef listener) {
  const Fd connection(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection) return fail_errno("terminal");
  sys::Received received = TRY(sys::receive(connection));
  if (!received.file) return fail("terminal: none was sent");
  if (::fcntl(received.file.get(), F_SETFL, O_NONBLOCK) < 0) return fail_errno("terminal");
  return std::move(received.file);
}

}  // namespace

Result<Life> Life::begin(const Place& place, const Settings& settings, const winsize& window) {
  Life life;
  life.state_root_ = place.state_root();
  life.id_ = place.id();
  life.output_ = TRY(open_reader(place.folder(), "stdout"));
  life.errors_ = TRY(open_reader(place.folder(), "stderr"));
  const Fd output = TRY(open_at(place.folder(), "stdout", O_RDWR | O_NOFOLLOW));
  const Fd errors = TRY(open_at(place.folder(), "stderr", O_RDWR | O_NOFOLLOW));
  const Fd nowhere = TRY(open_at(FdRef::cwd(), "/dev/null", O_RDWR));
  Fd input;
  if (settings.interactive && !settings.terminal) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
    input = Fd(ends[0]);
    life.input_ = Fd(ends[1]);
    if (::fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0) return fail_errno("pipe");
  }
  const std::string folder = place.path() + "/";
  std::vector<std::string> create = settings.runtime;
  create.insert(create.end(), {"create", "--bundle", settings.bundle, "--pid-file", folder + kPidFile});
  Fd listener;
  if (settings.terminal) {
    listener = TRY(sys::listen_at(place.folder(), kConsole, SOCK_STREAM));
    create.insert(create.end(), {"--console-socket", folder + kConsole});
  }
  create.push_back(settings.id);
  TRY(run_command(create, {input ? FdRef(input) : FdRef(nowhere), output, errors}, life.errors_));
  const auto undo = [&](Error error) {
    (void)life.end();
    return error;
  };
  if (listener) {
    Result<Fd> terminal = take_terminal(listener);
    if (!terminal) return undo(std::move(terminal).error());
    life.terminal_ = std::move(*terminal);
    // As with the FIFOs: the container's side stays open while the container has it closed.
    life.terminal_peer_ = Fd(::ioctl(life.terminal_.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    life.resize(window);
  }
  const Result<std::string> text = read_file(place.folder(), kPidFile, 64);
  if (!text) return undo(text.error());
  life.pid_ = parse_number<pid_t>(trim(*text)).value_or(0);
  Result<Fd> pidfd = sys::open_pidfd(life.pid_);
  if (!pidfd) return undo(std::move(pidfd).error());
  life.pidfd_ = std::move(*pidfd);
  life.watch_memory(place);
  container::Warnings warnings;
  Result<void> started = container::start(life.state_root_, life.id_, "", warnings);
  if (!started) return undo(std::move(started).error());
  return life;
}

Result<Life> Life::adopt(const Place& place, pid_t pid) {
  Life life;
  life.state_root_ = place.state_root();
  life.id_ = place.id();
  life.pid_ = pid;
  life.is_child_ = false;
  life.pidfd_ = TRY(sys::open_pidfd(pid));
  life.output_ = TRY(open_reader(place.folder(), "stdout"));
  life.errors_ = TRY(open_reader(place.folder(), "stderr"));
  life.watch_memory(place);
  return life;
}

// Where there is no memory controller there is nothing to watch.
void Life::watch_memory(const Place& place) {
  const Result<container::Store> store = container::Store::open(place.state_root());
  if (!store) return;
  const Result<container::Folder> folder = store->find(place.id());
  if (!folder) return;
  const Result<container::Folder::Loaded> loaded = folder->load();
  if (!loaded) return;
  Result<cgroup::OomWatch> watch = cgroup::OomWatch::begin(loaded->record.cgroup.paths);
  if (watch) oom_ = std::move(*watch);
}

bool Life::is_paused() const {
  const Result<container::Listing> now = container::describe_container(state_root_, id_);
  return now && now->status == "paused";
}

void Life::resize(const winsize& window) {
  if (terminal_ && window.ws_row != 0) ::ioctl(terminal_.get(), TIOCSWINSZ, &window);
}

std::size_t Life::give(std::string_view text) {
  const FdRef to = input();
  if (!to.valid()) return text.size();  // nobody will ever read it
  const ssize_t n = ::write(to.get(), text.data(), text.size());
  if (n >= 0) return static_cast<std::size_t>(n);
  if (errno == EAGAIN || errno == EINTR) return 0;
  close_input();
  return text.size();
}

void Life::close_input() {
  if (terminal_) {
    (void)write_all(terminal_, "\x04", "terminal");  // what a person's Ctrl-D is
  } else {
    input_.reset();
  }
}

int Life::exit_code() {
  const Result<int> code = is_child_ ? sys::wait(pid_) : sys::exit_code_of_other(pidfd_);
  return code ? *code : kUnknown;
}

Result<void> Life::end() {
  container::Warnings warnings;
  return container::remove(state_root_, id_, true, warnings);
}

}  // namespace runtime::supervisor
