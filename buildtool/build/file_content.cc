#include "buildtool/build/file_content.h"

#include <sys/sendfile.h>
#include <sys/xattr.h>

#include <cstring>
#include <vector>

#include "spec/layer/apply.h"

namespace buildtool::build {

namespace {
constexpr std::size_t kChunk = 1 << 30;
}

Result<void> copy_content(FdRef from, FdRef to, const std::string& name) {
  bool same_file_system = true;
  for (;;) {
    const ssize_t count = same_file_system ? ::copy_file_range(from.get(), nullptr, to.get(), nullptr, kChunk, 0)
                                           : ::sendfile(to.get(), from.get(), nullptr, kChunk);
    if (count == 0) return {};
    if (count > 0 || errno == EINTR) continue;
    if (!same_file_system) return fail_errno("copy " + name);
    same_file_system = false;
  }
}

Result<void> copy_xattrs(FdRef from, FdRef to, const std::string& name) {
  const ssize_t size = ::flistxattr(from.get(), nullptr, 0);
  if (size == 0 || (size < 0 && errno == ENOTSUP)) return {};
  if (size < 0) return fail_errno("listxattr " + name);
  std::vector<char> names(static_cast<std::size_t>(size) + 1);
  const ssize_t length = ::flistxattr(from.get(), names.data(), names.size());
  if (length < 0) return fail_errno("listxattr " + name);
  for (const char* key = names.data(); key < names.data() + length; key += std::strlen(key) + 1) {
    if (spec::layer::is_overlay_xattr(key)) continue;
    char value[65536];  // XATTR_SIZE_MAX
    const ssize_t bytes = ::fgetxattr(from.get(), key, value, sizeof value);
    if (bytes < 0) continue;
    if (::fsetxattr(to.get(), key, value, static_cast<std::size_t>(bytes), 0) < 0 && errno != ENOTSUP &&
        errno != EPERM) {
      return fail_errno("setxattr " + name);
    }
  }
  return {};
}

}  // namespace buildtool::build
