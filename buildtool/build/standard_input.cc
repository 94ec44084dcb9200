#include "buildtool/build/standard_input.h"

#include <poll.h>
#include <unistd.h>

#include "spec/base/text.h"

namespace buildtool::build {

Result<void> copy_standard_input(const Interrupt& interrupt, Sink& sink) {
  char buffer[1 << 16];
  for (;;) {
    pollfd watched[] = {{STDIN_FILENO, POLLIN, 0}, {interrupt.fd().get(), POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0 && errno != EINTR) return fail_errno("poll: standard input");
    TRY(interrupt.check());
    if (watched[0].revents == 0) continue;
    const ssize_t size = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (size == 0) return {};
    if (size > 0) {
      TRY(sink.write({buffer, static_cast<std::size_t>(size)}));
    } else if (errno != EINTR && errno != EAGAIN) {
      return fail_errno("standard input");
    }
  }
}

Result<void> TextSink::write(std::string_view data) {
  if (text_.size() + data.size() > max_bytes_)
    return fail(concat("standard input: larger than ", max_bytes_, " bytes"));
  text_ += data;
  return {};
}

}  // namespace buildtool::build
