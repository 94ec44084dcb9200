// A registry's "no", in words.
#pragma once

#include <string>

#include "imagetool/registry/transport.h"

namespace imagetool::registry {

// Who asked whom.
struct Asker {
  std::string registry;  // "docker.io"
  std::string user;      // "" for nobody's credentials
};

// The error that a reply means which is not what was hoped for: what was asked
// for, the reason, the server's own words, and what to do about it.
Error refusal_error(const Response& response, const std::string& object, const Asker& asker);

// The server's own words: "denied: requested access to the resource is denied"; "" where it has none.
// At most a line, without control characters.
std::string server_message(const Response& response);

// What a server sends, fit for a terminal: no control characters, not endless.
std::string printable(std::string text);

}  // namespace imagetool::registry
