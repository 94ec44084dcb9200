// URLs of registries, as libcurl reads them: what is checked is what is connected to.
#pragma once

#include <string>
#include <string_view>

#include "imagetool/registry/address.h"
#include "spec/base/result.h"

namespace imagetool::registry {

// An absolute http or https URL without user name and fragment.
struct Url {
  std::string scheme;  // "https"
  std::string host;    // lower case; an IPv6 address in brackets
  std::string port;    // always there: "443"
  std::string target;  // path and query, "/v2/?n=1"

  std::string text() const;
  // What credentials are bound to: "https://host:443".
  std::string origin() const;
  bool is_https() const { return scheme == "https"; }

  bool operator==(const Url&) const = default;
};

// Other schemes, user names and control characters are errors.
Result<Url> parse_url(std::string_view text);
// What a Location header means that came with the reply to `base`: absolute or relative.
Result<Url> resolve(const Url& base, std::string_view location);

// Adds NAME=VALUE to the query, escaped.
void add_query(Url& url, std::string_view name, std::string_view value);

// What a host's name itself says (an address, "localhost"); nothing is looked up.
bool allows(Reach reach, const std::string& host);
// How near `chosen` may be, a URL that came from the server `asked`: its own
// host is anywhere that it is, and only a server on this machine may name others there.
Reach reach_from(const Url& asked, const Url& chosen);

}  // namespace imagetool::registry
