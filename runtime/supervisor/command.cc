#include "runtime/supervisor/command.h"

#include <poll.h>
#include <unistd.h>

#include "runtime/sys/process.h"
#include "runtime/sys/spawn.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::supervisor {

namespace {

// What is there now.
std::string take(FdRef file) {
  std::string text;
  char buffer[4096];
  pollfd ready = {file.get(), POLLIN, 0};
  while (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN) != 0) {
    const ssize_t n = ::read(file.get(), buffer, sizeof buffer);
    if (n <= 0) break;
    text.append(buffer, static_cast<std::size_t>(n));
  }
  return text;
}

}  // namespace

Result<void> run_command(const std::vector<std::string>& words, const Descriptors& descriptors, FdRef errors_read) {
  const pid_t pid = TRY(sys::spawn({.program = words.front(),
                                    .words = words,
                                    .files = {descriptors.input, descriptors.output, descriptors.errors}}));
  const int status = TRY(sys::wait(pid));
  if (status == 0) return {};
  const std::string said = take(errors_read);
  const std::string_view text = trim(said);
  if (text.empty()) return fail(concat(words.front(), " ended with status ", status));
  std::string_view line = text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
  constexpr std::string_view kPrefix = "runtime create: ";
  if (line.starts_with(kPrefix)) line.remove_prefix(kPrefix.size());
  return fail(std::string(line));
}

}  // namespace runtime::supervisor
