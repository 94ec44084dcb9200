#include "runtime/process/conversation.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/init/handshake.h"
#include "runtime/seccomp/listener.h"
#include "spec/base/text.h"

namespace runtime::process {

namespace {

using init::Word;

Result<void> pass_listener(const Child& child, const Answers& answers, const std::string& number) {
  Fd listener(
      static_cast<int>(::syscall(SYS_pidfd_getfd, child.pidfd().get(), parse_number<int>(number).value_or(-1), 0)));
  if (!listener) return fail_errno("seccomp: take over the listener");
  if (answers.seccomp == nullptr) return fail("seccomp: a listener without a filter");
  TRY_STEP("seccomp", seccomp::send_listener(*answers.seccomp, answers.state, child.pid(), listener));
  return {};
}

}  // namespace

Result<Outcome> accompany(const Child& child, const Answers& answers) {
  Outcome outcome;
  while (true) {
    init::Message message = TRY(init::hear(child.channel()));
    switch (message.word) {
      case Word::kTerminal:
        outcome.terminal = std::move(message.file);
        break;
      case Word::kMounted:
        TRY(answers.mounted());
        TRY(init::say(child.channel(), Word::kProceed));
        break;
      case Word::kListener:
        TRY(pass_listener(child, answers, message.text));
        TRY(init::say(child.channel(), Word::kProceed));
        break;
      case Word::kMount:
        TRY_STEP("mounts", answers.mount_made(parse_number<std::size_t>(message.text).value_or(~0U), message.file));
        TRY(init::say(child.channel(), Word::kProceed));
        break;
      case Word::kWarning:
        outcome.warnings.push_back(init::decode_error(message.text));
        break;
      case Word::kReady:
        return outcome;
      default:
        return fail("hand-shake: unexpected word");
    }
  }
}

Result<void> wait_for_execute(const Child& child) {
  const Result<init::Message> message = init::hear(child.channel());
  // The channel closes at the execve.
  if (!message && message.error().number == EPIPE) return {};
  if (!message) return message.error();
  return fail("hand-shake: unexpected word");
}

}  // namespace runtime::process
