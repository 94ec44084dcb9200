#include "spec/network/hosts.h"

#include "spec/base/text.h"

namespace spec::network {

namespace {

constexpr std::string_view kMark = "\t# imagetool network";

}  // namespace

std::string with_host_lines(std::string_view hosts, const std::vector<HostLine>& lines) {
  std::string out;
  for (const std::string& line : split(hosts, '\n')) {
    if (!line.empty() && !line.ends_with(kMark)) out += line + "\n";
  }
  for (const HostLine& line : lines) {
    if (!line.address.empty() && !line.names.empty()) {
      out += concat(line.address, "\t", join(line.names, " "), kMark, "\n");
    }
  }
  return out;
}

}  // namespace spec::network
