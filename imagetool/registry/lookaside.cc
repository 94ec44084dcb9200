#include "imagetool/registry/lookaside.h"

#include <unistd.h>

#include <cstdlib>

#include "imagetool/registry/policy.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/yaml.h"

namespace imagetool::registry {

namespace image = spec::image;
namespace json = spec::json;

namespace {

constexpr std::uint64_t kMaxFile = 1 << 20;
constexpr std::uint64_t kMaxSignature = 1 << 20;
constexpr int kMaxSignatures = 128;

std::string home() {
  const char* value = std::getenv("HOME");
  return value == nullptr ? "" : value;
}

std::string config_folder() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const std::string own = concat(config == nullptr || *config == '\0' ? home() + "/.config" : std::string(config),
                                 "/containers/registries.d");
  return ::access(own.c_str(), F_OK) == 0 ? own : "/etc/containers/registries.d";
}

// "sigstore" is its name of old.
std::string base_in(const json::Value* place) {
  for (const char* name : {"lookaside", "sigstore"}) {
    const json::Value* value = place == nullptr ? nullptr : place->find(name);
    if (value != nullptr && value->string() != nullptr) return *value->string();
  }
  return {};
}

// Nothing where there is none of that number.
Result<std::optional<std::string>> fetch(Transport& transport, const std::string& url) {
  constexpr std::string_view kFile = "file://";
  if (url.starts_with(kFile)) {
    Result<std::string> text = read_file(url.substr(kFile.size()), kMaxSignature);
    if (text) return std::optional(std::move(*text));
    if (text.error().number == ENOENT || text.error().number == ENOTDIR) return std::optional<std::string>();
    return std::move(text).error();
  }
  Request request;
  request.url = TRY(parse_url(url));
  request.max_body = kMaxSignature;
  Response response = TRY(transport.perform(request));
  if (!response.broken.empty()) return fail(concat(url, ": ", response.broken));
  if (response.status == 404) return std::optional<std::string>();
  if (response.status != 200) return fail(concat(url, ": HTTP status ", response.status));
  return std::optional(std::move(response.body));
}

}  // namespace

Result<std::string> lookaside_base(const image::Reference& reference) {
  const std::string folder = config_folder();
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), folder);
  if (!names && names.error().number != ENOENT) return names.error();
  std::vector<json::Value> files;
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    if (!name.ends_with(".yaml")) continue;
    const std::string path = concat(folder, '/', name);
    const std::string text = TRY(read_file(path, kMaxFile));
    files.push_back(TRY_STEP(path, json::parse_yaml(text)));
  }
  for (const std::string& scope : scopes(reference)) {
    for (const json::Value& file : files) {
      const json::Value* docker = file.find("docker");
      const std::string base = base_in(docker == nullptr ? nullptr : docker->find(scope));
      if (!base.empty()) return base;
    }
  }
  for (const json::Value& file : files) {
    const std::string base = base_in(file.find("default-docker"));
    if (!base.empty()) return base;
  }
  if (::geteuid() == 0) return std::string("file:///var/lib/containers/sigstore");
  return concat("file://", home(), "/.local/share/containers/sigstore");
}

Result<std::vector<std::string>> lookaside_signatures(Transport& transport, const image::Reference& reference,
                                                      const image::Digest& digest) {
  std::string base = TRY(lookaside_base(reference));
  while (base.ends_with('/')) base.pop_back();
  const std::string folder = concat(base, '/', reference.repository, '@', digest.algorithm_name(), '=', digest.hex());
  std::vector<std::string> all;
  for (int number = 1; number <= kMaxSignatures; ++number) {
    std::optional<std::string> one = TRY(fetch(transport, concat(folder, "/signature-", number)));
    if (!one) break;
    all.push_back(std::move(*one));
  }
  return all;
}

}  // namespace imagetool::registry
