#include "spec/cdi/registry.h"

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::cdi {

namespace {

constexpr std::uint64_t kMaxFile = 4 << 20;

bool is_spec_file(const std::string& name) { return name.ends_with(".json") || name.ends_with(".yaml"); }

}  // namespace

const std::vector<std::string>& default_folders() {
  static const std::vector<std::string> folders = {"/etc/cdi", "/run/cdi"};
  return folders;
}

Result<Registry> Registry::load(const std::vector<std::string>& folders) {
  Registry registry;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), folders[i]);
    if (!names && names.error().number == ENOENT) continue;
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (!is_spec_file(name)) continue;
      const std::string path = concat(folders[i], '/', name);
      const Result<std::string> text = read_file(path, kMaxFile);
      const Result<Spec> spec = text ? parse_spec(*text) : text.error();
      if (spec) {
        registry.add(*spec, i, path);
      } else {
        registry.errors_.push_back(concat(path, ": ", spec.error().text()));
      }
    }
  }
  return registry;
}

void Registry::add(const Spec& spec, std::size_t folder, const std::string& file) {
  const auto shared = std::make_shared<const Spec>(spec);
  for (const Device& device : shared->devices) {
    Entry& entry = devices_[concat(shared->kind, '=', device.name)];
    if (entry.found.device != nullptr && entry.folder == folder) {
      entry.rival = file;
    } else {
      entry = {{shared, &device}, folder, file, ""};
    }
  }
}

Result<Registry::Found> Registry::find(const std::string& name) const {
  const auto found = devices_.find(name);
  if (found == devices_.end()) {
    Error error = fail("unresolvable CDI devices " + name);
    return errors_.empty() ? std::move(error) : std::move(error).with_hint(join(errors_, "; "));
  }
  const Entry& entry = found->second;
  if (!entry.rival.empty()) return fail(concat("CDI device ", name, " is in both ", entry.file, " and ", entry.rival));
  return entry.found;
}

}  // namespace spec::cdi
