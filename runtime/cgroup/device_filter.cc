#include "runtime/cgroup/device_filter.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace runtime::cgroup {

namespace {

using spec::runtime::DeviceRuleType;

enum Register : std::uint8_t { kResult = 0, kContext = 1, kType = 2, kWanted = 3, kMajor = 4, kMinor = 5 };

bpf_insn instruction(int code, Register destination, Register source, std::size_t offset, std::uint32_t value) {
  bpf_insn out{};
  out.code = static_cast<std::uint8_t>(code);
  out.dst_reg = destination & 0xf;
  out.src_reg = source & 0xf;
  out.off = static_cast<std::int16_t>(offset);
  out.imm = static_cast<std::int32_t>(value);
  return out;
}
bpf_insn load(Register to, std::size_t offset) {
  return instruction(BPF_LDX | BPF_W | BPF_MEM, to, kContext, offset, 0);
}
bpf_insn move(Register to, std::uint32_t value) {
  return instruction(BPF_ALU64 | BPF_MOV | BPF_K, to, kResult, 0, value);
}
bpf_insn copy(Register to, Register from) { return instruction(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0); }
bpf_insn compute(int operation, Register on, std::uint32_t value) {
  return instruction(BPF_ALU64 | operation | BPF_K, on, kResult, 0, value);
}
bpf_insn jump(int condition, Register on, std::uint32_t value, std::size_t skip) {
  return instruction(BPF_JMP | condition | BPF_K, on, kResult, skip, value);
}
bpf_insn leave() { return instruction(BPF_JMP | BPF_EXIT, kResult, kResult, 0, 0); }

// What follows the tests of one rule, once it matches the device. kWanted has
// the accesses that no later rule has decided.
std::vector<bpf_insn> verdict(const DeviceMatch& match) {
  if (match.access == kAllAccess) return {move(kResult, match.allow ? 1 : 0), leave()};
  if (match.allow) {
    return {compute(BPF_AND, kWanted, kAllAccess & ~match.access), jump(BPF_JNE, kWanted, 0, 2), move(kResult, 1),
            leave()};
  }
  return {jump(BPF_JSET, kWanted, match.access, 1), jump(BPF_JA, kResult, 0, 2), move(kResult, 0), leave()};
}

int bpf(int command, bpf_attr& attributes) {
  return static_cast<int>(::syscall(SYS_bpf, command, &attributes, sizeof attributes));
}

Result<Fd> load_program(const std::vector<bpf_insn>& program) {
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  attributes.insns = reinterpret_cast<std::uintptr_t>(program.data());
  attributes.insn_cnt = static_cast<std::uint32_t>(program.size());
  attributes.license = reinterpret_cast<std::uintptr_t>("Apache-2.0");
  std::strncpy(attributes.prog_name, "oci_devices", sizeof attributes.prog_name - 1);
  Fd fd(bpf(BPF_PROG_LOAD, attributes));
  if (!fd) return fail_errno("bpf(BPF_PROG_LOAD) of the device rules");
  return fd;
}

// The ids of the device programs attached to this cgroup itself.
std::vector<std::uint32_t> attached(FdRef folder) {
  std::array<std::uint32_t, 64> ids{};
  bpf_attr attributes{};
  attributes.query.target_fd = static_cast<std::uint32_t>(folder.get());
  attributes.query.attach_type = BPF_CGROUP_DEVICE;
  attributes.query.prog_ids = reinterpret_cast<std::uintptr_t>(ids.data());
  attributes.query.prog_cnt = static_cast<std::uint32_t>(ids.size());
  if (bpf(BPF_PROG_QUERY, attributes) < 0) return {};
  return {ids.begin(), ids.begin() + attributes.query.prog_cnt};
}

Result<void> detach(FdRef folder, std::uint32_t id) {
  bpf_attr by_id{};
  by_id.prog_id = id;
  const Fd program(bpf(BPF_PROG_GET_FD_BY_ID, by_id));
  if (!program) return fail_errno("bpf(BPF_PROG_GET_FD_BY_ID)");
  bpf_attr attributes{};
  attributes.target_fd = static_cast<std::uint32_t>(folder.get());
  attributes.attach_bpf_fd = static_cast<std::uint32_t>(program.get());
  attributes.attach_type = BPF_CGROUP_DEVICE;
  if (bpf(BPF_PROG_DETACH, attributes) < 0) return fail_errno("bpf(BPF_PROG_DETACH)");
  return {};
}

}  // namespace

// Backwards: the last rule that knows an access has the word on it.
std::vector<bpf_insn> device_program(const std::vector<DeviceMatch>& matches) {
  std::vector<bpf_insn> program = {
      load(kType, offsetof(bpf_cgroup_dev_ctx, access_type)),
      copy(kWanted, kType),
      compute(BPF_AND, kType, 0xffff),  // BPF_DEVCG_DEV_*
      compute(BPF_RSH, kWanted, 16),    // BPF_DEVCG_ACC_*
      load(kMajor, offsetof(bpf_cgroup_dev_ctx, major)),
      load(kMinor, offsetof(bpf_cgroup_dev_ctx, minor)),
  };
  for (auto match = matches.rbegin(); match != matches.rend(); ++match) {
    if (match->type == DeviceRuleType::kAll) {
      program.insert(program.end(), {move(kResult, match->allow ? 1 : 0), leave()});
      return program;
    }
    const std::vector<bpf_insn> then = verdict(*match);
    const std::size_t tests = 1 + (match->major ? 1 : 0) + (match->minor ? 1 : 0);
    std::size_t skip = then.size() + tests;  // from here past this rule
    const std::uint32_t type = match->type == DeviceRuleType::kBlock ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR;
    program.push_back(jump(BPF_JNE, kType, type, --skip));
    if (match->major) program.push_back(jump(BPF_JNE, kMajor, *match->major, --skip));
    if (match->minor) program.push_back(jump(BPF_JNE, kMinor, *match->minor, --skip));
    program.insert(program.end(), then.begin(), then.end());
  }
  program.insert(program.end(), {move(kResult, 0), leave()});
  return program;
}

// The new program comes before the old ones go: there is no moment without one.
Result<void> attach_device_program(FdRef folder, const std::vector<bpf_insn>& program) {
  const std::vector<std::uint32_t> old = attached(folder);
  const Fd loaded = TRY(load_program(program));
  bpf_attr attributes{};
  attributes.target_fd = static_cast<std::uint32_t>(folder.get());
  attributes.attach_bpf_fd = static_cast<std::uint32_t>(loaded.get());
  attributes.attach_type = BPF_CGROUP_DEVICE;
  attributes.attach_flags = BPF_F_ALLOW_MULTI;
  if (bpf(BPF_PROG_ATTACH, attributes) < 0) return fail_errno("bpf(BPF_PROG_ATTACH) of the device rules");
  for (const std::uint32_t id : old) TRY(detach(folder, id));
  return {};
}

}  // namespace runtime::cgroup
