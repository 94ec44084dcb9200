// A conversation with one registry host: scheme, credentials, redirects, retries.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "imagetool/registry/authenticator.h"
#include "imagetool/registry/backoff.h"
#include "imagetool/registry/endpoint.h"
#include "imagetool/registry/refusal.h"
#include "imagetool/registry/transport.h"

namespace imagetool::registry {

// Thread-safe.
class Session {
 public:
  Session(Transport& transport, const Endpoint& endpoint, std::optional<Credentials> credentials);

  // A URL of this host: https, or for an insecure one what it answers to.
  Result<Url> url(const std::string& target);

  // Sends it with what this host wants as Authorization for `scope`; GET and
  // HEAD follow redirects. Credentials go to this host only (scheme, host and
  // port), and nothing goes from https to http. A reply of 429 or 5xx or a broken
  // connection is tried again, unless a sink or a file takes part: there the
  // caller must know how far it came. The user is told of the registry's warnings.
  Result<Response> send(Request request, const std::string& scope);

  Transport& transport() { return transport_; }
  Asker asker() const { return {endpoint_.registry, authenticator_.user()}; }

 private:
  Result<Response> follow(Request& request, const std::string& scope);
  Result<Response> authorised(Request& request, const std::string& scope);
  Result<void> check_target(const Url& from, const Url& to) const;
  Result<std::string> find_scheme();
  Result<Response> perform(const Request& request);

  Transport& transport_;
  Endpoint endpoint_;
  Authenticator authenticator_;
  std::mutex mutex_;
  std::string scheme_;  // empty until it is known
  Url base_;
};

}  // namespace imagetool::registry
