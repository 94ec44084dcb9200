#include "runtime/container/update.h"

#include <unistd.h>

#include <cmath>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

using spec::runtime::Resources;

enum Key {
  kBlkioWeight = 0x400,
  kCpuPeriod,
  kCpuQuota,
  kCpuBurst,
  kCpuShare,
  kCpuRtPeriod,
  kCpuRtRuntime,
  kCpusetCpus,
  kCpusetMems,
  kMemory,
  kMemoryReservation,
  kMemorySwap,
  kKernelMemory,
  kKernelMemoryTcp,
  kPidsLimit,
  kCpuIdle,
  kL3CacheSchema,
  kMemBwSchema,
  kRestart,
};

struct Options {
  std::vector<std::string> ids;
  std::string file;  // of --resources
  container::Changes changes;
  bool has_changes = false;
  std::optional<supervision::Restart> restart;
};

constexpr argp_option kOptions[] = {
    {"resources", 'r', "FILE", 0, "linux.resources as JSON (-: standard input); other options do not count then", 0},
    {"blkio-weight", kBlkioWeight, "N", 0, "block devices: relative weight, 10 to 1000", 0},
    {"cpu-period", kCpuPeriod, "USEC", 0, "CPU: period of the quota", 0},
    {"cpu-quota", kCpuQuota, "USEC", 0, "CPU: time in a period; -1 is no limit", 0},
    {"cpu-burst", kCpuBurst, "USEC", 0, "CPU: time saved up that may go beyond the quota", 0},
    {"cpu-share", kCpuShare, "N", 0, "CPU: relative weight, 2 to 262144", 0},
    {"cpu-rt-period", kCpuRtPeriod, "USEC", 0, "CPU: period of the realtime limit", 0},
    {"cpu-rt-runtime", kCpuRtRuntime, "USEC", 0, "CPU: realtime in a period", 0},
    {"cpu-idle", kCpuIdle, "0|1", 0, "CPU: run only when nobody else wants to", 0},
    {"cpuset-cpus", kCpusetCpus, "LIST", 0, "CPUs to run on", 0},
    {"cpuset-mems", kCpusetMems, "LIST", 0, "memory nodes to use", 0},
    {"memory", kMemory, "SIZE", 0, "memory: limit, as 64M; -1 is none", 0},
    {"memory-reservation", kMemoryReservation, "SIZE", 0, "memory: what is kept when it gets scarce", 0},
    {"memory-swap", kMemorySwap, "SIZE", 0, "memory: limit with swap; -1 is none", 0},
    {"kernel-memory", kKernelMemory, "SIZE", OPTION_HIDDEN, "ignored: the kernel has dropped it", 0},
    {"kernel-memory-tcp", kKernelMemoryTcp, "SIZE", OPTION_HIDDEN, "ignored: the kernel has dropped it", 0},
    {"pids-limit", kPidsLimit, "N", 0, "processes and threads; -1 is no limit", 0},
    {"restart", kRestart, "POLICY", 0, "of a supervised container: no, on-failure[:COUNT], always or unless-stopped",
     0},
    {"l3-cache-schema", kL3CacheSchema, "LINE", 0, "resctrl: the share of the level 3 cache", 0},
    {"mem-bw-schema", kMemBwSchema, "LINE", 0, "resctrl: the share of memory bandwidth", 0},
    {},
};

// "64M", "1.5GiB", "4096": powers of 1024, as Docker's tools take it; -1 is no limit.
std::optional<std::int64_t> parse_size(std::string_view text) {
  if (text == "-1") return -1;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || number < 0) return std::nullopt;
  std::string unit = to_lower(trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  if (unit.ends_with('b')) unit.pop_back();
  if (unit.size() == 2 && unit[1] == 'i') unit.pop_back();
  constexpr std::string_view kUnits = "kmgtp";
  if (unit.size() > 1 || (unit.size() == 1 && kUnits.find(unit[0]) == std::string_view::npos)) return std::nullopt;
  const int power = unit.empty() ? 0 : static_cast<int>(kUnits.find(unit[0])) + 1;
  const double bytes = std::ldexp(number, 10 * power);
  if (bytes > 9e18) return std::nullopt;
  return static_cast<std::int64_t>(bytes);
}

const char* option_name(int key) {
  for (const argp_option& option : kOptions) {
    if (option.key == key) return option.name;
  }
  return "";
}

[[noreturn]] void refuse(int key, const char* value, argp_state* state) {
  ::argp_error(state, "invalid value for %s: \"%s\"", option_name(key), value);
  std::abort();  // argp_error ends the process
}

// An empty value is as good as none.
template <class N>
error_t take_number(int key, const char* value, argp_state* state, std::optional<N>& out) {
  if (value[0] == '\0') return 0;
  out = parse_number<N>(value);
  if (!out) refuse(key, value, state);
  return 0;
}
error_t take_size(int key, const char* value, argp_state* state, std::optional<std::int64_t>& out) {
  if (value[0] == '\0') return 0;
  out = parse_size(value);
  if (!out) refuse(key, value, state);
  return 0;
}

error_t parse_cpu(int key, const char* value, argp_state* state, spec::runtime::Cpu& cpu) {
  switch (key) {
    case kCpuPeriod:
      return take_number(key, value, state, cpu.period);
    case kCpuQuota:
      return take_number(key, value, state, cpu.quota);
    case kCpuBurst:
      return take_number(key, value, state, cpu.burst);
    case kCpuShare:
      return take_number(key, value, state, cpu.shares);
    case kCpuRtPeriod:
      return take_number(key, value, state, cpu.realtime_period);
    case kCpuRtRuntime:
      return take_number(key, value, state, cpu.realtime_runtime);
    case kCpuIdle:
      return take_number(key, value, state, cpu.idle);
    case kCpusetCpus:
      cpu.cpus = value;
      return 0;
    case kCpusetMems:
      cpu.mems = value;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

error_t parse_memory(int key, const char* value, argp_state* state, spec::runtime::Memory& memory) {
  switch (key) {
    case kMemory:
      return take_size(key, value, state, memory.limit);
    case kMemoryReservation:
      return take_size(key, value, state, memory.reservation);
    case kMemorySwap:
      return take_size(key, value, state, memory.swap);
    case kKernelMemory:
      return take_size(key, value, state, memory.kernel);
    case kKernelMemoryTcp:
      return take_size(key, value, state, memory.kernel_tcp);
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  Resources& resources = options.changes.resources;
  if (key == ARGP_KEY_ARG || key == ARGP_KEY_NO_ARGS) return parse_ids(key, value, state, options.ids);
  if (key == kRestart) {
    const Result<supervision::Restart> restart = supervision::parse_restart(value);
    if (!restart) ::argp_error(state, "--restart: %s", restart.error().text().c_str());
    options.restart = *restart;
    return 0;
  }
  if (option_name(key)[0] != '\0') options.has_changes = true;
  switch (key) {
    case 'r':
      options.file = value[0] == '=' ? value + 1 : value;  // "-r=FILE", as runc's parser takes it
      return 0;
    case kBlkioWeight:
      return take_number(key, value, state, resources.block_io.weight);
    case kPidsLimit:
      return take_number(key, value, state, resources.pids.limit);
    case kL3CacheSchema:
      options.changes.intel_rdt.l3_cache_schema = value;
      return 0;
    case kMemBwSchema:
      options.changes.intel_rdt.mem_bw_schema = value;
      return 0;
    default:
      break;
  }
  if (parse_cpu(key, value, state, resources.cpu) == 0) return 0;
  return parse_memory(key, value, state, resources.memory);
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID...",
                         "Changes the limits of a container that runs; what is not named stays.\v"
                         "Example: runtime update --memory 64M --pids-limit 100 web",
                         nullptr,
                         nullptr,
                         nullptr};

Result<Resources> read_resources(const std::string& path) {
  constexpr std::uint64_t kMax = 4 << 20;
  std::string text;
  if (path == "-") {
    text = TRY(read_all(FdRef(STDIN_FILENO), kMax, "standard input"));
  } else {
    const Fd file = TRY(open_at(FdRef::cwd(), path, O_RDONLY));
    text = TRY(read_all(file, kMax, path));
  }
  return TRY_STEP(path, spec::runtime::parse_resources(text));
}

}  // namespace

Result<int> update(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  container::Changes& changes = options.changes;
  if (!options.file.empty()) changes.resources = TRY(read_resources(options.file));
  spec::runtime::Memory& memory = changes.resources.memory;
  if (memory.kernel || memory.kernel_tcp) {
    warn(globals, "update", {fail("limits of kernel memory are ignored: the kernel has dropped them")});
    memory.kernel.reset();
    memory.kernel_tcp.reset();
  }
  return for_each_container(globals, "update", options.ids, "update", [&](const std::string& id) -> Result<void> {
    if (options.restart) {
      const supervision::Place place = TRY(find_supervised(globals, id));
      TRY(place.set_restart(*options.restart));
    }
    if (options.restart && !options.has_changes) return {};
    return container::update(globals.root, id, changes);
  });
}

}  // namespace runtime::cmd
