// What is done at the points of a restore that CRIU tells of.
#pragma once

#include "runtime/checkpoint/message.h"
#include "runtime/checkpoint/restore.h"
#include "runtime/checkpoint/restored.h"
#include "runtime/container/bundle.h"
#include "runtime/process/way.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

// All are borrowed.
struct NoticeSetting {
  const RestoreOptions& options;
  const container::Bundle& bundle;
  const process::Way& way;
};

// Namespaces that are there get their network devices, and the hooks run; a terminal is taken, or sent to the console
// socket; a process that is there is recorded. Others are nothing to us.
Result<void> take_notice(const NoticeSetting& setting, Restored& made, const Reply& notice, Fd file);

}  // namespace runtime::checkpoint
