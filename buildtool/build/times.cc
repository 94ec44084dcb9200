#include "buildtool/build/times.h"

#include <sys/stat.h>

#include "spec/base/file.h"

namespace buildtool::build {

namespace {

Result<void> clamp(FdRef folder, const std::string& name, const struct stat& status, std::int64_t seconds) {
  if (status.st_mtim.tv_sec < seconds) return {};
  const timespec times[2] = {{0, UTIME_OMIT}, {seconds, 0}};
  if (::utimensat(folder.get(), name.c_str(), times, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno("utimes " + name);
  return {};
}

}  // namespace

Result<void> clamp_times(FdRef folder, std::int64_t seconds) {
  const std::vector<std::string> names = TRY(list_dir(folder, "."));
  for (const std::string& name : names) {
    struct stat status = {};
    if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(name);
    if (S_ISDIR(status.st_mode)) {
      const Fd child = TRY(open_dir(folder, name, O_RDONLY | O_NOFOLLOW));
      TRY(clamp_times(child, seconds));
    } else {
      TRY(clamp(folder, name, status, seconds));
    }
  }
  struct stat status = {};
  if (::fstat(folder.get(), &status) < 0) return fail_errno("fstat");
  return clamp(folder, ".", status, seconds);
}

}  // namespace buildtool::build
