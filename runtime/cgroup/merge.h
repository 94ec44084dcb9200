// The limits of a container after an update.
#pragma once

#include "spec/runtime/resources.h"

namespace runtime::cgroup {

// `current` with `changes` over it. Lists are merged by what they are about (a
// device's number, a page size, an interface); device rules are replaced.
// A memory limit of -1 takes the limit of swap away, unless that is given too.
spec::runtime::Resources merge(const spec::runtime::Resources& current, const spec::runtime::Resources& changes);

// What must be written for `changes`: they, and those of `merged` that share a
// file or a meaning with them (memory and swap, quota and period, shares and idle).
spec::runtime::Resources with_what_they_depend_on(spec::runtime::Resources changes,
                                                  const spec::runtime::Resources& merged);

}  // namespace runtime::cgroup
