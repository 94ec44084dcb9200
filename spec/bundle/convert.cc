#include "spec/bundle/convert.h"

#include <algorithm>

#include "spec/bundle/annotations.h"
#include "spec/bundle/capabilities.h"
#include "spec/bundle/defaults.h"
#include "spec/bundle/seccomp.h"
#include "spec/image/platform.h"

namespace spec::bundle {

namespace {

Result<std::vector<std::string>> arguments(const image::ContainerConfig& image, const Options& options) {
  std::vector<std::string> args = options.entrypoint.value_or(image.entrypoint);
  const std::vector<std::string>& image_cmd = options.entrypoint ? std::vector<std::string>() : image.cmd;
  const std::vector<std::string>& command = options.command.empty() ? image_cmd : options.command;
  args.insert(args.end(), command.begin(), command.end());
  if (args.empty()) return fail("no command specified").with_hint("the image has neither Entrypoint nor Cmd");
  if (args[0].empty()) return fail("the command's name is empty");
  return args;
}

std::string name_of(const std::string& entry) { return entry.substr(0, entry.find('=')); }

// Sets NAME=value in the place of an earlier NAME, else at the end; takes a bare NAME away.
void set_variable(std::vector<std::string>& env, const std::string& entry) {
  const std::string name = name_of(entry);
  if (name.empty()) return;
  const auto old = std::find_if(env.begin(), env.end(), [&](const std::string& e) { return name_of(e) == name; });
  if (entry.size() == name.size()) {
    if (old != env.end()) env.erase(old);
  } else if (old != env.end()) {
    *old = entry;
  } else {
    env.push_back(entry);
  }
}

std::vector<std::string> environment(const image::ContainerConfig& image, const Options& options,
                                     const std::string& home) {
  std::vector<std::string> env = {kDefaultPath};
  if (!options.hostname.empty()) env.push_back("HOSTNAME=" + options.hostname);
  if (options.terminal) env.push_back("TERM=xterm");
  for (const std::string& entry : image.env) {
    // A bare name in an image is malformed; it takes nothing away.
    if (entry.find('=') != std::string::npos) set_variable(env, entry);
  }
  const auto is_home = [](const std::string& e) { return e.starts_with("HOME="); };
  if (std::none_of(env.begin(), env.end(), is_home)) env.push_back("HOME=" + home);
  for (const std::string& entry : options.env) set_variable(env, entry);
  return env;
}

std::string working_dir(const image::ContainerConfig& image, const Options& options) {
  const std::string& dir = options.working_dir.empty() ? image.working_dir : options.working_dir;
  return dir.starts_with('/') ? dir : "/" + dir;
}

runtime::Capabilities capability_sets(const std::vector<std::string>& bounding, std::uint32_t uid) {
  runtime::Capabilities sets;
  sets.bounding = bounding;
  if (uid == 0) {
    sets.effective = bounding;
    sets.permitted = bounding;
  }
  return sets;  // nothing is inheritable (CVE-2022-24769)
}

Result<runtime::Process> process(const image::ContainerConfig& image, const Options& options, const Accounts& accounts,
                                 const std::vector<std::string>& bounding) {
  runtime::Process out;
  const ResolvedUser who = TRY(resolve_user(options.user.value_or(image.user), accounts));
  out.terminal = options.terminal;
  out.user = who.user;
  out.args = TRY(arguments(image, options));
  out.env = environment(image, options, who.home);
  out.cwd = working_dir(image, options);
  out.capabilities = capability_sets(bounding, who.user.uid);
  out.rlimits = options.rlimits;
  out.oom_score_adj = 0;
  return out;
}

runtime::Linux linux_part(const Options& options, const std::vector<std::string>& bounding) {
  runtime::Linux out;
  const bool own_network = options.network != Network::kHost;
  out.namespaces = default_namespaces(own_network);
  out.resources.devices = default_device_rules();
  out.seccomp = default_seccomp(bounding, image::host_platform().architecture);
  out.masked_paths = default_masked_paths();
  out.readonly_paths = default_readonly_paths();
  if (own_network) {
    // Ports below 1024 and ping need no privilege in a network of one's own.
    out.sysctl = {{"net.ipv4.ip_unprivileged_port_start", "0"}, {"net.ipv4.ping_group_range", "0 2147483647"}};
  }
  return out;
}

}  // namespace

Result<runtime::Config> convert(const image::ImageConfig& image, const Options& options, const Accounts& accounts) {
  const std::vector<std::string> bounding = TRY(capabilities(options.add_capabilities, options.drop_capabilities));
  runtime::Config config;
  config.oci_version = runtime::kVersion;
  config.process = TRY(process(image.config, options, accounts, bounding));
  config.root = runtime::Root{"rootfs", options.read_only};
  config.hostname = options.hostname;
  config.mounts = default_mounts();
  config.mounts.insert(config.mounts.end(), options.mounts.begin(), options.mounts.end());
  config.annotations = annotations(image);
  config.linux = linux_part(options, bounding);
  return config;
}

}  // namespace spec::bundle
