#include "imagetool/endpoint/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/network/hosts.h"
#include "spec/network/resolver.h"

namespace imagetool::endpoint {

namespace {

using spec::network::HostLine;

constexpr std::uint64_t kMaxFile = 1 << 20;

// Into the file that is there: another one of its name would not be seen through the mount.
Result<void> write_over(const std::string& path, const std::string& text) {
  const Fd file = TRY(open_at(FdRef::cwd(), path, O_WRONLY | O_NOFOLLOW));
  TRY(write_all(file, text, path));
  if (::ftruncate(file.get(), static_cast<off_t>(text.size())) < 0) return fail_errno(path);
  return {};
}

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void add_lines(const Endpoint& endpoint, const std::vector<std::string>& names, std::vector<HostLine>& out) {
  out.push_back({endpoint.ip, names});
  out.push_back({endpoint.ip6, names});
}

const Endpoint* on_network(const Record& record, const std::string& id) {
  for (const Endpoint& endpoint : record.endpoints) {
    if (endpoint.network_id == id) return &endpoint;
  }
  return nullptr;
}

std::vector<std::string> names_of(const Record& record, const Endpoint& endpoint, bool own) {
  std::vector<std::string> names;
  if (own) add_name(names, record.host);
  add_name(names, record.name);
  add_name(names, record.id);
  for (const std::string& alias : endpoint.aliases) add_name(names, alias);
  return names;
}

std::vector<HostLine> lines_for(const Record& record, const std::vector<Record>& all) {
  std::vector<HostLine> lines;
  for (const Endpoint& endpoint : record.endpoints) {
    const std::vector<std::string> own = names_of(record, endpoint, true);
    // pasta's address is the host's own.
    if (endpoint.ip.empty() && endpoint.ip6.empty()) lines.push_back({"127.0.0.1", own});
    add_lines(endpoint, own, lines);
    if (&endpoint == &record.endpoints.front()) {
      lines.push_back({endpoint.gateway.empty() ? endpoint.gateway6 : endpoint.gateway, record.gateway_names});
    }
  }
  for (const Endpoint& endpoint : record.endpoints) {
    for (const Record& other : all) {
      const Endpoint* shared = other.key == record.key ? nullptr : on_network(other, endpoint.network_id);
      if (shared != nullptr) add_lines(*shared, names_of(other, *shared, false), lines);
    }
  }
  return lines;
}

Result<void> write_hosts_of(const Record& record, const std::vector<Record>& all) {
  const std::string path = record.bundle + "/hosts";
  const Result<std::string> text = read_file(path, kMaxFile);
  if (!text) return {};
  return write_over(path, spec::network::with_host_lines(*text, lines_for(record, all)));
}

}  // namespace

Result<void> write_resolv_conf(const Record& record, const spec::network::Request& request) {
  const std::string path = record.bundle + "/resolv.conf";
  if (::access(path.c_str(), F_OK) < 0) return {};
  const std::string host = TRY(spec::network::host_resolv_conf());
  return write_over(path,
                    spec::network::resolv_conf(host, {request.dns, request.dns_search, request.dns_options}, false));
}

Result<void> write_hosts(const Records& records, const Record& changed) {
  std::vector<Record> all = TRY(records.list());
  std::erase_if(all, [](const Record& record) { return !spec::network::is_alive(record.process); });
  for (const Record& record : all) {
    const bool shares = std::any_of(changed.endpoints.begin(), changed.endpoints.end(), [&](const Endpoint& endpoint) {
      return on_network(record, endpoint.network_id) != nullptr;
    });
    if (record.key == changed.key || shares) TRY(write_hosts_of(record, all));
  }
  return {};
}

}  // namespace imagetool::endpoint
