// What the verbs have a supervised container do.
#pragma once

#include <optional>
#include <string>

#include "runtime/supervision/connection.h"
#include "runtime/supervision/place.h"
#include "spec/base/result.h"

namespace runtime::supervision {

struct Stop {
  std::string signal;          // a name or a number; "" is the container's stop signal
  std::optional<int> seconds;  // until SIGKILL, -1 is never; none is the container's
};

// Returns once it has ended. One that has is fine.
Result<void> stop(const Place& place, const Stop& how);
// Stops it, and starts it again; one that has ended is started.
Result<void> restart(const Place& place, const Stop& how);
// Sends a signal, and with SIGKILL returns once it has ended. With that and the stop signal its restart policy does not
// hold any more.
Result<void> kill(const Place& place, int signal);
// Returns once it has ended: its exit code. At once where it has.
Result<int> wait(const Place& place);
// Starts one that has ended or was never started; one that has lost its supervisor gets a new one. One that runs is
// fine.
Result<void> start(const Place& place);
// All that is known of it. An error where it runs, unless `force` kills it.
Result<void> remove(const Place& place, bool force);

// To attach to it; an error where it does not run.
Result<Connection> connect_running(const Place& place);

}  // namespace runtime::supervision
