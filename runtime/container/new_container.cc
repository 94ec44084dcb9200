#include "runtime/container/new_container.h"

#include "runtime/container/delete.h"
#include "runtime/init/handshake.h"
#include "runtime/process/conversation.h"
#include "spec/base/file.h"

namespace runtime::container {

Result<void> NewContainer::release(const CreateOptions& options) {
  TRY(folder_.complete());
  if (!options.pid_file.empty()) {
    TRY_STEP("pid file",
             replace_file(caller_folder_, options.pid_file, std::to_string(record_.pid), 0644, Durable::kNo));
  }
  folder_.unlock();
  TRY(init::say(child_.channel(), init::Word::kGo));
  trace_.done("release");
  if (!options.start_at_once) return {};
  TRY_STEP("init", process::wait_for_execute(child_));
  trace_.done("start");
  return {};
}

PoststopHooks::~PoststopHooks() {
  if (record_) (void)run_poststop(*record_);
}

void PoststopHooks::arm(const Record& record) {
  if (!record.hooks.poststop.empty()) record_ = std::make_unique<const Record>(record);
}

void NewContainer::keep() {
  poststop_.disarm();
  folder_.keep();
  cgroup_.keep();
  resctrl_.keep();
  child_.keep();
}

}  // namespace runtime::container
