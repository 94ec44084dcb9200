#include "imagetool/local/container.h"

#include <vector>

#include "imagetool/local/bundle_root.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/table.h"

namespace imagetool::local {

namespace json = spec::json;

// Of what the runtime keeps of a container this is all that is needed here.
struct Container {
  std::string id;
  std::string name;  // of one that is supervised
  std::string bundle;
};
constexpr auto describe(const Container*) {
  return std::tuple{json::required("id", &Container::id), json::optional("name", &Container::name),
                    json::required("bundle", &Container::bundle)};
}

namespace {

constexpr std::uint64_t kMaxFile = 4 << 20;

// Those below `folder`, a folder each with this file. What is gone meanwhile, or half made, is passed over.
Result<void> add_containers(const std::string& folder, const char* file, std::vector<Container>& out) {
  const Result<std::vector<std::string>> ids = list_dir(FdRef::cwd(), folder);
  if (!ids && (ids.error().number == ENOENT || ids.error().number == EACCES)) return {};
  if (!ids) return ids.error();
  for (const std::string& id : *ids) {
    if (id.starts_with('.')) continue;
    const Result<std::string> text = read_file(concat(folder, '/', id, '/', file), kMaxFile);
    if (!text) continue;
    Result<Container> container = json::decode_text<Container>(*text);
    if (container) out.push_back(std::move(*container));
  }
  return {};
}

}  // namespace

Result<std::string> find_bundle(const std::string& state_root, const std::string& text) {
  if (is_bundle(text)) return text;
  if (text.empty() || text.find('/', 1) != std::string::npos) return std::string();  // Docker's inspect has "/name"
  std::vector<Container> all;
  TRY(add_containers(state_root + "/.supervised", "settings.json", all));
  TRY(add_containers(state_root, "state.json", all));
  for (const Container& one : all) {
    if (one.id == text || (!one.name.empty() && (one.name == text || "/" + one.name == text))) return one.bundle;
  }
  const Container* found = nullptr;
  for (const Container& one : all) {
    if (!one.id.starts_with(text)) continue;
    if (found != nullptr && found->id != one.id) return fail("Multiple IDs found with provided prefix: " + text);
    found = &one;
  }
  return found == nullptr ? std::string() : found->bundle;
}

Result<std::string> bundle_or(const std::string& state_root, const std::string& text) {
  std::string bundle = TRY(find_bundle(state_root, text));
  return bundle.empty() ? text : bundle;
}

}  // namespace imagetool::local
