// registries.conf (containers-registries.conf(5), version 2): mirrors, other
// locations, registries without TLS.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::registry {

// Where images are: "host:port" or "host:port/path", in place of a prefix.
struct Location {
  enum class For { kAll, kDigests, kTags };  // pull-from-mirror
  std::string location;
  bool insecure = false;  // plain HTTP and unverified certificates are taken
  For pulls = For::kAll;  // of a mirror: for which names it is asked
};

struct RegistryRule {
  std::string prefix;  // of names: "docker.io", "docker.io/library", "*.example.com"
  Location origin;     // the location is the prefix where nothing else is said
  bool blocked = false;
  std::vector<Location> mirrors;  // tried first, in this order
};

struct RegistriesConf {
  // short-name-mode: what happens to a name without a registry that could be had from several.
  enum class ShortNames {
    kDisabled,    // each is tried
    kPermissive,  // each is tried: there is nobody to ask
    kEnforcing,   // an error
  };
  std::vector<RegistryRule> rules;
  std::vector<std::string> search;             // unqualified-search-registries
  std::map<std::string, std::string> aliases;  // of short names: "fedora" -> "registry.fedoraproject.org/fedora"
  ShortNames short_names = ShortNames::kPermissive;
  // insecure-registries of Docker's daemon.json: "host:port", or a network, "10.0.0.0/8".
  std::vector<std::string> insecure;

  // The rule with the longest prefix of `name` ("docker.io/library/centos"); nullptr where there is none.
  const RegistryRule* find(std::string_view name) const;
};

// Adds what a file says to what files before it said: a [[registry]] replaces the one of its prefix,
// aliases are added, the other settings replaced. Members that we do not know are passed over. Errors
// name file and line.
Result<void> add_registries_conf(std::string_view text, const std::string& path, RegistriesConf& conf);
Result<RegistriesConf> parse_registries_conf(std::string_view text, const std::string& path);

// $CONTAINERS_REGISTRIES_CONF alone where it is set (/dev/null for none), with the files of
// $CONTAINERS_REGISTRIES_CONF_DIR. Else $XDG_CONFIG_HOME (or ~/.config)/containers/registries.conf or
// /etc/containers/registries.conf, and the *.conf of registries.conf.d in both. Then Docker's
// daemon.json (docker_daemon.h). What is not there says nothing.
Result<RegistriesConf> load_registries_conf();

}  // namespace imagetool::registry
