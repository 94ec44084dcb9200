// Questions to the kernel's network, over rtnetlink(7).
#pragma once

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::sys {

// A message, or the answer to one: a fixed header (ifinfomsg, ifaddrmsg) and attributes.
class NetlinkMessage {
 public:
  NetlinkMessage(std::uint16_t type, std::uint16_t flags) : type_(type), flags_(flags) {}
  NetlinkMessage(std::uint16_t type, std::string_view body) : type_(type), body_(body) {}

  template <class Header>
  NetlinkMessage& header(const Header& header) {
    return raw(std::string_view(reinterpret_cast<const char*>(&header), sizeof header));
  }
  NetlinkMessage& attribute(std::uint16_t type, std::string_view value);
  NetlinkMessage& attribute(std::uint16_t type, std::uint32_t value);

  std::uint16_t type() const { return type_; }
  std::uint16_t flags() const { return flags_; }
  const std::string& body() const { return body_; }
  // The fixed header of an answer; all zero where the answer is too short.
  template <class Header>
  Header read() const {
    Header header{};
    if (body_.size() >= sizeof header) body_.copy(reinterpret_cast<char*>(&header), sizeof header);
    return header;
  }
  // The value of an attribute after a header of that size; nothing where it is not there.
  std::string_view find(std::size_t header_size, std::uint16_t type) const;

 private:
  NetlinkMessage& raw(std::string_view bytes);
  std::uint16_t type_;
  std::uint16_t flags_ = 0;
  std::string body_;
};

class Netlink {
 public:
  // A socket of the network namespace that this process is in.
  static Result<Netlink> open();
  // Of another one: this process goes there and comes back. Needs privilege
  // there and here, and a process of one thread.
  static Result<Netlink> open_in(FdRef network_namespace);

  // Sends it and waits for the answers, or for the acknowledgement.
  Result<std::vector<NetlinkMessage>> ask(const NetlinkMessage& message) const;

 private:
  explicit Netlink(Fd socket) : socket_(std::move(socket)) {}
  Fd socket_;
};

}  // namespace runtime::sys
