#include "runtime/container/bundle.h"

#include <fcntl.h>

#include <climits>
#include <cstdlib>

#include "runtime/container/annotations.h"
#include "runtime/mount/idmap_option.h"
#include "runtime/mount/inside.h"
#include "spec/base/file.h"
#include "spec/runtime/validate.h"

namespace runtime::container {

namespace {

constexpr std::uint64_t kMaxConfig = 4 << 20;
constexpr const char* kKeptConfig = "config.json";

Result<std::string> absolute(const std::string& path) {
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) == nullptr) return fail_errno("bundle " + path);
  return std::string(resolved);
}

}  // namespace

Result<Bundle> load_bundle(const std::string& path, const std::string& config_file) {
  Bundle bundle;
  bundle.path = TRY(absolute(path));
  bundle.text = TRY(read_file(config_file.empty() ? bundle.path + "/config.json" : config_file, kMaxConfig));
  const std::string name = config_file.empty() ? "config.json" : config_file;
  bundle.config = TRY_STEP(name, spec::runtime::parse_config(bundle.text));
  TRY_STEP(name, spec::runtime::validate(bundle.config));
  TRY_STEP(name, apply_annotations(bundle.config));
  TRY_STEP(name, mount::expand_idmap_options(bundle.config));
  const std::string& root = bundle.config.root->path;
  bundle.rootfs = root.front() == '/' ? root : bundle.path + "/" + root;
  // As runc: a destination may be written as the host sees it.
  for (spec::runtime::Mount& mount : bundle.config.mounts) {
    if (auto inside = mount::inside_rootfs(bundle.rootfs, mount.destination)) mount.destination = std::move(*inside);
  }
  return bundle;
}

Result<void> keep_config(FdRef folder, const Bundle& bundle) {
  Fd file = TRY(open_at(folder, kKeptConfig, O_WRONLY | O_CREAT | O_EXCL, 0600));
  return write_all(file, bundle.text, kKeptConfig);
}

Result<spec::runtime::Config> kept_config(FdRef folder) {
  const std::string text = TRY(read_file(folder, kKeptConfig, kMaxConfig));
  spec::runtime::Config config = TRY_STEP("config.json", spec::runtime::parse_config(text));
  TRY_STEP("config.json", apply_annotations(config));
  return config;
}

}  // namespace runtime::container
