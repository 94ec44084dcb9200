// What an image runs on: operating system, CPU architecture and its variant
// (image-spec image-index.md, "platform"), in Go's words: linux, amd64, arm64.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::json {
class Place;
}

namespace spec::image {

struct Platform {
  std::string os;
  std::string architecture;
  std::string variant;  // "v7" of arm; often empty
  std::string os_version;
  std::vector<std::string> os_features;
  json::Object others;  // members that we do not know, kept

  std::string text() const;  // "linux/arm/v7"
  bool operator==(const Platform&) const = default;
};

Result<void> decode(const json::Value& value, const json::Place& place, Platform& out);
json::Value encode(const Platform& platform);

// "linux/arm64/v8", "linux/amd64"; one word alone is an operating system or an
// architecture, the host's stands for the other. The result is normalised.
Result<Platform> parse_platform(std::string_view text);

// The names that mean the same, as containerd writes them: x86_64 is amd64,
// aarch64 is arm64, armhf is arm/v7; arm64/v8 and amd64/v1 have no variant.
Platform normalise(Platform platform);

// This machine's.
Platform host_platform();

// What runs where `platform` is asked for, the best first: linux/arm/v7 also
// takes v6 and v5, linux/arm64 takes 32-bit arm, linux/amd64 takes 386.
std::vector<Platform> accepted_by(const Platform& platform);

}  // namespace spec::image
