#include "runtime/sys/netlink.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include "spec/base/file.h"

namespace runtime::sys {

namespace {

constexpr std::size_t align(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

Result<void> send(FdRef socket, const NetlinkMessage& message) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + message.body().size());
  header.nlmsg_type = message.type();
  header.nlmsg_flags = static_cast<std::uint16_t>(message.flags() | NLM_F_REQUEST | NLM_F_ACK);
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes += message.body();
  if (::send(socket.get(), bytes.data(), bytes.size(), 0) < 0) return fail_errno("rtnetlink");
  return {};
}

// The messages of one datagram; true at the end of the answer.
Result<bool> take_apart(std::string_view datagram, std::vector<NetlinkMessage>& answers) {
  while (datagram.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header;
    std::memcpy(&header, datagram.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size()) return fail("rtnetlink: malformed");
    const std::string_view body = datagram.substr(sizeof header, header.nlmsg_len - sizeof header);
    if (header.nlmsg_type == NLMSG_DONE) return true;
    if (header.nlmsg_type == NLMSG_ERROR) {
      int error = -EIO;
      if (body.size() >= sizeof error) std::memcpy(&error, body.data(), sizeof error);
      if (error != 0) return fail_errno("rtnetlink", -error);
      return true;
    }
    answers.emplace_back(header.nlmsg_type, body);
    datagram.remove_prefix(std::min(align(header.nlmsg_len), datagram.size()));
  }
  return false;
}

}  // namespace

NetlinkMessage& NetlinkMessage::raw(std::string_view bytes) {
  body_ += bytes;
  body_.resize(align(body_.size()));
  return *this;
}

NetlinkMessage& NetlinkMessage::attribute(std::uint16_t type, std::string_view value) {
  const rtattr header = {static_cast<unsigned short>(sizeof header + value.size()), type};
  body_.append(reinterpret_cast<const char*>(&header), sizeof header);
  return raw(value);
}

NetlinkMessage& NetlinkMessage::attribute(std::uint16_t type, std::uint32_t value) {
  return attribute(type, std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
}

std::string_view NetlinkMessage::find(std::size_t header_size, std::uint16_t type) const {
  std::string_view rest = body_;
  rest.remove_prefix(std::min(align(header_size), rest.size()));
  while (rest.size() >= sizeof(rtattr)) {
    rtattr header;
    std::memcpy(&header, rest.data(), sizeof header);
    if (header.rta_len < sizeof header || header.rta_len > rest.size()) break;
    if (header.rta_type == type) return rest.substr(sizeof header, header.rta_len - sizeof header);
    rest.remove_prefix(std::min(align(header.rta_len), rest.size()));
  }
  return {};
}

Result<Netlink> Netlink::open() {
  Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket) return fail_errno("rtnetlink socket");
  return Netlink(std::move(socket));
}

Result<Netlink> Netlink::open_in(FdRef network_namespace) {
  const Fd own = TRY(open_at(FdRef::cwd(), "/proc/self/ns/net", O_RDONLY));
  if (::setns(network_namespace.get(), CLONE_NEWNET) < 0) return fail_errno("enter the network namespace");
  Result<Netlink> opened = open();
  if (::setns(own.get(), CLONE_NEWNET) < 0) return fail_errno("leave the network namespace");
  return opened;
}

Result<std::vector<NetlinkMessage>> Netlink::ask(const NetlinkMessage& message) const {
  TRY(send(socket_, message));
  std::vector<NetlinkMessage> answers;
  constexpr std::size_t kMax = 64 << 10;
  const auto buffer = std::make_unique_for_overwrite<char[]>(kMax);
  const bool dump = (message.flags() & NLM_F_DUMP) == NLM_F_DUMP;
  while (true) {
    const ssize_t n = ::recv(socket_.get(), buffer.get(), kMax, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("rtnetlink");
    const bool end = TRY(take_apart(std::string_view(buffer.get(), static_cast<std::size_t>(n)), answers));
    if (end) return answers;
    if (n == 0 && !dump) return fail("rtnetlink: no answer");
  }
}

}  // namespace runtime::sys
