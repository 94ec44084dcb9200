// The record of a container that is being made.
#pragma once

#include <string>

#include "runtime/container/bundle.h"
#include "runtime/container/record.h"
#include "spec/base/result.h"

namespace runtime::container {

// What is known of a container before it has anything: its process, namespaces,
// cgroup and upper folder are still to be added.
Result<Record> begin_record(const Bundle& bundle, const std::string& id);

}  // namespace runtime::container
