#include "imagetool/cp/place.h"

#include <unistd.h>

#include <climits>

#include "imagetool/local/bundle_root.h"
#include "imagetool/local/container.h"

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
  const std::string name = text.substr(0, colon);
  return {kind, name, name, path.starts_with('/') ? path : "/" + path};
}

}  // namespace

Result<Place> parse_place(const std::string& text, const std::string& state_root) {
  if (text == "-") return Place{Place::Kind::kStream, "", "", ""};
  for (std::size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1)) {
    if (local::is_bundle(text.substr(0, colon))) return inside(Place::Kind::kBundle, text, colon);
  }
  const std::size_t colon = text.find(":/");
  const bool is_path = text.starts_with('/') || text.starts_with('.');
  if (const std::size_t end = text.find(':'); !is_path && end != std::string::npos) {
    Place place = inside(Place::Kind::kBundle, text, end);
    place.object = TRY(local::find_bundle(state_root, place.name));
    if (!place.object.empty()) return place;
  }
  if (!is_path && colon != std::string::npos && colon > 0) return inside(Place::Kind::kImage, text, colon);
  if (!is_path && text.find(':') != std::string::npos) {
    return fail("\"" + text + "\": no bundle is there")
        .with_hint("an image's path is absolute, IMAGE:/PATH; a file of the host is ./" + text);
  }
  std::string path = TRY(absolute(text));
  return Place{Place::Kind::kHost, "", "", std::move(path)};
}

}  // namespace imagetool::cp
