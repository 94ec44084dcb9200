// What the verbs ask a supervisor for.
#include <csignal>

#include "runtime/supervisor/supervisor.h"
#include "runtime/sys/process.h"
#include "runtime/sys/signals.h"
#include "spec/base/text.h"

namespace runtime::supervisor {

using namespace std::chrono_literals;
using supervision::Message;

namespace {

// "SIGNAL SECONDS"
std::pair<int, int> parse_stop(const std::string& text) {
  const std::vector<std::string> words = split_words(text);
  if (words.size() != 2) return {SIGTERM, 10};
  return {parse_number<int>(words[0]).value_or(SIGTERM), parse_number<int>(words[1]).value_or(10)};
}

}  // namespace

void Supervisor::handle(Client& client, const Message& message) {
  switch (message.kind) {
    case supervision::kAttach:
      client.attached = true;
      return;
    case supervision::kInput:
      input_ += message.text;
      return give_input();
    case supervision::kNoInput:
      input_ends_ = true;
      return give_input();
    case supervision::kWindow:
      return set_window(message.text);
    case supervision::kStop:
    case supervision::kRestart: {
      const auto [signal, seconds] = parse_stop(message.text);
      stop(signal, seconds);
      starts_again_ = message.kind == supervision::kRestart;
      if (!life_ && starts_again_) plan_next(0ms);  // between two lives there is nothing to end
      return;
    }
    case supervision::kKill:
      return kill(client, parse_number<int>(message.text).value_or(SIGKILL));
    default:
      return Clients::answer(client, supervision::kFailed, "unknown request");
  }
}

// Kept for the lives to come.
void Supervisor::set_window(const std::string& text) {
  const std::vector<std::string> words = split_words(text);
  if (words.size() != 2) return;
  window_.ws_row = parse_number<unsigned short>(words[0]).value_or(0);
  window_.ws_col = parse_number<unsigned short>(words[1]).value_or(0);
  if (life_) life_->resize(window_);
}

void Supervisor::stop(int number, int seconds) {
  is_stopping_ = true;
  status_.stopped_by_hand = true;
  start_at_.reset();
  if (!life_) return;
  is_asked_to_stop_ = true;
  signal(number);
  if (seconds >= 0) kill_at_ = Clock::now() + std::chrono::seconds(seconds);
}

void Supervisor::kill(Client& client, int number) {
  if (!life_) return Clients::answer(client, supervision::kFailed, "container not running");
  if (number == SIGKILL || number == sys::parse_signal(settings_.stop_signal)) {
    is_stopping_ = true;
    status_.stopped_by_hand = true;
  }
  const Result<void> sent = sys::send_signal(life_->pidfd(), number);
  if (sent) tell("kill", {{"signal", std::to_string(number)}});
  Clients::answer(client, sent ? supervision::kDone : supervision::kFailed, sent ? "" : sent.error().text());
}

void Supervisor::signal(int number) {
  (void)sys::send_signal(life_->pidfd(), number);
  tell("kill", {{"signal", std::to_string(number)}});
}

}  // namespace runtime::supervisor
