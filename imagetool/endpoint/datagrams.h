// What comes to a published port of udp and what the kernel's rules do not take to the container.
#pragma once

#include <netinet/in.h>
#include <poll.h>

#include <list>
#include <string>
#include <vector>

#include "imagetool/endpoint/reserve.h"
#include "spec/base/fd.h"

namespace imagetool::endpoint {

// Each sender has a socket of its own to the container, so that answers find their way back. Of many senders those
// that were silent the longest are forgotten.
class Datagrams {
 public:
  // `target` is the container's address. The port's socket is borrowed.
  Datagrams(const Reserved& port, std::string target);

  // The port's own socket, and those of the senders.
  void add_files(std::vector<pollfd>& files) const;
  // What poll(2) said of them, in that order: `files` points to the first. How many they were.
  std::size_t transfer(const pollfd* files);

 private:
  struct Sender {
    sockaddr_storage address = {};
    socklen_t size = 0;
    in6_pktinfo via = {};  // which of our addresses it spoke to
    Fd socket;
  };
  void pass_all();
  Sender* find(const Sender& sender);
  void answer(const Sender& sender) const;

  FdRef port_;
  std::uint16_t number_;  // in the container
  std::string target_;
  std::list<Sender> senders_;  // who spoke last is first
};

}  // namespace imagetool::endpoint
