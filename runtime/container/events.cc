#include "runtime/container/events.h"

#include <poll.h>

#include <algorithm>
#include <optional>

#include "runtime/cgroup/oom.h"
#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/stats/stats.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

using Clock = std::chrono::steady_clock;

Result<Record> load_record(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find(id));
  Folder::Loaded loaded = TRY(folder.load());
  return std::move(loaded.record);
}

// An id has nothing that JSON would escape.
std::string stats_event(const std::string& id, const stats::Stats& stats) {
  return concat("{\"type\":\"stats\",\"id\":\"", id, "\",\"data\":", stats::write_stats(stats), "}\n");
}

Result<void> send_ooms(const std::string& id, cgroup::OomWatch& watch, const EventSink& sink) {
  for (std::uint64_t left = watch.take(); left > 0; --left) {
    TRY(sink(concat("{\"type\":\"oom\",\"id\":\"", id, "\"}\n")));
  }
  return {};
}

int milliseconds_until(Clock::time_point moment) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

}  // namespace

Result<void> send_stats(const std::string& state_root, const std::string& id, const EventSink& sink) {
  const Record record = TRY(load_record(state_root, id));
  if (!open_first_process(record)) return fail(concat("container with id ", id, " is not running"));
  const stats::Stats stats = TRY_STEP("cgroup", stats::read_stats(record.cgroup.paths));
  return sink(stats_event(id, stats));
}

Result<void> watch_events(const std::string& state_root, const std::string& id, std::chrono::nanoseconds interval,
                          const EventSink& sink) {
  const Record record = TRY(load_record(state_root, id));
  const Result<Fd> process = open_first_process(record);
  if (!process) return fail(concat("container with id ", id, " is not running"));
  cgroup::OomWatch watch = TRY_STEP("cgroup", cgroup::OomWatch::begin(record.cgroup.paths));
  Clock::time_point next = Clock::now() + interval;
  for (;;) {
    pollfd files[] = {{process->get(), POLLIN, 0}, {watch.fd().get(), POLLIN, 0}};
    if (::poll(files, 2, milliseconds_until(next)) < 0 && errno != EINTR) return fail_errno("poll");
    TRY(send_ooms(id, watch, sink));
    if (files[0].revents != 0) return {};
    if (Clock::now() < next) continue;
    next = std::max(next + interval, Clock::now());
    const stats::Stats stats = TRY_STEP("cgroup", stats::read_stats(record.cgroup.paths));
    TRY(sink(stats_event(id, stats)));
  }
}

}  // namespace runtime::container
