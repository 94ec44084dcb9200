#include "spec/layer/entry_path.h"

#include "spec/base/text.h"

namespace spec::layer {

Result<std::string> clean_path(std::string_view path) {
  std::string clean;
  clean.reserve(path.size());
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (clean.empty()) return fail(concat("\"", path.substr(0, 200), "\" leaves the layer's root"));
      const std::size_t last = clean.rfind('/');
      clean.resize(last == std::string::npos ? 0 : last);
      continue;
    }
    if (!clean.empty()) clean += '/';
    clean += name;
  }
  return clean;
}

SplitPath split_path(const std::string& clean) {
  const std::size_t slash = clean.rfind('/');
  if (slash == std::string::npos) return {"", clean};
  return {clean.substr(0, slash), clean.substr(slash + 1)};
}

}  // namespace spec::layer
