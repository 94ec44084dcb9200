#include <array>

#include "buildtool/build/container.h"
#include "buildtool/build/emulator.h"
#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "buildtool/build/key.h"
#include "buildtool/build/own_ids.h"
#include "buildtool/build/run_mounts.h"
#include "buildtool/build/session.h"
#include "buildtool/dockerfile/heredoc.h"
#include "spec/base/text.h"
#include "spec/cdi/registry.h"

namespace buildtool::build {

namespace {

// What needs leave that the command line did not give, and what is not to be had.
Result<void> check_allowed(const Step& step, const dockerfile::Run& run) {
  const std::set<Entitlement>& allowed = step.session.options.run.allowed;
  if (run.security == dockerfile::RunSecurity::kInsecure && !allowed.contains(Entitlement::kSecurityInsecure)) {
    return fail("security.insecure is not allowed").with_hint("--allow security.insecure allows it");
  }
  if (run.network == dockerfile::RunNetwork::kHost && !allowed.contains(Entitlement::kNetworkHost)) {
    return fail("network.host is not allowed").with_hint("--allow network.host allows it");
  }
  return {};
}

Network network_of(const Step& step, const dockerfile::Run& run) {
  if (run.network == dockerfile::RunNetwork::kNone) return Network::kNone;
  return step.session.options.run.network.value_or(Network::kHost);
}

RunRequest request_of(const StageState& state, dockerfile::CommandLine command) {
  RunRequest request;
  if (!command.heredocs.empty()) {
    dockerfile::HeredocCommand what = dockerfile::heredoc_command(command);
    if (what.script) {
      command.words = {"/dev/pipes/" + what.script->name};
      request.script = {std::move(what.script->name), std::move(what.script->content)};
    } else {
      command.words = {std::move(*what.shell_text)};
    }
  }
  request.words = command_words(state, command);
  return request;
}

// Known without ARG, seen by RUN, and in no key, history or config.
std::vector<std::string> proxies(const std::map<std::string, std::string>& args) {
  std::vector<std::string> out;
  constexpr std::array kNames = {"http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"};
  for (const std::string name : kNames) {
    std::string upper = name;
    for (char& c : upper) c = c == '_' ? c : static_cast<char>(c - 'a' + 'A');
    for (const auto& [given, value] : args) {
      if (to_lower(given) != name || value.empty()) continue;
      out.push_back(upper + "=" + value);
      out.push_back(name + "=" + value);
      break;
    }
  }
  return out;
}

// "RUN |2 a=1 b=2 /bin/sh -c make # buildkit"
std::string history_text(const StageState& state, const std::vector<std::string>& words) {
  VariableList used;
  for (const std::string& name : state.declared) used.set(name, state.variables.get(name).value_or(""));
  const std::vector<std::string> args = used.assignments();
  std::string text = "RUN ";
  if (!args.empty()) text += concat("|", args.size(), " ", join(args, " "), " ");
  return text + join(words, " ") + " # buildkit";
}

Result<RunMounts> prepare_mounts(Step& step, RunRequest& request, const std::vector<dockerfile::RunMount>& mounts) {
  std::string folder;
  if (!mounts.empty()) folder = TRY(step.session.new_folder());
  RunMounts prepared = TRY(RunMounts::prepare(step, mounts, folder));
  request.mounts = prepared.mounts();
  const std::vector<std::string>& more = prepared.environment();
  request.environment.insert(request.environment.end(), more.begin(), more.end());
  return prepared;
}

// Those that are there, and those that are not and need not be.
struct Devices {
  std::vector<std::string> names;
  std::vector<std::string> left_out;
};

Result<Devices> find_devices(const Step& step, const dockerfile::Run& run) {
  const RunOptions& options = step.session.options.run;
  Devices devices;
  devices.names = options.cdi_devices;
  if (run.devices.empty()) return devices;
  const spec::cdi::Registry registry = TRY(spec::cdi::Registry::load(options.cdi_folders));
  for (const dockerfile::RunDevice& device : run.devices) {
    const Result<spec::cdi::Registry::Found> found = registry.find(device.name);
    if (!found && device.required) {
      return fail("required device \"" + device.name + "\" is not registered: " + found.error().text());
    }
    if (!found) {
      devices.left_out.push_back(device.name);
      continue;
    }
    if (!options.allowed.contains(Entitlement::kDevice) && !options.allowed_devices.contains(device.name)) {
      return fail("device \"" + device.name + "\" is not allowed")
          .with_hint("--allow device=" + device.name + " allows it");
    }
    devices.names.push_back(device.name);
  }
  return devices;
}

Result<void> make(Step& step, RunRequest& request, const std::vector<dockerfile::RunMount>& mounts,
                  const spec::image::Digest& key, progress::StepId shown) {
  spec::image::Platform platform;
  platform.os = step.state.config.os;
  platform.architecture = step.state.config.architecture;
  TRY(check_runs_here(platform));
  const std::vector<std::string> more = proxies(step.session.args);
  request.environment.insert(request.environment.end(), more.begin(), more.end());
  // They live as long as the container.
  const RunMounts prepared = TRY(prepare_mounts(step, request, mounts));
  const Result<std::string> upper = run_container(step.session, step.state, request, shown);
  TRY(step.session.interrupt.check());
  if (!upper) {
    return with_ids_hint(
        fail("process \"" + join(request.words, " ") + "\" did not complete successfully: " + upper.error().text()));
  }
  return add_layer(step, *upper, {key});
}

Result<void> make_and_show(Step& step, const std::vector<std::string>& left_out, RunRequest& request,
                           const std::vector<dockerfile::RunMount>& mounts, const spec::image::Digest& key) {
  const progress::StepId shown = step.session.display.begin(step.label);
  for (const std::string& name : left_out) {
    step.session.display.output(shown, concat("device \"", name, "\" is not registered: left out\n"));
  }
  Result<void> result = make(step, request, mounts, key, shown);
  if (!result) give_up(step, key);
  show_end(step.session, shown, result);
  return result;
}

}  // namespace

Result<void> apply(Step& step, const dockerfile::Run& run) {
  TRY(check_allowed(step, run));
  StageState& state = step.state;
  RunRequest request = request_of(state, run.command);
  // The script becomes a file of that name on the host, beside the bundle.
  if (request.script.name.find('/') != std::string::npos) {
    return fail("<<" + request.script.name + ": the name of a file has no /");
  }
  request.environment = state.variables.assignments();
  request.network = network_of(step, run);
  const auto hostname = step.session.args.find("BUILDKIT_SANDBOX_HOSTNAME");
  if (hostname != step.session.args.end()) request.hostname = hostname->second;
  const Devices devices = TRY(find_devices(step, run));
  request.devices = devices.names;
  request.privileged = run.security == dockerfile::RunSecurity::kInsecure;
  const std::vector<dockerfile::RunMount> mounts = TRY(read_mounts(step, run));
  KeyBuilder builder("run 1");
  builder.add(state.key.text())
      .add(request.words)
      .add(request.environment)
      .add(state.config.config.working_dir)
      .add(state.config.config.user)
      .add(request.script.name)
      .add(request.script.content)
      .add(request.network == Network::kHost ? "host" : "none")
      .add(request.hostname);
  if (request.privileged) builder.add("insecure");
  for (const std::string& name : request.devices) builder.add("device").add(name);
  for (const Volume& volume : step.session.options.run.volumes) builder.add(volume.source).add(volume.destination);
  TRY(add_mounts_to_key(step, mounts, builder));
  const spec::image::Digest key = builder.finish();
  const bool known = TRY(take_known(step, key));
  if (!known) TRY(make_and_show(step, devices.left_out, request, mounts, key));
  add_history(state.config, history_text(state, request.words), Made::kLayer);
  return {};
}

}  // namespace buildtool::build
