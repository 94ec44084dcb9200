// User-Mode Linux 6.1 keeps fewer registers of a process than new processors
// have (AMX: 11,008 bytes), and writes back as few, which the kernel refuses.
// Loaded before linux.uml (LD_PRELOAD), this ptrace completes a short write
// from what the process has now.
#include <dlfcn.h>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include <cstdarg>
#include <cstring>

namespace {

using Ptrace = long (*)(enum __ptrace_request, ...);
// Looked up and kept here because the callers run on the small stacks of a
// kernel, one at a time.
const auto real = reinterpret_cast<Ptrace>(::dlsym(RTLD_NEXT, "ptrace"));
alignas(64) char registers[32768];

}  // namespace

extern "C" long ptrace(enum __ptrace_request request, ...) noexcept {
  va_list arguments;
  va_start(arguments, request);
  const pid_t pid = va_arg(arguments, pid_t);
  void* const address = va_arg(arguments, void*);
  void* const data = va_arg(arguments, void*);
  va_end(arguments);
  if (request != PTRACE_SETREGSET || reinterpret_cast<long>(address) != NT_X86_XSTATE) {
    return real(request, pid, address, data);
  }
  const auto* given = static_cast<const iovec*>(data);
  iovec whole = {registers, sizeof registers};
  if (real(PTRACE_GETREGSET, pid, address, &whole) != 0 || given->iov_len >= whole.iov_len) {
    return real(request, pid, address, data);
  }
  std::memcpy(registers, given->iov_base, given->iov_len);
  return real(request, pid, address, &whole);
}
