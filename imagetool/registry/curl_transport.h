// HTTP over libcurl.
#pragma once

#include <mutex>
#include <vector>

#include "imagetool/registry/transport.h"

namespace imagetool::registry {

// Connections are kept and used again. Proxies come from the environment
// (https_proxy, http_proxy, no_proxy), certificates from the system or, as for
// Go's programs, from $SSL_CERT_FILE.
class CurlTransport : public Transport {
 public:
  CurlTransport();
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  Result<Response> perform(const Request& request) override;
  void pause(std::chrono::milliseconds time) override;

 private:
  void* take();
  void give_back(void* handle);
  std::mutex mutex_;
  std::vector<void*> idle_;  // CURL handles, each with its connections
};

}  // namespace imagetool::registry
