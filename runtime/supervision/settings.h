// How a container that a person started is to be looked after: one JSON file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace runtime::supervision {

// What happens once it has ended by itself, as of Docker's --restart.
enum class Policy { kNo, kOnFailure, kAlways, kUnlessStopped };
struct Restart {
  Policy policy = Policy::kNo;
  unsigned most = 0;  // of kOnFailure: how often; 0 is without an end
  bool operator==(const Restart&) const = default;
};
// "no", "on-failure", "on-failure:3", "always", "unless-stopped".
Result<Restart> parse_restart(std::string_view text);

// The lines that the container writes: as the Container Runtime Interface has
// them ("TIME stdout F text"), as Docker's json-file has them, or not at all.
enum class LogFormat { kCri, kJsonFile, kNone };
struct Log {
  LogFormat format = LogFormat::kCri;
  std::string path;            // absolute
  std::uint64_t max_size = 0;  // bytes, after which PATH becomes PATH.1; 0 is never
  unsigned max_files = 1;      // with PATH itself
};

struct Settings {
  std::string id;
  std::string name;
  std::string bundle;                // absolute
  std::string image;                 // as it was named; "" is not known
  std::vector<std::string> command;  // config.json's process.args
  std::string created;               // RFC 3339
  std::vector<std::string> runtime;  // the program with its global options, to make and delete the container with
  Restart restart;
  Log log;
  bool terminal = false;     // config.json's process.terminal
  bool interactive = false;  // standard input is kept open for who attaches
  bool remove = false;       // everything of it goes when it has ended
  std::string stop_signal = "SIGTERM";
  unsigned stop_timeout = 10;  // seconds until SIGKILL
  std::string health_check;    // as the bundle's annotation has it; "" is none
};

// "on-failure", "json-file"
std::string_view policy_name(Policy policy);
std::string_view log_format_name(LogFormat format);

Result<Settings> parse_settings(std::string_view text);
std::string write_settings(const Settings& settings);

}  // namespace runtime::supervision
