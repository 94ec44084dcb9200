#include "buildtool/build/key.h"

#include "spec/base/text.h"

namespace buildtool::build {

KeyBuilder& KeyBuilder::add(std::string_view part) {
  digester_.update(concat(part.size(), ":"));
  digester_.update(part);
  return *this;
}

KeyBuilder& KeyBuilder::add(const std::vector<std::string>& parts) {
  digester_.update(concat(parts.size(), "*"));
  for (const std::string& part : parts) add(part);
  return *this;
}

}  // namespace buildtool::build
