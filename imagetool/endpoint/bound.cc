#include "imagetool/endpoint/bound.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::endpoint {

namespace {

std::string path_of(const Record& record) { return concat(spec::network::record_folder(), '/', record.key, ".netns"); }

}  // namespace

std::string bound_namespace(const Record& record) {
  std::string path = path_of(record);
  struct statfs kind {};
  return ::statfs(path.c_str(), &kind) == 0 && kind.f_type == NSFS_MAGIC ? path : "";
}

Result<void> bind_namespace(const Record& record) {
  if (!bound_namespace(record).empty()) return {};
  const std::string path = path_of(record);
  TRY(open_at(FdRef::cwd(), path, O_CREAT | O_RDONLY, 0600));
  const std::string source = concat("/proc/", record.process.pid, "/ns/net");
  if (::mount(source.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) < 0) return fail_errno("bind " + source);
  return {};
}

Result<void> unbind_namespace(const Record& record) {
  const std::string path = path_of(record);
  if (!bound_namespace(record).empty() && ::umount2(path.c_str(), MNT_DETACH) < 0) return fail_errno("umount " + path);
  if (::unlink(path.c_str()) < 0 && errno != ENOENT) return fail_errno(path);
  return {};
}

}  // namespace imagetool::endpoint
