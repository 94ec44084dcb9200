// cgroup v2's device rules: a small eBPF program that the kernel asks at each
// open and mknod of a device.
#pragma once

#include <linux/bpf.h>

#include <vector>

#include "runtime/cgroup/device_rules.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::cgroup {

// Of type BPF_PROG_TYPE_CGROUP_DEVICE: returns 1 where every access that is
// asked for is allowed by the last rule that matches it, else 0.
std::vector<bpf_insn> device_program(const std::vector<DeviceMatch>& matches);

// Loads the program and attaches it to the cgroup, in the place of any that
// were attached there before.
Result<void> attach_device_program(FdRef folder, const std::vector<bpf_insn>& program);

}  // namespace runtime::cgroup
