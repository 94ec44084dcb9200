#include "runtime/supervisor/supervisor.h"

#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "runtime/supervisor/footprint.h"
#include "runtime/sys/process.h"
#include "runtime/sys/signals.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"

namespace runtime::supervisor {

using namespace std::chrono_literals;
using supervision::Message;
using supervision::Phase;
using supervision::Place;
using supervision::Settings;
using supervision::Stream;

namespace {

Result<Fd> begin_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) < 0) return fail_errno("sigprocmask");
  Fd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return fail_errno("signalfd");
  return signals;
}

constexpr int kIdle = 1000;  // milliseconds without work, after which memory is given back

}  // namespace

Result<Supervisor> Supervisor::make(const std::string& state_root, const std::string& id) {
  Place place = TRY(Place::open(state_root, id));
  FileLock lock = TRY(place.lock());
  Settings settings = TRY(place.settings());
  Fd signals = TRY(begin_signals());
  // The container's first process, which `create` leaves behind, comes to us.
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return fail_errno("subreaper");
  LogFile log = TRY(LogFile::open(settings.log));
  Fd listener = TRY(sys::listen_at(place.folder(), supervision::kControl, SOCK_SEQPACKET));
  std::optional<HealthMonitor> health;
  if (auto check = TRY(supervision::parse_health_check(settings.health_check))) {
    health.emplace(place, settings.runtime, std::move(*check));
  }
  return Supervisor(std::move(place), std::move(lock), std::move(settings), Clients(std::move(listener)),
                    std::move(log), std::move(signals), std::move(health));
}

Supervisor::Supervisor(Place place, FileLock lock, Settings settings, Clients clients, LogFile log, Fd signals,
                       std::optional<HealthMonitor> health)
    : place_(std::move(place)),
      lock_(std::move(lock)),
      settings_(std::move(settings)),
      clients_(std::move(clients)),
      log_(std::move(log)),
      signals_(std::move(signals)),
      restarts_(settings_.restart),
      health_(std::move(health)) {
  if (const Result<supervision::Status> before = place_.status()) status_ = *before;
  status_.supervisor = ::getpid();
  status_.restarts = 0;
  status_.stopped_by_hand = false;
}

Result<void> Supervisor::run(First first, Fd report) {
  Result<void> begun;
  if (first == First::kAttached) begun = wait_for_attached(report);
  if (begun) begun = first == First::kAdopt ? adopt() : start();
  if (!begun) {
    (void)write_all(report, begun.error().text(), "report");
    return begun;
  }
  report.reset();
  while (life_ || start_at_) wait();
  finish();
  return {};
}

Result<void> Supervisor::wait_for_attached(FdRef report) {
  TRY(write_all(report, "\n", "report"));
  while (!clients_.any_attached()) {
    std::vector<pollfd> files = {{report.get(), 0, 0}};
    clients_.prepare(files, true);
    if (::poll(files.data(), files.size(), -1) < 0 && errno != EINTR) return fail_errno("poll");
    if (files[0].revents != 0) return fail("whoever wanted to attach has gone");
    clients_.transfer(&files[1], [this](Client& client, const Message& message) { handle(client, message); });
  }
  return {};
}

Result<void> Supervisor::start() {
  start_at_.reset();
  kill_at_.reset();
  save();  // `create` asks whose container it is to make
  Result<Life> life = Life::begin(place_, settings_, window_);
  if (!life) {
    status_.phase = status_.started.empty() ? Phase::kCreated : Phase::kExited;
    status_.error = life.error().text();
    save();
    return std::move(life).error();
  }
  life_.emplace(std::move(*life));
  begun_ = Clock::now();
  status_.phase = Phase::kRunning;
  status_.pid = life_->pid();
  status_.started = supervision::log_time(now());
  status_.finished.clear();
  status_.oom_killed = false;
  status_.error.clear();
  if (health_) {
    health_->begin(status_.health);
    status_.health = health_->health();
  }
  save();
  tell("start");
  return {};
}

Result<void> Supervisor::adopt() {
  const supervision::Status before = TRY(place_.status());
  Life life = TRY(Life::adopt(place_, before.pid));
  status_ = before;
  status_.supervisor = ::getpid();
  life_.emplace(std::move(life));
  begun_ = Clock::now();
  if (health_) {
    health_->begin(status_.health);
    status_.health = health_->health();
  }
  save();
  return {};
}

std::vector<pollfd> Supervisor::prepare() const {
  std::vector<pollfd> files = {{signals_.get(), POLLIN, 0}};
  // What is behind a client's back waits in the pipe.
  const short reading = clients_.is_behind() ? 0 : POLLIN;
  if (life_) {
    files.push_back({life_->pidfd().get(), POLLIN, 0});
    files.push_back({reading != 0 ? life_->output().get() : -1, reading, 0});
    files.push_back({reading != 0 ? life_->errors().get() : -1, reading, 0});
    files.push_back({life_->oom().get(), POLLIN, 0});
    files.push_back({input_.empty() ? -1 : life_->input().get(), POLLOUT, 0});
  } else {
    files.insert(files.end(), 5, pollfd{-1, 0, 0});
  }
  files.push_back({health_ ? health_->output().get() : -1, POLLIN, 0});
  clients_.prepare(files, input_.empty());
  return files;
}

int Supervisor::timeout() const {
  std::optional<Clock::time_point> next;
  for (const auto& time : {kill_at_, start_at_, health_ ? health_->due() : std::nullopt}) {
    if (time && (!next || *time < *next)) next = time;
  }
  const std::int64_t longest = is_small_ ? 1 << 30 : kIdle;
  if (!next) return is_small_ ? -1 : kIdle;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, longest));
}

void Supervisor::wait() {
  std::vector<pollfd> files = prepare();
  const int ready = ::poll(files.data(), files.size(), timeout());
  if (ready < 0) return;
  is_small_ = ready == 0;
  const auto is_ready = [&](std::size_t i) { return files[i].revents != 0; };
  if (is_ready(0)) handle_signals();
  if (life_ && is_ready(4)) note_oom();
  if (life_ && is_ready(2)) copy(life_->output(), Stream::kOutput);
  if (life_ && is_ready(3)) copy(life_->errors(), Stream::kErrors);
  if (life_ && is_ready(5)) give_input();
  if (health_ && is_ready(6)) health_->read_output();
  clients_.transfer(&files[7], [this](Client& client, const Message& message) { handle(client, message); });
  if (life_ && is_ready(1)) end_life();
  handle_time();
  note_health();
  if (is_small_) shrink_footprint();
}

void Supervisor::note_health() {
  if (!health_ || !health_->take_change()) return;
  const supervision::Healthiness before = status_.health->status;
  status_.health = health_->health();
  save();
  if (before != status_.health->status) {
    tell(concat("health_status: ", supervision::healthiness_name(status_.health->status)));
  }
}

void Supervisor::note_oom() {
  if (!life_->take_oom()) return;
  status_.oom_killed = true;
  tell("oom");
}

void Supervisor::handle_signals() {
  signalfd_siginfo info;
  while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
    // The machine goes down, or somebody ends us: the container does not stay alone.
    if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) {
      stop(sys::parse_signal(settings_.stop_signal).value_or(SIGTERM), static_cast<int>(settings_.stop_timeout));
    }
  }
  reap();
}

// Checks of the health, and what a container without its own pid namespace left to us; its first process is waited for
// by its end.
void Supervisor::reap() {
  while (true) {
    siginfo_t ended = {};
    if (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) < 0 || ended.si_pid == 0) return;
    if (life_ && ended.si_pid == life_->pid()) return;
    if (!health_ || !health_->take_ended(ended.si_pid)) ::waitpid(ended.si_pid, nullptr, WNOHANG);
  }
}

void Supervisor::handle_time() {
  const Clock::time_point present = Clock::now();
  if (kill_at_ && present >= *kill_at_) {
    kill_at_.reset();
    if (life_) signal(SIGKILL);
  }
  if (life_ && health_ && health_->due() && present >= *health_->due()) {
    is_small_ = false;
    health_->handle_time(life_->is_paused());
  }
  if (start_at_ && present >= *start_at_) {
    is_small_ = false;
    const Result<void> started = start();
    const bool is_restart = std::exchange(is_restarting_, false);
    if (started && is_restart) tell("restart");
    clients_.tell(started ? supervision::kDone : supervision::kFailed, started ? "" : started.error().text());
    if (!started) plan_next(0ms);
  }
}

// Whether there was something.
bool Supervisor::copy(FdRef from, Stream stream) {
  if (!from.valid()) return false;
  char buffer[supervision::kMaxMessage];
  const ssize_t n = ::read(from.get(), buffer, sizeof buffer);
  if (n <= 0) return false;
  const std::string_view text(buffer, static_cast<std::size_t>(n));
  // A full disk is no reason to end the container.
  (void)log_.add(stream, text);
  clients_.write(stream == Stream::kOutput ? supervision::kOutput : supervision::kErrors, text);
  return true;
}

void Supervisor::drain() {
  while (copy(life_->output(), Stream::kOutput) || copy(life_->errors(), Stream::kErrors)) clients_.flush();
  (void)log_.finish();
}

void Supervisor::give_input() {
  if (!life_) return;
  if (!input_.empty()) input_.erase(0, life_->give(input_));
  if (input_.empty() && input_ends_) {
    life_->close_input();
    input_ends_ = false;
  }
}

void Supervisor::end_life() {
  drain();
  status_.exit_code = life_->exit_code();
  // The news of it may come with the end itself.
  note_oom();
  status_.oom_killed = status_.oom_killed && status_.exit_code == 128 + SIGKILL;
  if (const Result<void> ended = life_->end(); !ended) status_.error = ended.error().text();
  life_.reset();
  kill_at_.reset();
  if (health_) {
    health_->end();
    status_.health->status = supervision::Healthiness::kUnhealthy;  // Docker's word for one that has ended
  }
  input_.clear();
  status_.pid = 0;
  status_.finished = supervision::log_time(now());
  tell("die", {{"exitCode", std::to_string(status_.exit_code)}});
  if (is_asked_to_stop_) tell("stop");
  is_asked_to_stop_ = false;
  plan_next(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun_));
}

void Supervisor::plan_next(std::chrono::milliseconds life) {
  if (const Result<Settings> present = place_.settings(); present && present->restart != settings_.restart) {
    settings_.restart = present->restart;  // `update` has changed it
    restarts_ = RestartManager(settings_.restart);
  }
  if (starts_again_) {
    starts_again_ = is_stopping_ = false;
    is_restarting_ = true;
    status_.stopped_by_hand = false;
    status_.restarts = 0;
    restarts_ = RestartManager(settings_.restart);
    start_at_ = Clock::now();
  } else if (is_stopping_) {
    start_at_.reset();
  } else if (const auto delay = restarts_.next(status_.exit_code, life)) {
    start_at_ = Clock::now() + *delay;
    status_.restarts = restarts_.count();
  } else {
    start_at_.reset();
  }
  status_.phase = start_at_ ? Phase::kRestarting : Phase::kExited;
  save();
  clients_.tell(supervision::kEnded, std::to_string(status_.exit_code));
}

void Supervisor::finish() {
  if (status_.phase != Phase::kExited) {  // stopped between two lives
    status_.phase = Phase::kExited;
    save();
  }
  clients_.flush();
  if (settings_.remove && place_.remove()) tell("destroy");
}

void Supervisor::save() { (void)place_.save(status_); }

void Supervisor::tell(std::string_view action, supervision::Attributes attributes) {
  if (const Result<Settings> present = place_.settings()) settings_.name = present->name;  // it may have been renamed
  supervision::tell_event(place_.state_root(), settings_, action, std::move(attributes));
}

}  // namespace runtime::supervisor
