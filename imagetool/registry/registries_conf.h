// registries.conf (containers-registries.conf(5), version 2): mirrors, other
// locations, registries without TLS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::registry {

// Where images are: "host:port" or "host:port/path", in place of a prefix.
struct Location {
  std::string location;
  bool insecure = false;  // plain HTTP and unverified certificates are taken
};

struct RegistryRule {
  std::string prefix;  // of names: "docker.io", "docker.io/library", "*.example.com"
  Location origin;     // the location is the prefix where nothing else is said
  bool blocked = false;
  std::vector<Location> mirrors;  // tried first, in this order
};

struct RegistriesConf {
  std::vector<RegistryRule> rules;

  // The rule with the longest prefix of `name` ("docker.io/library/centos"); nullptr where there is none.
  const RegistryRule* find(std::string_view name) const;
};

// Members that we do not know are passed over. Errors name file and line.
Result<RegistriesConf> parse_registries_conf(std::string_view text, const std::string& path);

// $CONTAINERS_REGISTRIES_CONF (/dev/null for none), else $XDG_CONFIG_HOME (or ~/.config)/containers/registries.conf,
// else /etc/containers/registries.conf; without a file there are no rules.
Result<RegistriesConf> load_registries_conf();

}  // namespace imagetool::registry
