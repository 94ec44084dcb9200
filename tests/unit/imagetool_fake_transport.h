// A transport that answers from a list, and remembers what was asked.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "imagetool/registry/transport.h"

namespace imagetool::registry {

class FakeTransport : public Transport {
 public:
  using Answer = std::function<Response(const Request&)>;

  // Requests "METHOD URL" are answered by these in turn, the last one again and again.
  FakeTransport& on(const std::string& request, const Response& response) {
    return on(request, [response](const Request&) { return response; });
  }
  FakeTransport& on(const std::string& request, Answer answer) {
    answers_[request].push_back(std::move(answer));
    return *this;
  }

  Result<Response> perform(const Request& request) override {
    const std::lock_guard lock(mutex_);
    const std::string line = request.method + " " + request.url.text();
    lines.push_back(line);
    requests.push_back(request);
    const auto found = answers_.find(line);
    if (found == answers_.end()) return fail(request.url.origin() + ": no such host: " + line);
    const std::size_t turn = std::min(used_[line]++, found->second.size() - 1);
    Response response = found->second[turn](request);
    if (request.sink == nullptr || (response.status != 200 && response.status != 206)) return response;
    if (request.on_start) TRY(request.on_start(response));
    TRY(request.sink->write(response.body));
    response.body.clear();
    return response;
  }
  void pause(std::chrono::milliseconds time) override { pauses.push_back(time); }
  void warn(const std::string& text) override { warnings.push_back(text); }

  // The header of the n-th request; "" where it has none.
  std::string sent(std::size_t n, const std::string& name) const {
    for (const auto& [header, value] : requests.at(n).headers) {
      if (header == name) return value;
    }
    return "";
  }

  std::vector<std::string> lines;
  std::vector<Request> requests;
  std::vector<std::chrono::milliseconds> pauses;
  std::vector<std::string> warnings;

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<Answer>> answers_;
  std::map<std::string, std::size_t> used_;
};

inline Response reply(int status, std::string body = "", std::map<std::string, std::string> headers = {}) {
  return {status, std::move(headers), std::move(body), ""};
}
inline Response broken() { return {0, {}, "", "connection reset"}; }

class TextSink : public Sink {
 public:
  Result<void> write(std::string_view data) override {
    text += data;
    return {};
  }
  std::string text;
};

}  // namespace imagetool::registry
