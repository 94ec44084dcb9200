// What the containers of RUN are given, and what they may use up.
#include "buildtool/options/option.h"
#include "spec/base/text.h"
#include "spec/bundle/device_option.h"
#include "spec/bundle/ulimit.h"
#include "spec/bundle/volume_option.h"
#include "spec/cli/numbers.h"
#include "spec/runtime/number_list.h"

namespace buildtool::options {

namespace {

using build::Entitlement;
using build::Network;
using spec::runtime::Rlimit;

Result<void> take_network(Options& options, const std::string& text) {
  if (text != "host" && text != "default" && text != "none") return fail("it is neither host, default nor none");
  options.run.network = text == "none" ? Network::kNone : Network::kHost;
  if (text == "host") options.run.allowed.insert(Entitlement::kNetworkHost);
  return {};
}

Result<void> take_allow(Options& options, const std::string& text) {
  if (text == "network.host") {
    options.run.allowed.insert(Entitlement::kNetworkHost);
  } else if (text == "security.insecure") {
    options.run.allowed.insert(Entitlement::kSecurityInsecure);
  } else if (text == "device") {
    options.run.allowed.insert(Entitlement::kDevice);
  } else if (text.starts_with("device=")) {
    options.run.allowed_devices.insert(text.substr(text.find('=') + 1));
  } else {
    return fail("unknown entitlement");
  }
  return {};
}

Result<void> take_memory(Options& options, const std::string& text) {
  constexpr std::int64_t kLeast = 6 << 20;
  const std::int64_t bytes = TRY(spec::cli::parse_bytes(text));
  if (bytes < kLeast) return fail("Minimum memory limit allowed is 6MB");
  spec::runtime::Memory& memory = options.run.container.resources.memory;
  memory.limit = bytes;
  if (!memory.swap) memory.swap = 2 * bytes;
  return {};
}

Result<void> take_memory_swap(Options& options, const std::string& text) {
  std::int64_t bytes = -1;
  if (text != "-1") bytes = TRY(spec::cli::parse_bytes(text));
  options.run.container.resources.memory.swap = bytes;
  return {};
}

Result<void> take_shm_size(Options& options, const std::string& text) {
  const std::int64_t bytes = TRY(spec::cli::parse_bytes(text));
  if (bytes > 0) options.run.container.shm_size = static_cast<std::uint64_t>(bytes);
  return {};
}

Result<void> take_ulimit(Options& options, const std::string& text) {
  const Rlimit limit = TRY(spec::bundle::parse_ulimit(text));
  std::vector<Rlimit>& all = options.run.container.rlimits;
  std::erase_if(all, [&](const Rlimit& other) { return other.type == limit.type; });
  all.push_back(limit);
  return {};
}

Result<void> take_cpus(Options& options, const std::string& text) {
  constexpr std::int64_t kPeriod = 100'000;
  const std::int64_t cpus = TRY(spec::cli::parse_cpus(text));  // thousand millionths
  spec::runtime::Cpu& cpu = options.run.container.resources.cpu;
  cpu.period = kPeriod;
  cpu.quota = cpus / (1'000'000'000 / kPeriod);
  return {};
}

Result<void> take_cpu_period(Options& options, const std::string& text) {
  const std::int64_t period = TRY(spec::cli::parse_int(text));
  if (period < 1000 || period > 1'000'000) {
    return fail("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
  }
  options.run.container.resources.cpu.period = static_cast<std::uint64_t>(period);
  return {};
}

Result<void> take_cpu_quota(Options& options, const std::string& text) {
  const std::int64_t quota = TRY(spec::cli::parse_int(text));
  if (quota < 1000) return fail("CPU cfs quota can not be less than 1ms (i.e. 1000)");
  options.run.container.resources.cpu.quota = quota;
  return {};
}

Result<void> take_cpuset_cpus(Options& options, const std::string& text) {
  if (!spec::runtime::parse_number_list(text)) return fail("it is no list of CPUs");
  options.run.container.resources.cpu.cpus = text;
  return {};
}

Result<void> take_cpuset_mems(Options& options, const std::string& text) {
  if (!spec::runtime::parse_number_list(text)) return fail("it is no list of memory nodes");
  options.run.container.resources.cpu.mems = text;
  return {};
}

Result<void> take_cpu_shares(Options& options, const std::string& text) {
  const std::int64_t shares = TRY(spec::cli::parse_int(text));
  if (shares < 0) return fail("value must be a positive integer");
  if (shares > 0) options.run.container.resources.cpu.shares = static_cast<std::uint64_t>(shares);
  return {};
}

Result<void> take_device(Options& options, const std::string& text) {
  if (spec::cdi::is_qualified(text)) {
    options.run.cdi_devices.push_back(text);
    return {};
  }
  const std::vector<spec::bundle::DeviceGrant> found = TRY(spec::bundle::parse_device(text));
  std::vector<spec::bundle::DeviceGrant>& all = options.run.container.devices;
  all.insert(all.end(), found.begin(), found.end());
  return {};
}

Result<void> take_cdi_folders(Options& options, const std::string& text) {
  options.run.cdi_folders = split(text, ',');
  return {};
}

Result<void> take_cgroup_parent(Options& options, const std::string& text) {
  options.run.cgroup_parent = text;
  return {};
}

// NAME:ADDRESS or NAME=ADDRESS, the address of IPv6 also in brackets.
Result<void> take_add_host(Options& options, const std::string& text) {
  const std::size_t end = text.find_first_of(":=");
  if (end == std::string::npos || end == 0 || end + 1 == text.size()) return fail("NAME:ADDRESS is expected");
  std::string address = text.substr(end + 1);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address == "host-gateway") address = "127.0.0.1";  // RUN has the host's network
  if (text.find_first_of("\n\t #") != std::string::npos ||
      address.find_first_not_of("0123456789abcdefABCDEF.:%") != std::string::npos) {
    return fail("invalid IP address in add-host: \"" + address + "\"");
  }
  options.run.hosts.push_back(concat(address, "\t", text.substr(0, end)));
  return {};
}

Result<void> take_volume(Options& options, const std::string& text) {
  spec::runtime::Mount mount = TRY(spec::bundle::parse_volume(text));
  options.run.volumes.push_back(std::move(mount));
  return {};
}

// On Linux there is only one.
Result<void> take_isolation(Options&, const std::string& text) {
  if (text.empty() || text == "default") return {};
  return fail("on Linux it is default");
}

Result<void> take_debug(Options& options, const std::string& text) {
  if (text != "on-failure") return fail("on-failure is possible");
  options.shell_on_failure = true;
  // What is drawn again and again would be drawn over the shell.
  if (options.progress == "auto") options.progress = "plain";
  return {};
}

constexpr Option kOptions[] = {
    {"add-host", 0, "NAME:ADDRESS", "A line of /etc/hosts in RUN", take_add_host},
    {"allow", 0, "WHAT", "network.host, security.insecure, device or device=NAME: what a RUN may ask for", take_allow},
    {"cdi-spec-dir", 0, "DIR[,DIR]", "Where CDI files are (default: /etc/cdi,/run/cdi)", take_cdi_folders},
    {"cgroup-parent", 0, "PATH", "The cgroup in which RUN's are made", take_cgroup_parent},
    {"cpu-period", 0, "MICROSECONDS", "The period of --cpu-quota", take_cpu_period},
    {"cpu-quota", 0, "MICROSECONDS", "CPU time of RUN in each period", take_cpu_quota},
    {"cpu-shares", 'c', "NUMBER", "Weight of RUN's CPU time among others", take_cpu_shares},
    {"cpus", 0, "NUMBER", "So many CPUs for RUN, such as 1.5", take_cpus},
    {"cpuset-cpus", 0, "LIST", "RUN on these CPUs only: 0-3,7", take_cpuset_cpus},
    {"cpuset-mems", 0, "LIST", "RUN on these memory nodes only", take_cpuset_mems},
    {"debug", 0, "on-failure", "A shell in the root of a RUN that failed", take_debug},
    {"device", 0, "SRC[:DST[:rwm]]", "A device of the host in RUN, also by its name of CDI", take_device},
    {"isolation", 0, "default", "Accepted where it is default", take_isolation},
    {"memory", 'm', "BYTES", "At most so much memory for RUN", take_memory},
    {"memory-swap", 0, "BYTES", "Memory and swap together; -1: no limit of swap", take_memory_swap},
    {"network", 0, "host|none", "The network of RUN (default: the host's)", take_network},
    {"shm-size", 0, "BYTES", "The size of RUN's /dev/shm (default: 64m)", take_shm_size},
    {"ulimit", 0, "NAME=SOFT[:HARD]", "A resource limit of RUN's processes", take_ulimit},
    {"volume", 'v', "SRC:DST[:ro]", "A file or folder of the host in every RUN", take_volume},
};

}  // namespace

std::span<const Option> run_options() { return kOptions; }

}  // namespace buildtool::options
