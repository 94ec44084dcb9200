#include "buildtool/context/clean_path.h"

#include <vector>

#include "spec/base/text.h"

namespace buildtool::context {

std::string clean_path(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string> kept;
  for (std::string& part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    const bool up = part == "..";
    if (up && !kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!up || !absolute) {
      kept.push_back(std::move(part));
    }
  }
  if (absolute) return "/" + join(kept, "/");
  return kept.empty() ? "." : join(kept, "/");
}

}  // namespace buildtool::context
