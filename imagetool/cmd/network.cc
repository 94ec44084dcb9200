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

enum Key {
  kAlias = 256,
  kAttachable,
  kFilter,
  kFormat,
  kGateway,
  kInternal,
  kIp,
  kIp6,
  kIpRange,
  kIpv6,
  kLabel,
  kNoTrunc,
  kSubnet
};

constexpr argp_option kEnd = {nullptr, 0, nullptr, 0, nullptr, 0};
constexpr argp_option kCreateOptions[] = {
    {"attachable", kAttachable, nullptr, 0, "Accepted: containers can always be connected", 0},
    {"driver", 'd', "bridge", 0, "The driver; others are lists of plugins in /etc/cni/net.d", 0},
    {"gateway", kGateway, "IP", 0, "The host's address in the subnet (default: the first)", 0},
    {"internal", kInternal, nullptr, 0, "No way out of it", 0},
    {"ip-range", kIpRange, "SUBNET", 0, "The part of the subnet that addresses are taken from", 0},
    {"ipv6", kIpv6, nullptr, 0, "IPv6, too; without a --subnet of it one is chosen", 0},
    {"label", kLabel, "NAME[=VALUE]", 0, "A label; again for more", 0},
    {"opt", 'o', "NAME=VALUE", 0, "com.docker.network.bridge.name or com.docker.network.driver.mtu", 0},
    {"subnet", kSubnet, "SUBNET", 0, "Such as 10.5.0.0/16; one of IPv4 and one of IPv6 (default: one that is free)", 0},
    kEnd};
constexpr argp_option kLsOptions[] = {
    {"filter", 'f', "FILTER", 0, "name=, id=, driver=, scope=, label=, type=builtin|custom or dangling=BOOL", 0},
    {"format", kFormat, "FORMAT", 0, "table (the default), json, or a Go template", 0},
    {"no-trunc", kNoTrunc, nullptr, 0, "Whole ids", 0},
    {"quiet", 'q', nullptr, 0, "Only ids", 0},
    kEnd};
constexpr argp_option kInspectOptions[] = {{"format", 'f', "TEMPLATE", 0, "What a Go template makes of it, or json", 0},
                                           kEnd};
constexpr argp_option kRmOptions[] = {{"force", 'f', nullptr, 0, "What is missing is no error", 0}, kEnd};
constexpr argp_option kPruneOptions[] = {{"filter", kFilter, "FILTER", 0, "label=, label!= or until=TIME", 0},
                                         {"force", 'f', nullptr, 0, "Do not ask", 0},
                                         kEnd};
constexpr argp_option kConnectOptions[] = {{"alias", kAlias, "NAME", 0, "One more name in the network", 0},
                                           {"ip", kIp, "IP", 0, "The address", 0},
                                           {"ip6", kIp6, "IP", 0, "The IPv6 address", 0},
                                           kEnd};
constexpr argp_option kDisconnectOptions[] = {{"force", 'f', nullptr, 0, "Accepted for Docker's sake", 0}, kEnd};

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

// Does something with each word; goes on after an error.
template <class Act>
int for_each_word(const Context& context, const char* verb, const Act& act) {
  int status = 0;
  for (const std::string& word : context.given.words) {
    const Result<void> done = act(word);
    if (done) continue;
    cli::print_error(concat("imagetool network ", verb), done.error());
    status = 1;
  }
  return status;
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
  const int status = for_each_word(context, "inspect", [&](const std::string& name) -> Result<void> {
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
  return for_each_word(context, "rm", [&](const std::string& name) -> Result<void> {
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

constexpr SubVerb<Context> kVerbs[] = {
    {"connect", "Put a container on one more network", "NETWORK CONTAINER", kConnectOptions, 2, 2, connect},
    {"create", "Make a network", "NAME", kCreateOptions, 1, 1, create},
    {"disconnect", "Take a container off a network", "NETWORK CONTAINER", kDisconnectOptions, 2, 2, disconnect},
    {"inspect", "Show all that is known of networks", "NETWORK...", kInspectOptions, 1, SIZE_MAX, inspect},
    {"ls", "List the networks", "", kLsOptions, 0, 0, ls},
    {"prune", "Remove networks that no container has", "", kPruneOptions, 0, 0, prune},
    {"rm", "Remove networks", "NETWORK...", kRmOptions, 1, SIZE_MAX, rm},
};

struct Input {
  const SubVerb<Context>& verb;
  Given& given;
};

void add_to(std::map<std::string, std::string>& map, const std::string& text) {
  const std::size_t equals = text.find('=');
  map[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
}

void add_filter(const Input& input, const char* value, const argp_state* state) {
  const bool is_ls = input.verb.run == ls;
  const Result<void> added =
      input.given.filter.add(value, is_ls ? network::Filter::Verb::kLs : network::Filter::Verb::kPrune);
  if (!added) argp_error(state, "%s", added.error().text().c_str());
}

// -f is another word in each verb.
void take_f(const Input& input, const char* value, const argp_state* state) {
  if (input.verb.run == ls) {
    add_filter(input, value, state);
  } else if (input.verb.run == inspect) {
    input.given.style.format = value;
  } else {
    input.given.force = true;
  }
}

error_t parse_option(int key, char* value, argp_state* state) {
  const Input& input = *static_cast<Input*>(state->input);
  Given& given = input.given;
  switch (key) {
    case 'd':
      if (std::string_view(value) != "bridge") argp_error(state, "driver \"%s\" is not there, only bridge", value);
      return 0;
    case 'f':
      take_f(input, value, state);
      return 0;
    case 'o':
      add_to(given.wanted.options, value);
      return 0;
    case 'q':
      given.style.quiet = true;
      return 0;
    case kAlias:
      given.attachment.aliases.emplace_back(value);
      return 0;
    case kAttachable:
      return 0;
    case kFilter:
      add_filter(input, value, state);
      return 0;
    case kFormat:
      given.style.format = value;
      return 0;
    case kGateway:
      given.wanted.gateways.emplace_back(value);
      return 0;
    case kInternal:
      given.wanted.internal = true;
      return 0;
    case kIp:
      given.attachment.ip = value;
      return 0;
    case kIp6:
      given.attachment.ip6 = value;
      return 0;
    case kIpRange:
      given.wanted.ranges.emplace_back(value);
      return 0;
    case kIpv6:
      given.wanted.ipv6 = true;
      return 0;
    case kLabel:
      add_to(given.wanted.labels, value);
      return 0;
    case kNoTrunc:
      given.style.whole_ids = true;
      return 0;
    case kSubnet:
      given.wanted.subnets.emplace_back(value);
      return 0;
    case ARGP_KEY_ARG:
      given.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      input.verb.check_words(given.words.size(), state);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> network(Globals& globals, cli::Arguments arguments) {
  int at = 0;
  const SubVerb<Context>& verb = *TRY(find_sub_verb(kVerbs, kDoc, arguments, at));
  std::string name = concat(arguments.argv[0], ' ', verb.name);
  arguments.argv[at] = name.data();
  Given given;
  Input input{verb, given};
  const argp table = {verb.options, parse_option, verb.arguments, verb.summary, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, {arguments.argc - at, arguments.argv + at}, 0, &input));
  if (spec::layout::ids_of_process() != spec::layout::Ids::kRoot) {
    return fail("networks are root's alone").with_hint("an ordinary user's containers have pasta, by --network bridge");
  }
  const auto store = TRY(local::open_store(globals.root));
  const network::Networks networks = network::Networks::of_store(store.path());
  const endpoint::Records records = TRY(endpoint::Records::open());
  (void)endpoint::sweep(records);  // what cannot be removed now is tried again later
  return tell(name, verb.run({given, networks, records, globals.state_root}));
}

}  // namespace imagetool::cmd
