#include "spec/image/platform.h"

#include <sys/utsname.h>

#include <algorithm>
#include <array>

#include "spec/base/text.h"
#include "spec/json/table.h"

namespace spec::image {

namespace {

// GOOS and GOARCH, as far as images were ever made for them: what a single
// word is looked up in.
constexpr std::array<std::string_view, 8> kSystems = {"linux",   "windows", "darwin",  "freebsd",
                                                      "openbsd", "netbsd",  "solaris", "wasip1"};
constexpr std::array<std::string_view, 15> kArchitectures = {"386",     "amd64",  "arm",     "arm64",    "loong64",
                                                             "mips",    "mipsle", "mips64",  "mips64le", "ppc64",
                                                             "ppc64le", "riscv",  "riscv64", "s390x",    "wasm"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Platform of(const Platform& platform, std::string_view architecture, std::string_view variant) {
  Platform other = platform;
  other.architecture = architecture;
  other.variant = variant;
  return other;
}

// "v7" -> 7; 0 where it is nothing of the kind. "v8.2" -> 8.
int level(std::string_view variant) {
  if (variant.size() < 2 || variant[0] != 'v' || variant[1] < '1' || variant[1] > '9') return 0;
  return variant[1] - '0';
}

void add_levels(const Platform& platform, int from, int down_to, std::vector<Platform>& out) {
  for (int number = from; number >= down_to; --number) {
    out.push_back(of(platform, platform.architecture, concat('v', number)));
  }
}

}  // namespace

constexpr auto describe(const Platform*) {
  return std::tuple{
      json::required("architecture", &Platform::architecture), json::required("os", &Platform::os),
      json::optional("os.version", &Platform::os_version),     json::optional("os.features", &Platform::os_features),
      json::optional("variant", &Platform::variant),           json::rest(&Platform::others)};
}

std::string Platform::text() const { return concat(os, '/', architecture, variant.empty() ? "" : "/", variant); }

Result<void> decode(const json::Value& value, const json::Place& place, Platform& out) {
  return json::decode<Platform>(value, place, out);
}

json::Value encode(const Platform& platform) { return json::encode<Platform>(platform); }

Platform normalise(Platform platform) {
  platform.os = to_lower(platform.os);
  if (platform.os == "macos") platform.os = "darwin";
  std::string& architecture = platform.architecture = to_lower(platform.architecture);
  std::string& variant = platform.variant = to_lower(platform.variant);
  if (architecture == "i386") architecture = "386";
  if (architecture == "x86_64" || architecture == "x86-64") architecture = "amd64";
  if (architecture == "aarch64") architecture = "arm64";
  if (architecture == "armhf") architecture = "arm", variant = "v7";
  if (architecture == "armel") architecture = "arm", variant = "v6";
  if (variant.size() == 1 && variant[0] >= '1' && variant[0] <= '9') variant = "v" + variant;
  if (architecture == "386" || (architecture == "amd64" && variant == "v1")) variant.clear();
  if (architecture == "arm64" && variant == "v8") variant.clear();
  if (architecture == "arm" && variant.empty()) variant = "v7";
  return platform;
}

Result<Platform> parse_platform(std::string_view text) {
  const std::vector<std::string> parts = split(text, '/');
  const auto wrong = [&](std::string_view why) { return fail(concat("platform \"", text, "\": ", why)); };
  if (parts.size() > 3) return wrong("expected OS/ARCHITECTURE[/VARIANT]");
  if (!std::all_of(parts.begin(), parts.end(), is_word)) return wrong("expected OS/ARCHITECTURE[/VARIANT]");
  Platform platform;
  if (parts.size() == 1) {
    const Platform host = host_platform();
    platform.architecture = parts[0];
    platform.os = host.os;
    platform = normalise(platform);
    if (is_one_of(kArchitectures, platform.architecture)) return platform;
    platform = host;
    platform.os = parts[0];
    platform = normalise(platform);
    if (is_one_of(kSystems, platform.os)) return platform;
    return wrong("unknown operating system or architecture");
  }
  platform.os = parts[0];
  platform.architecture = parts[1];
  if (parts.size() == 3) platform.variant = parts[2];
  return normalise(platform);
}

Platform host_platform() {
  utsname host{};
  ::uname(&host);
  const std::string machine = host.machine;
  Platform platform;
  platform.os = "linux";
  platform.architecture = machine;
  if (machine == "i486" || machine == "i586" || machine == "i686") platform.architecture = "386";
  if (machine == "loongarch64") platform.architecture = "loong64";
  if (machine.starts_with("armv")) {
    platform.architecture = "arm";
    platform.variant = machine.substr(3, 2);
  }
  return normalise(platform);
}

std::vector<Platform> accepted_by(const Platform& wanted) {
  const Platform platform = normalise(wanted);
  std::vector<Platform> accepted;
  if (platform.architecture == "amd64") {
    add_levels(platform, level(platform.variant), 2, accepted);
    accepted.push_back(of(platform, "amd64", ""));
    accepted.push_back(of(platform, "386", ""));
  } else if (platform.architecture == "arm") {
    accepted.push_back(platform);
    add_levels(platform, std::min(level(platform.variant), 8) - 1, 5, accepted);
  } else if (platform.architecture == "arm64") {
    accepted.push_back(platform);
    if (!platform.variant.empty()) accepted.push_back(of(platform, "arm64", ""));
    add_levels(of(platform, "arm", ""), 8, 5, accepted);
  } else {
    accepted.push_back(platform);
  }
  return accepted;
}

}  // namespace spec::image
