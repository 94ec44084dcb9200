// An image's config: what runs, and the DiffIDs of its layers (image-spec
// config.md, and Docker's additions: Healthcheck, Shell, OnBuild).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/image/digest.h"
#include "spec/image/platform.h"

namespace spec::image {

struct Healthcheck {
  std::vector<std::string> test;  // {"NONE"}, {"CMD", ...} or {"CMD-SHELL", command}
  std::int64_t interval = 0;      // nanoseconds; 0 is the default
  std::int64_t timeout = 0;
  std::int64_t start_period = 0;
  std::int64_t start_interval = 0;
  int retries = 0;
  json::Object others;

  bool operator==(const Healthcheck&) const = default;
};

// The JSON of a Healthcheck alone.
Result<Healthcheck> parse_healthcheck(std::string_view text);
std::string write_healthcheck(const Healthcheck& check);

// {} in JSON: ExposedPorts and Volumes are maps to it, sets in all but name.
struct Nothing {
  bool operator==(const Nothing&) const = default;
};
using NameSet = std::map<std::string, Nothing>;

// What a container of the image gets by default. Every value is hostile.
struct ContainerConfig {
  std::string user;
  NameSet exposed_ports;         // "80/tcp"
  std::vector<std::string> env;  // "NAME=value"
  std::vector<std::string> entrypoint;
  std::vector<std::string> cmd;
  NameSet volumes;
  std::string working_dir;
  std::map<std::string, std::string> labels;
  std::string stop_signal;
  bool args_escaped = false;
  std::optional<Healthcheck> healthcheck;
  std::vector<std::string> shell;
  std::vector<std::string> on_build;
  json::Object others;

  bool operator==(const ContainerConfig&) const = default;
};

struct RootFs {
  std::string type = "layers";
  std::vector<Digest> diff_ids;  // base first
  bool operator==(const RootFs&) const = default;
};

struct History {
  std::string created;  // RFC 3339
  std::string created_by;
  std::string author;
  std::string comment;
  bool empty_layer = false;
  bool operator==(const History&) const = default;
};

struct ImageConfig {
  std::string created;  // RFC 3339, may be empty
  std::string author;
  std::string architecture;
  std::string variant;
  std::string os;
  std::string os_version;
  std::vector<std::string> os_features;
  ContainerConfig config;
  RootFs rootfs;
  std::vector<History> history;
  json::Object others;

  bool operator==(const ImageConfig&) const = default;
};

// A config of an image; architecture, os and rootfs must be there.
Result<ImageConfig> parse_config(std::string_view text);
// Compact JSON; the same config gives the same bytes.
std::string write_config(const ImageConfig& config);

// The platform that a config is for, normalised.
Platform platform_of(const ImageConfig& config);

}  // namespace spec::image
