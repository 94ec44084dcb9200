#include "imagetool/volume/volume.h"

#include <sys/random.h>

#include <algorithm>
#include <array>

#include "spec/base/text.h"
#include "spec/json/table.h"

namespace imagetool::volume {

namespace json = spec::json;

constexpr auto describe(const Volume*) {
  return std::tuple{json::required("Name", &Volume::name), json::required("Driver", &Volume::driver),
                    json::required("CreatedAt", &Volume::created), json::optional("Labels", &Volume::labels),
                    json::optional("Options", &Volume::options)};
}

namespace {

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Which options an option of the local driver needs.
struct Needs {
  std::string_view option;
  std::array<std::string_view, 2> others;
};
constexpr std::array kNeeds = {Needs{"device", {"type", "type"}}, Needs{"o", {"device", "type"}},
                               Needs{"type", {"device", "device"}}};

json::Value or_null(const std::map<std::string, std::string>& map) {
  return map.empty() ? json::Value() : json::encode(map);
}

}  // namespace

Result<void> check_name(const std::string& name) {
  if (name.size() < 2) return fail("volume name is too short, names should be at least two alphanumeric characters");
  const auto may_follow = [](char c) { return is_plain(c) || c == '_' || c == '.' || c == '-'; };
  if (is_plain(name[0]) && std::all_of(name.begin(), name.end(), may_follow) && name.size() <= 255) return {};
  return fail(concat("\"", name, "\" includes invalid characters for a local volume name, only ",
                     "\"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed"))
      .with_hint("a folder of the host has an absolute path");
}

std::string made_up_name() {
  unsigned char bytes[32];
  while (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
  }
  std::string name;
  for (const unsigned char byte : bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    name += kDigits[byte >> 4];
    name += kDigits[byte & 0xf];
  }
  return name;
}

Result<void> check_driver(const Volume& volume) {
  if (volume.driver != "local") {
    return fail(concat("error looking up volume plugin ", volume.driver, ": plugin \"", volume.driver, "\" not found"));
  }
  for (const auto& [name, value] : volume.options) {
    const auto known =
        std::find_if(kNeeds.begin(), kNeeds.end(), [&](const Needs& needs) { return needs.option == name; });
    if (name == "size") return fail("quota size requested but no quota support");
    if (known == kNeeds.end()) return fail(concat("invalid option: \"", name, "\""));
    for (const std::string_view other : known->others) {
      const auto found = volume.options.find(std::string(other));
      if (found == volume.options.end() || found->second.empty()) {
        return fail(concat("missing required option: \"", other, "\""));
      }
    }
  }
  return {};
}

Result<Volume> parse_volume(std::string_view text) { return json::decode_text<Volume>(text); }
std::string write_volume(const Volume& volume) { return json::encode_text(volume); }

json::Value inspect(const Volume& volume) {
  return json::Object{{"CreatedAt", volume.created},
                      {"Driver", volume.driver},
                      {"Labels", or_null(volume.labels)},
                      {"Mountpoint", volume.mountpoint},
                      {"Name", volume.name},
                      {"Options", or_null(volume.options)},
                      {"Scope", "local"}};
}

}  // namespace imagetool::volume
