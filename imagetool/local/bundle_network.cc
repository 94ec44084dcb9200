#include "imagetool/local/bundle_network.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "imagetool/endpoint/pasta.h"
#include "imagetool/network/networks.h"
#include "imagetool/process/helper.h"
#include "imagetool/process/run.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layout/user_namespace.h"
#include "spec/network/resolver.h"
#include "spec/runtime/config.h"
#include "spec/runtime/state.h"

namespace imagetool::local {

namespace {

using spec::bundle::Network;
using spec::network::Port;
using spec::network::Request;

constexpr const char* kExposed = "org.opencontainers.image.exposedPorts";  // image-spec conversion.md

constexpr std::uint64_t kMaxConfig = 4 << 20;

// An ordinary user makes no bridges: pasta(1) passes his containers' traffic through.
Result<void> check_networks(const network::Networks& networks, Request& request) {
  const bool ordinary = spec::layout::ids_of_process() != spec::layout::Ids::kRoot;
  for (spec::network::Attachment& attachment : request.networks) {
    if (!ordinary && attachment.network == endpoint::kPasta)
      return fail("network pasta: for an ordinary user's containers alone");
    if (ordinary && attachment.network == network::kDefault) attachment.network = endpoint::kPasta;
    if (ordinary && attachment.network != endpoint::kPasta) {
      return fail(concat("network ", attachment.network, ": only root's containers can be on it"))
          .with_hint("yours can have bridge, which is pasta, host or none");
    }
    if (!ordinary && attachment.network != network::kDefault) TRY(networks.find(attachment.network));
  }
  return {};
}

Result<std::vector<Port>> exposed_ports(const options::NetworkWish& wish, const spec::image::ImageConfig& image) {
  std::vector<Port> out = wish.exposed;
  for (const auto& [text, nothing] : image.config.exposed_ports) {
    for (const Port& port : TRY(spec::network::parse_expose(text))) {
      if (std::find(out.begin(), out.end(), port) == out.end()) out.push_back(port);
    }
  }
  return out;
}

Result<Request> make_request(const options::NetworkWish& wish, const std::vector<Port>& exposed) {
  Request request;
  request.networks = wish.networks;
  request.ports = wish.ports;
  const auto published = [&](const Port& port) {
    return std::any_of(wish.ports.begin(), wish.ports.end(), [&](const Port& other) {
      return other.container_port == port.container_port && other.protocol == port.protocol;
    });
  };
  for (const Port& port : exposed) {
    if (wish.publish_all && !published(port)) request.ports.push_back(port);
  }
  request.dns = wish.dns;
  request.dns_search = wish.dns_search;
  request.dns_options = wish.dns_options;
  request.gateway_names = wish.gateway_names;
  return request;
}

Result<void> add_own(const spec::layout::Store& store, const options::NetworkWish& wish,
                     const std::vector<Port>& exposed, spec::bundle::Options& options) {
  const network::Networks networks = network::Networks::of_store(store.path());
  Request request = TRY(make_request(wish, exposed));
  TRY(check_networks(networks, request));
  options.annotations[spec::network::kAnnotation] = spec::network::write_request(request);
  spec::runtime::Hook hook;
  hook.path = TRY(process::helper_path("network"));
  hook.args = {"network", "up", networks.folder()};
  options.hooks.create_runtime.push_back(hook);
  hook.args[1] = "started";
  if (request.networks[0].network == endpoint::kPasta) options.hooks.poststart.push_back(hook);
  hook.args[1] = "down";
  options.hooks.poststop.push_back(hook);
  return {};
}

}  // namespace

Result<void> join_network(const options::NetworkWish& wish, const std::string& state_root,
                          spec::bundle::Options& options) {
  if (options.network != Network::kJoined) return {};
  const std::string id = wish.networks[0].network.substr(std::string_view("container:").size());
  const std::string own = TRY(read_link(FdRef::cwd(), "/proc/self/exe"));
  const std::string beside = own.substr(0, own.rfind('/')) + "/runtime";
  process::Program program;
  program.args = {::access(beside.c_str(), X_OK) == 0 ? beside : "runtime", "--root", state_root, "state", id};
  program.with_errors = true;
  const process::Outcome outcome = TRY(process::run(program));
  if (outcome.status != 0) return fail("No such container: " + id);
  const spec::runtime::State state = TRY(spec::runtime::parse_state(outcome.output));
  if (state.pid == 0) return fail("cannot join network of a non running container: " + id);
  options.network_path = concat("/proc/", state.pid, "/ns/net");
  options.annotations[spec::network::kJoined] = state.id;
  options.network_files = state.bundle;
  const std::string config = TRY(read_file(state.bundle + "/config.json", kMaxConfig));
  options.hostname = TRY(spec::runtime::parse_config(config)).hostname;
  return {};
}

Result<void> add_network(const spec::layout::Store& store, const options::NetworkWish& wish,
                         const spec::image::ImageConfig& image, spec::bundle::Options& options) {
  const std::vector<Port> exposed = TRY(exposed_ports(wish, image));
  if (!wish.exposed.empty()) {
    std::vector<std::string> texts;
    for (const Port& port : exposed) texts.push_back(spec::network::container_text(port));
    options.annotations[kExposed] = join(texts, ",");
  }
  const bool publishes = !wish.ports.empty() || wish.publish_all;
  if (publishes && (options.network == Network::kHost || options.network == Network::kNone)) {
    std::fprintf(stderr, "WARNING: Published ports are discarded when using %s network mode\n",
                 options.network == Network::kHost ? "host" : "none");
  }
  if (options.network == Network::kJoined) return {};
  options.hosts = wish.hosts;
  const bool own = options.network == Network::kOwn;
  const bool dns = !wish.dns.empty() || !wish.dns_search.empty() || !wish.dns_options.empty();
  if (own || dns) {
    const std::string host = TRY(spec::network::host_resolv_conf());
    options.resolv_conf = spec::network::resolv_conf(host, {wish.dns, wish.dns_search, wish.dns_options},
                                                     options.network == Network::kHost);
  }
  return own ? add_own(store, wish, exposed, options) : Result<void>();
}

}  // namespace imagetool::local
