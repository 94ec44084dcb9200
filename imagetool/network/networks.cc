#include "imagetool/network/networks.h"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>

#include "imagetool/network/bridge.h"
#include "imagetool/network/conflist.h"
#include "imagetool/network/firewall.h"
#include "imagetool/network/pools.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::network {

namespace json = spec::json;

namespace {

constexpr const char* kMachine = "/etc/cni/net.d";
// Of the default network alone: two stores with one each would want the same bridge, and subnets that overlap.
constexpr const char* kShared = "/run/imagetool/networks";
constexpr std::uint64_t kMaxFile = 1 << 20;

std::string text_of(const json::Value* value) {
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

// A file with one plugin is a list of one.
json::Value as_list(json::Value config) {
  if (config.find("plugins") != nullptr) return config;
  return json::Object{{"cniVersion", text_of(config.find("cniVersion"))},
                      {"name", text_of(config.find("name"))},
                      {"plugins", json::Array{std::move(config)}}};
}

Result<void> add_folder(const std::string& folder, bool lists_only, std::vector<Network>& out) {
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), folder);
  if (!names && names.error().number == ENOENT) return {};
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const bool plain = name.ends_with(".conf") || name.ends_with(".json");
    if (!name.ends_with(".conflist") && (lists_only || !plain)) continue;
    Network network;
    network.path = concat(folder, '/', name);
    const Result<std::string> text = read_file(network.path, kMaxFile);
    Result<json::Value> config = text ? json::parse(*text) : Result<json::Value>(text.error());
    if (!config || config->object() == nullptr) continue;
    network.config = as_list(std::move(*config));
    network.name = text_of(network.config.find("name"));
    const auto same = [&](const Network& other) { return other.name == network.name; };
    if (network.name.empty() || std::any_of(out.begin(), out.end(), same)) continue;
    out.push_back(std::move(network));
  }
  return {};
}

const json::Value* own(const Network& network, std::string_view member) {
  const json::Value* ours = network.config.find("imagetool");
  return ours != nullptr ? ours->find(member) : nullptr;
}

Result<std::string> new_id() {
  unsigned char bytes[32];
  if (::getrandom(bytes, sizeof bytes, 0) != sizeof bytes) return fail_errno("getrandom");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

bool is_name(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() < 200 && is_plain(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_plain(c) || c == '_' || c == '.' || c == '-'; });
}

}  // namespace

bool is_ours(const Network& network) { return network.config.find("imagetool") != nullptr; }

bool is_internal(const Network& network) {
  const json::Value* flag = own(network, "internal");
  return flag != nullptr && flag->boolean() != nullptr && *flag->boolean();
}

std::string id_of(const Network& network) {
  std::string id = text_of(own(network, "id"));
  if (!id.empty()) return id;
  // Of others: made of the name, so that it stays the same.
  std::uint64_t value = 0xcbf29ce484222325;
  while (id.size() < 64) {
    for (const char c : network.name + "\n") value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    for (unsigned shift = 0; shift < 64; shift += 4) id += "0123456789abcdef"[(value >> shift) & 15];
  }
  return id;
}

std::string bridge_of(const Network& network) {
  const json::Value* plugins = network.config.find("plugins");
  if (plugins == nullptr || plugins->array() == nullptr || plugins->array()->empty()) return "";
  return text_of(plugins->array()->front().find("bridge"));
}

Result<std::vector<Network>> Networks::list() const {
  std::vector<Network> out;
  TRY(add_folder(kShared, true, out));
  TRY(add_folder(folder_, true, out));
  TRY(add_folder(kMachine, false, out));
  std::sort(out.begin(), out.end(), [](const Network& a, const Network& b) { return a.name < b.name; });
  return out;
}

Result<Network> Networks::find(const std::string& name) const {
  std::vector<Network> all = TRY(list());
  std::vector<Network> by_id;
  for (Network& network : all) {
    if (network.name == name) return std::move(network);
    if (!name.empty() && id_of(network).starts_with(name)) by_id.push_back(std::move(network));
  }
  if (by_id.size() == 1) return std::move(by_id.front());
  if (by_id.size() > 1)
    return fail(concat("network ", name, " is ambiguous (", by_id.size(), " matches found based on ID prefix)"));
  if (name != kDefault) return fail(concat("network ", name, " not found"));
  NewNetwork standard;
  standard.name = kDefault;
  TRY(create(standard));
  return find(name);
}

Result<std::string> Networks::create(const NewNetwork& wanted) const {
  if (!is_name(wanted.name)) {
    return fail(concat("invalid network name \"", wanted.name, "\": only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"));
  }
  std::vector<Subnet> used = used_subnets();
  for (const Network& network : TRY(list())) {
    if (network.name == wanted.name) return fail(concat("network with name ", wanted.name, " already exists"));
    for (Subnet& subnet : subnets_of(network)) used.push_back(subnet);
  }
  std::string id = TRY(new_id());
  const json::Value config = TRY(make_conflist(wanted, id, used));
  const std::string folder = wanted.name == kDefault ? kShared : folder_;
  TRY(make_dirs(FdRef::cwd(), folder, 0755));
  TRY(replace_file(FdRef::cwd(), concat(folder, '/', wanted.name, ".conflist"),
                   json::write(config, json::Style::kIndented), 0644, Durable::kYes));
  return id;
}

Result<void> Networks::remove(const Network& network) const {
  TRY(remove_rules(network));
  TRY(remove_bridge(bridge_of(network)));
  if (::unlink(network.path.c_str()) < 0) return fail_errno(network.path);
  return {};
}

}  // namespace imagetool::network
