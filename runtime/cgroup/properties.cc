// A container's wishes as properties of its unit, named as runc names them.
#include <algorithm>
#include <cmath>
#include <iterator>

#include "runtime/cgroup/device_rules.h"
#include "runtime/cgroup/property.h"
#include "runtime/cgroup/settings.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

using spec::runtime::Cpu;
using spec::runtime::DeviceRuleType;
using spec::runtime::Resources;
using Properties = std::vector<Property>;

constexpr std::uint64_t kInfinity = UINT64_MAX;
constexpr std::uint64_t kDefaultPeriod = 100000;
constexpr std::uint64_t kSecond = 1000000;

void add(Properties& out, const char* name, std::uint64_t value, bool optional = false) {
  out.push_back({name, {"t", {std::to_string(value)}}, optional});
}
std::uint64_t or_infinity(std::int64_t value) { return value < 0 ? kInfinity : static_cast<std::uint64_t>(value); }
// systemd takes no 0 there.
std::uint64_t tasks(std::int64_t limit) { return limit == 0 ? 1 : or_infinity(limit); }

// "0-2,7" as a set of bits, the lowest byte first.
Result<Variant> bits(const std::string& list) {
  std::vector<unsigned> bytes;
  for (const std::string& range : split(list, ',')) {
    const std::string_view text = trim(range);
    if (text.empty()) continue;
    const std::size_t dash = text.find('-');
    const auto first = parse_number<unsigned>(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number<unsigned>(text.substr(dash + 1));
    if (!first || !last || *last < *first || *last > 8191) return fail(concat("\"", list, "\" is no list of numbers"));
    if (bytes.size() <= *last / 8) bytes.resize(*last / 8 + 1);
    for (unsigned bit = *first; bit <= *last; ++bit) bytes[bit / 8] |= 1U << (bit % 8);
  }
  Variant value{"ay", {std::to_string(bytes.size())}};
  for (const unsigned byte : bytes) value.words.push_back(std::to_string(byte));
  return value;
}

Result<void> add_cpuset(Properties& out, const char* name, const std::string& list) {
  if (list.empty()) return {};
  Variant value = TRY(bits(list));
  out.push_back({name, std::move(value), true});  // since systemd 244
  return {};
}

// systemd counts a quota in whole percents of a CPU.
void add_quota(Properties& out, std::int64_t& quota, std::uint64_t period) {
  if (period != 0) add(out, "CPUQuotaPeriodUSec", period, true);  // since systemd 242
  if (quota == 0 && period == 0) return;
  if (quota <= 0) return add(out, "CPUQuotaPerSecUSec", kInfinity);
  constexpr std::uint64_t kPercent = kSecond / 100;
  if (period == 0) period = kDefaultPeriod;
  std::uint64_t per_second = static_cast<std::uint64_t>(quota) * kSecond / period;
  if (per_second % kPercent != 0) {
    per_second = (per_second / kPercent + 1) * kPercent;
    quota = static_cast<std::int64_t>(per_second * period / kSecond);
  }
  add(out, "CPUQuotaPerSecUSec", per_second);
}

void add_cpu_quota(Properties& out, Cpu& cpu) {
  std::int64_t quota = cpu.quota.value_or(0);
  add_quota(out, quota, cpu.period.value_or(0));
  if (quota != cpu.quota.value_or(0)) cpu.quota = quota;
}

void add_cpu_weight(Properties& out, const Cpu& cpu) {
  if (cpu.idle == 1) {
    add(out, "CPUWeight", 0, true);  // idle, since systemd 252
  } else if (cpu.shares.value_or(0) != 0) {
    add(out, "CPUWeight", cpu_weight(*cpu.shares));
  }
}

Result<std::uint64_t> number_or_max(const std::string& file, std::string_view value) {
  if (value == "max") return kInfinity;
  if (const auto number = parse_number<std::uint64_t>(value)) return *number;
  return fail(concat("linux.resources.unified: ", file, ": \"", value, "\" is no number"));
}

Result<void> add_unified_quota(Properties& out, const std::string& value) {
  const std::vector<std::string> words = split_words(value);
  if (words.empty() || words.size() > 2) return fail(concat("linux.resources.unified: cpu.max: \"", value, "\""));
  const std::uint64_t quota = TRY(number_or_max("cpu.max", words[0]));
  std::uint64_t period = kDefaultPeriod;
  if (words.size() == 2) period = TRY(number_or_max("cpu.max", words[1]));
  std::int64_t rounded = quota == kInfinity ? -1 : static_cast<std::int64_t>(quota);
  add_quota(out, rounded, period);
  return {};
}

struct Limit {
  const char* file;
  const char* property;
};
constexpr Limit kLimits[] = {{"memory.high", "MemoryHigh"}, {"memory.low", "MemoryLow"},
                             {"memory.min", "MemoryMin"},   {"memory.max", "MemoryMax"},
                             {"cpu.weight", "CPUWeight"},   {"memory.swap.max", "MemorySwapMax"},
                             {"pids.max", "TasksMax"}};

// What systemd does not know, or cannot take, is written into the file alone.
Result<void> add_unified(Properties& out, const std::map<std::string, std::string>& unified) {
  const auto idle = unified.find("cpu.idle");
  const bool is_idle = idle != unified.end() && trim(idle->second) == "1";
  if (is_idle) add(out, "CPUWeight", 0, true);
  for (const auto& [file, text] : unified) {
    const std::string value(trim(text));
    if (file == "cpu.max") TRY(add_unified_quota(out, value));
    if (file == "cpuset.cpus") TRY(add_cpuset(out, "AllowedCPUs", value));
    if (file == "cpuset.mems") TRY(add_cpuset(out, "AllowedMemoryNodes", value));
    if (file == "memory.oom.group") {
      out.push_back({"OOMPolicy", {"s", {value == "1" ? "kill" : "continue"}}, true});  // since systemd 253
    }
    for (const Limit& limit : kLimits) {
      if (file != limit.file || (is_idle && file == "cpu.weight")) continue;
      const std::uint64_t number = TRY(number_or_max(file, value));
      add(out, limit.property, number == 0 && file == "pids.max" ? 1 : number);
    }
  }
  return {};
}

Result<Properties> limits_v2(Resources& resources) {
  Properties out;
  const spec::runtime::Memory& memory = resources.memory;
  if (memory.limit.value_or(0) != 0) add(out, "MemoryMax", or_infinity(*memory.limit));
  if (memory.reservation.value_or(0) != 0) add(out, "MemoryLow", or_infinity(*memory.reservation));
  const std::int64_t limit = memory.limit.value_or(0);
  const std::int64_t swap = memory.swap.value_or(limit == -1 ? -1 : 0);
  if (swap < 0) add(out, "MemorySwapMax", kInfinity);
  if (swap > 0 && limit > 0 && swap >= limit) add(out, "MemorySwapMax", static_cast<std::uint64_t>(swap - limit));
  add_cpu_weight(out, resources.cpu);
  add_cpu_quota(out, resources.cpu);
  if (resources.pids.limit) add(out, "TasksMax", tasks(*resources.pids.limit));
  TRY_STEP("linux.resources.cpu.cpus", add_cpuset(out, "AllowedCPUs", resources.cpu.cpus));
  TRY_STEP("linux.resources.cpu.mems", add_cpuset(out, "AllowedMemoryNodes", resources.cpu.mems));
  TRY(add_unified(out, resources.unified));
  return out;
}

Result<Properties> limits_v1(Resources& resources) {
  Properties out;
  if (resources.memory.limit.value_or(0) != 0) add(out, "MemoryLimit", or_infinity(*resources.memory.limit));
  if (resources.cpu.shares.value_or(0) != 0) add(out, "CPUShares", *resources.cpu.shares);
  add_cpu_quota(out, resources.cpu);
  if (resources.block_io.weight.value_or(0) != 0) add(out, "BlockIOWeight", *resources.block_io.weight);
  if (resources.pids.limit) add(out, "TasksMax", tasks(*resources.pids.limit));
  TRY_STEP("linux.resources.cpu.cpus", add_cpuset(out, "AllowedCPUs", resources.cpu.cpus));
  TRY_STEP("linux.resources.cpu.mems", add_cpuset(out, "AllowedMemoryNodes", resources.cpu.mems));
  return out;
}

// "/dev/char/1:3", "char-1", "char-*"; "" for any major with one minor, which systemd cannot say.
std::string device_name(const DeviceMatch& match, const char* kind) {
  if (!match.major) return match.minor ? "" : concat(kind, "-*");
  if (!match.minor) return concat(kind, "-", *match.major);
  return concat("/dev/", kind, "/", *match.major, ":", *match.minor);
}

std::string access_letters(std::uint32_t access) {
  return concat((access & kRead) != 0 ? "r" : "", (access & kWrite) != 0 ? "w" : "", (access & kMknod) != 0 ? "m" : "");
}

// NAMESec is how unit files write what D-Bus knows as NAMEUSec.
Result<void> seconds_to_microseconds(std::string& name, Variant& value) {
  if (!name.ends_with("Sec") || name.size() < 4 || name[name.size() - 4] < 'a' || name[name.size() - 4] > 'z') {
    return {};
  }
  char* end = nullptr;
  const double seconds = value.words.size() == 1 ? std::strtod(value.words[0].c_str(), &end) : 0;
  const bool is_number = std::string_view("ynqiuxtd").find(value.signature) != std::string_view::npos;
  if (!is_number || end == nullptr || *end != '\0' || seconds < 0) return fail("not a number of seconds");
  name.replace(name.size() - 3, 3, "USec");
  value = {"t", {std::to_string(std::llround(seconds * static_cast<double>(kSecond)))}};
  return {};
}

}  // namespace

Result<Properties> annotation_properties(const std::map<std::string, std::string>& annotations) {
  constexpr std::string_view kPrefix = "org.systemd.property.";
  Properties out;
  for (const auto& [key, text] : annotations) {
    if (!key.starts_with(kPrefix)) continue;
    std::string name = key.substr(kPrefix.size());
    const bool letters =
        std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    if (name.size() < 3 || !letters) return fail(concat("annotation ", key, ": \"", name, "\" is no property's name"));
    Variant value = TRY_STEP(concat("annotation ", key), parse_variant(text));
    TRY_STEP(concat("annotation ", key), seconds_to_microseconds(name, value));
    out.push_back({std::move(name), std::move(value), false});
  }
  return out;
}

Result<Properties> limit_properties(bool unified, Resources& resources) {
  return unified ? limits_v2(resources) : limits_v1(resources);
}

Result<Properties> device_properties(const std::vector<spec::runtime::DeviceRule>& rules) {
  const std::vector<DeviceMatch> matches = TRY(device_matches(rules));
  Variant allowed{"a(ss)", {"0"}};
  bool all = false;
  for (const DeviceMatch& match : matches) {
    if (match.type == DeviceRuleType::kAll) {
      all = match.allow;
      allowed.words = {"0"};
    }
    if (!match.allow || match.type == DeviceRuleType::kAll) continue;
    const std::string name = device_name(match, match.type == DeviceRuleType::kChar ? "char" : "block");
    if (name.empty()) continue;
    allowed.words.insert(allowed.words.end(), {name, access_letters(match.access)});
  }
  if (all) allowed.words = {"0"};
  allowed.words[0] = std::to_string((allowed.words.size() - 1) / 2);
  // An empty list takes away what was there; what comes after adds to it.
  return Properties{{"DeviceAllow", {"a(ss)", {"0"}}, false},
                    {"DevicePolicy", {"s", {all ? "auto" : "strict"}}, false},
                    {"DeviceAllow", std::move(allowed), false}};
}

}  // namespace runtime::cgroup
