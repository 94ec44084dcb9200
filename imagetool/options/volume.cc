#include "imagetool/options/volume.h"

#include <algorithm>
#include <array>
#include <vector>

#include "spec/base/text.h"
#include "spec/bundle/volume_option.h"

namespace imagetool::options {

namespace {

constexpr std::array<std::string_view, 5> kWithoutEffect = {"z", "Z", "cached", "delegated", "consistent"};

bool has_no_effect(const std::string& word) {
  return std::find(kWithoutEffect.begin(), kWithoutEffect.end(), word) != kWithoutEffect.end();
}

bool is_path(const std::string& source) {
  return source.find('/') != std::string::npos || source == "." || source == "..";
}

// Takes Podman's U away, which is neither kind's own.
bool take_owned(std::vector<std::string>& parts) {
  if (parts.size() < 3) return false;
  std::vector<std::string> words = split(parts[2], ',');
  const bool owned = std::erase(words, "U") > 0;
  if (owned && words.empty()) {
    parts.pop_back();
  } else if (owned) {
    parts[2] = join(words, ",");
  }
  return owned;
}

Result<void> take_mode(const std::string& text, volume::Use& use) {
  bool has_access = false;
  for (const std::string& word : split(text, ',')) {
    const bool is_access = word == "ro" || word == "rw";
    const bool known = is_access || word == "nocopy" || has_no_effect(word);
    if (!known || (is_access && has_access)) return fail("invalid mode: " + text);
    has_access = has_access || is_access;
    if (word == "ro") use.read_only = true;
    if (word == "nocopy") use.copies = false;
  }
  use.mode = text;
  return {};
}

}  // namespace

Result<std::string> volume_destination(const std::string& path) {
  if (!path.starts_with('/')) {
    return fail(concat("invalid mount path: '", path, "' mount path must be absolute"));
  }
  std::string out = path;
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  if (out == "/") return fail("invalid specification: destination can't be '/'");
  return out;
}

Result<std::variant<HostFolder, NamedVolume>> parse_volume(const std::string& text) {
  std::vector<std::string> parts = split(text, ':');
  if (parts.size() > 3) return fail(concat("invalid volume specification: '", text, "'"));
  const bool owned = take_owned(parts);
  if (parts.size() > 1 && is_path(parts[0])) {
    HostFolder folder;
    folder.mount = TRY(spec::bundle::parse_volume(join(parts, ":"), spec::bundle::MissingSource::kAllowed));
    folder.owned = owned;
    return std::variant<HostFolder, NamedVolume>(std::move(folder));
  }
  NamedVolume named;
  named.owned = owned;
  named.use.destination = TRY(volume_destination(parts.size() == 1 ? parts[0] : parts[1]));
  if (parts.size() > 1) {
    named.use.volume.name = parts[0];
    TRY(volume::check_name(parts[0]));
  }
  if (parts.size() == 3) TRY(take_mode(parts[2], named.use));
  return std::variant<HostFolder, NamedVolume>(std::move(named));
}

}  // namespace imagetool::options
