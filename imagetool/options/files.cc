// What the container sees of the host's files, and where it may write.

#include <unistd.h>

#include <algorithm>

#include "imagetool/options/mount.h"
#include "imagetool/options/option.h"
#include "imagetool/options/volume.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

Result<void> expect_free(const Request& request, const std::string& destination) {
  const auto is_there = [&](const auto& other) { return other.destination == destination; };
  if (std::any_of(request.bundle.mounts.begin(), request.bundle.mounts.end(), is_there) ||
      std::any_of(request.volumes.uses.begin(), request.volumes.uses.end(), is_there)) {
    return fail("Duplicate mount point: " + destination);
  }
  return {};
}

Result<void> add(Request& request, spec::runtime::Mount&& mount) {
  TRY(expect_free(request, mount.destination));
  request.bundle.mounts.push_back(std::move(mount));
  return {};
}

Result<void> add(Request& request, volume::Use&& use) {
  TRY(expect_free(request, use.destination));
  request.volumes.uses.push_back(std::move(use));
  return {};
}

Result<void> add(Request& request, HostFolder&& folder) {
  if (::access(folder.mount.source.c_str(), F_OK) < 0) request.volumes.missing_folders.push_back(folder.mount.source);
  if (folder.owned) request.volumes.owned.push_back(folder.mount.destination);
  return add(request, std::move(folder.mount));
}

Result<void> add(Request& request, NamedVolume&& named) {
  if (named.owned) request.volumes.owned.push_back(named.use.destination);
  return add(request, std::move(named.use));
}

Result<void> take_volume(Request& request, const std::string& value) {
  auto parsed = TRY(parse_volume(value));
  return std::visit([&](auto& one) { return add(request, std::move(one)); }, parsed);
}

Result<void> take_mount(Request& request, const std::string& value) {
  AnyMount parsed = TRY(parse_mount(value));
  return std::visit([&](auto& one) { return add(request, std::move(one)); }, parsed);
}

Result<void> take_tmpfs(Request& request, const std::string& value) { return add(request, TRY(parse_tmpfs(value))); }

Result<void> take_volumes_from(Request& request, const std::string& value) {
  const std::size_t colon = value.rfind(':');
  volume::From from{value.substr(0, colon), false};
  const std::string mode = colon == std::string::npos ? "rw" : value.substr(colon + 1);
  if (mode != "ro" && mode != "rw" && mode != "z" && mode != "Z") return fail("invalid mode: " + mode);
  if (from.bundle.empty()) return fail("a container or a bundle is expected");
  from.read_only = mode == "ro";
  request.volumes.from.push_back(std::move(from));
  return {};
}

Result<void> take_image_volume(Request& request, const std::string& value) {
  if (value == "anonymous") {
    request.volumes.image_volumes = volume::ImageVolumes::kAnonymous;
  } else if (value == "tmpfs") {
    request.volumes.image_volumes = volume::ImageVolumes::kTmpfs;
  } else if (value == "ignore") {
    request.volumes.image_volumes = volume::ImageVolumes::kIgnore;
  } else {
    return fail("there are anonymous, tmpfs and ignore");
  }
  return {};
}

Result<void> take_read_only(Request& request, const std::string& value) {
  request.bundle.read_only = TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_shm_size(Request& request, const std::string& value) {
  const std::int64_t bytes = TRY(spec::cli::parse_bytes(value));
  if (bytes > 0) request.bundle.shm_size = static_cast<std::uint64_t>(bytes);
  return {};
}

constexpr Option kOptions[] = {
    {"image-volume", 0, "anonymous|tmpfs|ignore", "What the image's volumes are (default: anonymous)",
     take_image_volume},
    {"mount", 0, "KEY=VALUE,...", "type=volume, bind or tmpfs, with Docker's keys", take_mount},
    {"read-only", 0, nullptr, "The root file system cannot be written", take_read_only},
    {"shm-size", 0, "BYTES", "Of /dev/shm (default: 64m)", take_shm_size},
    {"tmpfs", 0, "PATH[:OPTION,...]", "An empty file system in memory", take_tmpfs},
    {"volume", 'v', "[SRC:]DST[:ro]", "Show a volume, by its name, or a file or folder of the host", take_volume},
    {"volumes-from", 0, "CONTAINER|BUNDLE[:ro]", "The volumes of another container", take_volumes_from},
};

}  // namespace

std::span<const Option> file_options() { return kOptions; }

}  // namespace imagetool::options
