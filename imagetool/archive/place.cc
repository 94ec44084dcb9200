#include "imagetool/archive/place.h"

#include <array>

#include "spec/base/text.h"
#include "spec/image/reference.h"

namespace imagetool::archive {

namespace {

struct Transport {
  std::string_view prefix;
  Place::Kind kind;
};
constexpr std::array kTransports = {
    Transport{"oci:", Place::Kind::kOci},
    Transport{"oci-archive:", Place::Kind::kOciArchive},
    Transport{"docker-archive:", Place::Kind::kDockerArchive},
    Transport{"dir:", Place::Kind::kDir},
};
constexpr std::array<std::string_view, 6> kForeign = {
    "containers-storage:", "docker-daemon:", "ostree:", "atomic:", "tarball:", "sif:"};
constexpr std::string_view kRegistry = "docker://";

}  // namespace

Result<Place> parse_place(std::string_view text) {
  const auto wrong = [&](std::string_view why) { return fail(concat("\"", text, "\": ", why)); };
  Place place;
  if (text.starts_with(kRegistry)) {
    place.kind = Place::Kind::kRegistry;
    place.reference = text.substr(kRegistry.size());
    if (place.reference.empty()) return wrong("a name is expected after docker://");
    return place;
  }
  if (text.starts_with("docker:")) return wrong("a registry is docker://NAME");
  for (const std::string_view foreign : kForeign) {
    if (!text.starts_with(foreign)) continue;
    return wrong(concat(foreign, " is another engine's own"))
        .with_hint("there are docker://, oci:, oci-archive:, docker-archive:, dir: and names in the store");
  }
  for (const Transport& transport : kTransports) {
    if (!text.starts_with(transport.prefix)) continue;
    const std::string_view rest = text.substr(transport.prefix.size());
    place.kind = transport.kind;
    const std::size_t colon = place.kind == Place::Kind::kDir ? rest.npos : rest.find(':');
    place.path = rest.substr(0, colon);
    if (place.path.empty()) return wrong(concat("a path is expected after ", transport.prefix));
    if (colon != rest.npos) place.reference = rest.substr(colon + 1);
    return place;
  }
  place.reference = text;
  if (text.empty()) return wrong("a name is expected");
  return place;
}

std::string name_of_tag(const Place& place, const std::string& tag) {
  if (place.kind != Place::Kind::kStore) return tag;
  const Result<spec::image::Reference> reference = spec::image::parse_reference(place.reference);
  return reference ? concat(reference->name(), ':', tag) : tag;
}

}  // namespace imagetool::archive
