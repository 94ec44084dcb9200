// A descriptor: type, digest and size of content (image-spec descriptor.md).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "spec/image/digest.h"
#include "spec/image/platform.h"

namespace spec::image {

using Annotations = std::map<std::string, std::string>;

struct Descriptor {
  std::string media_type;
  Digest digest;
  std::uint64_t size = 0;         // bytes, at most 2^63-1
  std::vector<std::string> urls;  // hostile: fetched from only where the user asked for it
  Annotations annotations;
  std::string data;  // the content itself in base64, often empty; hostile like any content
  std::optional<Platform> platform;
  std::string artifact_type;
  json::Object others;  // members that we do not know, kept

  bool operator==(const Descriptor&) const = default;
};

Result<void> decode(const json::Value& value, const json::Place& place, Descriptor& out);
json::Value encode(const Descriptor& descriptor);

}  // namespace spec::image
