#include "runtime/container/bundle.h"

#include <climits>
#include <cstdlib>

#include "runtime/container/unsupported.h"
#include "spec/base/file.h"
#include "spec/runtime/validate.h"

namespace runtime::container {

namespace {

constexpr std::uint64_t kMaxConfig = 4 << 20;

Result<std::string> absolute(const std::string& path) {
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) == nullptr) return fail_errno("bundle " + path);
  return std::string(resolved);
}

}  // namespace

Result<Bundle> load_bundle(const std::string& path) {
  Bundle bundle;
  bundle.path = TRY(absolute(path));
  const std::string text = TRY(read_file(bundle.path + "/config.json", kMaxConfig));
  bundle.config = TRY_STEP("config.json", spec::runtime::parse_config(text));
  TRY_STEP("config.json", spec::runtime::validate(bundle.config));
  TRY_STEP("config.json", refuse_unsupported(bundle.config));
  if (!bundle.config.root || bundle.config.root->path.empty()) return fail("config.json: root.path: is missing");
  const std::string& root = bundle.config.root->path;
  bundle.rootfs = root.front() == '/' ? root : bundle.path + "/" + root;
  return bundle;
}

}  // namespace runtime::container
