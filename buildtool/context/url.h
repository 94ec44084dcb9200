// Addresses that a context or a source of ADD may have, taken apart as text.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace buildtool::context {

// SCHEME://[USER@]HOST[:PORT][/PATH][?QUERY][#FRAGMENT], or as ssh has it, USER@HOST:PATH.
struct Url {
  std::string scheme;    // lower case; "ssh" for the short form
  std::string user;      // with its password, as written
  std::string host;      // without its port
  std::string path;      // percent signs undone
  std::string query;     // as written, without "?"
  std::string fragment;  // percent signs undone, without "#"
  std::string address;   // all of it as written, without query and fragment
};

// Nothing where the text has neither form.
std::optional<Url> parse_url(std::string_view text);

// "%2e" is "."; what is no such thing stays as it is.
std::string undo_percent(std::string_view text);

// The query's values by name; a name without "=" has an empty one. A name that
// comes twice is an error.
Result<std::map<std::string, std::string>> query_values(std::string_view query);

// http:// or https://
bool is_http(std::string_view text);

// The text with "xxxxx" for a password that stands in a URL: for what is shown or kept.
std::string without_password(std::string_view text);

}  // namespace buildtool::context
