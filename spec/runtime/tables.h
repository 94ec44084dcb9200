// How the parts of config.json go to and from JSON, for the .cc files here:
// each part's table is compiled once, beside its part.
#pragma once

#include "spec/json/table.h"
#include "spec/runtime/config.h"
#include "spec/runtime/state.h"

namespace spec::runtime {

Result<void> decode(const json::Value& value, const json::Place& place, Process& out);
json::Value encode(const Process& process);

Result<void> decode(const json::Value& value, const json::Place& place, Linux& out);
json::Value encode(const Linux& linux);

Result<void> decode(const json::Value& value, const json::Place& place, IdMapping& out);
json::Value encode(const IdMapping& mapping);

Result<void> decode(const json::Value& value, const json::Place& place, Hooks& out);
json::Value encode(const Hooks& hooks);

Result<void> decode(const json::Value& value, const json::Place& place, Resources& out);
json::Value encode(const Resources& resources);

Result<void> decode(const json::Value& value, const json::Place& place, Seccomp& out);
json::Value encode(const Seccomp& seccomp);
// Parts of a filter, which other forms of it have too.
Result<void> decode(const json::Value& value, const json::Place& place, SeccompAction& out);
Result<void> decode(const json::Value& value, const json::Place& place, SeccompFlag& out);
Result<void> decode(const json::Value& value, const json::Place& place, SeccompArg& out);

}  // namespace spec::runtime
