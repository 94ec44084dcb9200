#include "spec/layout/roots.h"

#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/table.h"

namespace spec::layout {

// The digests as text: what a root that is damaged holds is an error of
// list_roots, with the file's name.
struct RootFile {
  std::string config;
  std::vector<std::string> layers;
  std::string image;
};
constexpr auto describe(const RootFile*) {
  return std::tuple{json::required("config", &RootFile::config), json::required("layers", &RootFile::layers),
                    json::optional("image", &RootFile::image)};
}

namespace {

// One file a path: the path's digest is its name.
std::string file_name(const std::string& config) { return concat("roots/", image::digest_of(config).hex(), ".json"); }

Result<Root> read_root(const Store& store, const std::string& name) {
  const std::string text = TRY(read_file(store.dir(), "roots/" + name, kMaxDocument));
  RootFile file = TRY(json::decode_text<RootFile>(text));
  Root root;
  root.config = std::move(file.config);
  root.image = std::move(file.image);
  for (const std::string& layer : file.layers) {
    LayerId id = TRY(LayerId::parse(layer));
    root.layers.push_back(std::move(id));
  }
  return root;
}

bool is_gone(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) < 0 && (errno == ENOENT || errno == ENOTDIR);
}

}  // namespace

Result<void> add_root(const Lease& lease, const Root& root) {
  if (!root.config.starts_with('/')) return fail(root.config + ": a bundle's config.json needs an absolute path");
  RootFile file;
  file.config = root.config;
  file.image = root.image;
  for (const LayerId& layer : root.layers) file.layers.push_back(layer.text());
  const Store& store = lease.store();
  const FileLock lock = TRY(store.lock(LockKind::kShared));
  return replace_file(store.dir(), file_name(root.config), json::encode_text(file), 0600, Durable::kYes);
}

Result<std::vector<Root>> list_roots(const Store& store) {
  std::vector<Root> roots;
  const std::vector<std::string> names = TRY(list_dir(store.dir(), "roots"));
  for (const std::string& name : names) {
    if (!name.ends_with(".json")) continue;  // a temporary file
    Root root = TRY_STEP("roots/" + name, read_root(store, name));
    if (!is_gone(root.config)) roots.push_back(std::move(root));
  }
  return roots;
}

Result<void> remove_root(const Store& store, const std::string& config) {
  const std::string name = file_name(config);
  if (::unlinkat(store.dir().get(), name.c_str(), 0) < 0 && errno != ENOENT) return fail_errno("remove " + name);
  return {};
}

Result<void> remove_dead_roots(const Store& store) {
  const std::vector<std::string> names = TRY(list_dir(store.dir(), "roots"));
  for (const std::string& name : names) {
    bool dead = !name.ends_with(".json");  // under the exclusive index lock nobody is writing one
    if (!dead) {
      const Root root = TRY_STEP("roots/" + name, read_root(store, name));
      dead = is_gone(root.config);
    }
    if (dead && ::unlinkat(store.dir().get(), ("roots/" + name).c_str(), 0) < 0) return fail_errno("remove " + name);
  }
  return {};
}

}  // namespace spec::layout
