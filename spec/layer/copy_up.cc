#include "spec/layer/copy_up.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::layer {

namespace {

Result<void> copy_file(const LowerView::Found& lower, const Folder& folder, const std::string& name, const Entry& entry,
                       const Attributes& attributes) {
  const Fd from = TRY(open_at(lower.folder, lower.name, O_RDONLY | O_NOFOLLOW));
  const Fd to = TRY(open_at(folder.fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, entry.mode));
  while (true) {
    const ssize_t n = ::sendfile(to.get(), from.get(), nullptr, std::size_t{1} << 30);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("copy " + name);
    if (n == 0) break;
  }
  return attributes.set_on_file(to, folder, entry);
}

}  // namespace

Result<void> copy_up(const LowerView::Found& lower, const Folder& folder, const std::string& name,
                     const Attributes& attributes) {
  Entry entry = TRY(read_attributes(lower.folder, lower.name, lower.status));
  switch (lower.status.st_mode & S_IFMT) {
    case S_IFREG:
      return copy_file(lower, folder, name, entry, attributes);
    case S_IFDIR:
      return fail(name + ": a hard link to a folder");
    case S_IFLNK: {
      const std::string target = TRY(read_link(lower.folder, lower.name));
      if (::symlinkat(target.c_str(), folder.fd.get(), name.c_str()) < 0) return fail_errno("make " + name);
      break;
    }
    default:
      if (::mknodat(folder.fd.get(), name.c_str(), lower.status.st_mode, lower.status.st_rdev) < 0) {
        return fail_errno("make " + name);
      }
  }
  return attributes.set_by_name(folder, name, entry);
}

}  // namespace spec::layer
