#include "imagetool/local/volume.h"

#include <cstdlib>
#include <memory>
#include <vector>

#include "spec/base/text.h"

namespace imagetool::local {

Result<spec::runtime::Mount> parse_volume(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return fail(text + ": SRC:DST or SRC:DST:ro is expected");
  const std::string mode = parts.size() == 3 ? parts[2] : "rw";
  if (mode != "ro" && mode != "rw") return fail(text + ": unknown mode \"" + mode + "\"");
  if (parts[0].find('/') == std::string::npos) return fail(text + ": \"" + parts[0] + "\" is not a path");
  if (!parts[1].starts_with('/')) return fail(text + ": \"" + parts[1] + "\" is not an absolute path");

  const std::unique_ptr<char, decltype(&std::free)> source(::realpath(parts[0].c_str(), nullptr), &std::free);
  if (!source) return fail_errno(parts[0]);
  spec::runtime::Mount mount;
  mount.destination = parts[1];
  mount.type = "bind";
  mount.source = source.get();
  mount.options = {"rbind", "rprivate", mode};
  return mount;
}

}  // namespace imagetool::local
