// Sizes and times as Docker writes them for people.
#pragma once

#include <cstdint>
#include <string>

namespace spec::cli {

// "4.26MB", "1.2kB", "17B": four digits at most, powers of 1000.
std::string human_size(std::uint64_t bytes);
// "4.062MiB", "1.5GiB", "17B": powers of 1024.
std::string binary_size(std::uint64_t bytes);
// "Less than a second", "5 seconds", "About a minute", "3 hours", "2 weeks".
std::string human_duration(std::int64_t seconds);

}  // namespace spec::cli
