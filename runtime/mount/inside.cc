#include "runtime/mount/inside.h"

namespace runtime::mount {

std::optional<std::string> inside_rootfs(const std::string& rootfs, const std::string& path) {
  std::string root = rootfs;
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  if (root == "/" || !path.starts_with(root)) return std::nullopt;
  if (path.size() == root.size()) return "/";
  if (path[root.size()] != '/') return std::nullopt;
  return path.substr(root.size());
}

std::optional<std::string> source_inside(const spec::runtime::Mount& mount, const std::string& bundle,
                                         const std::string& rootfs) {
  const std::string& source = mount.source;
  return inside_rootfs(rootfs, source.starts_with('/') ? source : bundle + "/" + source);
}

}  // namespace runtime::mount
