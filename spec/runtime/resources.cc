#include "spec/runtime/resources.h"

#include <array>

#include "spec/runtime/tables.h"

namespace spec::runtime {

using json::name;
using json::optional;
using json::required;

constexpr auto describe(const DeviceRuleType*) {
  using enum DeviceRuleType;
  return std::array{name(kAll, "a"), name(kChar, "c"), name(kBlock, "b")};
}

constexpr auto describe(const DeviceRule*) {
  return std::tuple{required("allow", &DeviceRule::allow), optional("type", &DeviceRule::type),
                    optional("major", &DeviceRule::major), optional("minor", &DeviceRule::minor),
                    optional("access", &DeviceRule::access)};
}

constexpr auto describe(const Memory*) {
  return std::tuple{optional("limit", &Memory::limit),
                    optional("reservation", &Memory::reservation),
                    optional("swap", &Memory::swap),
                    optional("kernel", &Memory::kernel),
                    optional("kernelTCP", &Memory::kernel_tcp),
                    optional("swappiness", &Memory::swappiness),
                    optional("disableOOMKiller", &Memory::disable_oom_killer),
                    optional("useHierarchy", &Memory::use_hierarchy),
                    optional("checkBeforeUpdate", &Memory::check_before_update)};
}

constexpr auto describe(const Cpu*) {
  return std::tuple{optional("shares", &Cpu::shares),
                    optional("quota", &Cpu::quota),
                    optional("burst", &Cpu::burst),
                    optional("period", &Cpu::period),
                    optional("realtimeRuntime", &Cpu::realtime_runtime),
                    optional("realtimePeriod", &Cpu::realtime_period),
                    optional("cpus", &Cpu::cpus),
                    optional("mems", &Cpu::mems),
                    optional("idle", &Cpu::idle)};
}

constexpr auto describe(const Pids*) { return std::tuple{optional("limit", &Pids::limit)}; }

constexpr auto describe(const WeightDevice*) {
  return std::tuple{required("major", &WeightDevice::major), required("minor", &WeightDevice::minor),
                    optional("weight", &WeightDevice::weight), optional("leafWeight", &WeightDevice::leaf_weight)};
}

constexpr auto describe(const ThrottleDevice*) {
  return std::tuple{required("major", &ThrottleDevice::major), required("minor", &ThrottleDevice::minor),
                    required("rate", &ThrottleDevice::rate)};
}

constexpr auto describe(const BlockIo*) {
  return std::tuple{optional("weight", &BlockIo::weight),
                    optional("leafWeight", &BlockIo::leaf_weight),
                    optional("weightDevice", &BlockIo::weight_device),
                    optional("throttleReadBpsDevice", &BlockIo::throttle_read_bps_device),
                    optional("throttleWriteBpsDevice", &BlockIo::throttle_write_bps_device),
                    optional("throttleReadIOPSDevice", &BlockIo::throttle_read_iops_device),
                    optional("throttleWriteIOPSDevice", &BlockIo::throttle_write_iops_device)};
}

constexpr auto describe(const HugepageLimit*) {
  return std::tuple{required("pageSize", &HugepageLimit::page_size), required("limit", &HugepageLimit::limit)};
}

constexpr auto describe(const InterfacePriority*) {
  return std::tuple{required("name", &InterfacePriority::name), required("priority", &InterfacePriority::priority)};
}

constexpr auto describe(const Network*) {
  return std::tuple{optional("classID", &Network::class_id), optional("priorities", &Network::priorities)};
}

constexpr auto describe(const Rdma*) {
  return std::tuple{optional("hcaHandles", &Rdma::hca_handles), optional("hcaObjects", &Rdma::hca_objects)};
}

constexpr auto describe(const Resources*) {
  return std::tuple{optional("devices", &Resources::devices),  optional("memory", &Resources::memory),
                    optional("cpu", &Resources::cpu),          optional("pids", &Resources::pids),
                    optional("blockIO", &Resources::block_io), optional("hugepageLimits", &Resources::hugepage_limits),
                    optional("network", &Resources::network),  optional("rdma", &Resources::rdma),
                    optional("unified", &Resources::unified)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Resources& out) {
  return json::decode<Resources>(value, place, out);
}
json::Value encode(const Resources& resources) { return json::encode<Resources>(resources); }

Result<Resources> parse_resources(std::string_view text) { return json::decode_text<Resources>(text); }

}  // namespace spec::runtime
