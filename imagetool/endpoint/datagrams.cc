#include "imagetool/endpoint/datagrams.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "imagetool/endpoint/connect_to.h"

namespace imagetool::endpoint {

namespace {

constexpr std::size_t kMostSenders = 256;
constexpr std::size_t kMostAtOnce = 64;  // the container's end and the answers have to be seen, too
constexpr std::size_t kLargest = 64 << 10;

std::array<char, kLargest>& buffer() {
  static std::array<char, kLargest> bytes;
  return bytes;
}

}  // namespace

Datagrams::Datagrams(const Reserved& port, std::string target)
    : port_(port.socket), number_(port.port.container_port), target_(std::move(target)) {
  const int on = 1;
  // Fails on a socket of IPv4, which has one address or is answered from the one that the route has.
  (void)::setsockopt(port_.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
}

void Datagrams::add_files(std::vector<pollfd>& files) const {
  files.push_back({port_.get(), POLLIN, 0});
  for (const Sender& sender : senders_) files.push_back({sender.socket.get(), POLLIN, 0});
}

std::size_t Datagrams::transfer(const pollfd* files) {
  const std::size_t count = 1 + senders_.size();
  std::size_t at = 1;
  for (const Sender& sender : senders_) {
    if (files[at++].revents != 0) answer(sender);
  }
  if (files[0].revents != 0) pass_all();
  return count;
}

void Datagrams::pass_all() {
  for (std::size_t i = 0; i < kMostAtOnce; ++i) {
    Sender from;
    iovec part = {buffer().data(), buffer().size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(in6_pktinfo))];
    msghdr message = {};
    message.msg_name = &from.address;
    message.msg_namelen = sizeof from.address;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t n = ::recvmsg(port_.get(), &message, 0);
    if (n < 0) return;
    from.size = message.msg_namelen;
    for (cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
      if (one->cmsg_level == IPPROTO_IPV6 && one->cmsg_type == IPV6_PKTINFO) {
        std::memcpy(&from.via, CMSG_DATA(one), sizeof from.via);
      }
    }
    const Sender* sender = find(from);
    if (sender != nullptr) (void)::send(sender->socket.get(), buffer().data(), static_cast<std::size_t>(n), 0);
  }
}

// Known, or new; nullptr where the container cannot be spoken to.
Datagrams::Sender* Datagrams::find(const Sender& sender) {
  const auto known = std::find_if(senders_.begin(), senders_.end(), [&](const Sender& other) {
    return other.size == sender.size && std::memcmp(&other.address, &sender.address, sender.size) == 0;
  });
  if (known != senders_.end()) {
    senders_.splice(senders_.begin(), senders_, known);
  } else {
    Fd socket = connect_to(target_, number_, SOCK_DGRAM);
    if (!socket) return nullptr;
    if (senders_.size() == kMostSenders) senders_.pop_back();
    senders_.push_front({sender.address, sender.size, {}, std::move(socket)});
  }
  senders_.front().via = sender.via;
  return &senders_.front();
}

void Datagrams::answer(const Sender& sender) const {
  const ssize_t n = ::recv(sender.socket.get(), buffer().data(), buffer().size(), 0);
  if (n < 0) return;  // EAGAIN, or nobody listens in the container
  iovec part = {buffer().data(), static_cast<std::size_t>(n)};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(in6_pktinfo))] = {};
  msghdr message = {};
  message.msg_name = const_cast<sockaddr_storage*>(&sender.address);
  message.msg_namelen = sender.size;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (sender.address.ss_family == AF_INET6) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* one = CMSG_FIRSTHDR(&message);
    one->cmsg_level = IPPROTO_IPV6;
    one->cmsg_type = IPV6_PKTINFO;
    one->cmsg_len = CMSG_LEN(sizeof sender.via);
    std::memcpy(CMSG_DATA(one), &sender.via, sizeof sender.via);
  }
  (void)::sendmsg(port_.get(), &message, 0);
}

}  // namespace imagetool::endpoint
