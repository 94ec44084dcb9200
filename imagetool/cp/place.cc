#include "imagetool/cp/place.h"

#include <unistd.h>

#include <climits>

#include "imagetool/local/bundle_root.h"

namespace imagetool::cp {

namespace {

Result<std::string> absolute(const std::string& path) {
  if (path.starts_with('/')) return path;
  char folder[PATH_MAX];
  if (::getcwd(folder, sizeof folder) == nullptr) return fail_errno("the current folder");
  return std::string(folder) + "/" + path;
}

Place inside(Place::Kind kind, const std::string& text, std::size_t colon) {
  const std::string path = text.substr(colon + 1);
  return {kind, text.substr(0, colon), path.starts_with('/') ? path : "/" + path};
}

}  // namespace

Result<Place> parse_place(const std::string& text) {
  if (text == "-") return Place{Place::Kind::kStream, "", ""};
  for (std::size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1)) {
    if (local::is_bundle(text.substr(0, colon))) return inside(Place::Kind::kBundle, text, colon);
  }
  const std::size_t colon = text.find(":/");
  const bool is_path = text.starts_with('/') || text.starts_with('.');
  if (!is_path && colon != std::string::npos && colon > 0) return inside(Place::Kind::kImage, text, colon);
  if (!is_path && text.find(':') != std::string::npos) {
    return fail("\"" + text + "\": no bundle is there")
        .with_hint("an image's path is absolute, IMAGE:/PATH; a file of the host is ./" + text);
  }
  std::string path = TRY(absolute(text));
  return Place{Place::Kind::kHost, "", std::move(path)};
}

}  // namespace imagetool::cp
