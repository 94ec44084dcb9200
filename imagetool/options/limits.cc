#include "imagetool/options/limits.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/runtime/number_list.h"

namespace imagetool::options {

namespace {

constexpr std::int64_t kLeastMemory = 6 << 20;

Result<void> check_memory(spec::runtime::Memory& memory) {
  // 0 is Docker's "not set".
  for (std::optional<std::int64_t>* value : {&memory.limit, &memory.reservation, &memory.swap}) {
    if (*value == 0) value->reset();
  }
  const std::int64_t limit = memory.limit.value_or(0);
  const std::int64_t swap = memory.swap.value_or(0);
  const std::int64_t reservation = memory.reservation.value_or(0);
  if (limit > 0 && limit < kLeastMemory) return fail("Minimum memory limit allowed is 6MB");
  if (limit > 0 && swap > 0 && swap < limit) {
    return fail("Minimum memoryswap limit should be larger than memory limit, see usage");
  }
  if (limit == 0 && swap > 0) {
    return fail("You should always set the Memory limit when using Memoryswap limit, see usage");
  }
  if (reservation > 0 && reservation < kLeastMemory) return fail("Minimum memory reservation allowed is 6MB");
  if (limit > 0 && reservation > limit) {
    return fail("Minimum memory limit can not be less than memory reservation limit, see usage");
  }
  if (limit > 0 && swap == 0) memory.swap = 2 * limit;
  return {};
}

Result<void> set_cpus(const Request& request, spec::runtime::Cpu& cpu, unsigned cpus) {
  constexpr std::int64_t kPeriod = 100'000;
  constexpr std::int64_t kOne = 1'000'000'000;
  if (request.cpus == 0) return {};
  if (cpu.period) return fail("Conflicting options: Nano CPUs and CPU Period cannot both be set");
  if (cpu.quota) return fail("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
  if (request.cpus > static_cast<std::int64_t>(cpus) * kOne) {
    return fail(concat("Range of CPUs is from 0.01 to ", cpus, ".00, as there are only ", cpus, " CPUs available"));
  }
  cpu.period = kPeriod;
  cpu.quota = request.cpus / (kOne / kPeriod);
  return {};
}

// Of CPUs or memory nodes, `wanted` has to be among those that are online here.
Result<void> check_online(const std::string& wanted, const char* kind, const char* file) {
  const Result<std::string> text = read_file(file, 64 << 10);
  if (wanted.empty() || !text) return {};
  const std::string online(trim(*text));
  const auto here = spec::runtime::parse_number_list(online);
  const auto asked = spec::runtime::parse_number_list(wanted);
  if (!here || !asked) return {};
  for (const std::uint32_t number : *asked) {
    if (std::find(here->begin(), here->end(), number) != here->end()) continue;
    return fail(concat("Requested ", kind, " are not available - requested ", wanted, ", available: ", online));
  }
  return {};
}

Result<void> check_sysctls(const spec::bundle::Options& options) {
  for (const auto& [name, value] : options.sysctl) {
    if (name.starts_with("net.") && options.network == spec::bundle::Network::kHost) {
      return fail(concat("sysctl \"", name, "\" not allowed in host network namespace"));
    }
    if (!name.starts_with("net.") && options.ipc == spec::bundle::Ipc::kHost) {
      return fail(concat("sysctl \"", name, "\" not allowed in host ipc namespace"));
    }
  }
  return {};
}

}  // namespace

Result<void> check_limits(Request& request, unsigned cpus) {
  spec::bundle::Options& options = request.bundle;
  if (options.host_uts && !options.hostname.empty()) {
    return fail("conflicting options: hostname and the UTS mode");
  }
  TRY(check_memory(options.resources.memory));
  TRY(set_cpus(request, options.resources.cpu, cpus));
  const spec::runtime::Cpu& cpu = options.resources.cpu;
  TRY(check_online(cpu.cpus, "CPUs", "/sys/devices/system/cpu/online"));
  TRY(check_online(cpu.mems, "memory nodes", "/sys/devices/system/node/online"));
  return check_sysctls(options);
}

}  // namespace imagetool::options
