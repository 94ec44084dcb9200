// The lines of a container's /etc/hosts that come and go with its network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spec::network {

struct HostLine {
  std::string address;
  std::vector<std::string> names;
};

// `hosts` with these lines in the place of those that an earlier call added: ours have a comment at their end; all
// others, of the user and of the container itself, stay.
std::string with_host_lines(std::string_view hosts, const std::vector<HostLine>& lines);

}  // namespace spec::network
