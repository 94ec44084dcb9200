#include "imagetool/registry/short_name.h"

#include "spec/base/text.h"

namespace imagetool::registry {

namespace image = spec::image;

namespace {

// "centos" of "centos:7@sha256:...".
std::size_t end_of_name(const std::string& typed) {
  const std::size_t at = typed.find('@');
  const std::size_t slash = typed.rfind('/', at);
  const std::size_t colon = typed.find(':', slash == std::string::npos ? 0 : slash);
  return std::min(std::min(colon, at), typed.size());
}

}  // namespace

Result<std::vector<image::Reference>> meanings(const std::string& typed, const RegistriesConf& conf) {
  const image::Reference plain = TRY(image::parse_reference(typed));
  std::vector<image::Reference> all;
  // Whether a registry was typed shows in what the name becomes with one in front.
  const std::size_t slash = typed.find('/');
  const std::string first = typed.substr(0, slash == std::string::npos ? 0 : slash);
  if (first == plain.registry || plain.registry != "docker.io" || first == "index.docker.io") {
    all.push_back(plain);
    return all;
  }
  const std::size_t end = end_of_name(typed);
  if (const auto alias = conf.aliases.find(typed.substr(0, end)); alias != conf.aliases.end()) {
    all.push_back(TRY_STEP("registries.conf: aliases", image::parse_reference(alias->second + typed.substr(end))));
    return all;
  }
  for (const std::string& registry : conf.search) {
    all.push_back(TRY_STEP("registries.conf", image::parse_reference(concat(registry, '/', typed))));
  }
  if (all.empty()) all.push_back(plain);
  if (all.size() > 1 && conf.short_names == RegistriesConf::ShortNames::kEnforcing) {
    return fail(concat(typed, ": registries.conf has several registries for a name without one"))
        .with_hint("short-name-mode is \"enforcing\": say which, as in " + all.front().text());
  }
  return all;
}

}  // namespace imagetool::registry
