// Annotations of config.json that are orders to the runtime, by crun's names
// (docs/annotations.md). Others are the user's own, and ignored.
#pragma once

#include <map>
#include <string>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

using Annotations = std::map<std::string, std::string>;

// Refuses what would be dangerous or wrong to leave undone, as a filter in
// another form, and puts what stands for a member of config.json in its place.
Result<void> apply_annotations(spec::runtime::Config& config);

// Whether "run.oci.NAME" is there, whatever its value.
bool is_annotated(const Annotations& annotations, const std::string& name);
// The value of "run.oci.NAME"; "" where it is not there.
std::string annotation(const Annotations& annotations, const std::string& name);

}  // namespace runtime::container
