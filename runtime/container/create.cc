#include "runtime/container/create.h"

#include <unistd.h>

#include "runtime/container/creation.h"
#include "runtime/container/joined_network.h"
#include "runtime/container/labels.h"
#include "spec/runtime/subordinate_ids.h"
#include "spec/runtime/validate.h"

namespace runtime::container {

namespace {

using spec::runtime::NamespaceType;

Result<void> check_terminal(const spec::runtime::Config& config, const CreateOptions& options) {
  const bool terminal = config.process && config.process->terminal;
  const bool detached = options.detach || !options.start_at_once;
  if (terminal && detached && options.console_socket.empty()) {
    return fail("cannot make a terminal without a console socket when detached").with_hint("see --console-socket");
  }
  if (!options.console_socket.empty() && !terminal) {
    return fail("--console-socket: config.json asks for no terminal").with_hint("set process.terminal");
  }
  return {};
}

// An ordinary user's container has a user namespace, asked for or not; one
// whose ids config.json leaves out gets the caller's.
void complete_user_namespace(spec::runtime::Config& config) {
  spec::runtime::Linux& linux = config.linux;
  const spec::runtime::Namespace* user = linux.find_namespace(NamespaceType::kUser);
  if (user == nullptr && ::geteuid() != 0) {
    linux.namespaces.push_back({NamespaceType::kUser, ""});
    user = &linux.namespaces.back();
  }
  if (user == nullptr || !user->path.empty()) return;
  const spec::runtime::User ids = config.process ? config.process->user : spec::runtime::User();
  if (linux.uid_mappings.empty()) linux.uid_mappings = spec::runtime::default_uids(ids.uid);
  if (linux.gid_mappings.empty()) linux.gid_mappings = spec::runtime::default_gids(ids.gid);
}

}  // namespace

Result<NewContainer> create(const CreateOptions& options, Warnings& warnings) {
  TRY(spec::runtime::validate_id(options.id));
  trace::Trace trace = TRY(trace::Trace::open(options.trace_file));
  Bundle bundle = TRY(load_bundle(options.bundle, options.config_file));
  trace.done("config.json");
  TRY(resolve_joined_network(options.state_root, bundle.config));
  TRY(check_terminal(bundle.config, options));
  complete_user_namespace(bundle.config);
  TRY(check_labels(bundle.config));
  Creation creation(options, std::move(bundle), std::move(trace));
  NewContainer made = TRY(creation.run());
  warnings.insert(warnings.end(), made.warnings().begin(), made.warnings().end());
  const cgroup::Address& cgroup = made.record().cgroup;
  if (cgroup.manager == cgroup::Manager::kCgroupfs && cgroup.paths.empty()) {
    warnings.push_back(Error(fail("cgroup: none may be made here: the container stays in its caller's, without limits"))
                           .with_hint("with systemd in the session: --systemd-cgroup"));
  }
  return made;
}

}  // namespace runtime::container
