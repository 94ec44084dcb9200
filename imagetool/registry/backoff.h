// When to try again, and when to give up.
#pragma once

#include "imagetool/registry/transport.h"

namespace imagetool::registry {

// A reply that another try may change: 429, 5xx, a broken connection.
bool worth_another_try(const Response& response);

// Waits longer each time, by chance a little more or less, so that many clients do not come back
// at once; or as long as Retry-After says. Gives up after a few tries, and where it would be long.
class Backoff {
 public:
  explicit Backoff(Transport& transport) : transport_(transport) {}
  // False where it is time to give up.
  bool wait(const Response& response);
  void reset() { tries_ = 0; }

 private:
  Transport& transport_;
  int tries_ = 0;
};

// What Retry-After says, a number of seconds or a date; nothing where it says nothing.
std::optional<std::chrono::seconds> retry_after(const Response& response);

}  // namespace imagetool::registry
