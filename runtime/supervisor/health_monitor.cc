#include "runtime/supervisor/health_monitor.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "runtime/supervision/log_entry.h"
#include "runtime/sys/process.h"
#include "runtime/sys/spawn.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/cli/duration.h"

namespace runtime::supervisor {

using supervision::Health;
using supervision::log_time;

namespace {

constexpr std::size_t kMaxOutput = 4096;  // Docker's
constexpr int kNotRun = -1;

HealthMonitor::Clock::duration ticks(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<HealthMonitor::Clock::duration>(time);
}

bool is_child(pid_t pid) {
  siginfo_t info = {};
  return pid > 0 && ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

}  // namespace

void HealthMonitor::begin(const std::optional<Health>& before) {
  end();
  begun_ = Clock::now();
  health_ = {};
  if (before) health_.log = before->log;
  due_ = begun_ + ticks(health_.next(check_, age()));
}

// What is left of a check ends with its container; who waits for children waits for it.
void HealthMonitor::end() {
  due_.reset();
  output_.reset();
  exec_ = probe_ = 0;
}

void HealthMonitor::handle_time(bool is_paused) {
  if (is_paused) {
    due_ = Clock::now() + ticks(health_.next(check_, age()));
    return;
  }
  if (exec_ != 0 || probe_ != 0) {
    // They are our children, not waited for: the numbers are still theirs.
    ::kill(exec_ != 0 ? exec_ : probe_, SIGKILL);
    took_too_long_ = true;
    due_.reset();
    return;
  }
  probe_age_ = age();
  result_ = {};
  result_.start = log_time(now());
  text_.clear();
  took_too_long_ = false;
  due_ = Clock::now() + ticks(check_.timeout);
  if (const Result<void> started = start(); !started) {
    text_ = started.error().text();
    finish(kNotRun);
  }
}

Result<void> HealthMonitor::start() {
  ::unlink(pid_file_.c_str());  // the last check's
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  output_ = Fd(ends[0]);
  const Fd theirs(ends[1]);
  if (::fcntl(output_.get(), F_SETFL, O_NONBLOCK) < 0) return fail_errno("pipe");
  std::vector<std::string> words = runtime_;
  words.insert(words.end(), {"exec", "--detach", "--ignore-paused", "--pid-file", pid_file_, id_, "--"});
  words.insert(words.end(), check_.command.begin(), check_.command.end());
  exec_ =
      TRY(sys::spawn({.program = runtime_.front(), .words = std::move(words), .files = {FdRef(-1), theirs, theirs}}));
  return {};
}

void HealthMonitor::read_output() {
  char buffer[1 << 16];  // a pipe's: whoever writes on and on does not keep us here
  const ssize_t n = ::read(output_.get(), buffer, sizeof buffer);
  if (n == 0) output_.reset();
  if (n > 0) text_.append(buffer, std::min(static_cast<std::size_t>(n), kMaxOutput + 1 - text_.size()));
}

pid_t HealthMonitor::written_pid() const {
  const Result<std::string> text = read_file(pid_file_, 64);
  return text ? parse_number<pid_t>(trim(*text)).value_or(0) : 0;
}

bool HealthMonitor::take_ended(pid_t pid) {
  if (exec_ != 0 && (pid == exec_ || pid == written_pid())) {
    (void)sys::wait(exec_);  // it has ended, or its process would not be our child
    exec_ = 0;
    probe_ = written_pid();
    if (!is_child(probe_)) {
      finish(kNotRun);  // why `runtime exec` has said
    } else if (took_too_long_) {
      ::kill(probe_, SIGKILL);
    }
    return true;
  }
  if (probe_ == 0 || pid != probe_) return false;
  const Result<int> code = sys::wait(probe_);
  finish(code ? *code : kNotRun);
  return true;
}

void HealthMonitor::finish(int exit_code) {
  if (output_) read_output();
  output_.reset();
  exec_ = probe_ = 0;
  result_.end = log_time(now());
  result_.exit_code = exit_code;
  if (text_.size() > kMaxOutput) text_ = text_.substr(0, kMaxOutput - 3) + "...";
  result_.output = supervision::json_text(text_);
  if (took_too_long_) {
    result_.exit_code = kNotRun;
    result_.output = concat("Health check exceeded timeout (", spec::cli::duration_text(check_.timeout.count()), ")",
                            text_.empty() ? "" : ": ", result_.output);
  }
  health_.add(check_, std::move(result_), probe_age_);
  changed_ = true;
  due_ = Clock::now() + ticks(health_.next(check_, age()));
}

}  // namespace runtime::supervisor
