#include "runtime/checkpoint/restored.h"

#include "runtime/sys/process.h"

namespace runtime::checkpoint {

Result<void> Restored::record_process(pid_t pid) {
  const sys::ProcessTime time = TRY(sys::process_time(pid));
  record.pid = pid;
  record.start_time = time.start_time;
  return folder->save_creating(record);
}

void Restored::keep() {
  poststop.disarm();
  folder->keep();
  cgroup->keep();
  child->keep();
}

}  // namespace runtime::checkpoint
