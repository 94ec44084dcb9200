// What this process could not do as the layers say, because it is an ordinary
// user's: counted over all layers and threads, for one warning at the end.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "spec/base/vocabulary.h"

namespace spec::layer {

struct Shortfall {
  std::atomic<std::uint64_t> owners{0};   // files whose owner or group is not to be had: they are the user's
  std::atomic<std::uint64_t> devices{0};  // left out
  std::atomic<std::uint64_t> xattrs{0};   // left out: file capabilities, and those of security modules

  // "3 device nodes were left out, ..."; "" where nothing is amiss.
  std::string text() const;
};

Shortfall& shortfall();

}  // namespace spec::layer
