// `checkpoint`: a container that runs becomes a folder of images.
#pragma once

#include <optional>
#include <string>

#include "runtime/checkpoint/message.h"
#include "runtime/container/delete.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

// What both verbs take. `criu` holds those that are handed on as they are.
struct CommonOptions {
  std::string state_root;
  std::string id;
  std::string images_path;  // "" is "checkpoint"
  std::string work_path;    // logs; "" is images_path
  Options criu;
};

struct DumpOptions : CommonOptions {
  std::string parent_path;
  bool pre_dump = false;
  int status_fd = -1;  // a zero byte goes there once memory can be fetched (lazy pages)
};

// The container is deleted then, unless it is left running or this was a pre-dump.
Result<void> dump(const DumpOptions& options, container::Warnings& warnings);

}  // namespace runtime::checkpoint
