#include "spec/network/resolver.h"

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::network {

namespace {

constexpr std::uint64_t kMaxFile = 1 << 20;
constexpr const char* kStubServer = "127.0.0.53";  // systemd-resolved's

bool is_loopback(std::string_view server) { return server.starts_with("127.") || server == "::1"; }

struct Lines {
  std::vector<std::string> servers;
  std::vector<std::string> search;
  std::vector<std::string> options;
};

Lines read_lines(std::string_view text) {
  Lines out;
  for (const std::string& line : split(text, '\n')) {
    std::vector<std::string> words = split_words(line);
    if (words.size() < 2) continue;
    const std::string key = words[0];
    words.erase(words.begin());
    if (key == "nameserver") out.servers.push_back(words[0]);
    if (key == "search" || key == "domain") out.search = words;
    if (key == "options") out.options = words;
  }
  return out;
}

}  // namespace

std::string resolv_conf(std::string_view host, const Resolver& wanted, bool host_loopback) {
  Lines lines = read_lines(host);
  if (!host_loopback) std::erase_if(lines.servers, is_loopback);
  if (!wanted.servers.empty()) lines.servers = wanted.servers;
  if (!wanted.search.empty()) lines.search = wanted.search;
  if (!wanted.options.empty()) lines.options = wanted.options;
  if (lines.servers.empty() && !host_loopback) lines.servers = {"8.8.8.8", "8.8.4.4"};
  std::string out;
  for (const std::string& server : lines.servers) out += concat("nameserver ", server, "\n");
  const bool no_search = lines.search.empty() || lines.search == std::vector<std::string>{"."};
  if (!no_search) out += concat("search ", join(lines.search, " "), "\n");
  if (!lines.options.empty()) out += concat("options ", join(lines.options, " "), "\n");
  return out;
}

Result<std::string> host_resolv_conf() {
  for (const char* path : {"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"}) {
    Result<std::string> text = read_file(path, kMaxFile);
    if (!text && text.error().number != ENOENT) return text;
    if (!text) continue;
    if (read_lines(*text).servers != std::vector<std::string>{kStubServer}) return text;
  }
  return std::string();
}

}  // namespace spec::network
