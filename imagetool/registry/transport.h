// One HTTP request and its reply: the seam between what a registry means and
// how bytes travel. Unit tests put a fake here.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "imagetool/registry/certificates.h"
#include "imagetool/registry/url.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"

namespace imagetool::registry {

// A part of a file that is sent as a request's body.
struct FileRange {
  FdRef file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::function<void(std::uint64_t sent)> on_sent;  // of this range so far; may be empty
};

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; repeated ones joined with ", "
  std::string body;
  // Why the connection ended before the reply did; empty where it is whole.
  // Another try may help.
  std::string broken;

  // "" where there is none.
  const std::string& header(const std::string& name) const;
};

struct Request {
  std::string method = "GET";
  Url url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<FileRange> upload;  // instead of `body`
  Sink* sink = nullptr;             // takes the body of a 200 or 206; any other goes into Response::body
  // Called once before the first byte goes to the sink; may be empty.
  std::function<Result<void>(const Response& head)> on_start;
  std::uint64_t max_body = 1 << 20;  // of Response::body: more is an error
  bool verify_tls = true;
  std::shared_ptr<const Certificates> certificates = {};  // whom to trust, too; may be empty
  bool client_certificate = false;                        // show the one of `certificates`
  Reach reach = Reach::kAnywhere;                         // narrower where the URL is of a server's choice
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Follows no redirect, adds no credentials. An error is one that another
  // try does not help: no such host, refused, TLS, or the sink's own. Thread-safe.
  virtual Result<Response> perform(const Request& request) = 0;
  // Waits before another try.
  virtual void pause(std::chrono::milliseconds time) = 0;
  // What a registry says of how many pulls it allows ("100;w=21600": in so many seconds) and of how many are left.
  virtual void note_limit(const std::string& /*registry*/, const std::string& /*limit*/, const std::string& /*left*/) {}
  // Tells the user what a registry wants to be known; each text once.
  virtual void warn(const std::string& text) = 0;
};

}  // namespace imagetool::registry
