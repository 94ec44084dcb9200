#include "buildtool/build/file_content.h"

#include <sys/sendfile.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "spec/base/file.h"
#include "spec/layer/apply.h"

namespace buildtool::build {

namespace {

constexpr std::size_t kChunk = 1 << 30;
constexpr std::size_t kSmall = 1 << 16;

// Most files are small: two calls, where the kernel's own copying takes four and a pipe.
Result<bool> copy_small(FdRef from, FdRef to, const std::string& name) {
  char buffer[kSmall];
  const ssize_t count = ::read(from.get(), buffer, sizeof buffer);
  if (count < 0) return fail_errno("copy " + name);
  TRY(write_all(to, std::string_view(buffer, static_cast<std::size_t>(count)), name));
  return static_cast<std::size_t>(count) < sizeof buffer;
}

}  // namespace

Result<void> copy_content(FdRef from, FdRef to, const std::string& name) {
  const bool whole = TRY(copy_small(from, to, name));
  bool same_file_system = true;
  while (!whole) {
    const ssize_t count = same_file_system ? ::copy_file_range(from.get(), nullptr, to.get(), nullptr, kChunk, 0)
                                           : ::sendfile(to.get(), from.get(), nullptr, kChunk);
    if (count == 0) return {};
    if (count > 0 || errno == EINTR) continue;
    if (!same_file_system) return fail_errno("copy " + name);
    same_file_system = false;
  }
  return {};
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
