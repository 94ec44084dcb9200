// What the container may use up, and the devices it gets.

#include "imagetool/options/option.h"
#include "spec/base/text.h"
#include "spec/bundle/device_option.h"
#include "spec/bundle/ulimit.h"
#include "spec/cdi/apply.h"
#include "spec/cli/numbers.h"
#include "spec/runtime/number_list.h"

namespace imagetool::options {

namespace {

using spec::runtime::Memory;

template <std::optional<std::int64_t> Memory::*member>
Result<void> take_bytes(Request& request, const std::string& value) {
  request.bundle.resources.memory.*member = TRY(spec::cli::parse_bytes(value));
  return {};
}

Result<void> take_swap(Request& request, const std::string& value) {
  if (value == "-1") {
    request.bundle.resources.memory.swap = -1;
    return {};
  }
  return take_bytes<&Memory::swap>(request, value);
}

Result<void> take_cpus(Request& request, const std::string& value) {
  request.cpus = TRY(spec::cli::parse_cpus(value));
  return {};
}

Result<void> take_shares(Request& request, const std::string& value) {
  const std::int64_t shares = TRY(spec::cli::parse_int(value));
  if (shares < 0) return fail(concat("invalid CPU shares (", shares, "): value must be a positive integer"));
  if (shares > 0) request.bundle.resources.cpu.shares = static_cast<std::uint64_t>(shares);
  return {};
}

Result<void> take_quota(Request& request, const std::string& value) {
  const std::int64_t quota = TRY(spec::cli::parse_int(value));
  if (quota > 0 && quota < 1000) return fail("CPU cfs quota can not be less than 1ms (i.e. 1000)");
  if (quota != 0) request.bundle.resources.cpu.quota = quota;
  return {};
}

Result<void> take_period(Request& request, const std::string& value) {
  const std::int64_t period = TRY(spec::cli::parse_int(value));
  if (period != 0 && (period < 1000 || period > 1'000'000)) {
    return fail("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
  }
  if (period != 0) request.bundle.resources.cpu.period = static_cast<std::uint64_t>(period);
  return {};
}

Result<void> take_cpuset_cpus(Request& request, const std::string& value) {
  if (!spec::runtime::parse_number_list(value)) return fail("Invalid value " + value + " for cpuset cpus");
  request.bundle.resources.cpu.cpus = value;
  return {};
}

Result<void> take_cpuset_mems(Request& request, const std::string& value) {
  if (!spec::runtime::parse_number_list(value)) return fail("Invalid value " + value + " for cpuset mems");
  request.bundle.resources.cpu.mems = value;
  return {};
}

Result<void> take_pids_limit(Request& request, const std::string& value) {
  const std::int64_t limit = TRY(spec::cli::parse_int(value));
  request.bundle.resources.pids.limit = limit <= 0 ? -1 : limit;
  return {};
}

Result<void> take_ulimit(Request& request, const std::string& value) {
  const spec::runtime::Rlimit limit = TRY(spec::bundle::parse_ulimit(value));
  std::vector<spec::runtime::Rlimit>& all = request.bundle.rlimits;
  std::erase_if(all, [&](const spec::runtime::Rlimit& other) { return other.type == limit.type; });
  all.push_back(limit);
  return {};
}

Result<void> take_device(Request& request, const std::string& value) {
  if (spec::cdi::is_qualified(value)) {
    request.cdi_devices.push_back(value);
    return {};
  }
  const std::vector<spec::bundle::DeviceGrant> found = TRY(spec::bundle::parse_device(value));
  std::vector<spec::bundle::DeviceGrant>& all = request.bundle.devices;
  all.insert(all.end(), found.begin(), found.end());
  return {};
}

Result<void> take_gpus(Request& request, const std::string& value) {
  const std::vector<std::string> names = TRY(spec::cdi::parse_gpus(value));
  request.cdi_devices.insert(request.cdi_devices.end(), names.begin(), names.end());
  return {};
}

Result<void> take_cdi_folder(Request& request, const std::string& value) {
  request.cdi_folders.push_back(value);
  return {};
}

constexpr Option kOptions[] = {
    {"cdi-spec-dir", 0, "DIR", "Where CDI files are, instead of /etc/cdi and /run/cdi; again for more",
     take_cdi_folder},
    {"cpu-period", 0, "MICROSECONDS", "The period of --cpu-quota", take_period},
    {"cpu-quota", 0, "MICROSECONDS", "CPU time in each period", take_quota},
    {"cpu-shares", 'c', "NUMBER", "Weight of its CPU time among others", take_shares},
    {"cpus", 0, "NUMBER", "So many CPUs, such as 1.5", take_cpus},
    {"cpuset-cpus", 0, "LIST", "On these CPUs only: 0-3,7", take_cpuset_cpus},
    {"cpuset-mems", 0, "LIST", "Of these memory nodes only", take_cpuset_mems},
    {"device", 0, "SRC[:DST[:rwm]]", "A device of the host, a folder of them, or a device by its name of CDI",
     take_device},
    {"gpus", 0, "all|NUMBER|FIELDS", "GPUs, by CDI's nvidia.com/gpu", take_gpus},
    {"memory", 'm', "BYTES", "At most so much memory", take_bytes<&Memory::limit>},
    {"memory-reservation", 0, "BYTES", "The limit while memory is scarce", take_bytes<&Memory::reservation>},
    {"memory-swap", 0, "BYTES", "Memory and swap together; -1: no limit of swap", take_swap},
    {"pids-limit", 0, "NUMBER", "At most so many processes; -1: no limit", take_pids_limit},
    {"ulimit", 0, "NAME=SOFT[:HARD]", "A resource limit of the process; -1: none", take_ulimit},
};

}  // namespace

std::span<const Option> resource_options() { return kOptions; }

}  // namespace imagetool::options
