#include <gtest/gtest.h>

#include "runtime/cgroup/device_filter.h"
#include "runtime/cgroup/device_rules.h"

namespace runtime::cgroup {
namespace {

using spec::runtime::DeviceRule;
using spec::runtime::DeviceRuleType;

constexpr auto kAll = DeviceRuleType::kAll;
constexpr auto kChar = DeviceRuleType::kChar;
constexpr auto kBlock = DeviceRuleType::kBlock;

// What the kernel does with the program: enough of eBPF for it, and any other
// instruction is a failure.
int interpret(const std::vector<bpf_insn>& program, const bpf_cgroup_dev_ctx& context) {
  std::uint64_t r[11] = {};
  for (std::size_t at = 0; at < program.size(); ++at) {
    const bpf_insn& in = program[at];
    const auto value = static_cast<std::uint64_t>(static_cast<std::int64_t>(in.imm));
    bool jump = false;
    switch (in.code) {
      case BPF_LDX | BPF_W | BPF_MEM:
        r[in.dst_reg] = in.off == 0 ? context.access_type : in.off == 4 ? context.major : context.minor;
        break;
      case BPF_ALU64 | BPF_MOV | BPF_X:
        r[in.dst_reg] = r[in.src_reg];
        break;
      case BPF_ALU64 | BPF_MOV | BPF_K:
        r[in.dst_reg] = value;
        break;
      case BPF_ALU64 | BPF_AND | BPF_K:
        r[in.dst_reg] &= value;
        break;
      case BPF_ALU64 | BPF_RSH | BPF_K:
        r[in.dst_reg] >>= value;
        break;
      case BPF_JMP | BPF_JNE | BPF_K:
        jump = r[in.dst_reg] != value;
        break;
      case BPF_JMP | BPF_JSET | BPF_K:
        jump = (r[in.dst_reg] & value) != 0;
        break;
      case BPF_JMP | BPF_JA | BPF_K:
        jump = true;
        break;
      case BPF_JMP | BPF_EXIT:
        return static_cast<int>(r[0]);
      default:
        ADD_FAILURE() << "instruction " << int(in.code);
        return -1;
    }
    if (jump) at += static_cast<std::size_t>(in.off);
  }
  ADD_FAILURE() << "ran off the end";
  return -1;
}

std::vector<DeviceMatch> matches(const std::vector<DeviceRule>& rules) {
  Result<std::vector<DeviceMatch>> found = device_matches(rules);
  EXPECT_TRUE(found) << (found ? "" : found.error().text());
  return found ? *found : std::vector<DeviceMatch>{};
}

bool allowed(const std::vector<DeviceRule>& rules, DeviceRuleType type, std::uint32_t major, std::uint32_t minor,
             std::uint32_t access) {
  const std::uint32_t kind = type == kBlock ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR;
  return interpret(device_program(matches(rules)), {(access << 16) | kind, major, minor}) == 1;
}

std::string list(const std::vector<DeviceRule>& rules) {
  const Result<DeviceList> found = device_list(matches(rules));
  if (!found) return found.error().text();
  std::string text = found->allow ? "allow" : "deny";
  // The default rules are the same ten each time.
  const std::size_t known = found->allow || found->exceptions.size() < 10 ? 0 : 10;
  for (std::size_t i = 0; i + known < found->exceptions.size(); ++i) text += ", " + found->exceptions[i];
  return text;
}

TEST(CgroupDevices, DefaultsAllowTheUsualDevicesAndMknod) {
  EXPECT_TRUE(allowed({}, kChar, 1, 3, kRead | kWrite));
  EXPECT_TRUE(allowed({}, kChar, 136, 17, kAllAccess));
  EXPECT_TRUE(allowed({}, kBlock, 8, 0, kMknod));
  EXPECT_FALSE(allowed({}, kBlock, 8, 0, kRead));
  EXPECT_FALSE(allowed({}, kChar, 10, 229, kRead));
  EXPECT_EQ(list({}), "deny");
}

TEST(CgroupDevices, TheLastMatchingRuleDecidesEachAccess) {
  const std::vector<DeviceRule> rules = {
      {false, kAll, {}, {}, "rwm"}, {true, kBlock, 8, {}, "rw"}, {false, kBlock, 8, 1, "w"}};
  EXPECT_TRUE(allowed(rules, kBlock, 8, 0, kRead | kWrite));
  EXPECT_TRUE(allowed(rules, kBlock, 8, 1, kRead));
  EXPECT_FALSE(allowed(rules, kBlock, 8, 1, kWrite));
  EXPECT_FALSE(allowed(rules, kBlock, 8, 1, kRead | kWrite));
  EXPECT_FALSE(allowed(rules, kBlock, 9, 0, kRead));
  EXPECT_FALSE(allowed(rules, kChar, 8, 0, kRead));
}

TEST(CgroupDevices, AccessesMayBeAllowedByDifferentRules) {
  const std::vector<DeviceRule> rules = {{true, kChar, 10, 229, "r"}, {true, kChar, 10, {}, "w"}};
  EXPECT_TRUE(allowed(rules, kChar, 10, 229, kRead | kWrite));
  EXPECT_FALSE(allowed(rules, kChar, 10, 228, kRead | kWrite));
}

TEST(CgroupDevices, ARuleAboutAllOverrulesWhatIsBeforeIt) {
  const std::vector<DeviceRule> open = {{false, kBlock, 8, 0, "rwm"}, {true, kAll, {}, {}, ""}};
  EXPECT_TRUE(allowed(open, kBlock, 8, 0, kAllAccess));
  EXPECT_EQ(list(open), "allow");
  const std::vector<DeviceRule> shut = {{true, kBlock, 8, 0, "rwm"}, {false, kAll, {}, {}, ""}};
  EXPECT_FALSE(allowed(shut, kBlock, 8, 0, kRead));
  EXPECT_EQ(list(shut), "deny");
}

TEST(CgroupDevices, MinusOneAndAbsenceAreEveryNumber) {
  const std::vector<DeviceRule> rules = {{true, kBlock, -1, -1, ""}};
  EXPECT_TRUE(allowed(rules, kBlock, 259, 7, kAllAccess));
  EXPECT_EQ(list(rules), "deny, b *:* rwm");
}

TEST(CgroupDevices, V1ListsHaveADefaultAndExceptions) {
  EXPECT_EQ(list({{false, kAll, {}, {}, "rwm"}, {true, kBlock, 8, {}, "r"}}), "deny, b 8:* r");
  EXPECT_EQ(list({{true, kAll, {}, {}, ""}, {false, kBlock, 8, 0, "w"}}), "allow, b 8:0 w");
  // A wider rule takes back what narrower ones gave.
  EXPECT_EQ(list({{true, kBlock, 8, 0, "rw"}, {false, kBlock, 8, {}, "w"}}), "deny, b 8:0 r");
}

TEST(CgroupDevices, WhatV1CannotSayIsAnError) {
  EXPECT_EQ(list({{true, kBlock, 8, {}, "rw"}, {false, kBlock, 8, 0, "w"}}),
            "linux.resources.devices: \"b 8:0 w\" is an exception to \"b 8:* rw\", which cgroup v1 cannot express");
}

TEST(CgroupDevices, FaultyRulesNameTheirPlace) {
  EXPECT_EQ(device_matches({{true, kChar, 1, 3, "rx"}}).error().text(),
            "linux.resources.devices[0].access: \"rx\" has other letters than r, w and m");
  EXPECT_EQ(device_matches({{true, kChar, 1, 3, "r"}, {true, kChar, -2, 3, "r"}}).error().text(),
            "linux.resources.devices[1].major: -2 is no device number");
}

}  // namespace
}  // namespace runtime::cgroup
