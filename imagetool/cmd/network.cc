// `imagetool network VERB`, as `docker network`.
#include "imagetool/network/networks.h"

#include <cstdio>

#include "imagetool/cmd/sub_verb.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/endpoint/connect.h"
#include "imagetool/endpoint/take_down.h"
#include "imagetool/local/container.h"
#include "imagetool/local/open_store.h"
#include "imagetool/network/view.h"
#include "spec/base/text.h"
#include "spec/cli/confirm.h"
#include "spec/cli/numbers.h"
#include "spec/format/documents.h"
#include "spec/layout/user_namespace.h"

namespace imagetool::cmd {

namespace {

struct Given {
  std::vector<std::string> words;
  network::NewNetwork wanted;
  spec::network::Attachment attachment;
  network::Filter filter;
  network::ListStyle style;
  bool force = false;
};

using Option = cli::Option<Given>;

// "NAME=VALUE", or "NAME" alone.
Result<void> add_to(std::map<std::string, std::string>& map, const std::string& text) {
  const std::size_t equals = text.find('=');
  map[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
  return {};
}

Result<void> take_format(Given& given, const std::string& value) {
  given.style.format = value;
  return {};
}

Result<void> take_force(Given& given, const std::string& value) {
  given.force = TRY(cli::parse_bool(value));
  return {};
}

template <network::Filter::Verb kVerb>
Result<void> take_filter(Given& given, const std::string& value) {
  return given.filter.add(value, kVerb);
}

// One more of several.
template <std::vector<std::string> network::NewNetwork::*kMember>
Result<void> take_one_more(Given& given, const std::string& value) {
  (given.wanted.*kMember).push_back(value);
  return {};
}

template <std::string spec::network::Attachment::*kMember>
Result<void> take_attachment(Given& given, const std::string& value) {
  given.attachment.*kMember = value;
  return {};
}

template <bool network::NewNetwork::*kMember>
Result<void> take_switch(Given& given, const std::string& value) {
  given.wanted.*kMember = TRY(cli::parse_bool(value));
  return {};
}

constexpr Option kCreateOptions[] = {
    {"attachable", 0, nullptr, "Accepted: containers can always be connected",
     [](Given&, const std::string&) { return Result<void>(); }},
    {"driver", 'd', "bridge", "The driver; others are lists of plugins in /etc/cni/net.d",
     [](Given&, const std::string& value) {
       return value == "bridge" ? Result<void>() : fail("driver \"" + value + "\" is not there, only bridge");
     }},
    {"gateway", 0, "IP", "The host's address in the subnet (default: the first)",
     take_one_more<&network::NewNetwork::gateways>},
    {"internal", 0, nullptr, "No way out of it", take_switch<&network::NewNetwork::internal>},
    {"ip-range", 0, "SUBNET", "The part of the subnet that addresses are taken from",
     take_one_more<&network::NewNetwork::ranges>},
    {"ipv6", 0, nullptr, "IPv6, too; without a --subnet of it one is chosen", take_switch<&network::NewNetwork::ipv6>},
    {"label", 0, "NAME[=VALUE]", "A label; again for more",
     [](Given& given, const std::string& value) { return add_to(given.wanted.labels, value); }},
    {"opt", 'o', "NAME=VALUE", "com.docker.network.bridge.name or com.docker.network.driver.mtu",
     [](Given& given, const std::string& value) { return add_to(given.wanted.options, value); }},
    {"subnet", 0, "SUBNET", "Such as 10.5.0.0/16; one of IPv4 and one of IPv6 (default: one that is free)",
     take_one_more<&network::NewNetwork::subnets>},
};
constexpr Option kLsOptions[] = {
    {"filter", 'f', "FILTER", "name=, id=, driver=, scope=, label=, type=builtin|custom or dangling=BOOL",
     take_filter<network::Filter::Verb::kLs>},
    {"format", 0, "FORMAT", "table (the default), json, or a Go template", take_format},
    {"no-trunc", 0, nullptr, "Whole ids",
     [](Given& given, const std::string& value) -> Result<void> {
       given.style.whole_ids = TRY(cli::parse_bool(value));
       return {};
     }},
    {"quiet", 'q', nullptr, "Only ids",
     [](Given& given, const std::string& value) -> Result<void> {
       given.style.quiet = TRY(cli::parse_bool(value));
       return {};
     }},
};
constexpr Option kInspectOptions[] = {
    {"format", 'f', "TEMPLATE", "What a Go template makes of it, or json", take_format}};
constexpr Option kRmOptions[] = {{"force", 'f', nullptr, "What is missing is no error", take_force}};
constexpr Option kPruneOptions[] = {
    {"filter", 0, "FILTER", "label=, label!= or until=TIME", take_filter<network::Filter::Verb::kPrune>},
    {"force", 'f', nullptr, "Do not ask", take_force},
};
constexpr Option kConnectOptions[] = {
    {"alias", 0, "NAME", "One more name in the network",
     [](Given& given, const std::string& value) {
       given.attachment.aliases.push_back(value);
       return Result<void>();
     }},
    {"ip", 0, "IP", "The address", take_attachment<&spec::network::Attachment::ip>},
    {"ip6", 0, "IP", "The IPv6 address", take_attachment<&spec::network::Attachment::ip6>},
};
constexpr Option kDisconnectOptions[] = {{"force", 'f', nullptr, "Accepted for Docker's sake", take_force}};

struct Context {
  const Given& given;
  const network::Networks& networks;
  const endpoint::Records& records;
  const std::string& state_root;
};

Result<std::vector<spec::network::Record>> running(const Context& context) {
  std::vector<spec::network::Record> all = TRY(context.records.list());
  std::erase_if(all, [](const spec::network::Record& record) { return !spec::network::is_alive(record.process); });
  return all;
}

// With host and none, as they are shown.
Result<network::Network> find_any(const Context& context, const std::string& name) {
  for (network::Network& one : TRY(network::list_all(context.networks))) {
    if (one.name == name) return std::move(one);
  }
  return context.networks.find(name);
}

Result<int> create(const Context& context) {
  network::NewNetwork wanted = context.given.wanted;
  wanted.name = context.given.words[0];
  if (network::is_predefined(wanted.name)) {
    return fail("operation is not permitted on predefined " + wanted.name + " network");
  }
  const std::string id = TRY(context.networks.create(wanted));
  std::puts(id.c_str());
  return 0;
}

Result<int> ls(const Context& context) {
  const auto containers = TRY(running(context));
  std::vector<network::Network> all = TRY(network::list_all(context.networks));
  std::erase_if(all, [&](const network::Network& one) {
    return !context.given.filter.matches(one, !network::users_of(one, containers).empty());
  });
  const std::string text = TRY(network::list_text(all, context.given.style));
  std::fputs(text.c_str(), stdout);
  return 0;
}

Result<int> inspect(const Context& context) {
  const auto containers = TRY(running(context));
  spec::json::Array found;
  const int status =
      for_each_word("imagetool network inspect", context.given.words, [&](const std::string& name) -> Result<void> {
        const network::Network one = TRY(find_any(context, name));
        found.push_back(network::inspect(one, containers));
        return {};
      });
  const std::string text = TRY(spec::format::documents_text(found, context.given.style.format));
  std::fputs(text.c_str(), stdout);
  return status;
}

Result<int> rm(const Context& context) {
  const auto containers = TRY(running(context));
  return for_each_word("imagetool network rm", context.given.words, [&](const std::string& name) -> Result<void> {
    const Result<network::Network> found = find_any(context, name);
    if (!found && context.given.force) return {};
    if (!found) return found.error();
    if (network::is_predefined(found->name)) {
      return fail(found->name + " is a pre-defined network and cannot be removed");
    }
    if (const std::string users = network::users_of(*found, containers); !users.empty()) {
      return fail(concat("error while removing network: network ", found->name, " has active endpoints ", users));
    }
    TRY(context.networks.remove(*found));
    std::puts(name.c_str());
    return {};
  });
}

Result<int> prune(const Context& context) {
  const char* warning = "WARNING! This will remove all custom networks not used by at least one container.";
  if (!context.given.force && !cli::confirm(warning)) return 0;
  const auto containers = TRY(running(context));
  bool first = true;
  for (const network::Network& one : TRY(context.networks.list())) {
    const bool in_use = !network::users_of(one, containers).empty();
    if (in_use || network::is_predefined(one.name) || !network::is_ours(one)) continue;
    if (!context.given.filter.matches(one, in_use)) continue;
    TRY(context.networks.remove(one));
    if (first) std::puts("Deleted Networks:");
    first = false;
    std::puts(one.name.c_str());
  }
  return 0;
}

Result<int> connect(const Context& context) {
  spec::network::Attachment attachment = context.given.attachment;
  attachment.network = context.given.words[0];
  const std::string container = TRY(local::bundle_or(context.state_root, context.given.words[1]));
  TRY(endpoint::connect(context.records, context.networks, container, attachment));
  return 0;
}

Result<int> disconnect(const Context& context) {
  const network::Network network = TRY(context.networks.find(context.given.words[0]));
  const std::string container = TRY(local::bundle_or(context.state_root, context.given.words[1]));
  TRY(endpoint::disconnect(context.records, container, network.name));
  return 0;
}

constexpr const char* kDoc =
    "Keeps the networks that containers can be on: what `bundle --network NAME` names.\v"
    "Example:\n  imagetool network create front\n  imagetool bundle --network front --name web nginx web";

constexpr SubVerb<Given, Context> kVerbs[] = {
    {"connect", "Put a container on one more network", "NETWORK CONTAINER", kConnectOptions, 2, 2, connect},
    {"create", "Make a network", "NAME", kCreateOptions, 1, 1, create},
    {"disconnect", "Take a container off a network", "NETWORK CONTAINER", kDisconnectOptions, 2, 2, disconnect},
    {"inspect", "Show all that is known of networks", "NETWORK...", kInspectOptions, 1, SIZE_MAX, inspect},
    {"ls", "List the networks", "", kLsOptions, 0, 0, ls},
    {"prune", "Remove networks that no container has", "", kPruneOptions, 0, 0, prune},
    {"rm", "Remove networks", "NETWORK...", kRmOptions, 1, SIZE_MAX, rm},
};

}  // namespace

Result<int> network(Globals& globals, cli::Arguments arguments) {
  Given given;
  const auto& verb = *TRY(read_sub_verb(kVerbs, kDoc, arguments, given));
  if (spec::layout::ids_of_process() != spec::layout::Ids::kRoot) {
    return fail("networks are root's alone").with_hint("an ordinary user's containers have pasta, by --network bridge");
  }
  const auto store = TRY(local::open_store(globals.root));
  const network::Networks networks = network::Networks::of_store(store.path());
  const endpoint::Records records = TRY(endpoint::Records::open());
  (void)endpoint::sweep(records);  // what cannot be removed now is tried again later
  return tell(concat("imagetool network ", verb.name), verb.run({given, networks, records, globals.state_root}));
}

}  // namespace imagetool::cmd
