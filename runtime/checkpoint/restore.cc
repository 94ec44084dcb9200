#include "runtime/checkpoint/restore.h"

#include <sys/prctl.h>

#include "runtime/checkpoint/criu.h"
#include "runtime/checkpoint/restoration.h"
#include "runtime/checkpoint/settings.h"
#include "runtime/process/foreground.h"
#include "spec/base/file.h"
#include "spec/runtime/validate.h"

namespace runtime::checkpoint {

namespace {

Result<void> check(const RestoreOptions& options, const spec::runtime::Config& config) {
  const bool terminal = config.process && config.process->terminal;
  if (terminal && options.detach && options.console_socket.empty()) {
    return fail("cannot make a terminal without a console socket when detached").with_hint("see --console-socket");
  }
  if (config.linux.intel_rdt) return fail("linux.intelRdt: not for a container that is restored");
  return check_version();
}

Result<void> make(const RestoreOptions& options, Restored& made) {
  TRY(check_privilege());
  TRY(spec::runtime::validate_id(options.id));
  container::Bundle bundle = TRY(container::load_bundle(options.bundle, ""));
  TRY(check(options, bundle.config));
  Restoration restoration(options, std::move(bundle));
  TRY(restoration.run(made));
  TRY(made.folder->complete());
  if (!options.pid_file.empty()) {
    TRY_STEP("pid file",
             replace_file(FdRef::cwd(), options.pid_file, std::to_string(made.record.pid), 0644, Durable::kNo));
  }
  made.folder->unlock();
  return {};
}

Result<int> stay(const RestoreOptions& options, container::Warnings& warnings) {
  process::Foreground foreground = TRY(process::Foreground::begin());
  if (!options.no_subreaper && ::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return fail_errno("subreaper");
  Restored made;
  TRY(make(options, made));
  const int status = TRY(foreground.wait(*made.child, made.terminal));
  made.keep();
  const container::Store store = TRY(container::Store::open(options.state_root));
  Result<container::Folder> folder = store.find_locked(options.id);
  if (!folder && folder.error().number == ENOENT) return status;  // `delete --force` was quicker
  if (!folder) return std::move(folder).error();
  TRY(container::remove_stopped(*folder, made.record, warnings));
  return status;
}

}  // namespace

Result<int> restore(const RestoreOptions& options, container::Warnings& warnings) {
  if (!options.detach) return stay(options, warnings);
  Restored made;
  TRY(make(options, made));
  made.keep();
  return 0;
}

}  // namespace runtime::checkpoint
