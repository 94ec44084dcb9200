#include "spec/layer/shortfall.h"

#include <vector>

#include "spec/base/text.h"

namespace spec::layer {

std::string Shortfall::text() const {
  std::vector<std::string> parts;
  const auto add = [&](std::uint64_t count, const char* one, const char* many) {
    if (count > 0) parts.push_back(concat(count, " ", count == 1 ? one : many));
  };
  add(owners, "file has the user as its owner", "files have the user as their owner");
  add(devices, "device node was left out", "device nodes were left out");
  add(xattrs, "extended attribute was left out", "extended attributes were left out");
  return join(parts, ", ");
}

Shortfall& shortfall() {
  static Shortfall all;
  return all;
}

}  // namespace spec::layer
