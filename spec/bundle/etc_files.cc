#include "spec/bundle/etc_files.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::bundle {

namespace {

constexpr std::uint64_t kMaxHostFile = 1 << 20;
constexpr std::size_t kMaxHostname = 64;  // sethostname(2)

constexpr const char* kOwnHosts =
    "127.0.0.1\tlocalhost\n"
    "::1\tlocalhost ip6-localhost ip6-loopback\n"
    "fe00::\tip6-localnet\n"
    "ff00::\tip6-mcastprefix\n"
    "ff02::1\tip6-allnodes\n"
    "ff02::2\tip6-allrouters\n";

// A machine may be without the file.
Result<std::string> read_host_file(const std::string& path, const std::string& otherwise) {
  Result<std::string> text = read_file(path, kMaxHostFile);
  if (!text && text.error().number == ENOENT) return otherwise;
  return text;
}

bool is_hostname(const std::string& name) {
  return !name.empty() && name.size() <= kMaxHostname && name[0] != '-' && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

// Programs such as sudo look their own machine up: a name that the file has not
// is added. How the host's own name is found is the host's matter.
std::string with_own_name(std::string hosts, const std::string& hostname) {
  struct utsname host {};
  if (hostname.empty() || (::uname(&host) == 0 && hostname == host.nodename)) return hosts;
  for (const std::string& line : split(hosts, '\n')) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string word;
    while (words >> word) {
      if (word == hostname) return hosts;
    }
  }
  if (!hosts.empty() && !hosts.ends_with('\n')) hosts += '\n';
  return concat(hosts, "127.0.0.1\t", hostname, "\n");
}

}  // namespace

Result<std::vector<runtime::Mount>> write_etc_files(FdRef bundle, const Options& options) {
  std::vector<runtime::Mount> mounts;
  const auto show = [&](const std::string& name, const std::string& source) {
    runtime::Mount mount;
    mount.destination = "/etc/" + name;
    mount.type = "bind";
    mount.source = source;
    mount.options = {"rbind", "rprivate"};
    if (options.read_only) mount.options.emplace_back("ro");
    mounts.push_back(std::move(mount));
  };
  const auto add = [&](const std::string& name, const std::string& text) -> Result<void> {
    const auto covers = [&](const runtime::Mount& mount) { return mount.destination == "/etc/" + name; };
    if (std::any_of(options.mounts.begin(), options.mounts.end(), covers)) return {};
    TRY(replace_file(bundle, name, text, 0644, Durable::kNo));
    show(name, name);
    return {};
  };
  if (!options.network_files.empty()) {
    for (const char* name : {"hosts", "hostname", "resolv.conf"}) {
      const std::string source = options.network_files + "/" + name;
      if (::access(source.c_str(), F_OK) == 0) show(name, source);
    }
    return mounts;
  }
  const bool host = options.network == Network::kHost;
  std::string hosts = host ? TRY(read_host_file("/etc/hosts", kOwnHosts)) : kOwnHosts;
  for (const std::string& line : options.hosts) hosts += line + "\n";
  TRY(add("hosts", options.network == Network::kOwn ? hosts : with_own_name(hosts, options.hostname)));
  if (!options.hostname.empty()) TRY(add("hostname", options.hostname + "\n"));
  if (options.resolv_conf || host) {
    const std::string text = options.resolv_conf ? *options.resolv_conf : TRY(read_host_file("/etc/resolv.conf", ""));
    TRY(add("resolv.conf", text));
  }
  return mounts;
}

std::string default_hostname(bool hosts, const std::string& wanted) {
  struct utsname host {};
  if (hosts && ::uname(&host) == 0 && is_hostname(host.nodename)) return host.nodename;
  return is_hostname(wanted) ? wanted : "container";
}

}  // namespace spec::bundle
