#include "runtime/container/new_record.h"

#include <unistd.h>

#include "runtime/sys/process.h"
#include "spec/base/boot_id.h"
#include "spec/base/file.h"
#include "spec/base/timestamp.h"

namespace runtime::container {

Result<Record> begin_record(const Bundle& bundle, const std::string& id) {
  const spec::runtime::Config& config = bundle.config;
  Record record;
  record.oci_version = spec::runtime::kVersion;
  record.id = id;
  record.bundle = bundle.path;
  record.rootfs = bundle.rootfs;
  record.created = format_time(now());
  record.owner = ::geteuid();
  record.boot_id = TRY(boot_id());
  record.annotations = config.annotations;
  record.hooks.poststart = config.hooks.poststart;
  record.hooks.poststop = config.hooks.poststop;
  record.resources = config.linux.resources;
  record.resources.devices.clear();
  if (config.process && config.process->terminal) return record;
  for (int number = 0; number <= 2; ++number) record.descriptors.push_back(describe_fd(FdRef(number)));
  return record;
}

}  // namespace runtime::container
