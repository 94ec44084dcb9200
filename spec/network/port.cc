#include "spec/network/port.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "spec/base/text.h"

namespace spec::network {

namespace {

struct Range {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  unsigned count() const { return last - first + 1U; }
};

std::optional<Range> parse_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_number<std::uint16_t>(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_number<std::uint16_t>(text.substr(dash + 1));
  if (!first || !last || *first == 0 || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

bool is_address(const std::string& text) {
  in6_addr address;
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 || ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

// "[::1]:80:80", "127.0.0.1:80:80": what stands before the last two parts.
struct Parts {
  std::string ip;
  std::string host;
  std::string container;
};

Parts split_parts(const std::string& text) {
  Parts out;
  const std::size_t last = text.rfind(':');
  if (last == std::string::npos || text.ends_with(']')) {
    out.container = text;
    return out;
  }
  out.container = text.substr(last + 1);
  const std::string before = text.substr(0, last);
  const std::size_t middle = before.ends_with(']') ? std::string::npos : before.rfind(':');
  if (middle != std::string::npos) {
    out.ip = before.substr(0, middle);
    out.host = before.substr(middle + 1);
  } else if (before.ends_with(']') || is_address(before)) {
    out.ip = before;
  } else {
    out.host = before;
  }
  if (out.ip.starts_with('[') && out.ip.ends_with(']')) out.ip = out.ip.substr(1, out.ip.size() - 2);
  return out;
}

Result<std::string> take_protocol(std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::string("tcp");
  const std::string protocol = to_lower(text.substr(slash + 1));
  if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") return fail("invalid proto: " + protocol);
  text.resize(slash);
  return protocol;
}

// Neighbours that are exposed alone, or published under their own numbers.
struct Span {
  std::string host;  // "0.0.0.0:", or ""
  std::string protocol;
  unsigned first = 0;
  unsigned last = 0;

  std::string text() const {
    const std::string numbers = first == last ? std::to_string(first) : concat(first, '-', last);
    return concat(host.empty() ? "" : concat(host, numbers, "->"), numbers, '/', protocol);
  }
};

}  // namespace

Result<std::vector<Port>> parse_publish(const std::string& text) {
  std::string rest = text;
  const std::string protocol = TRY(take_protocol(rest));
  const Parts parts = split_parts(rest);
  if (parts.container.empty()) return fail("no port specified: " + text + "<empty>");
  if (!parts.ip.empty() && !is_address(parts.ip)) return fail("invalid IP address: " + parts.ip);
  const std::optional<Range> container = parse_range(parts.container);
  if (!container) return fail("invalid containerPort: " + parts.container);
  std::optional<Range> host;
  if (!parts.host.empty()) {
    host = parse_range(parts.host);
    if (!host) return fail("invalid hostPort: " + parts.host);
    // One port of the container may have any of a range of the host.
    if (host->count() != container->count() && container->count() != 1) {
      return fail(
          concat("invalid ranges specified for container and host Ports: ", parts.container, " and ", parts.host));
    }
  }
  std::vector<Port> out;
  for (unsigned i = 0; i < container->count(); ++i) {
    Port port;
    port.host_ip = parts.ip;
    port.container_port = static_cast<std::uint16_t>(container->first + i);
    port.protocol = protocol;
    if (host) port.host_port = static_cast<std::uint16_t>(host->first + i);
    if (host && host->count() > container->count()) port.host_end = host->last;
    out.push_back(port);
  }
  return out;
}

Result<std::vector<Port>> parse_expose(const std::string& text) {
  std::string rest = text;
  const std::string protocol = TRY(take_protocol(rest));
  const std::optional<Range> range = parse_range(rest);
  if (!range) return fail("invalid range format for --expose: " + text);
  std::vector<Port> out;
  for (unsigned number = range->first; number <= range->last; ++number) {
    Port& port = out.emplace_back();
    port.container_port = static_cast<std::uint16_t>(number);
    port.protocol = protocol;
  }
  return out;
}

std::string container_text(const Port& port) { return concat(port.container_port, '/', port.protocol); }

std::string host_text(const Port& port) {
  const bool is_v6 = port.host_ip.find(':') != std::string::npos;
  const std::string ip = port.host_ip.empty() ? "0.0.0.0" : port.host_ip;
  return concat(is_v6 ? "[" : "", ip, is_v6 ? "]:" : ":", port.host_port);
}

std::string ports_text(std::vector<Port> published, std::vector<Port> exposed) {
  const auto same = [](const Port& a, const Port& b) {
    return a.container_port == b.container_port && a.protocol == b.protocol;
  };
  std::erase_if(exposed, [&](const Port& port) {
    return std::any_of(published.begin(), published.end(), [&](const Port& other) { return same(port, other); });
  });
  published.insert(published.end(), exposed.begin(), exposed.end());
  std::sort(published.begin(), published.end(), [](const Port& a, const Port& b) {
    return std::tie(a.container_port, a.host_ip, a.host_port, a.protocol) <
           std::tie(b.container_port, b.host_ip, b.host_port, b.protocol);
  });
  std::vector<std::string> texts;
  std::vector<std::string> renumbered;
  std::vector<Span> spans;
  for (const Port& port : published) {
    const std::string host = port.host_port == 0 ? "" : host_text(port);
    if (port.host_port != 0 && port.host_port != port.container_port) {
      renumbered.push_back(concat(host, "->", container_text(port)));
      continue;
    }
    const Span next = {host.substr(0, host.rfind(':') + 1), port.protocol, port.container_port, port.container_port};
    const auto before = std::find_if(spans.begin(), spans.end(), [&](const Span& other) {
      return other.host == next.host && other.protocol == next.protocol;
    });
    if (before == spans.end()) {
      spans.push_back(next);
    } else if (before->last + 1 == next.first) {
      before->last = next.last;
    } else {
      texts.push_back(before->text());
      *before = next;
    }
  }
  for (const Span& span : spans) texts.push_back(span.text());
  texts.insert(texts.end(), renumbered.begin(), renumbered.end());
  return join(texts, ", ");
}

}  // namespace spec::network
