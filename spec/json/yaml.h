// YAML as a JSON value: what configuration that people write is in.
#pragma once

#include <string_view>

#include "spec/base/result.h"
#include "spec/json/text.h"
#include "spec/json/value.h"

namespace spec::json {

// One document, with YAML 1.2's core schema: a plain scalar may be null, a truth value, a number or else text, a quoted
// one is text. Aliases, of which a few lines can make gigabytes, tags, repeated keys and keys that are no scalar are
// errors, and whatever is over the limits. JSON is YAML, too. The error says the line.
Result<Value> parse_yaml(std::string_view text, const Limits& limits = {});

}  // namespace spec::json
