#include "spec/image/platform_match.h"

#include <algorithm>

namespace spec::image {

bool suits(const Platform& offered, const Platform& wanted) {
  const std::vector<Platform> accepted = accepted_by(wanted);
  return std::any_of(accepted.begin(), accepted.end(), [&](const Platform& one) {
    return one.os == offered.os && one.architecture == offered.architecture && one.variant == offered.variant;
  });
}

}  // namespace spec::image
