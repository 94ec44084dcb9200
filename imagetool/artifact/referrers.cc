#include "imagetool/artifact/referrers.h"

#include <set>
#include <vector>

#include "imagetool/local/cells.h"
#include "imagetool/registry/referrers.h"
#include "spec/base/text.h"
#include "spec/cli/human.h"
#include "spec/format/rows.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "spec/json/text.h"

namespace imagetool::artifact {

namespace image = spec::image;
namespace json = spec::json;
using archive::Document;
using archive::ImageSource;

namespace {

constexpr int kDepth = 8;

std::string created(const image::Descriptor& entry) {
  const auto found = entry.annotations.find("org.opencontainers.image.created");
  return found == entry.annotations.end() ? "" : found->second;
}

// Registries' text, for a terminal.
std::string safe(const std::string& text) { return local::text_cell(text, 0, true); }

struct Node {
  std::string text;
  std::vector<Node> below;
};

class Tree {
 public:
  explicit Tree(ImageSource& source) : source_(source) {}

  Result<Node> node(const Document& document, const std::string& label, int depth) {
    const image::Digest& digest = document.descriptor.digest;
    Node node{concat(safe(label), ' ', digest.text()), {}};
    if (depth > kDepth || !seen_.insert(digest).second) return node;
    if (image::is_index(document.descriptor.media_type)) {
      const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
      for (const image::Descriptor& entry : index.manifests) {
        node.below.push_back(TRY(child(entry, entry.platform ? entry.platform->text() : entry.media_type, depth)));
      }
    }
    for (const image::Descriptor& entry : TRY(source_.referrers(digest))) {
      node.below.push_back(TRY(child(entry, entry.artifact_type, depth)));
    }
    for (const char* suffix : registry::kCosignTags) {
      const std::string tag = registry::referrers_tag(digest) + suffix;
      const Result<Document> tagged = source_.tagged(tag);
      if (!tagged && tagged.error().number != ENOENT) return tagged.error();
      if (tagged) node.below.push_back(TRY(this->node(*tagged, tag, depth + 1)));
    }
    return node;
  }

 private:
  // An image of an index need not be here.
  Result<Node> child(const image::Descriptor& entry, const std::string& label, int depth) {
    const Result<Document> document = source_.document(entry);
    if (document) return node(*document, label, depth + 1);
    if (document.error().number != ENOENT) return document.error();
    return Node{concat(safe(label), ' ', entry.digest.text(), " (not here)"), {}};
  }

  ImageSource& source_;
  std::set<image::Digest> seen_;
};

void draw(const Node& node, const std::string& indent, std::string& out) {
  out += node.text + "\n";
  for (const Node& below : node.below) {
    const bool last = &below == &node.below.back();
    out += indent + (last ? "└── " : "├── ");
    draw(below, indent + (last ? "    " : "│   "), out);
  }
}

}  // namespace

Result<std::string> referrers_text(ImageSource& source, const std::string& artifact_type, const std::string& format) {
  const Document top = TRY(source.top());
  std::vector<json::Object> rows;
  for (const image::Descriptor& entry : TRY(source.referrers(top.descriptor.digest))) {
    if (!artifact_type.empty() && entry.artifact_type != artifact_type) continue;
    json::Object annotations;
    for (const auto& [name, value] : entry.annotations) annotations.push_back({name, value});
    const bool for_programs = format == "json";
    rows.push_back({{"Digest", entry.digest.text()},
                    {"ArtifactType", for_programs ? entry.artifact_type : safe(entry.artifact_type)},
                    {"MediaType", for_programs ? entry.media_type : safe(entry.media_type)},
                    {"Size", spec::cli::human_size(entry.size)},
                    {"Created", for_programs ? created(entry) : local::since_cell(created(entry))},
                    {"Annotations", std::move(annotations)}});
  }
  static const std::vector<spec::format::Column> kColumns = {{"Digest", "DIGEST"},   {"ArtifactType", "ARTIFACT TYPE"},
                                                             {"MediaType", "TYPE"},  {"Size", "SIZE"},
                                                             {"Created", "CREATED"}, {"Annotations", "ANNOTATIONS"}};
  const std::string table = "table {{.Digest}}\t{{.ArtifactType}}\t{{.Created}}\t{{.Size}}";
  return spec::format::rows_text(format.empty() || format == "table" ? table : format, kColumns, rows);
}

Result<std::string> tree_text(ImageSource& source, const std::string& name) {
  const Document top = TRY(source.top());
  const Node node = TRY(Tree(source).node(top, name, 0));
  std::string out;
  draw(node, "", out);
  return out;
}

}  // namespace imagetool::artifact
