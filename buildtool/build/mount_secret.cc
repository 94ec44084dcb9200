// RUN --mount=type=secret: bytes that a RUN reads and nothing keeps. They are in
// a file system in memory, or in the environment of the one process.
#include <sys/stat.h>

#include <cstdlib>

#include "buildtool/build/run_mounts.h"
#include "buildtool/build/secret.h"
#include "buildtool/build/session.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

using dockerfile::RunMount;

namespace {

Result<void> write_secret(const std::string& path, const std::string& text, const RunMount& mount) {
  const Fd file = TRY(open_at(FdRef::cwd(), path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
  TRY(write_all(file, text, path));
  if (::fchown(file.get(), mount.uid.value_or(0), mount.gid.value_or(0)) < 0) return fail_errno("secret: chown");
  if (::fchmod(file.get(), static_cast<mode_t>(mount.mode.value_or(0400) & 07777)) < 0) {
    return fail_errno("secret: chmod");
  }
  return {};
}

}  // namespace

Result<void> RunMounts::add_secret(const Step& step, const RunMount& mount) {
  std::string id = mount.id.empty() ? mount.source : mount.id;
  if (id.empty()) id = mount.target.substr(mount.target.rfind('/') + 1);
  const std::optional<std::string> text = TRY(find_secret(step.session.options.run, id));
  if (!text && mount.required) return fail("secret " + id + ": not found").with_hint("--secret id=" + id + " gives it");
  if (!text) return {};
  if (mount.env) environment_.push_back((mount.env->empty() ? id : *mount.env) + "=" + *text);
  if (mount.target.empty()) return {};
  const std::string folder = TRY(memory_folder());
  const std::string path = concat(folder, "/secret-", mounts_.size());
  TRY(write_secret(path, *text, mount));
  show(path, mount);
  return {};
}

}  // namespace buildtool::build
