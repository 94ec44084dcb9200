#include "runtime/process/way.h"

#include <fcntl.h>

#include <algorithm>

#include "runtime/init/join.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::process {

namespace {

using spec::runtime::Linux;
using spec::runtime::NamespaceType;

bool contains(const std::vector<init::JoinedNamespace>& namespaces, NamespaceType type) {
  return std::any_of(namespaces.begin(), namespaces.end(), [&](const auto& joined) { return joined.type == type; });
}

std::string offsets_text(const Linux& linux) {
  std::string text;
  for (const auto& [clock, offset] : linux.time_offsets) {
    text += concat(clock, " ", offset.secs, " ", offset.nanosecs, "\n");
  }
  return text;
}

}  // namespace

bool Way::makes(NamespaceType type) const {
  return (clone_flags & static_cast<std::uint64_t>(type)) != 0 || (type == NamespaceType::kTime && unshare_time);
}

bool Way::joins(NamespaceType type) const { return contains(by_child, type) || contains(by_intermediate, type); }

Result<Way> plan_way(const Linux& linux) {
  Way way;
  for (const spec::runtime::Namespace& wanted : linux.namespaces) {
    if (wanted.path.empty()) {
      way.clone_flags |= static_cast<std::uint64_t>(wanted.type);
      continue;
    }
    init::JoinedNamespace joined;
    joined.type = wanted.type;
    joined.file = TRY_STEP(std::string(init::namespace_name(wanted.type)) + " namespace",
                           open_at(FdRef::cwd(), wanted.path, O_RDONLY));
    way.by_child.push_back(std::move(joined));
  }
  if ((way.clone_flags & static_cast<std::uint64_t>(NamespaceType::kTime)) != 0 && !linux.time_offsets.empty()) {
    way.clone_flags &= ~static_cast<std::uint64_t>(NamespaceType::kTime);
    way.unshare_time = true;
    way.time_offsets = offsets_text(linux);
  }
  const bool before_new_user = way.makes(NamespaceType::kUser) && !way.by_child.empty();
  if (way.joins(NamespaceType::kPid) || way.joins(NamespaceType::kUser) || way.joins(NamespaceType::kTime) ||
      way.unshare_time || before_new_user) {
    way.intermediate = true;
    way.by_intermediate = std::move(way.by_child);
    way.by_child.clear();
  }
  return way;
}

}  // namespace runtime::process
