// config.json: read, and checked.
#include "spec/runtime/config.h"
#include "spec/runtime/validate.h"
#include "tests/fuzz/target.h"

namespace {

void read_config(std::string_view bytes) {
  if (const auto config = spec::runtime::parse_config(bytes)) static_cast<void>(static_cast<bool>(validate(*config)));
}

const fuzz::Added added({"spec_runtime_config", read_config, {R"({"ociVersion": "1.2.0", "root": {"path": "rootfs"},
  "process": {"user": {"uid": 1, "gid": 2, "additionalGids": [3]}, "args": ["sh"], "cwd": "/", "terminal": true,
    "capabilities": {"bounding": ["CAP_CHOWN"]}, "rlimits": [{"type": "RLIMIT_NOFILE", "soft": 1, "hard": 2}]},
  "mounts": [{"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "ridmap=uids=0-1-2"]}],
  "linux": {"namespaces": [{"type": "pid"}, {"type": "user"}], "cgroupsPath": "a:b:c",
    "uidMappings": [{"containerID": 0, "hostID": 1, "size": 4294967295}], "timeOffsets": {"boottime": {"secs": -1}},
    "resources": {"cpu": {"cpus": "0-3,7", "quota": -1}, "devices": [{"allow": false, "access": "rwm"}],
      "unified": {"memory.max": "1"}},
    "seccomp": {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [
      {"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]}]}}})"}});

}  // namespace
