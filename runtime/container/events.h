// What happens in a container: its figures, again and again, and when it is
// out of memory.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "spec/base/result.h"

namespace runtime::container {

// Gets one event as JSON on one line; an error ends the watching.
using EventSink = std::function<Result<void>(const std::string& event)>;

// The figures now.
Result<void> send_stats(const std::string& state_root, const std::string& id, const EventSink& sink);

// The figures each `interval`, and every OOM event at once, until the
// container's first process ends.
Result<void> watch_events(const std::string& state_root, const std::string& id, std::chrono::nanoseconds interval,
                          const EventSink& sink);

}  // namespace runtime::container
