#include "imagetool/registry/docker_daemon.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "imagetool/registry/url.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace json = spec::json;

namespace {

constexpr std::uint64_t kMaxFile = 1 << 20;
constexpr const char* kHub = "docker.io";

Result<std::vector<std::string>> strings_of(const json::Value& document, const char* name) {
  std::vector<std::string> out;
  const json::Value* list = document.find(name);
  if (list == nullptr || list->is_null()) return out;
  if (list->array() == nullptr) return fail(concat(name, ": expected a list"));
  for (const json::Value& item : *list->array()) {
    if (item.string() == nullptr) return fail(concat(name, ": expected strings"));
    out.push_back(*item.string());
  }
  return out;
}

// "https://mirror:5000" -> its host and path. Without TLS, plain HTTP is what it says.
Result<Location> mirror_of(const std::string& text) {
  const Url url = TRY(parse_url(text));
  const bool usual = url.port == (url.is_https() ? "443" : "80");
  Location mirror;
  mirror.location = usual && url.is_https() ? url.host : concat(url.host, ':', url.port);
  mirror.location += url.target == "/" ? "" : url.target;
  while (mirror.location.ends_with('/')) mirror.location.pop_back();
  mirror.insecure = !url.is_https();
  return mirror;
}

RegistryRule& hub_rule(RegistriesConf& conf) {
  for (RegistryRule& rule : conf.rules) {
    if (rule.prefix == kHub) return rule;
  }
  RegistryRule rule;
  rule.prefix = kHub;
  rule.origin.location = kHub;
  conf.rules.push_back(std::move(rule));
  return conf.rules.back();
}

// Is the address in "10.0.0.0/8"?
bool contains(const std::string& network, const std::string& address) {
  const std::size_t slash = network.find('/');
  const std::optional<unsigned> bits = parse_number<unsigned>(std::string_view(network).substr(slash + 1));
  for (const int family : {AF_INET, AF_INET6}) {
    unsigned char base[16] = {};
    unsigned char one[16] = {};
    if (!bits || *bits > (family == AF_INET ? 32U : 128U)) continue;
    if (::inet_pton(family, network.substr(0, slash).c_str(), base) != 1) continue;
    if (::inet_pton(family, address.c_str(), one) != 1) continue;
    unsigned left = *bits;
    for (unsigned i = 0; left > 0; ++i, left -= std::min(left, 8U)) {
      const unsigned mask = left >= 8 ? 0xffU : (0xff00U >> left) & 0xffU;
      if ((base[i] & mask) != (one[i] & mask)) return false;
    }
    return true;
  }
  return false;
}

}  // namespace

std::string docker_daemon_path() {
  if (::geteuid() == 0) return "/etc/docker/daemon.json";
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return concat(config, "/docker/daemon.json");
  const char* home = std::getenv("HOME");
  return concat(home == nullptr ? "" : home, "/.config/docker/daemon.json");
}

Result<void> add_docker_daemon(const std::string& path, RegistriesConf& conf) {
  const Result<std::string> text = read_file(path, kMaxFile);
  if (!text && (text.error().number == ENOENT || text.error().number == EACCES)) return {};
  if (!text) return text.error();
  if (trim(*text).empty()) return {};
  const json::Value document = TRY_STEP(path, json::parse(*text));
  const std::vector<std::string> mirrors = TRY_STEP(path, strings_of(document, "registry-mirrors"));
  for (const std::string& mirror : mirrors) {
    Location location = TRY_STEP(path + ": registry-mirrors", mirror_of(mirror));
    hub_rule(conf).mirrors.push_back(std::move(location));
  }
  std::vector<std::string> insecure = TRY_STEP(path, strings_of(document, "insecure-registries"));
  conf.insecure.insert(conf.insecure.end(), insecure.begin(), insecure.end());
  return {};
}

bool is_insecure(const RegistriesConf& conf, const std::string& host) {
  std::string address = host;
  const std::size_t colon = address.rfind(':');
  if (colon != std::string::npos && address.find(']', colon) == std::string::npos) address.resize(colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return std::any_of(conf.insecure.begin(), conf.insecure.end(), [&](const std::string& entry) {
    return entry.find('/') == std::string::npos ? entry == host : contains(entry, address);
  });
}

}  // namespace imagetool::registry
