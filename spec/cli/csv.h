// One line of comma separated fields, as in --mount and --device.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace spec::cli {

// A field that begins with a double quote runs to the closing one; two of them
// inside are one (RFC 4180). A stray quote is an error.
Result<std::vector<std::string>> split_csv(std::string_view text);

// "key=value" or "key" alone; the key in lower case.
struct CsvOption {
  std::string key;
  std::string value;
  bool has_value = false;
};
CsvOption split_option(std::string_view field);

// What Go's strconv.ParseBool takes: 1, t, true, 0, f, false and so on.
Result<bool> parse_option_bool(const CsvOption& option);

}  // namespace spec::cli
