// Base64 (RFC 4648), as Docker's config.json and HTTP's Basic have it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/base/vocabulary.h"

namespace spec::image {

std::string encode_base64(std::string_view data);
// Nothing where it is not base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace spec::image
