#include "runtime/init/handshake.h"

#include <sys/socket.h>
#include <unistd.h>

#include "runtime/sys/socket.h"
#include "spec/base/text.h"

namespace runtime::init {

namespace {

constexpr char kSeparator = '\0';           // no step, message or hint holds one
constexpr std::size_t kMaxText = 32 << 10;  // half of what receive() takes

}  // namespace

Result<void> say(FdRef channel, Word word, const std::string& text) {
  const std::string message = static_cast<char>(word) + text;
  ssize_t n;
  do {
    n = ::write(channel.get(), message.data(), message.size());
  } while (n < 0 && errno == EINTR);
  if (n < 0 && errno == EPIPE) {
    Error gone = fail("hand-shake: the other side has ended");
    gone.number = EPIPE;
    return gone;
  }
  if (n < 0) return fail_errno("hand-shake");
  return {};
}

Result<Message> hear(FdRef channel) {
  sys::Received received = TRY(sys::receive(channel));
  if (received.text.empty()) {
    Error gone = fail("the process ended without a word");
    gone.number = EPIPE;
    return gone;
  }
  Message message;
  message.word = static_cast<Word>(received.text.front());
  message.text = received.text.substr(1);
  message.file = std::move(received.file);
  if (message.word == Word::kFailed) return decode_error(message.text);
  return message;
}

Result<std::string> expect_text(FdRef channel, Word word) {
  char said[4096];
  ssize_t n;
  do {
    n = ::read(channel.get(), said, sizeof said);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return fail_errno("hand-shake");
  if (n == 0) return fail("the runtime has gone");
  if (said[0] != static_cast<char>(word)) return fail(std::string("hand-shake: unexpected word ") + said[0]);
  return std::string(said + 1, static_cast<std::size_t>(n) - 1);
}

Result<void> expect(FdRef channel, Word word) {
  TRY(expect_text(channel, word));
  return {};
}

std::string encode_error(const Error& error) {
  std::string text = std::to_string(error.number) + kSeparator + error.message.substr(0, kMaxText / 2) + kSeparator +
                     error.hint.substr(0, kMaxText / 4);
  for (const std::string& step : error.steps) {
    if (text.size() + step.size() < kMaxText) text += kSeparator + step;
  }
  return text;
}

Error decode_error(const std::string& text) {
  std::vector<std::string> parts = split(text, kSeparator);
  if (parts.size() < 3) return fail("malformed error from the container's process");
  Error error = fail(std::move(parts[1]));
  error.number = parse_number<int>(parts[0]).value_or(0);
  error.hint = std::move(parts[2]);
  error.steps.assign(parts.begin() + 3, parts.end());
  return error;
}

}  // namespace runtime::init
