#include "runtime/cmd/criu_options.h"

#include "runtime/checkpoint/settings.h"
#include "runtime/cmd/id_argument.h"

namespace runtime::cmd {

namespace {

using checkpoint::CommonOptions;
using checkpoint::Options;

enum Key {
  kImagePath = 0x400,
  kWorkPath,
  kManageCgroupsMode,
  kEmptyNs,
  kTcpEstablished,
  kTcpClose,
  kExtUnixSk,
  kShellJob,
  kFileLocks,
  kLinkRemap,
  kAutoDedup,
  kLazyPages,
  kLsmProfile,
  kLsmMountContext
};

constexpr argp_option kOptions[] = {
    {"image-path", kImagePath, "DIR", 0, "the checkpoint (default: checkpoint)", 0},
    {"work-path", kWorkPath, "DIR", 0, "for CRIU's logs (default: that of --image-path)", 0},
    {"tcp-established", kTcpEstablished, nullptr, 0, "with open TCP connections", 0},
    {"tcp-close", kTcpClose, nullptr, 0, "with TCP connections, closed", 0},
    {"ext-unix-sk", kExtUnixSk, nullptr, 0, "with unix sockets to others", 0},
    {"shell-job", kShellJob, nullptr, 0, "with a terminal from outside", 0},
    {"file-locks", kFileLocks, nullptr, 0, "with locks on files", 0},
    {"link-remap", kLinkRemap, nullptr, 0, "with open files that have no name, linked meanwhile", 0},
    {"auto-dedup", kAutoDedup, nullptr, 0, "keep memory that did not change once", 0},
    {"lazy-pages", kLazyPages, nullptr, 0, "bring memory later, when it is used", 0},
    {"manage-cgroups-mode", kManageCgroupsMode, "MODE", 0, "soft (default), full, strict or ignore", 0},
    {"empty-ns", kEmptyNs, "NAMESPACE", 0, "network: a new and empty one (it is always)", 0},
    {"lsm-profile", kLsmProfile, "TYPE:NAME", 0, "another AppArmor or SELinux profile", 0},
    {"lsm-mount-context", kLsmMountContext, "CONTEXT", 0, "another SELinux context of mounts", 0},
    {},
};

struct Flag {
  int key;
  bool Options::*member;
};
constexpr Flag kFlags[] = {
    {kTcpEstablished, &Options::tcp_established}, {kTcpClose, &Options::tcp_close},
    {kExtUnixSk, &Options::ext_unix_sk},          {kShellJob, &Options::shell_job},
    {kFileLocks, &Options::file_locks},           {kLinkRemap, &Options::link_remap},
    {kAutoDedup, &Options::auto_dedup},           {kLazyPages, &Options::lazy_pages},
};

error_t parse_value(int key, char* value, argp_state* state, CommonOptions& options) {
  switch (key) {
    case kImagePath:
      options.images_path = value;
      return 0;
    case kWorkPath:
      options.work_path = value;
      return 0;
    case kManageCgroupsMode: {
      const auto mode = checkpoint::parse_cgroup_mode(value);
      if (!mode) ::argp_error(state, "--manage-cgroups-mode: unknown mode \"%s\"", value);
      if (mode) options.criu.cgroup_mode = *mode;
      return 0;
    }
    case kEmptyNs: {
      const Result<std::uint32_t> type = checkpoint::parse_empty_namespace(value);
      if (!type) ::argp_error(state, "%s", type.error().message.c_str());
      if (type) options.criu.empty_namespaces |= *type;
      return 0;
    }
    case kLsmProfile: {
      const Result<void> checked = checkpoint::check_lsm_profile(value);
      if (!checked) ::argp_error(state, "%s", checked.error().message.c_str());
      options.criu.lsm_profile = value;
      return 0;
    }
    case kLsmMountContext:
      options.criu.lsm_mount_context = value;
      return 0;
    default:
      return parse_id(key, value, state, options.id);
  }
}

error_t parse_option(int key, char* value, argp_state* state) {
  CommonOptions& options = *static_cast<CommonOptions*>(state->input);
  for (const Flag& flag : kFlags) {
    if (flag.key != key) continue;
    options.criu.*flag.member = true;
    return 0;
  }
  return parse_value(key, value, state, options);
}

}  // namespace

const argp kCriuArgp = {kOptions, parse_option, nullptr, nullptr, nullptr, nullptr, nullptr};

}  // namespace runtime::cmd
