#include "buildtool/build/container.h"

#include <unistd.h>

#include "buildtool/build/keeper.h"
#include "buildtool/build/own_ids.h"
#include "buildtool/build/process.h"
#include "buildtool/build/step.h"
#include "buildtool/build/stubs.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/bundle/bundle.h"
#include "spec/cdi/apply.h"
#include "spec/layout/user_namespace.h"
#include "spec/runtime/config.h"

namespace buildtool::build {

namespace bundle = spec::bundle;

namespace {

constexpr std::uint64_t kMaxConfig = 4 << 20;
// What Dockerfiles see with Docker; --build-arg BUILDKIT_SANDBOX_HOSTNAME changes it.
constexpr const char* kHostname = "buildkitsandbox";

// What the container is, as an image that asks for just that.
spec::image::ImageConfig image_of(const StageState& state, const RunRequest& request) {
  spec::image::ImageConfig image = state.config;
  image.config.entrypoint.clear();
  image.config.cmd = request.words;
  image.config.env = request.environment;
  return image;
}

Result<bundle::Options> bundle_options(FdRef folder, const RunOptions& given, const RunRequest& request) {
  bundle::Options options = given.container;
  options.hostname = request.hostname.empty() ? kHostname : request.hostname;
  options.network = request.network == Network::kHost ? bundle::Network::kHost : bundle::Network::kNone;
  options.privileged = request.privileged;
  if (spec::layout::ids_of_process() != spec::layout::Ids::kRoot) options.id_maps = TRY(own_ids());
  options.mounts = given.volumes;
  options.mounts.insert(options.mounts.end(), request.mounts.begin(), request.mounts.end());
  if (!request.devices.empty()) {
    const spec::cdi::Registry registry = TRY(spec::cdi::Registry::load(given.cdi_folders));
    TRY(spec::cdi::apply(registry, request.devices, options));
  }
  if (request.script.name.empty()) return options;
  TRY(make_dirs(folder, "script", 0755));
  TRY(replace_file(folder, "script/" + request.script.name, request.script.content, 0755, Durable::kNo));
  spec::runtime::Mount mount;
  mount.destination = "/dev/pipes";
  mount.type = "bind";
  mount.source = "script";  // relative to the bundle
  mount.options = {"bind", "ro"};
  options.mounts.push_back(std::move(mount));
  return options;
}

// --add-host
Result<void> add_hosts(FdRef folder, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string text = TRY(read_file(folder, "hosts", kMaxConfig));
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  for (const std::string& line : lines) text += line + "\n";
  return replace_file(folder, "hosts", text, 0644, Durable::kNo);
}

Result<spec::runtime::Config> read_config(FdRef folder) {
  const std::string text = TRY(read_file(folder, "config.json", kMaxConfig));
  return spec::runtime::parse_config(text);
}

// --cgroup-parent: each container has a cgroup of its own in it.
Result<void> set_cgroup(FdRef folder, const std::string& parent, const std::string& id) {
  if (parent.empty()) return {};
  spec::runtime::Config config = TRY(read_config(folder));
  config.linux.cgroups_path = concat(parent.starts_with('/') ? "" : "/", parent, "/", id);
  return replace_file(folder, "config.json", spec::runtime::write_config(config), 0644, Durable::kNo);
}

Result<std::vector<std::string>> destinations(FdRef folder) {
  const spec::runtime::Config config = TRY(read_config(folder));
  std::vector<std::string> out;
  for (const spec::runtime::Mount& mount : config.mounts) out.push_back(mount.destination);
  return out;
}

// `runtime` with its state in the build's folder, so that it is gone with it; all of
// its containers have the same, where the filter of system calls is kept once compiled.
class Runtime {
 public:
  static Result<Runtime> find(Session& session, const std::string& folder) {
    Runtime runtime(session, folder);
    runtime.program_ = TRY(find_program("runtime", session.options.runtime));
    return runtime;
  }

  const std::string& id() const { return id_; }

  Result<int> run(progress::StepId shown) const {
    const Keeper keeper = TRY(Keeper::start(removal()));
    progress::Display& display = session_.display;
    const auto output = [&](std::string_view bytes) { display.output(shown, bytes); };
    return run_command(command({"run", "--bundle", folder_, id_}), session_.interrupt, output, [this] { remove(); });
  }

  // --debug=on-failure: a shell of the user's in what the process left behind.
  Result<void> run_shell(FdRef folder) const {
    spec::runtime::Config config = TRY(read_config(folder));
    config.process->args = {"/bin/sh"};
    config.process->terminal = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
    TRY(replace_file(folder, "config.json", spec::runtime::write_config(config), 0644, Durable::kNo));
    // The kernel mounts a volatile overlay once, lest what a power cut left is taken for whole. None was here.
    const Result<Fd> work = open_dir(folder, "work/work");
    if (work) TRY(remove_tree(*work, "incompat"));
    const Keeper keeper = TRY(Keeper::start(removal()));
    TRY(run_in_foreground(command({"run", "--bundle", folder_, id_})));
    return {};
  }

 private:
  Runtime(Session& session, const std::string& folder) : session_(session), folder_(folder) {
    id_ = concat("buildtool-", ::getpid(), "-", folder.substr(folder.rfind('/') + 1));
  }

  // Nothing of our own environment: it may hold what no container must see.
  Command command(std::vector<std::string> words) const {
    words.insert(words.begin(), {program_, "--root", session_.lease.tmp_path() + "/state"});
    if (!needs_cgroup()) words.insert(words.begin() + 1, {"--cgroup-manager", "disabled"});
    return {std::move(words), {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}};
  }

  // An ordinary user seldom may make one; asked for in vain it is an error, else nothing that each RUN warns of.
  bool needs_cgroup() const {
    const RunOptions& run = session_.options.run;
    return spec::layout::ids_of_process() == spec::layout::Ids::kRoot || !run.cgroup_parent.empty() ||
           !run.container.resources.empty();
  }

  Command removal() const { return command({"delete", "--force", id_}); }

  void remove() const {
    (void)run_command(removal(), Interrupt::never(), [](std::string_view) {});
  }

  Session& session_;
  std::string program_;
  std::string folder_;
  std::string id_;
};

}  // namespace

Result<std::string> run_container(Session& session, const StageState& state, const RunRequest& request,
                                  progress::StepId shown) {
  const std::string path = TRY(session.new_folder());
  const Fd folder = TRY(open_dir(path));
  const std::vector<spec::layout::UnpackedLayer> layers = TRY(session.layers.unpacked(state.layers));
  const bundle::Options options = TRY(bundle_options(folder, session.options.run, request));
  TRY(bundle::fill_bundle(folder, layers, image_of(state, request), options, bundle::Upper::kVolatile));
  const Runtime runtime = TRY(Runtime::find(session, path));
  TRY(add_hosts(folder, session.options.run.hosts));
  TRY(set_cgroup(folder, session.options.run.cgroup_parent, runtime.id()));
  const std::vector<std::string> mounts = TRY(destinations(folder));
  const Fd before = TRY(view_files(session, state.layers));
  const MountStubs stubs = TRY(MountStubs::note(before, mounts));
  const int status = TRY(runtime.run(shown));
  if (status != 0 && session.options.shell_on_failure) TRY(runtime.run_shell(folder));
  if (status != 0) return fail(concat("exit code: ", status));
  // Without layers there is nothing to lay an overlay over: the root is the layer.
  const std::string upper = path + (layers.empty() ? "/rootfs" : "/upper");
  const Fd changed = TRY(open_dir(upper));
  TRY(stubs.remove(changed));
  return upper;
}

}  // namespace buildtool::build
