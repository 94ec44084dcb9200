// JSON text <-> Value, by yajl's event parser and generator.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::json {

// What a document may cost. The distribution-spec lets a registry refuse a
// manifest of over 4 MiB; nothing we read is deeper than a dozen levels.
struct Limits {
  std::size_t bytes = 4 << 20;
  int depth = 64;
};

// One whole document (RFC 8259): a repeated member, anything after the
// document, invalid UTF-8 and whatever is over the limits are errors. The
// error says line and column.
Result<Value> parse(std::string_view text, const Limits& limits = {});

enum class Style {
  kCompact,   // one line, no spaces: what digests are made over
  kIndented,  // for people: two spaces a level and a newline at the end
};

// The same value gives the same text. Strings must be valid UTF-8.
std::string write(const Value& value, Style style = Style::kCompact);

}  // namespace spec::json
