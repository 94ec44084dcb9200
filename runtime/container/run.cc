#include "runtime/container/run.h"

#include <sys/prctl.h>

#include <optional>

#include "runtime/container/status.h"
#include "runtime/process/foreground.h"

namespace runtime::container {

namespace {

// The process has been released: what fails from here on ends with its destruction.
Result<void> finish_start(NewContainer& made, const CreateOptions& options, Warnings& warnings) {
  Result<void> hooks = run_poststart(made.record());
  if (hooks) return {};
  made.keep();
  Result<void> removed = remove(options.state_root, options.id, true, warnings);
  if (!removed) warnings.push_back(std::move(removed).error());
  return hooks;
}

Result<int> stay(const CreateOptions& options, Warnings& warnings) {
  process::Foreground foreground = TRY(process::Foreground::begin());
  // What outlives the first process of a container without its own pid
  // namespace comes to us, not to the machine's init.
  if (!options.no_subreaper && ::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return fail_errno("subreaper");
  NewContainer made = TRY(create(options, warnings));
  TRY(made.release(options));
  TRY(finish_start(made, options, warnings));
  const int status = TRY(foreground.wait(made.child(), made.terminal(), &made.notify()));
  made.child().keep();  // it has been waited for
  made.keep();
  if (options.keep) return status;
  const Store store = TRY(Store::open(options.state_root));
  Result<Folder> folder = store.find_locked(options.id);
  if (!folder && folder.error().number == ENOENT) return status;  // `delete --force` was quicker
  if (!folder) return std::move(folder).error();
  TRY(remove_stopped(*folder, made.record(), warnings));
  return status;
}

}  // namespace

Result<int> run(const CreateOptions& options, Warnings& warnings) {
  if (!options.detach) return stay(options, warnings);
  NewContainer made = TRY(create(options, warnings));
  TRY(made.release(options));
  TRY(finish_start(made, options, warnings));
  made.keep();
  Result<void> told = made.notify().wait(made.child().pidfd(), made.record().pid);
  if (!told) warnings.push_back(std::move(told).error());
  return 0;
}

}  // namespace runtime::container
