#include "runtime/validate/root.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace runtime::validate {

namespace {

using spec::runtime::Config;

// Its machine, as an ELF header says; 0 where it is none.
int machine_of(const std::string& head) {
  Elf64_Ehdr header;
  if (head.size() < sizeof header || !head.starts_with(ELFMAG)) return 0;
  std::memcpy(&header, head.data(), sizeof header);  // e_machine is at the same place in both classes
  return header.e_machine;
}

bool runs_here(int machine) {
  char head[sizeof(Elf64_Ehdr)] = {};
  const Result<Fd> self = open_at(FdRef::cwd(), "/proc/self/exe", O_RDONLY);
  if (!self || ::read(self->get(), head, sizeof head) < 0) return true;
  const int own = machine_of(std::string(head, sizeof head));
  if (machine == own || (own == EM_X86_64 && machine == EM_386) || (own == EM_AARCH64 && machine == EM_ARM))
    return true;
  // Somebody may have told the kernel how to run others.
  const Result<std::vector<std::string>> formats = list_dir(FdRef::cwd(), "/proc/sys/fs/binfmt_misc");
  return formats && formats->size() > 2;
}

// "#!/bin/sh -e" -> "/bin/sh"
std::string interpreter_of(const std::string& head) {
  const std::string line = head.substr(2, head.find('\n') - 2);
  const std::vector<std::string> words = split_words(line);
  return words.empty() ? "" : words.front();
}

Found judge(const Config& config, FdRef root, const std::string& head) {
  if (head.starts_with("#!")) {
    const std::string interpreter = interpreter_of(head);
    if (!interpreter.starts_with('/') || is_covered(config, interpreter)) return Found::kUnknown;
    return open_in_root(root, interpreter, O_PATH) ? Found::kYes : Found::kNoInterpreter;
  }
  const int machine = machine_of(head);
  return machine != 0 && runs_here(machine) ? Found::kYes : Found::kForeign;
}

}  // namespace

std::string absolute(const std::string& path, const std::string& bundle) {
  return path.starts_with('/') ? path : bundle + "/" + path;
}

bool is_covered(const Config& config, const std::string& path, std::size_t end) {
  const std::size_t count = std::min(end, config.mounts.size());
  for (std::size_t i = 0; i < count; ++i) {
    std::string destination = config.mounts[i].destination;
    if (destination.empty()) continue;  // a problem of its own
    if (!destination.starts_with('/')) destination = concat('/', destination);
    if (!destination.ends_with('/')) destination += '/';
    if (concat(path, '/').starts_with(destination)) return true;
  }
  return false;
}

Found look_up(const Config& config, FdRef root, const std::string& path) {
  if (is_covered(config, path)) return Found::kUnknown;
  const Result<Fd> found = open_in_root(root, path, O_PATH);
  struct stat status;
  if (!found) return found.error().number == EACCES ? Found::kUnknown : Found::kNo;
  // A device or a FIFO of the image's is not opened.
  if (::fstat(found->get(), &status) < 0 || !S_ISREG(status.st_mode)) return Found::kNotExecutable;
  if ((status.st_mode & 0111) == 0) return Found::kNotExecutable;
  const Result<Fd> file = open_at(FdRef::cwd(), concat("/proc/self/fd/", found->get()), O_RDONLY);
  char head[256];
  const ssize_t n = file ? ::read(file->get(), head, sizeof head) : -1;
  return n < 0 ? Found::kUnknown : judge(config, root, std::string(head, static_cast<std::size_t>(n)));
}

}  // namespace runtime::validate
