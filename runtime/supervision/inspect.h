// All that is known of a supervised container, for `state` and `inspect`.
#pragma once

#include "runtime/container/listing.h"
#include "runtime/supervision/place.h"
#include "spec/base/result.h"
#include "spec/json/value.h"

namespace runtime::supervision {

// As `state` shows it; of one that has ended what its bundle says.
Result<container::Listing> describe(const Place& place);

// As `docker inspect` shows it: those of its members that have a meaning here.
Result<spec::json::Value> inspect(const Place& place);

}  // namespace runtime::supervision
