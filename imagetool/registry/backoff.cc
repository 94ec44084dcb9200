#include "imagetool/registry/backoff.h"

#include <curl/curl.h>

#include <algorithm>
#include <ctime>
#include <random>

#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

constexpr int kTries = 4;
constexpr std::chrono::milliseconds kFirstPause(300);
constexpr std::chrono::seconds kPatience(60);  // a person sits and waits

// Between three quarters and five quarters of it.
std::chrono::milliseconds roughly(std::chrono::milliseconds time) {
  thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<std::int64_t> around(time.count() * 3 / 4, time.count() * 5 / 4);
  return std::chrono::milliseconds(around(random));
}

}  // namespace

bool worth_another_try(const Response& response) {
  return !response.broken.empty() || response.status == 429 || response.status == 500 || response.status == 502 ||
         response.status == 503 || response.status == 504;
}

std::optional<std::chrono::seconds> retry_after(const Response& response) {
  const std::string& text = response.header("retry-after");
  if (text.empty()) return std::nullopt;
  if (const std::optional<unsigned> seconds = parse_number<unsigned>(text)) return std::chrono::seconds(*seconds);
  const std::time_t then = curl_getdate(text.c_str(), nullptr);
  if (then < 0) return std::nullopt;
  return std::chrono::seconds(std::max<std::time_t>(then - std::time(nullptr), 0));
}

bool Backoff::wait(const Response& response) {
  if (tries_ == kTries) return false;
  const std::optional<std::chrono::seconds> told = retry_after(response);
  if (told && *told > kPatience) return false;
  std::chrono::milliseconds time = roughly(kFirstPause * (1 << tries_));
  if (told) time = std::max<std::chrono::milliseconds>(time, *told);
  transport_.pause(time);
  ++tries_;
  return true;
}

}  // namespace imagetool::registry
