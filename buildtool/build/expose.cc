#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

struct Range {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

std::optional<Range> parse_range(const std::string& text) {
  const std::size_t dash = text.find('-');
  const std::optional<std::uint16_t> first = parse_number<std::uint16_t>(text.substr(0, dash));
  const std::optional<std::uint16_t> last =
      dash == text.npos ? first : parse_number<std::uint16_t>(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

// "[IP:][HOST:]8000-8010/udp" -> "8000/udp" ... "8010/udp". What stands before
// the container's port is for `docker run -p`; Docker checks and forgets it.
Result<void> add_ports(const std::string& text, std::vector<std::string>& out) {
  const std::size_t slash = text.find('/');
  const std::string protocol = slash == text.npos ? "tcp" : to_lower(text.substr(slash + 1));
  const std::vector<std::string> parts = split(text.substr(0, slash), ':');
  if (parts.back().empty()) return fail("invalid port: \"" + text + "\": no port specified");
  if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") {
    return fail("invalid port: \"" + text + "\": invalid proto: " + text.substr(slash + 1));
  }
  const std::optional<Range> range = parse_range(parts.back());
  if (!range) return fail("invalid containerPort: " + parts.back());
  if (parts.size() > 1 && !parts[parts.size() - 2].empty() && !parse_range(parts[parts.size() - 2])) {
    return fail("invalid hostPort: " + parts[parts.size() - 2]);
  }
  for (int port = range->first; port <= range->last; ++port) out.push_back(concat(port, "/", protocol));
  return {};
}

}  // namespace

Result<void> apply(Step& step, const dockerfile::Expose& expose) {
  const dockerfile::Expose values = TRY(step.expanded(expose));
  std::vector<std::string> ports;
  for (const std::string& text : values.ports) TRY(add_ports(text, ports));
  for (const std::string& port : ports) step.state.config.config.exposed_ports[port] = {};
  add_history(step.state.config, "EXPOSE " + plain_list(ports), Made::kNothing);
  return {};
}

}  // namespace buildtool::build
