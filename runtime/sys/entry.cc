// Where the program begins, before the C library: a command that makes a
// process in a container is executed again from a read-only mount of the
// program (sealed.h), at once. The library's own start is paid once that way,
// not twice, and is a tenth of a container's: each of its many CPUID
// instructions is a trip to the hypervisor in a virtual machine.
//
// Nothing works here yet: no relocation has been made, there is no errno, no
// stack protector, no function of the library. Only this file's code and the
// kernel. What does not succeed is left to run_sealed(), which tells why.
#if defined(__x86_64__)

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

namespace {

template <class A, class B = long, class C = long, class D = long, class E = long>
long call(long number, A a, B b = 0, C c = 0, D d = 0, E e = 0) {
  register long fourth asm("r10") = (long)d;  // NOLINT: one cast for numbers and pointers
  register long fifth asm("r8") = (long)e;    // NOLINT
  long result = number;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"((long)c), "r"(fourth), "r"(fifth)
               : "rcx", "r11", "memory");
  return result;
}

bool equal(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

// Perhaps the command, perhaps an argument of another, which is then sealed, too.
bool makes_processes(char** argv) {
  for (; *argv != nullptr; ++argv) {
    if (equal(*argv, "run") || equal(*argv, "create") || equal(*argv, "exec")) return true;
  }
  return false;
}

}  // namespace

// `stack` as the kernel leaves it: argc, argv, an empty pointer, the environment.
extern "C" void runtime_seal(long* stack) {
  const long argc = *stack;
  char** const argv = reinterpret_cast<char**>(stack + 1);
  const char* const self = "/proc/self/exe";
  struct statfs status;
  status.f_flags = 0;  // the analyser cannot see the kernel write it
  if (!makes_processes(argv)) return;
  if (call(SYS_statfs, self, &status) < 0 || (status.f_flags & ST_RDONLY) != 0) return;
  const long tree = call(SYS_open_tree, AT_FDCWD, self, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  if (tree < 0) return;
  mount_attr attributes = {};
  attributes.attr_set = MOUNT_ATTR_RDONLY;
  if (call(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof attributes) == 0) {
    call(SYS_execveat, tree, "", argv, argv + argc + 1, AT_EMPTY_PATH);
  }
  call(SYS_close, tree);
}

// What the linker is told to begin with; _start is the C library's, and calls what rdx holds at exit.
asm(R"(
  .text
  .globl runtime_entry
  .type runtime_entry, @function
runtime_entry:
  xor %ebp, %ebp
  mov %rsp, %rbx
  mov %rsp, %rdi
  and $-16, %rsp
  call runtime_seal
  mov %rbx, %rsp
  xor %edx, %edx
  jmp _start
)");

#endif
