// The root's /etc/passwd, read as what it is: a file of the image's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace runtime::init {

// The home folder of the first line with that uid.
std::optional<std::string> find_home(std::string_view passwd, std::uint32_t uid);

// The same of /etc/passwd; "/" where it has none, is no regular file, or is larger than a MiB.
std::string home_of(std::uint32_t uid);

}  // namespace runtime::init
