// The formats of a cgroup's files that tell figures. What is not there or not
// in that format is nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/stats/stats.h"

namespace runtime::stats {

// One number; "max" is the largest.
std::optional<std::uint64_t> read_number(const std::string& folder, const std::string& file);
// Lines of a name and a number.
std::map<std::string, std::uint64_t> read_table(const std::string& folder, const std::string& file);
// Lines of words.
std::vector<std::vector<std::string>> read_lines(const std::string& folder, const std::string& file);
std::optional<Pressure> read_pressure(const std::string& folder, const std::string& file);
// "8:16"
std::optional<BlkioEntry> parse_device(std::string_view text);
// The page sizes that the folder has files of: "2MB", "1GB".
std::vector<std::string> huge_page_sizes(const std::string& folder);

}  // namespace runtime::stats
