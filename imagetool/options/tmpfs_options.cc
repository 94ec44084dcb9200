#include "imagetool/options/tmpfs_options.h"

#include <algorithm>
#include <array>
#include <set>

#include "spec/base/text.h"

namespace imagetool::options {

namespace {

struct Known {
  std::string_view name;
  std::string_view about;  // options about the same thing exclude each other
};
constexpr std::array kFlags = {Known{"ro", "write"},
                               Known{"rw", "write"},
                               Known{"suid", "suid"},
                               Known{"nosuid", "suid"},
                               Known{"dev", "dev"},
                               Known{"nodev", "dev"},
                               Known{"exec", "exec"},
                               Known{"noexec", "exec"},
                               Known{"sync", "sync"},
                               Known{"async", "sync"},
                               Known{"dirsync", "dirsync"},
                               Known{"atime", "atime"},
                               Known{"noatime", "atime"},
                               Known{"relatime", "atime"},
                               Known{"norelatime", "atime"},
                               Known{"strictatime", "atime"},
                               Known{"nostrictatime", "atime"},
                               Known{"diratime", "diratime"},
                               Known{"nodiratime", "diratime"},
                               Known{"shared", "propagation"},
                               Known{"rshared", "propagation"},
                               Known{"slave", "propagation"},
                               Known{"rslave", "propagation"},
                               Known{"private", "propagation"},
                               Known{"rprivate", "propagation"}};
constexpr std::array<std::string_view, 7> kValues = {"mode", "uid", "gid", "size", "nr_inodes", "nr_blocks", "mpol"};

// What an option is about; empty: it is none.
std::string_view subject(std::string_view option) {
  const std::size_t equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  if (equals == std::string_view::npos) {
    for (const Known& known : kFlags) {
      if (known.name == name) return known.about;
    }
    return "";
  }
  const auto* value = std::find(kValues.begin(), kValues.end(), name);
  return value == kValues.end() ? "" : *value;
}

}  // namespace

Result<std::vector<std::string>> tmpfs_options(std::string_view text) {
  std::vector<std::string> all = {"noexec", "nosuid", "nodev", "rprivate"};
  for (std::string& option : split(text, ',')) {
    if (option.empty()) continue;
    if (subject(option).empty()) return fail(concat("invalid tmpfs option \"", option, "\""));
    all.push_back(std::move(option));
  }
  // The last one about a thing holds.
  std::set<std::string_view> decided;
  std::vector<std::string> out;
  for (auto option = all.rbegin(); option != all.rend(); ++option) {
    if (decided.insert(subject(*option)).second) out.push_back(*option);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace imagetool::options
