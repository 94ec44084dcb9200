#include "runtime/supervision/exec_style.h"

#include <fcntl.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"
#include "spec/bundle/capabilities.h"
#include "spec/bundle/user.h"

namespace runtime::supervision {

namespace {

constexpr std::uint64_t kMaxAccounts = 1 << 20;

// Without blocking, and only of a regular file that is not too large; "" otherwise.
std::string read_in_root(FdRef root, const char* path) {
  const Result<Fd> file = open_in_root(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat status;
  if (!file || ::fstat(file->get(), &status) < 0 || !S_ISREG(status.st_mode)) return "";
  Result<std::string> text = read_all(*file, kMaxAccounts, path);
  return text ? std::move(*text) : "";
}

Result<void> look_up_user(const Place& place, container::ExecOptions& options) {
  const Status status = TRY(place.status());
  const Fd root = TRY(open_dir(concat("/proc/", status.pid, "/root")));
  const spec::bundle::Accounts accounts = {read_in_root(root, "etc/passwd"), read_in_root(root, "etc/group")};
  const spec::bundle::ResolvedUser who = TRY(spec::bundle::resolve_user(options.user, accounts));
  options.user = concat(who.user.uid, ':', who.user.gid);
  options.additional_gids.insert(options.additional_gids.end(), who.user.additional_gids.begin(),
                                 who.user.additional_gids.end());
  return {};
}

Result<void> put_at(FdRef file, int number) {
  if (::dup2(file.get(), number) < 0) return fail_errno("dup2");
  return {};
}

// Of a command that nobody will ever talk to. With -i its input does not end, for a shell that is to stay.
Result<void> let_go(bool interactive) {
  const Fd nowhere = TRY(open_at(FdRef::cwd(), "/dev/null", O_RDWR));
  TRY(put_at(nowhere, STDOUT_FILENO));
  TRY(put_at(nowhere, STDERR_FILENO));
  if (!interactive) return put_at(nowhere, STDIN_FILENO);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
  const Fd read_end(ends[0]);
  const Fd write_end(ends[1]);
  // Both ends in one descriptor: who reads has the other end open itself.
  const Fd both = TRY(open_at(FdRef::cwd(), concat("/proc/self/fd/", ends[0]), O_RDWR));
  return put_at(both, STDIN_FILENO);
}

}  // namespace

bool is_by_hand(const container::ExecOptions& options) {
  return options.process_file.empty() && options.console_socket.empty() && options.pidfd_socket.empty() &&
         options.pid_file.empty() && options.preserve_fds == 0;
}

Result<void> prepare_exec(const Place& place, const ExecStyle& style, container::ExecOptions& options) {
  if (style.privileged) options.capabilities = TRY(spec::bundle::capabilities({"ALL"}, {}));
  if (!options.user.empty()) TRY(look_up_user(place, options));
  if (!is_by_hand(options)) return {};
  if (options.detach) {
    options.terminal = false;  // there is nobody to hold it
    return let_go(style.interactive);
  }
  if (style.interactive || options.terminal) return {};
  const Fd nowhere = TRY(open_at(FdRef::cwd(), "/dev/null", O_RDONLY));
  return put_at(nowhere, STDIN_FILENO);
}

}  // namespace runtime::supervision
