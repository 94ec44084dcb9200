#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/seccomp/filter.h"
#include "runtime/seccomp/support.h"

namespace runtime::seccomp {

Result<Fd> load(const Filter& filter) {
  sock_fprog program{};
  program.len = static_cast<unsigned short>(filter.program.size() / sizeof(sock_filter));
  // The kernel only reads it.
  program.filter = const_cast<sock_filter*>(reinterpret_cast<const sock_filter*>(filter.program.data()));
  const long result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, filter.flags, &program);
  if (result < 0) {
    Error error = fail_errno("seccomp(SECCOMP_SET_MODE_FILTER)");
    if (error.number == EINVAL) error.hint = "this kernel does not know one of linux.seccomp.flags";
    if (error.number == EBUSY) error.hint = "a process can have one listener only";
    return error;
  }
  return filter.notify ? Fd(static_cast<int>(result)) : Fd();
}

// The kernel looks at the flags before it looks for the program.
bool kernel_has_flag(spec::runtime::SeccompFlag flag) {
  auto bits = static_cast<unsigned>(flag);
  if (flag == spec::runtime::SeccompFlag::kWaitKillableRecv) bits |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, bits, nullptr) < 0 && errno == EFAULT;
}

}  // namespace runtime::seccomp
