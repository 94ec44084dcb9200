// SELinux's label of the file systems that are made for a container: linux.mountLabel, and in what way it is theirs.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::mount {

struct Label {
  std::string option = "context";  // the mount option; crun's annotation run.oci.mount_context_type names another
  std::string value;               // "" is none
};

Label label_of(const spec::runtime::Config& config);

// Of the annotation: one of mount(8)'s four.
Result<void> check_label_option(const spec::runtime::Config& config);

// Gives a file system that is being made its label. Those of the kernel's own (proc, sysfs, cgroups) have labels of
// their own.
Result<void> set_label(FdRef context, const std::string& type, const Label& label);

}  // namespace runtime::mount
