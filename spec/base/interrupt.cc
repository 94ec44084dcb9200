#include "spec/base/interrupt.h"

#include <atomic>
#include <csignal>

namespace base {

namespace {

// Signals are the process's: so is this.
std::atomic<bool> came{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

void note(int) { came.store(true, std::memory_order_relaxed); }

}  // namespace

void catch_interrupts() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now = {};
    ::sigaction(number, nullptr, &now);
    if (now.sa_handler == SIG_IGN) continue;
    struct sigaction action = {};
    action.sa_handler = note;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(number, &action, nullptr);
  }
}

bool interrupted() { return came.load(std::memory_order_relaxed); }

Result<void> check_interrupted() {
  if (interrupted()) return fail("interrupted");
  return {};
}

}  // namespace base
