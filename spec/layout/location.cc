#include "spec/layout/location.h"

#include <unistd.h>

#include <cstdlib>

namespace spec::layout {

namespace {

// An empty variable counts as unset (XDG Base Directory Specification).
std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string default_location() {
  if (std::string root = environment("IMAGETOOL_ROOT"); !root.empty()) return root;
  if (::geteuid() == 0) return "/var/lib/imagetool";
  // The XDG specification ignores relative paths.
  if (const std::string data = environment("XDG_DATA_HOME"); data.starts_with('/')) return data + "/imagetool";
  if (const std::string home = environment("HOME"); home.starts_with('/')) return home + "/.local/share/imagetool";
  return "imagetool";
}

}  // namespace spec::layout
