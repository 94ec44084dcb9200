#include "imagetool/options/parser.h"

#include <unistd.h>

#include "imagetool/options/limits.h"
#include "spec/cdi/apply.h"
#include "spec/cli/option_table.h"

namespace imagetool::options {

namespace {

const spec::cli::OptionTable<Request>& table() {
  static const spec::cli::OptionTable<Request> all = {process_options(),   file_options(),    security_options(),
                                                      namespace_options(), network_options(), resource_options(),
                                                      container_options(), health_options()};
  return all;
}

}  // namespace

std::vector<argp_option> argp_options() {
  std::vector<argp_option> out = table().argp_options();
  out.push_back({nullptr, 0, nullptr, 0, nullptr, 0});
  return out;
}

error_t take(int key, char* value, argp_state* state, Request& request) {
  return table().take(key, value, state, request);
}

Result<void> finish(Request& request, unsigned cpus) {
  if (request.rootless && ::geteuid() == 0) {
    return fail("--rootless: for an ordinary user, and you are root").with_hint("call imagetool as that user");
  }
  if (request.no_healthcheck) {
    if (request.bundle.healthcheck) return fail("--no-healthcheck conflicts with --health-* options");
    request.bundle.healthcheck = spec::image::Healthcheck{.test = {"NONE"}, .others = {}};
  }
  if (!request.cdi_devices.empty()) {
    const auto& folders = request.cdi_folders.empty() ? spec::cdi::default_folders() : request.cdi_folders;
    const spec::cdi::Registry registry = TRY(spec::cdi::Registry::load(folders));
    TRY(spec::cdi::apply(registry, request.cdi_devices, request.bundle));
  }
  TRY(check_network(request.network, request.bundle));
  TRY(check_limits(request, cpus));
  std::vector<std::string>& env = request.bundle.env;
  env.insert(env.begin(), request.file_env.begin(), request.file_env.end());
  request.file_env.clear();
  return {};
}

}  // namespace imagetool::options
