#include "spec/bundle/volume_option.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "spec/base/text.h"

namespace spec::bundle {

namespace {

constexpr std::array<std::string_view, 6> kPropagations = {"shared",  "slave",  "private",
                                                           "rshared", "rslave", "rprivate"};
// Labels of SELinux, and what only Docker's machine on a Mac obeys.
constexpr std::array<std::string_view, 5> kWithoutEffect = {"z", "Z", "cached", "delegated", "consistent"};

struct Mode {
  std::string access;
  std::string propagation;
};

Result<Mode> parse_mode(const std::string& text) {
  Mode mode;
  for (const std::string& word : split(text, ',')) {
    std::string* place = nullptr;
    if (word == "ro" || word == "rw") place = &mode.access;
    if (is_propagation(word)) place = &mode.propagation;
    const bool known =
        place != nullptr || std::find(kWithoutEffect.begin(), kWithoutEffect.end(), word) != kWithoutEffect.end();
    if (!known || (place != nullptr && !place->empty())) return fail("invalid mode: " + text);
    if (place != nullptr) *place = word;
  }
  return mode;
}

Result<std::string> absolute(const std::string& path, MissingSource missing) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), &std::free);
  if (resolved) return std::string(resolved.get());
  const Error error = fail_errno(path);
  if (error.number != ENOENT || missing == MissingSource::kError) return error;
  std::error_code code;
  const std::string whole = std::filesystem::absolute(path, code).lexically_normal().string();
  if (code) return fail_errno(path, code.value());
  return whole;
}

}  // namespace

bool is_propagation(const std::string& word) {
  return std::find(kPropagations.begin(), kPropagations.end(), word) != kPropagations.end();
}

Result<runtime::Mount> bind_mount(const std::string& source, const std::string& destination, MissingSource missing) {
  if (!destination.starts_with('/')) return fail(concat("\"", destination, "\" is not an absolute path"));
  if (destination.find_first_not_of('/') == std::string::npos) return fail("destination can't be '/'");
  runtime::Mount mount;
  mount.destination = destination;
  mount.type = "bind";
  mount.source = TRY(absolute(source, missing));
  return mount;
}

Result<runtime::Mount> parse_volume(const std::string& text, MissingSource missing) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() == 1 && text.starts_with('/')) {
    return fail(text + ": volumes without a name are not there").with_hint("SRC:DST shows a folder of the host");
  }
  if (parts.size() < 2 || parts.size() > 3) return fail(text + ": SRC:DST or SRC:DST:ro is expected");
  const Mode mode = TRY(parse_mode(parts.size() == 3 ? parts[2] : "rw"));
  if (parts[0].find('/') == std::string::npos && parts[0] != "." && parts[0] != "..") {
    return fail(concat("\"", parts[0], "\": volumes with a name are not there"))
        .with_hint("./" + parts[0] + " is a folder");
  }
  runtime::Mount mount = TRY(bind_mount(parts[0], parts[1], missing));
  mount.options = {"rbind", mode.propagation.empty() ? "rprivate" : mode.propagation,
                   mode.access.empty() ? "rw" : mode.access};
  return mount;
}

}  // namespace spec::bundle
