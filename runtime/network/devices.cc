#include "runtime/network/devices.h"

#include <fcntl.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "runtime/sys/netlink.h"
#include "spec/base/file.h"

namespace runtime::network {

namespace {

using sys::Netlink;
using sys::NetlinkMessage;

struct Side {
  Netlink netlink;
  FdRef network_namespace;
};

struct Link {
  int index = 0;
  bool up = false;
};

// A device that has been moved, for the way back.
struct Moved {
  std::string name;  // on the host
  Link there;
  bool was_up = false;
};

// Names are sent with their NUL.
std::string_view name_value(const std::string& name) { return {name.c_str(), name.size() + 1}; }

Result<Link> find_link(const Netlink& netlink, const std::string& name) {
  NetlinkMessage question(RTM_GETLINK, 0);
  question.header(ifinfomsg{}).attribute(IFLA_IFNAME, name_value(name));
  const std::vector<NetlinkMessage> answers = TRY(netlink.ask(question));
  for (const NetlinkMessage& answer : answers) {
    const auto info = answer.read<ifinfomsg>();
    if (answer.type() == RTM_NEWLINK) return Link{info.ifi_index, (info.ifi_flags & IFF_UP) != 0};
  }
  return fail_errno("no such device", ENODEV);
}

Result<std::set<int>> all_links(const Netlink& netlink) {
  NetlinkMessage question(RTM_GETLINK, NLM_F_DUMP);
  question.header(ifinfomsg{});
  const std::vector<NetlinkMessage> answers = TRY(netlink.ask(question));
  std::set<int> indexes;
  for (const NetlinkMessage& answer : answers) indexes.insert(answer.read<ifinfomsg>().ifi_index);
  return indexes;
}

Result<void> raise(const Netlink& netlink, int index, bool up) {
  ifinfomsg info{};
  info.ifi_index = index;
  info.ifi_change = IFF_UP;
  info.ifi_flags = up ? IFF_UP : 0;
  NetlinkMessage order(RTM_NEWLINK, 0);
  order.header(info);
  TRY(netlink.ask(order));
  return {};
}

// Those that the specification keeps; the kernel drops all of them at the move.
Result<std::vector<NetlinkMessage>> lasting_addresses(const Netlink& netlink, int index) {
  NetlinkMessage question(RTM_GETADDR, NLM_F_DUMP);
  question.header(ifaddrmsg{});
  std::vector<NetlinkMessage> answers = TRY(netlink.ask(question));
  std::erase_if(answers, [&](const NetlinkMessage& answer) {
    const auto info = answer.read<ifaddrmsg>();
    return info.ifa_index != static_cast<unsigned>(index) || info.ifa_scope != RT_SCOPE_UNIVERSE ||
           (info.ifa_flags & IFA_F_PERMANENT) == 0;
  });
  return answers;
}

Result<void> add_address(const Netlink& netlink, int index, const NetlinkMessage& address) {
  auto info = address.read<ifaddrmsg>();
  info.ifa_index = static_cast<unsigned>(index);
  NetlinkMessage order(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
  order.header(info);
  for (const unsigned short type : {IFA_LOCAL, IFA_ADDRESS, IFA_BROADCAST, IFA_RT_PRIORITY}) {
    const std::string_view value = address.find(sizeof info, type);
    if (!value.empty()) order.attribute(type, value);
  }
  TRY(netlink.ask(order));
  return {};
}

// Name and namespace in one order: the name is never in the way of another on either side.
Result<void> send_over(const Netlink& from, const Link& link, FdRef network_namespace, const std::string& name) {
  ifinfomsg info{};
  info.ifi_index = link.index;
  NetlinkMessage order(RTM_NEWLINK, 0);
  order.header(info)
      .attribute(IFLA_IFNAME, name_value(name))
      .attribute(IFLA_NET_NS_FD, static_cast<std::uint32_t>(network_namespace.get()));
  const auto sent = from.ask(order);
  if (sent) return {};
  const bool taken = sent.error().number == EEXIST;
  return Error(sent.error()).with_hint(taken ? "the container's network namespace has a device \"" + name + "\"" : "");
}

// `name` may be a template ("eth%d"), of which the kernel makes a name: then the device is the one that is new.
Result<Link> carry(const Side& from, const Side& to, const Link& link, const std::string& name) {
  const std::vector<NetlinkMessage> addresses = TRY(lasting_addresses(from.netlink, link.index));
  const bool is_template = name.find('%') != std::string::npos;
  std::set<int> before;
  if (is_template) before = TRY(all_links(to.netlink));
  TRY(raise(from.netlink, link.index, false));
  TRY(send_over(from.netlink, link, to.network_namespace, name));
  Link there;
  if (is_template) {
    const std::set<int> after = TRY(all_links(to.netlink));
    for (const int index : after) {
      if (!before.contains(index)) there.index = index;
    }
  } else {
    there = TRY(find_link(to.netlink, name));
  }
  for (const NetlinkMessage& address : addresses) TRY_STEP("addresses", add_address(to.netlink, there.index, address));
  return there;
}

Result<void> move_one(const Side& host, const Side& container, const std::string& name, const std::string& new_name,
                      std::vector<Moved>& moved) {
  const Link link = TRY(find_link(host.netlink, name));
  Result<Link> there = carry(host, container, link, new_name);
  if (!there) {
    (void)raise(host.netlink, link.index, link.up);
    return std::move(there).error();
  }
  moved.push_back({name, *there, link.up});
  return raise(container.netlink, there->index, true);
}

void bring_back(const Side& container, const Side& host, const std::vector<Moved>& moved) {
  for (const Moved& device : moved) {
    const Result<Link> back = carry(container, host, device.there, device.name);
    if (back && device.was_up) (void)raise(host.netlink, back->index, true);
  }
}

}  // namespace

Result<void> move_devices(const std::map<std::string, spec::runtime::NetDevice>& devices, FdRef network_namespace) {
  const Fd own = TRY(open_at(FdRef::cwd(), "/proc/self/ns/net", O_RDONLY));
  Netlink ours = TRY(Netlink::open());
  Netlink theirs = TRY(Netlink::open_in(network_namespace));
  const Side host = {std::move(ours), own};
  const Side container = {std::move(theirs), network_namespace};
  std::vector<Moved> moved;
  for (const auto& [name, device] : devices) {
    Result<void> done = move_one(host, container, name, device.name.empty() ? name : device.name, moved);
    if (done) continue;
    bring_back(container, host, moved);
    return std::move(done).error().step(name);
  }
  return {};
}

Result<void> raise_loopback(FdRef network_namespace) {
  const Netlink netlink = TRY(Netlink::open_in(network_namespace));
  const Link link = TRY_STEP("lo", find_link(netlink, "lo"));
  TRY_STEP("lo", raise(netlink, link.index, true));
  return {};
}

}  // namespace runtime::network
