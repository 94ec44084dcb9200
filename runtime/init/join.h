// Entering namespaces that exist.
#pragma once

#include <vector>

#include "runtime/init/plan.h"
#include "spec/base/result.h"

namespace runtime::init {

// setns(2) for each. One that belongs to the user namespace among them can be
// entered only from inside that; one that belongs to ours only from outside:
// what is refused before the user namespace is tried again after it.
Result<void> join_namespaces(const std::vector<JoinedNamespace>& namespaces);

// "network", "pid" ... as config.json calls them.
const char* namespace_name(spec::runtime::NamespaceType type);

}  // namespace runtime::init
