#include "spec/bundle/convert.h"

#include <algorithm>

#include "spec/bundle/annotations.h"
#include "spec/bundle/capabilities.h"
#include "spec/bundle/defaults.h"
#include "spec/bundle/healthcheck.h"
#include "spec/bundle/linux.h"
#include "spec/bundle/mounts.h"
#include "spec/bundle/systemd.h"

namespace spec::bundle {

namespace {

Result<std::vector<std::string>> arguments(const image::ContainerConfig& image, const Options& options) {
  std::vector<std::string> args = options.entrypoint.value_or(image.entrypoint);
  const std::vector<std::string>& image_cmd = options.entrypoint ? std::vector<std::string>() : image.cmd;
  const std::vector<std::string>& command = options.command.empty() ? image_cmd : options.command;
  args.insert(args.end(), command.begin(), command.end());
  if (args.empty()) return fail("no command specified").with_hint("the image has neither Entrypoint nor Cmd");
  if (args[0].empty()) return fail("the command's name is empty");
  if (!options.init_program.empty()) args.insert(args.begin(), {kInit, "--"});
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
  for (const std::string& word : options.groups) {
    const std::uint32_t gid = TRY(resolve_group(word, accounts));
    std::vector<std::uint32_t>& gids = out.user.additional_gids;
    if (std::find(gids.begin(), gids.end(), gid) == gids.end()) gids.push_back(gid);
  }
  // With one's own id alone the kernel lets nobody set groups.
  const bool alone = options.id_maps && options.id_maps->gids.size() == 1 && options.id_maps->gids[0].size == 1;
  if (alone) out.user.additional_gids.clear();
  out.args = TRY(arguments(image, options));
  out.env = environment(image, options, who.home);
  out.cwd = working_dir(image, options);
  out.capabilities = capability_sets(bounding, who.user.uid);
  out.rlimits = options.rlimits;
  out.no_new_privileges = options.no_new_privileges;
  out.apparmor_profile = options.apparmor_profile;
  out.selinux_label = options.process_label;
  // Nobody but root may set it lower than it is.
  if (!options.id_maps) out.oom_score_adj = 0;
  return out;
}

}  // namespace

Result<runtime::Config> convert(const image::ImageConfig& image, const Options& options, const Accounts& accounts) {
  const std::vector<std::string> bounding =
      TRY(options.privileged ? capabilities({"ALL"}, {})
                             : capabilities(options.add_capabilities, options.drop_capabilities));
  runtime::Config config;
  config.oci_version = runtime::kVersion;
  config.process = TRY(process(image.config, options, accounts, bounding));
  config.root = runtime::Root{"rootfs", options.read_only};
  if (!options.host_uts) config.hostname = options.hostname;
  const bool systemd = is_systemd(options, config.process->args);
  config.mounts = container_mounts(systemd ? with_systemd_mounts(options) : options);
  config.hooks = options.hooks;
  config.annotations = options.annotations;
  if (const auto check = healthcheck(image.config, options)) config.annotations.emplace(kHealthcheck, *check);
  for (const auto& [key, value] : annotations(image)) config.annotations.emplace(key, value);
  if (systemd) prepare_for_systemd(config);
  config.linux = TRY(linux_part(options, bounding));
  return config;
}

}  // namespace spec::bundle
