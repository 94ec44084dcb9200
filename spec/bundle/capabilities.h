// Which capabilities a container has: Docker's default set and the changes to it.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"

namespace spec::bundle {

// Docker's fourteen, changed as `docker run --cap-add --cap-drop` does: names
// in any case, with or without CAP_, and ALL, which is what our own bounding set has; what is added wins over what is
// dropped, except that with "add ALL" the dropped ones go. An unknown name is
// an error: `invalid capability: "CAP_FOO"`. The result is in the kernel's order.
Result<std::vector<std::string>> capabilities(const std::vector<std::string>& added,
                                              const std::vector<std::string>& dropped);

}  // namespace spec::bundle
