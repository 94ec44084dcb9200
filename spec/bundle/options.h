// What whoever makes a bundle wants beyond what the image says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/runtime/config.h"

namespace spec::bundle {

enum class Network {
  kNone,  // a network namespace of its own with nothing in it but lo, as runc makes it
  kHost,  // the host's: no network namespace
};

struct Options {
  // Instead of the image's Entrypoint; its Cmd then goes too, as with
  // `docker run --entrypoint`. Set and empty: the command stands alone.
  std::optional<std::vector<std::string>> entrypoint;
  std::vector<std::string> command;  // instead of the image's Cmd; empty: the image's

  std::vector<std::string> env;     // "NAME=value" wins over the image's, "NAME" takes it away
  std::string working_dir;          // absolute; empty: the image's, else /
  std::optional<std::string> user;  // as Config.User (user.h)
  bool terminal = false;

  std::string hostname;  // empty: none is set
  Network network = Network::kNone;
  std::vector<runtime::Mount> mounts;  // after the default ones, in this order
  bool read_only = false;              // the root file system

  std::vector<std::string> add_capabilities;  // as `docker run --cap-add` (capabilities.h)
  std::vector<std::string> drop_capabilities;
  std::vector<runtime::Rlimit> rlimits;
};

}  // namespace spec::bundle
