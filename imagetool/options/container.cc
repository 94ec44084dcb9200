// What is noted about the container, and where its image comes from.

#include <signal.h>
#include <cstring>

#include "imagetool/options/option.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

// Notes of ours for whoever looks after the container.
constexpr const char* kStopTimeout = "imagetool/stop-timeout";
constexpr const char* kName = "imagetool/name";
// Where the image's own is noted, too (image-spec conversion.md).
constexpr const char* kStopSignal = "org.opencontainers.image.stopSignal";

Result<void> annotate(Request& request, const std::string& text) {
  const std::size_t equals = text.find('=');
  request.bundle.annotations[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
  return {};
}

Result<void> take_label(Request& request, const std::string& value) {
  const std::string name = value.substr(0, value.find('='));
  if (name.empty()) return fail(concat("invalid label '", value, "': empty name"));
  if (name.find_first_of(" \t") != std::string::npos) return fail(concat("label '", name, "' contains whitespaces"));
  return annotate(request, value);
}

Result<void> take_annotation(Request& request, const std::string& value) {
  if (value.empty() || value.starts_with('=')) return fail("a key is expected");
  return annotate(request, value);
}

bool is_signal(std::string name) {
  if (const auto number = parse_number<int>(name)) return *number > 0 && *number <= SIGRTMAX;
  for (char& c : name) c = static_cast<char>(::toupper(c));
  if (name.starts_with("SIG")) name.erase(0, 3);
  for (int number = 1; number < NSIG; ++number) {
    const char* known = ::sigabbrev_np(number);
    if (known != nullptr && name == known) return true;
  }
  if (name.starts_with("RTMIN") || name.starts_with("RTMAX")) {
    const auto offset = parse_number<int>(name.size() > 6 ? name.substr(6) : "0");
    return offset && *offset <= SIGRTMAX - SIGRTMIN;
  }
  return false;
}

Result<void> take_stop_signal(Request& request, const std::string& value) {
  if (!is_signal(value)) return fail("Invalid signal: " + value);
  request.bundle.annotations[kStopSignal] = value;
  return {};
}

Result<void> take_stop_timeout(Request& request, const std::string& value) {
  const std::int64_t seconds = TRY(spec::cli::parse_int(value));
  request.bundle.annotations[kStopTimeout] = std::to_string(seconds);
  return {};
}

bool is_name(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (text.size() < 2 || !is_plain(text[0])) return false;
  for (const char c : text) {
    if (!is_plain(c) && c != '_' && c != '.' && c != '-') return false;
  }
  return true;
}

Result<void> take_name(Request& request, const std::string& value) {
  if (!is_name(value)) {
    return fail(concat("Invalid container name (", value, "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"));
  }
  request.name = value;
  request.bundle.annotations[kName] = value;
  return {};
}

Result<void> take_cid_file(Request& request, const std::string& value) {
  request.cid_file = value;
  return {};
}

Result<void> take_platform(Request& request, const std::string& value) {
  request.platform = TRY(spec::image::parse_platform(value));
  return {};
}

Result<void> take_pull(Request& request, const std::string& value) {
  if (value == "always") {
    request.pull = Pull::kAlways;
  } else if (value == "never") {
    request.pull = Pull::kNever;
  } else if (value == "missing" || value.empty()) {
    request.pull = Pull::kMissing;
  } else {
    return fail(concat("invalid pull option: '", value, "': must be one of \"always\", \"missing\" or \"never\""));
  }
  return {};
}

constexpr Option kOptions[] = {
    {"annotation", 0, "KEY[=VALUE]", "An annotation of config.json", take_annotation},
    {"cidfile", 0, "FILE", "Write the container's id there: NAME, or else DIR's name", take_cid_file},
    {"label", 'l', "KEY[=VALUE]", "The same, as Docker calls it", take_label},
    {"name", 0, "NAME", "The container's id for --cidfile, and an annotation", take_name},
    {"platform", 0, "OS/ARCH[/VARIANT]", "The image for this platform (default: this machine's)", take_platform},
    {"pull", 0, "always|missing|never", "Pull the image first (default: missing)", take_pull},
    {"stop-signal", 0, "SIGNAL", "An annotation: what ends the container", take_stop_signal},
    {"stop-timeout", 0, "SECONDS", "An annotation: how long to wait for that", take_stop_timeout},
};

}  // namespace

std::span<const Option> container_options() { return kOptions; }

}  // namespace imagetool::options
