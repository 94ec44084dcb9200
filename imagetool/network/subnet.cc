#include "imagetool/network/subnet.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/random.h>

#include <algorithm>
#include <memory>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::network {

namespace {

constexpr unsigned kBits4 = 32;
constexpr unsigned kBits6 = 128;

bool same_prefix(const Subnet& a, const Subnet& b, unsigned prefix) {
  for (unsigned bit = 0; bit < prefix; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((a.address[bit / 8] & mask) != (b.address[bit / 8] & mask)) return false;
  }
  return true;
}

void clear_beyond_prefix(Subnet& subnet) {
  for (unsigned bit = subnet.prefix; bit < kBits6; ++bit) {
    subnet.address[bit / 8] = static_cast<std::uint8_t>(subnet.address[bit / 8] & ~(0x80U >> (bit % 8)));
  }
}

std::optional<Subnet> parse_address(const std::string& text) {
  Subnet out;
  for (const int family : {AF_INET, AF_INET6}) {
    if (::inet_pton(family, text.c_str(), out.address.data()) != 1) continue;
    out.family = family;
    out.prefix = family == AF_INET ? kBits4 : kBits6;
    return out;
  }
  return std::nullopt;
}

std::string address_text(const Subnet& subnet) {
  char text[INET6_ADDRSTRLEN];
  return ::inet_ntop(subnet.family, subnet.address.data(), text, sizeof text) == nullptr ? "" : text;
}

unsigned ones(const sockaddr* mask) {
  const auto* bytes =
      mask->sa_family == AF_INET
          ? reinterpret_cast<const std::uint8_t*>(&reinterpret_cast<const sockaddr_in*>(mask)->sin_addr)
          : reinterpret_cast<const std::uint8_t*>(&reinterpret_cast<const sockaddr_in6*>(mask)->sin6_addr);
  unsigned count = 0;
  for (std::size_t i = 0; i < (mask->sa_family == AF_INET ? 4U : 16U); ++i) {
    count += static_cast<unsigned>(__builtin_popcount(bytes[i]));
  }
  return count;
}

void add_interfaces(std::vector<Subnet>& out) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, ::freeifaddrs);
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || entry->ifa_netmask == nullptr || entry->ifa_addr->sa_family != AF_INET) continue;
    Subnet subnet;
    subnet.family = AF_INET;
    const in_addr& address = reinterpret_cast<const sockaddr_in*>(entry->ifa_addr)->sin_addr;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&address), 4, subnet.address.begin());
    subnet.prefix = ones(entry->ifa_netmask);
    clear_beyond_prefix(subnet);
    out.push_back(subnet);
  }
}

// /proc/net/route: destination and mask are numbers as they lie in memory.
void add_routes(std::vector<Subnet>& out) {
  const Result<Fd> file = open_at(FdRef::cwd(), "/proc/net/route", O_RDONLY);
  if (!file) return;
  const Result<std::string> text = read_all(*file, 16 << 20, "route");
  if (!text) return;
  for (const std::string& line : split(*text, '\n')) {
    const std::vector<std::string> words = split_words(line);
    if (words.size() < 8 || words[0] == "Iface") continue;
    const std::uint32_t destination = static_cast<std::uint32_t>(std::strtoul(words[1].c_str(), nullptr, 16));
    const std::uint32_t mask = static_cast<std::uint32_t>(std::strtoul(words[7].c_str(), nullptr, 16));
    if (mask == 0) continue;  // the default route
    Subnet subnet;
    subnet.family = AF_INET;
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&destination), 4, subnet.address.begin());
    subnet.prefix = static_cast<unsigned>(__builtin_popcount(mask));
    out.push_back(subnet);
  }
}

Subnet make4(std::uint8_t a, std::uint8_t b, std::uint8_t c, unsigned prefix) {
  Subnet out;
  out.family = AF_INET;
  out.address = {a, b, c};
  out.prefix = prefix;
  return out;
}

}  // namespace

bool Subnet::is_v6() const { return family == AF_INET6; }

std::string Subnet::host_text(std::uint32_t number) const {
  Subnet host = *this;
  const std::size_t last = is_v6() ? 15 : 3;
  for (std::size_t i = 0; i < 4; ++i) {
    host.address[last - i] = static_cast<std::uint8_t>(host.address[last - i] | ((number >> (8 * i)) & 0xff));
  }
  return address_text(host);
}

std::string Subnet::text() const { return concat(address_text(*this), '/', prefix); }

bool Subnet::contains(const std::string& ip) const {
  const std::optional<Subnet> host = parse_address(ip);
  return host && host->family == family && same_prefix(*host, *this, prefix);
}

bool Subnet::overlaps(const Subnet& other) const {
  return family == other.family && same_prefix(*this, other, std::min(prefix, other.prefix));
}

Result<Subnet> parse_subnet(const std::string& text) {
  const std::size_t slash = text.find('/');
  std::optional<Subnet> subnet = parse_address(text.substr(0, slash));
  const auto prefix = slash == std::string::npos ? std::nullopt : parse_number<unsigned>(text.substr(slash + 1));
  if (!subnet || !prefix || *prefix > subnet->prefix) return fail("invalid CIDR address: " + text);
  subnet->prefix = *prefix;
  clear_beyond_prefix(*subnet);
  return *subnet;
}

std::vector<Subnet> used_subnets() {
  std::vector<Subnet> out;
  add_interfaces(out);
  add_routes(out);
  return out;
}

Result<Subnet> free_subnet(const std::vector<Subnet>& used) {
  std::vector<Subnet> pools;
  for (unsigned second = 17; second < 32; ++second) {
    pools.push_back(make4(172, static_cast<std::uint8_t>(second), 0, 16));
  }
  for (unsigned third = 0; third < 256; third += 16) {
    pools.push_back(make4(192, 168, static_cast<std::uint8_t>(third), 20));
  }
  for (const Subnet& pool : pools) {
    if (std::none_of(used.begin(), used.end(), [&](const Subnet& other) { return pool.overlaps(other); })) return pool;
  }
  return fail(
             "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the "
             "network")
      .with_hint("--subnet names one");
}

Result<Subnet> random_subnet6() {
  Subnet out;
  out.family = AF_INET6;
  out.prefix = 64;
  if (::getrandom(out.address.data() + 1, 5, 0) != 5) return fail_errno("getrandom");
  out.address[0] = 0xfd;
  return out;
}

}  // namespace imagetool::network
