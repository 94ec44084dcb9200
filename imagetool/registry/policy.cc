#include "imagetool/registry/policy.h"

#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace image = spec::image;
namespace json = spec::json;

namespace {

constexpr std::uint64_t kMaxFile = 1 << 20;
constexpr const char* kSystem = "/etc/containers/policy.json";

std::string own_path() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return concat(config, "/containers/policy.json");
  const char* home = std::getenv("HOME");
  return concat(home == nullptr ? "" : home, "/.config/containers/policy.json");
}

}  // namespace

std::vector<std::string> scopes(const image::Reference& reference) {
  std::vector<std::string> all{reference.text()};
  std::string name = reference.name();
  while (true) {
    all.push_back(name);
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos) break;
    name.resize(slash);
  }
  std::string host = reference.registry.substr(0, reference.registry.find(':'));
  for (std::size_t dot = host.find('.'); dot != std::string::npos; dot = host.find('.')) {
    host.erase(0, dot + 1);
    all.push_back("*." + host);
  }
  all.emplace_back();
  return all;
}

Result<Policy> Policy::load() {
  // As the other tools have it: a user's own that cannot even be looked for, as in root's home, is none.
  const std::string own = own_path();
  const std::string path = ::access(own.c_str(), F_OK) == 0 ? own : kSystem;
  const Result<std::string> text = read_file(path, kMaxFile);
  if (!text && text.error().number == ENOENT) return Policy();
  if (!text) return text.error();
  return parse(*text, path);
}

Result<Policy> Policy::parse(std::string_view text, const std::string& path) {
  Policy policy;
  policy.document_ = TRY_STEP(path, json::parse(text));
  policy.path_ = path;
  const json::Value* general = policy.document_.find("default");
  if (general == nullptr || general->array() == nullptr) return fail(path + ": default: expected a list");
  return policy;
}

const json::Value* Policy::scopes_of(const std::string& transport) const {
  const json::Value* transports = document_.find("transports");
  return transports == nullptr ? nullptr : transports->find(transport);
}

Result<Policy::Demands> Policy::check(const json::Value* requirements, const std::string& object,
                                      const std::string& scope) const {
  const std::string where = concat(path_, scope.empty() ? "" : ": ", scope);
  if (requirements->array() == nullptr || requirements->array()->empty()) {
    return fail(concat(where, ": expected a list of requirements"));
  }
  Demands demands;
  for (const json::Value& requirement : *requirements->array()) {
    const json::Value* member = requirement.find("type");
    const std::string type = member != nullptr && member->string() != nullptr ? *member->string() : "";
    if (type == "insecureAcceptAnything") continue;
    if (type == "reject") return fail(concat(object, ": rejected by ", where));
    if (type != "sigstoreSigned" && type != "signedBy") {
      return fail(concat(object, ": ", where, " demands \"", type, "\", which is not understood: refused"));
    }
    demands.push_back(&requirement);
  }
  return demands;
}

Result<Policy::Demands> Policy::allows(const image::Reference& reference) const {
  if (document_.is_null()) return Demands();
  if (const json::Value* docker = scopes_of("docker")) {
    for (const std::string& scope : scopes(reference)) {
      const json::Value* requirements = docker->find(scope);
      if (requirements != nullptr) return check(requirements, reference.text(), scope);
    }
  }
  return check(document_.find("default"), reference.text(), "");
}

Result<void> Policy::allows(const std::string& transport) const {
  if (document_.is_null()) return {};
  const json::Value* scopes = scopes_of(transport);
  const json::Value* general = scopes == nullptr ? nullptr : scopes->find("");
  const Demands demands = TRY(check(general == nullptr ? document_.find("default") : general, transport, ""));
  if (!demands.empty())
    return fail(concat(transport, ": ", path_, " demands signatures, which there are none of there"));
  return {};
}

}  // namespace imagetool::registry
