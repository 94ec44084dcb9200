#include "imagetool/local/inspect.h"

#include <set>
#include <string>

#include "spec/image/reference.h"
#include "spec/json/text.h"

namespace imagetool::local {

namespace json = spec::json;
using spec::image::Reference;
using spec::layout::StoredImage;

namespace {

json::Array strings(const std::set<std::string>& items) { return json::Array(items.begin(), items.end()); }

// "centos:latest" of each name, and "centos@sha256:..." of each repository.
void add_names(const StoredImage& image, json::Object& out) {
  std::set<std::string> tags;
  std::set<std::string> digests;
  for (const std::string& name : image.names) {
    const Result<Reference> reference = spec::image::parse_reference(name);
    if (!reference || reference->text() != name) {
      tags.insert(name);
      continue;
    }
    if (!reference->tag.empty()) tags.insert(reference->familiar_name() + ":" + reference->tag);
    digests.insert(reference->familiar_name() + "@" + image.target.digest.text());
  }
  out.push_back({"RepoTags", strings(tags)});
  out.push_back({"RepoDigests", strings(digests)});
}

// As Docker: the image's own, or else its last step's.
json::Value comment_of(const StoredImage& image, const json::Value& document) {
  if (const json::Value* comment = document.find("comment")) return *comment;
  return image.config.history.empty() ? "" : image.config.history.back().comment;
}

}  // namespace

Result<json::Value> inspect(const StoredImage& image, std::uint64_t size) {
  // The image's own Config, also with what we do not know.
  const json::Value document = TRY_STEP(image.id().text(), json::parse(image.config_text));
  const json::Value* config = document.find("config");
  json::Array layers;
  for (const auto& diff_id : image.config.rootfs.diff_ids) layers.push_back(diff_id.text());

  json::Object out = {{"Id", image.id().text()}};
  add_names(image, out);
  out.push_back({"Parent", ""});
  out.push_back({"Comment", comment_of(image, document)});
  out.push_back({"Created", image.config.created});
  out.push_back({"Author", image.config.author});
  out.push_back({"Config", config == nullptr ? json::Value(json::Object{}) : *config});
  out.push_back({"Architecture", image.config.architecture});
  if (!image.config.variant.empty()) out.push_back({"Variant", image.config.variant});
  out.push_back({"Os", image.config.os});
  if (!image.config.os_version.empty()) out.push_back({"OsVersion", image.config.os_version});
  out.push_back({"Size", json::Value::integer(size)});
  out.push_back({"RootFS", json::Object{{"Type", "layers"}, {"Layers", std::move(layers)}}});
  out.push_back({"Descriptor", json::Object{{"mediaType", image.target.media_type},
                                            {"digest", image.target.digest.text()},
                                            {"size", json::Value::integer(image.target.size)}}});
  return json::Value(std::move(out));
}

json::Value complete_config(json::Value document) {
  for (json::Member& member : *document.object()) {
    if (member.name != "Config" || member.value.object() == nullptr) continue;
    const auto add = [&](const char* name, const json::Value& empty) {
      if (member.value.find(name) == nullptr) member.value.object()->push_back({name, empty});
    };
    for (const char* name : {"Cmd", "Entrypoint", "Env", "OnBuild", "Shell"}) add(name, json::Array{});
    for (const char* name : {"ExposedPorts", "Labels", "Volumes"}) add(name, json::Object{});
    for (const char* name : {"StopSignal", "User", "WorkingDir"}) add(name, "");
    add("Healthcheck", json::Value());
  }
  return document;
}

}  // namespace imagetool::local
