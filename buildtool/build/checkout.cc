#include "buildtool/build/checkout.h"

#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

Result<void> set_time(FdRef folder, const std::string& name, std::optional<std::int64_t> seconds) {
  if (!seconds) return {};
  const timespec times[2] = {{*seconds, 0}, {*seconds, 0}};
  if (::utimensat(folder.get(), name.c_str(), times, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno("utimes " + name);
  return {};
}

Result<void> settle_file(FdRef folder, const std::string& name, mode_t mode, std::optional<std::int64_t> seconds) {
  const mode_t settled = (mode & 0100) != 0 ? 0755 : 0644;
  if (S_ISREG(mode) && ::fchmodat(folder.get(), name.c_str(), settled, 0) < 0) return fail_errno("chmod " + name);
  return set_time(folder, name, seconds);
}

}  // namespace

Result<void> settle_checkout(FdRef folder, std::optional<std::int64_t> seconds, bool git_dir) {
  const std::vector<std::string> names = TRY(list_dir(folder, "."));
  for (const std::string& name : names) {
    struct stat status = {};
    if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(name);
    if (name == ".git" && git_dir) continue;
    if (name == ".git" && S_ISREG(status.st_mode)) {
      if (::unlinkat(folder.get(), name.c_str(), 0) < 0) return fail_errno("unlink " + name);
    } else if (S_ISDIR(status.st_mode)) {
      const Fd child = TRY(open_dir(folder, name, O_RDONLY | O_NOFOLLOW));
      TRY(settle_checkout(child, seconds, git_dir));
    } else {
      TRY(settle_file(folder, name, status.st_mode, seconds));
    }
  }
  if (::fchmod(folder.get(), 0755) < 0) return fail_errno("chmod");
  return set_time(folder, ".", seconds);
}

Result<Fd> open_subdir(FdRef tree, const std::string& path) {
  Fd folder = TRY(open_dir(tree, "."));
  for (const std::string& part : split(path, '/')) {
    if (part.empty()) continue;
    Result<Fd> next = open_dir(folder, part, O_RDONLY | O_NOFOLLOW);
    if (!next) return fail(concat("subdir ", path, ": ", part, " is no folder of the repository"));
    folder = std::move(*next);
  }
  return folder;
}

}  // namespace buildtool::build
