#include "imagetool/registry/endpoint.h"

#include "imagetool/registry/docker_daemon.h"
#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

// Puts the location in the prefix's place.
Result<Endpoint> at(const RegistriesConf& conf, const Location& location, std::string_view prefix,
                    std::string_view name, bool insecure) {
  std::string place(name);
  if (!location.location.empty()) place = concat(location.location, name.substr(prefix.size()));
  const std::size_t slash = place.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == place.size()) {
    return fail(concat("registries.conf: ", place, ": no repository at this location"));
  }
  // A location is as free as any text: only what is a name goes into URLs.
  TRY_STEP("registries.conf", spec::image::parse_reference(place));
  Endpoint endpoint;
  endpoint.registry = place.substr(0, slash);
  endpoint.host = host_of_registry(endpoint.registry);
  endpoint.repository = place.substr(slash + 1);
  endpoint.insecure = insecure || location.insecure || is_insecure(conf, endpoint.registry);
  return endpoint;
}

bool serves(const Location& mirror, const spec::image::Reference& reference) {
  if (mirror.pulls == Location::For::kAll) return true;
  return reference.digest.empty() == (mirror.pulls == Location::For::kTags);
}

}  // namespace

std::string host_of_registry(const std::string& registry) {
  return registry == "docker.io" || registry == "index.docker.io" ? "registry-1.docker.io" : registry;
}

Result<std::vector<Endpoint>> endpoints(const spec::image::Reference& reference, const RegistriesConf& conf,
                                        bool insecure) {
  const std::string name = reference.name();
  std::vector<Endpoint> all;
  const RegistryRule* rule = conf.find(name);
  if (rule == nullptr) {
    all.push_back(TRY(at(conf, {}, "", name, insecure)));
    return all;
  }
  if (rule->blocked) return fail(concat(name, ": registry ", rule->prefix, " is blocked by registries.conf"));
  // "*.example.com" stands for the whole host.
  const std::string prefix = rule->prefix.starts_with("*.") ? reference.registry : rule->prefix;
  for (const Location& mirror : rule->mirrors) {
    if (!serves(mirror, reference)) continue;
    all.push_back(TRY(at(conf, mirror, prefix, name, insecure)));
    all.back().mirror = true;
  }
  all.push_back(TRY(at(conf, rule->origin, prefix, name, insecure)));
  return all;
}

}  // namespace imagetool::registry
