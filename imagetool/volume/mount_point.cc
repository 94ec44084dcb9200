#include "imagetool/volume/mount_point.h"

#include <algorithm>

#include "spec/bundle/volume_option.h"
#include "spec/json/table.h"

namespace imagetool::volume {

namespace json = spec::json;

constexpr auto describe(const MountPoint*) {
  return std::tuple{
      json::required("Type", &MountPoint::type),     json::optional("Name", &MountPoint::name),
      json::written("Source", &MountPoint::source),  json::required("Destination", &MountPoint::destination),
      json::optional("Driver", &MountPoint::driver), json::written("Mode", &MountPoint::mode),
      json::written("RW", &MountPoint::writable),    json::written("Propagation", &MountPoint::propagation)};
}

std::vector<MountPoint> mount_points(const spec::runtime::Config& config) {
  const auto note = config.annotations.find(kMountPoints);
  if (note == config.annotations.end()) return {};
  const Result<json::Value> document = json::parse(note->second);
  std::vector<MountPoint> points;
  if (!document || !json::decode(*document, json::Place(), points)) return {};
  return points;
}

std::string write_mount_points(const std::vector<MountPoint>& points) { return json::write(json::encode(points)); }

MountPoint point_of(const spec::runtime::Mount& mount) {
  MountPoint point;
  point.type = mount.type;
  point.destination = mount.destination;
  for (const std::string& option : mount.options) {
    if (option == "ro" || option == "rro") point.writable = false;
    if (spec::bundle::is_propagation(option)) point.propagation = option;
  }
  if (mount.type == "tmpfs") {
    point.propagation.clear();
  } else {
    point.source = mount.source;
  }
  return point;
}

}  // namespace imagetool::volume
