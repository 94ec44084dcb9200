// Docker's `run` options of `bundle`, as tables: one a group, one file a group.
//
// Values are those that `docker run` takes, and what is wrong with them is told
// in its words. What only a daemon could do (restarts, logs) is not among them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "imagetool/options/network.h"
#include "imagetool/volume/wish.h"
#include "spec/base/result.h"
#include "spec/bundle/options.h"
#include "spec/cli/option_table.h"
#include "spec/image/platform.h"

namespace imagetool::options {

enum class Pull { kMissing, kAlways, kNever };

// What all of them ask for together.
struct Request {
  Request() { bundle.systemd = spec::bundle::Systemd::kByCommand; }
  spec::bundle::Options bundle;
  std::vector<std::string> file_env;  // of --env-file, which --env wins over
  volume::Wish volumes;
  std::int64_t cpus = 0;  // thousand millionths; 0: not limited so
  std::string name;
  std::string cid_file;
  NetworkWish network;
  std::vector<std::string> cdi_devices;  // by their qualified names
  std::vector<std::string> cdi_folders;  // none: the usual ones
  std::optional<spec::image::Platform> platform;
  Pull pull = Pull::kMissing;
  bool rootless = false;
  bool no_healthcheck = false;
};

using Option = spec::cli::Option<Request>;

std::span<const Option> process_options();
std::span<const Option> file_options();
std::span<const Option> security_options();
std::span<const Option> namespace_options();
std::span<const Option> network_options();
std::span<const Option> resource_options();
std::span<const Option> container_options();
std::span<const Option> health_options();

}  // namespace imagetool::options
