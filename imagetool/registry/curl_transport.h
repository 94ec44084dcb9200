// HTTP over libcurl.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "imagetool/registry/transport.h"

namespace imagetool::registry {

// Connections are kept and used again; with TLS they are HTTP/2 where the server
// has it. Proxies come from the environment (proxy.h), certificates from the system or, as for
// Go's programs, from $SSL_CERT_FILE. Warnings go to standard error.
class CurlTransport : public Transport {
 public:
  CurlTransport();
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  Result<Response> perform(const Request& request) override;
  void pause(std::chrono::milliseconds time) override;
  void note_limit(const std::string& registry, const std::string& limit, const std::string& left) override;
  void warn(const std::string& text) override;

  struct Limit {
    std::string limit;
    std::string left;
  };
  // What each registry said last.
  std::map<std::string, Limit> limits();

 private:
  void* take();
  void give_back(void* handle);
  std::mutex mutex_;
  std::set<std::string> warned_;
  std::map<std::string, Limit> limits_;
  std::vector<void*> idle_;  // CURL handles, each with its connections
};

}  // namespace imagetool::registry
