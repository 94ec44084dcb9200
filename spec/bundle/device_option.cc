#include "spec/bundle/device_option.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/bundle/devices.h"

namespace spec::bundle {

namespace {

// Each of r, w and m once at most.
bool is_access(const std::string& text) {
  std::string sorted = text;
  std::sort(sorted.begin(), sorted.end());
  return !text.empty() && text.find_first_not_of("rwm") == std::string::npos &&
         std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
}

}  // namespace

Result<std::vector<DeviceGrant>> parse_device(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() > 3 || parts[0].empty()) return fail("bad format for path: " + text);
  std::string target = parts[0];
  std::string access = "rwm";
  if (parts.size() == 3) {
    target = parts[1];
    access = parts[2];
    if (!is_access(access)) return fail("bad mode specified: " + access);
  } else if (parts.size() == 2) {
    (is_access(parts[1]) ? access : target) = parts[1];
  }
  if (!target.starts_with('/')) return fail(target + " is not an absolute path");
  return find_devices(parts[0], target, access);
}

}  // namespace spec::bundle
