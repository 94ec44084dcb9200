#include "imagetool/registry/realm.h"

#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

bool is_address(const std::string& host) {
  return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string::npos;
}

bool is_below(const std::string& host, const std::string& domain) { return host.ends_with("." + domain); }

}  // namespace

bool same_site(const std::string& registry_host, const std::string& other_host) {
  if (registry_host == other_host) return true;
  if (is_address(registry_host) || is_address(other_host)) return false;
  if (registry_host.find('.') == std::string::npos) return false;
  if (is_below(other_host, registry_host)) return true;
  const std::string parent = registry_host.substr(registry_host.find('.') + 1);
  return parent.find('.') != std::string::npos && (other_host == parent || is_below(other_host, parent));
}

Result<void> check_realm(const Url& registry, const Url& realm, bool with_credentials) {
  if (registry.is_https() && !realm.is_https()) {
    return fail(concat(registry.origin(), ": its token server ", realm.origin(), " has no TLS: refused"));
  }
  if (with_credentials && !same_site(registry.host, realm.host)) {
    return fail(concat(registry.origin(), ": its token server is at another site, ", realm.origin(),
                       ": credentials are not sent there"));
  }
  return {};
}

}  // namespace imagetool::registry
