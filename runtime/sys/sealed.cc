#include "runtime/sys/sealed.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <vector>

#include "runtime/sys/mount.h"
#include "spec/base/file.h"

namespace runtime::sys {

namespace {

constexpr const char* kSelf = "/proc/self/exe";
constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

bool is_sealed() {
  struct statfs status;
  if (::statfs(kSelf, &status) < 0) return false;
  if ((status.f_flags & ST_RDONLY) != 0) return true;
  Fd self(::open(kSelf, O_RDONLY | O_CLOEXEC));
  const int seals = ::fcntl(self.get(), F_GET_SEALS);
  return seals >= 0 && (seals & kSeals) == kSeals;
}

Result<Fd> read_only_mount() {
  Fd tree = TRY(clone_tree(FdRef::cwd(), kSelf, Depth::kOne));
  TRY(set_attributes(tree, {.set = MOUNT_ATTR_RDONLY}, Depth::kOne));
  return tree;
}

Result<Fd> sealed_copy() {
  Fd self = TRY(open_at(FdRef::cwd(), kSelf, O_RDONLY));
  struct stat status;
  if (::fstat(self.get(), &status) < 0) return fail_errno(kSelf);
  Fd copy(::memfd_create("runtime", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!copy) return fail_errno("memfd_create");
  for (off_t left = status.st_size; left > 0;) {
    const ssize_t n = ::sendfile(copy.get(), self.get(), nullptr, static_cast<std::size_t>(left));
    if (n <= 0) return fail_errno("copy the program");
    left -= n;
  }
  if (::fcntl(copy.get(), F_ADD_SEALS, kSeals) < 0) return fail_errno("seal the program");
  return copy;
}

// The arguments as the kernel has them: main's argv has been permuted by then.
Result<std::vector<std::string>> own_arguments() {
  Fd file = TRY(open_at(FdRef::cwd(), "/proc/self/cmdline", O_RDONLY));
  std::string text = TRY(read_all(file, 8 << 20, "/proc/self/cmdline"));
  std::vector<std::string> arguments;
  for (std::size_t at = 0; at < text.size(); at = text.find('\0', at) + 1) arguments.emplace_back(text.c_str() + at);
  return arguments;
}

}  // namespace

Result<void> run_sealed() {
  if (is_sealed()) return {};
  Result<Fd> program = read_only_mount();
  if (!program) program = sealed_copy();
  if (!program) return std::move(program).error().step("sealed copy of the program");
  std::vector<std::string> arguments = TRY(own_arguments());
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  ::execveat(program->get(), "", argv.data(), environ, AT_EMPTY_PATH);
  return fail_errno("run the sealed copy of the program");
}

}  // namespace runtime::sys
