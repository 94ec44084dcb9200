// What goes into the Authorization header for one registry.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "imagetool/registry/challenge.h"
#include "imagetool/registry/docker_config.h"
#include "imagetool/registry/transport.h"

namespace imagetool::registry {

// Basic, and bearer tokens of a token server (distribution-spec; Docker's
// "Token Authentication"), with credentials or without any. Thread-safe: of
// many requests that are refused at once, one fetches the token.
class Authenticator {
 public:
  // `registry` names it in messages: "docker.io".
  // `certificates`: whom to trust, for the token server, too.
  Authenticator(Transport& transport, std::string registry, std::optional<Credentials> credentials, bool verify_tls,
                std::shared_ptr<const Certificates> certificates);

  // What a request for `scope` carries; "" at first. A scope is a list with
  // spaces between: "repository:library/busybox:pull".
  std::string header(const std::string& scope);
  // After a 401 from `url` to a request that carried `refused`: what to send
  // instead; "" where nothing else can be done.
  Result<std::string> answer(const Url& url, const Response& refusal, const std::string& scope,
                             const std::string& refused);

  // Whose credentials are used; "" for nobody's.
  std::string user() const { return credentials_ ? credentials_->user : ""; }

 private:
  Result<std::string> fetch_token(const Url& registry, const Challenge& challenge, const std::string& scope);
  Request token_request(Url realm, const std::string& service, const std::string& scope) const;

  Transport& transport_;
  std::string registry_;
  std::optional<Credentials> credentials_;
  bool verify_tls_;
  std::shared_ptr<const Certificates> certificates_;
  std::mutex mutex_;
  std::map<std::string, std::string> headers_;  // by scope
};

}  // namespace imagetool::registry
