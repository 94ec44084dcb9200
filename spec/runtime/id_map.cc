#include "spec/runtime/id_map.h"

#include <unistd.h>

#include <limits>

#include "spec/base/text.h"

namespace spec::runtime {

namespace {

using base::concat;

constexpr std::uint64_t kEnd = std::uint64_t{std::numeric_limits<std::uint32_t>::max()} + 1;

std::uint64_t end_inside(const IdMapping& mapping) { return std::uint64_t{mapping.container_id} + mapping.size; }
std::uint64_t end_outside(const IdMapping& mapping) { return std::uint64_t{mapping.host_id} + mapping.size; }

constexpr std::size_t kMaxLines = 340;
std::size_t page_size() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

std::vector<IdMapping> join_ranges(const std::vector<IdMapping>& mappings) {
  std::vector<IdMapping> joined;
  for (const IdMapping& mapping : mappings) {
    if (!joined.empty() && end_inside(joined.back()) == mapping.container_id &&
        end_outside(joined.back()) == mapping.host_id && std::uint64_t{joined.back().size} + mapping.size < kEnd) {
      joined.back().size += mapping.size;
    } else {
      joined.push_back(mapping);
    }
  }
  return joined;
}

}  // namespace

std::vector<IdMapping> fit_id_map(const std::vector<IdMapping>& mappings) {
  const bool fits = mappings.size() <= kMaxLines && id_map_text(mappings).size() < page_size();
  return fits ? mappings : join_ranges(mappings);
}

std::string id_map_text(const std::vector<IdMapping>& mappings) {
  std::string text;
  for (const IdMapping& mapping : mappings) {
    text += concat(mapping.container_id, " ", mapping.host_id, " ", mapping.size, "\n");
  }
  return text;
}

void find_id_map_problems(const std::vector<IdMapping>& mappings, const std::string& place, json::Problems& problems) {
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const IdMapping& mapping = mappings[i];
    if (mapping.size == 0 || end_inside(mapping) > kEnd || end_outside(mapping) > kEnd) {
      problems.add(concat(place, "[", i, "].size"), concat(mapping.size, " is out of range"));
    }
  }
  const std::vector<IdMapping> fitted = fit_id_map(mappings);
  if (fitted.size() > kMaxLines) {
    problems.add(place, concat("has more than ", kMaxLines, " entries"), "the kernel takes no more");
    return;
  }
  const std::size_t bytes = id_map_text(fitted).size();
  if (bytes < page_size()) return;
  problems.add(place, concat("is ", bytes, " bytes long as text"), concat("the kernel takes less than ", page_size()));
}

}  // namespace spec::runtime
