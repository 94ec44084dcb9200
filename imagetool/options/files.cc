// What the container sees of the host's files, and where it may write.

#include "imagetool/options/mount.h"
#include "imagetool/options/option.h"
#include "spec/bundle/volume_option.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

Result<void> add(Request& request, spec::runtime::Mount&& mount) {
  for (const spec::runtime::Mount& other : request.bundle.mounts) {
    if (other.destination == mount.destination) return fail("Duplicate mount point: " + mount.destination);
  }
  request.bundle.mounts.push_back(std::move(mount));
  return {};
}

Result<void> take_volume(Request& request, const std::string& value) {
  return add(request, TRY(spec::bundle::parse_volume(value)));
}
Result<void> take_mount(Request& request, const std::string& value) { return add(request, TRY(parse_mount(value))); }
Result<void> take_tmpfs(Request& request, const std::string& value) { return add(request, TRY(parse_tmpfs(value))); }

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
    {"mount", 0, "KEY=VALUE,...", "type=bind or type=tmpfs, with Docker's keys", take_mount},
    {"read-only", 0, nullptr, "The root file system cannot be written", take_read_only},
    {"shm-size", 0, "BYTES", "Of /dev/shm (default: 64m)", take_shm_size},
    {"tmpfs", 0, "PATH[:OPTION,...]", "An empty file system in memory", take_tmpfs},
    {"volume", 'v', "SRC:DST[:ro]", "Show a file or folder of the host", take_volume},
};

}  // namespace

std::span<const Option> file_options() { return kOptions; }

}  // namespace imagetool::options
