#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "runtime/init/handshake.h"
#include "runtime/sys/capabilities.h"
#include "spec/base/text.h"

namespace runtime::init {

namespace {

// runc's words (config.md, "capabilities": what cannot be mapped must be a warning).
Result<void> warn_of_unknown(const Child& child, const std::set<std::string>& names) {
  if (names.empty()) return {};
  const std::string list = join(std::vector<std::string>(names.begin(), names.end()), " ");
  const Error warning = fail("ignoring unknown or unavailable capabilities: [" + list + "]");
  return say(child.plan.channel, Word::kWarning, encode_error(warning));
}

Result<void> set_groups(const spec::runtime::User& user) {
  const std::vector<gid_t> groups(user.additional_gids.begin(), user.additional_gids.end());
  // EPERM without groups to set: a user namespace where setgroups is denied.
  if (::setgroups(groups.size(), groups.data()) < 0 && (errno != EPERM || !groups.empty())) {
    return fail_errno("additional groups");
  }
  return {};
}

Result<void> switch_user(const spec::runtime::User& user) {
  const char* const hint = "is the id mapped in the user namespace?";
  if (::setresgid(user.gid, user.gid, user.gid) < 0) {
    const Error error = fail_errno(concat("gid ", user.gid));
    return error.number == EINVAL ? Error(error).with_hint(hint) : error;
  }
  if (::setresuid(user.uid, user.uid, user.uid) < 0) {
    const Error error = fail_errno(concat("uid ", user.uid));
    return error.number == EINVAL ? Error(error).with_hint(hint) : error;
  }
  return {};
}

bool is_null(const struct stat& status) { return S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3); }

// The container's own in the place of the host's, whose file a checkpoint could
// not find again. Where it has none, or another thing of that name: as it was.
void reopen_null(int number, Fd& null) {
  if (!null) {
    null = Fd(::open("/dev/null", O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat status;
    if (!null || ::fstat(null.get(), &status) < 0 || !is_null(status)) return null.reset();
    ::fcntl(null.get(), F_SETFL, 0);
  }
  ::dup2(null.get(), number);
}

}  // namespace

sys::CapabilitySets capability_sets(const spec::runtime::Process& process) {
  sys::CapabilitySets sets;
  if (!process.capabilities) return sets;
  sets.bounding = sys::capability_bits(process.capabilities->bounding, sets.unknown);
  sets.effective = sys::capability_bits(process.capabilities->effective, sets.unknown);
  sets.inheritable = sys::capability_bits(process.capabilities->inheritable, sets.unknown);
  sets.permitted = sys::capability_bits(process.capabilities->permitted, sets.unknown);
  sets.ambient = sys::capability_bits(process.capabilities->ambient, sets.unknown);
  return sets;
}

Result<void> own_stdio(Child& child) {
  // The process may open /dev/stdout again: a pipe or terminal must be its own.
  // A regular file, and what the runtime may not change, stays as it is.
  const uid_t uid = child.process().user.uid;
  Fd null;
  for (int number = 0; number <= 2; ++number) {
    struct stat status;
    if (::fstat(number, &status) < 0) continue;
    if (is_null(status)) reopen_null(number, null);
    if (status.st_uid == uid) continue;
    const bool terminal = ::isatty(number) != 0;
    if (!S_ISFIFO(status.st_mode) && !terminal) continue;
    // A terminal keeps its group, "tty".
    (void)!::fchown(number, uid, terminal ? static_cast<gid_t>(-1) : child.process().user.gid);
  }
  return {};
}

Result<void> become_user(Child& child) {
  const spec::runtime::Process& process = child.process();
  sys::CapabilitySets sets = capability_sets(process);
  TRY(warn_of_unknown(child, sets.unknown));
  TRY(sys::limit_bounding_set(sets.bounding));
  if (::prctl(PR_SET_KEEPCAPS, 1) < 0) return fail_errno("keep the capabilities");
  if (!child.plan.keep_groups) TRY(set_groups(process.user));
  TRY(switch_user(process.user));
  // What the filter's loading needs without no_new_privs goes with it (filter.cc).
  if (child.plan.filter != nullptr && !process.no_new_privileges) {
    sets.permitted |= std::uint64_t{1} << CAP_SYS_ADMIN;
    sets.effective |= std::uint64_t{1} << CAP_SYS_ADMIN;
  }
  const std::vector<Error> refused = TRY(sys::set_capabilities(sets));
  for (const Error& warning : refused) TRY(say(child.plan.channel, Word::kWarning, encode_error(warning)));
  ::umask(static_cast<mode_t>(process.user.umask.value_or(022)));
  return {};
}

Result<void> forbid_new_privileges(Child& child) {
  if (!child.process().no_new_privileges) return {};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return fail_errno("prctl");
  return {};
}

}  // namespace runtime::init
