// How an unpacked layer is known.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/image/digest.h"

namespace spec::layout {

struct LayerId {
  enum class By {
    kDiff,   // self-contained: the same folder for every image, by DiffID
    kChain,  // unpacked against the layers below it, by ChainID
  };
  By by = By::kDiff;
  image::Digest digest;

  std::string text() const;  // "diff:sha256:2c26b4...", "chain:sha256:..."
  static Result<LayerId> parse(std::string_view text);

  auto operator<=>(const LayerId&) const = default;
};

}  // namespace spec::layout
