#include "runtime/init/lookup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/text.h"

namespace runtime::init {

namespace {

// A filter around the runtime may not know faccessat2(2); the kernel itself never says EPERM or ENOSYS.
bool stopped_by_filter(int number) { return number == EPERM || number == ENOSYS; }

// 0, or the errno of why it cannot be executed.
int check(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) < 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EACCES;
  if (::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0) return 0;
  if (!stopped_by_filter(errno)) return errno;
  // The ids are all the same here, so the older call answers the same; else execve itself tells.
  if (::access(path.c_str(), X_OK) == 0 || stopped_by_filter(errno)) return 0;
  return errno;
}

Error error_in_words(const std::string& what, int number) {
  Error error = fail_errno(what, number);
  switch (number) {
    case ENOENT:
      error.message = what + ": no such file or directory";
      break;
    case EACCES:
      error.message = what + ": permission denied";
      break;
    case EISDIR:
      error.message = what + ": is a directory";
      break;
    default:
      break;
  }
  return error;
}

Error lookup_error(const std::string& command, int number) {
  return error_in_words("exec: \"" + command + "\"", number);
}

}  // namespace

Error exec_error(const std::string& name, int number) { return error_in_words("exec " + name, number); }

const char* find_variable(const std::vector<std::string>& environment, const std::string& name) {
  for (auto entry = environment.rbegin(); entry != environment.rend(); ++entry) {
    if (entry->size() > name.size() && entry->starts_with(name) && (*entry)[name.size()] == '=') {
      return entry->c_str() + name.size() + 1;
    }
  }
  return nullptr;
}

Result<std::string> find_program(const std::string& command, const std::vector<std::string>& environment) {
  if (command.find('/') != std::string::npos) {
    const int reason = check(command);
    if (reason != 0) return lookup_error(command, reason);
    return command;
  }
  const char* path = find_variable(environment, "PATH");
  int refused = 0;
  for (const std::string& folder : split(path != nullptr ? path : kDefaultPath, ':')) {
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + command;
    const int reason = command.empty() ? ENOENT : check(candidate);
    if (reason == 0) return candidate;
    if (reason == EACCES) refused = reason;
  }
  if (refused != 0) return lookup_error(command, refused);
  Error error = fail("exec: \"" + command + "\": executable file not found in $PATH");
  error.number = ENOENT;
  return error;
}

}  // namespace runtime::init
