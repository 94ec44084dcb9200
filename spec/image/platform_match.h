// Whether an image that stands alone, in no index, is one for the platform that was asked for.
#pragma once

#include "spec/image/platform.h"

namespace spec::image {

// Both as accepted_by() has them: what runs on `offered` runs where `wanted` is asked for.
bool suits(const Platform& offered, const Platform& wanted);

}  // namespace spec::image
