#include "runtime/sys/lsm.h"

#include <fcntl.h>

#include "spec/base/file.h"

namespace runtime::sys {

namespace {

// A kernel's file, whose size is not known beforehand.
std::string content(const char* path) {
  const Result<Fd> file = open_at(FdRef::cwd(), path, O_RDONLY);
  if (!file) return "";
  const Result<std::string> text = read_all(*file, 1 << 20, path);
  return text ? *text : "";
}

}  // namespace

// It registers its file system when it was not turned off at boot.
bool kernel_has_selinux() { return content("/proc/filesystems").find("\tselinuxfs\n") != std::string::npos; }

bool kernel_has_apparmor() { return content("/sys/module/apparmor/parameters/enabled").starts_with('Y'); }

}  // namespace runtime::sys
