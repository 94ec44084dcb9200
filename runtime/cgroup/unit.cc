#include "runtime/cgroup/unit.h"

#include <algorithm>

#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

constexpr std::string_view kSlice = ".slice";

// systemd.unit(5): what a unit's name may have.
Result<void> check_name(const std::string& name) {
  const bool valid = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(":-_.\\@").find(c) != std::string_view::npos;
  });
  if (valid && name.size() < 256) return {};
  return fail(concat("linux.cgroupsPath: \"", name, "\" cannot be the name of a systemd unit"));
}

}  // namespace

Result<Unit> parse_unit(std::string_view cgroups_path, const std::string& id, bool of_user) {
  const std::vector<std::string> parts = split(cgroups_path, ':');
  if (parts.size() > 3 || cgroups_path.find('/') != std::string_view::npos) {
    return fail(concat(
        "linux.cgroupsPath: expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"",
        cgroups_path, "\" instead"));
  }
  Unit unit;
  unit.name = cgroups_path.empty() ? "runtime-" + id : parts.back();
  if (parts.size() == 3) unit.name = concat(parts[1], "-", parts[2]);
  if (parts.back().ends_with(kSlice)) {
    return fail(concat("linux.cgroupsPath: \"", parts.back(), "\": a container is a scope, not a slice"));
  }
  unit.name += ".scope";
  TRY(check_name(unit.name));
  unit.slice = parts.size() > 1 ? parts[0] : "";
  if (unit.slice.empty()) unit.slice = of_user ? "user.slice" : "system.slice";
  if (unit.slice == "-") unit.slice = "-.slice";
  TRY(slice_folder(unit.slice));
  return unit;
}

Result<std::string> slice_folder(std::string_view slice) {
  if (slice == "-.slice") return std::string();
  if (!slice.ends_with(kSlice)) return fail(concat("linux.cgroupsPath: invalid slice name: ", slice));
  std::string folder;
  std::string prefix;
  for (const std::string& part : split(slice.substr(0, slice.size() - kSlice.size()), '-')) {
    if (part.empty()) return fail(concat("linux.cgroupsPath: invalid slice name: ", slice));
    folder += concat("/", prefix, part, kSlice);
    prefix += part + "-";
  }
  return folder;
}

}  // namespace runtime::cgroup
