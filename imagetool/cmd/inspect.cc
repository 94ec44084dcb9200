#include "imagetool/local/inspect.h"

#include <cstdio>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/find.h"
#include "imagetool/local/open_store.h"
#include "imagetool/local/size.h"
#include "spec/base/text.h"
#include "spec/format/documents.h"

namespace imagetool::cmd {

namespace {

enum Key { kRaw = 256, kConfig };

constexpr argp_option kOptions[] = {
    {"config", kConfig, nullptr, 0, "The image's config, byte for byte", 0},
    {"format", 'f', "FORMAT", 0, "json: on one line; or a Go template, a line for each image", 0},
    {"raw", kRaw, nullptr, 0, "The manifest or index that the name means, byte for byte", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Shows all that is known of images, as a JSON array.\v"
    "Example:\n  imagetool inspect -f '{{.Config.Env}}' centos";

enum class What { kDocument, kRaw, kConfig };

struct Input {
  What what = What::kDocument;
  std::string format;
  std::vector<std::string> images;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'f':
      input.format = value;
      return 0;
    case kRaw:
      input.what = What::kRaw;
      return 0;
    case kConfig:
      input.what = What::kConfig;
      return 0;
    case ARGP_KEY_ARG:
      input.images.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

bool is_template(const std::string& format) { return !format.empty() && format != "json"; }

Result<std::string> byte_for_byte(const spec::layout::Store& store, const spec::layout::StoredImage& image, What what) {
  if (what == What::kConfig) return image.config_text;
  return store.read_blob(image.target);
}

}  // namespace

Result<int> inspect(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "IMAGE...", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(local::open_store(globals.root));
  // As Docker: what is there is shown, what is not there makes the command fail.
  spec::json::Array documents;
  std::string bytes;
  std::vector<std::string> failures;
  local::LayerSizes sizes(store);
  for (const std::string& name : input.images) {
    const auto image = local::find_any(store, name);
    if (!image) {
      failures.push_back(image.error().text());
    } else if (input.what == What::kDocument) {
      spec::json::Value document = TRY(local::inspect(*image, sizes.sum(*image)));
      if (is_template(input.format)) document = local::complete_config(std::move(document));
      documents.push_back(std::move(document));
    } else {
      const std::string text = TRY(byte_for_byte(store, *image, input.what));
      bytes += text;
    }
  }
  if (input.what == What::kDocument) bytes = TRY(spec::format::documents_text(documents, input.format));
  std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  if (!failures.empty()) return fail(join(failures, "; "));
  return 0;
}

}  // namespace imagetool::cmd
