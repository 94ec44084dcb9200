#include <gtest/gtest.h>

#include <csignal>

#include "runtime/container/record.h"
#include "runtime/container/user_argument.h"
#include "runtime/init/handshake.h"
#include "runtime/init/lookup.h"
#include "runtime/init/passwd.h"
#include "runtime/mount/options.h"
#include "runtime/sys/capabilities.h"
#include "runtime/sys/signals.h"
#include "runtime/sys/socket.h"

namespace runtime {
namespace {

TEST(UserArgument, TakesNumbersOnly) {
  ASSERT_TRUE(container::parse_user("1000:1001"));
  EXPECT_EQ(container::parse_user("1000:1001")->uid, 1000u);
  EXPECT_EQ(container::parse_user("1000:1001")->gid, 1001u);
  EXPECT_FALSE(container::parse_user("7")->gid.has_value());
  for (const char* bad :
       {"", ":", "1:", ":1", "-1", "+1", " 1", "1 ", "0x1", "root", "4294967295", "4294967296", "1:2:3"}) {
    EXPECT_FALSE(container::parse_user(bad)) << bad;
  }
}

TEST(Signals, HaveNamesAndNumbers) {
  EXPECT_EQ(sys::parse_signal("TERM"), SIGTERM);
  EXPECT_EQ(sys::parse_signal("sigkill"), SIGKILL);
  EXPECT_EQ(sys::parse_signal("9"), SIGKILL);
  EXPECT_EQ(sys::parse_signal("0"), 0);
  EXPECT_EQ(sys::parse_signal("RTMIN+2"), SIGRTMIN + 2);
  EXPECT_EQ(sys::parse_signal("SIGRTMAX-1"), SIGRTMAX - 1);
  for (const char* bad : {"", "65", "NOPE", "SIG", "RTMIN-1", "RTMIN+99", "-9"}) {
    EXPECT_FALSE(sys::parse_signal(bad)) << bad;
  }
}

TEST(Capabilities, HaveNumbers) {
  EXPECT_EQ(sys::capability_number("CAP_CHOWN"), 0);
  EXPECT_EQ(sys::capability_number("net_admin"), 12);
  EXPECT_EQ(sys::capability_number("CAP_CHECKPOINT_RESTORE"), 40);
  EXPECT_FALSE(sys::capability_number("CAP_NOPE"));
  EXPECT_EQ(sys::capability_name(40), "CAP_CHECKPOINT_RESTORE");
  std::set<std::string> unknown;
  EXPECT_EQ(sys::capability_bits({"CAP_CHOWN", "CAP_NOPE", "CAP_KILL"}, unknown), 0x21u);
  EXPECT_EQ(unknown, std::set<std::string>{"CAP_NOPE"});
}

TEST(MountOptions, AreSorted) {
  const mount::Options options = mount::parse_options(
      {"rbind", "nosuid", "ro", "rw", "rro", "noatime", "rslave", "size=1k", "defaults", "tmpcopyup"});
  EXPECT_TRUE(options.bind);
  EXPECT_TRUE(options.recursive_bind);
  EXPECT_TRUE(options.copy_up);
  EXPECT_EQ(options.own.set, static_cast<std::uint64_t>(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOATIME));
  EXPECT_EQ(options.own.clear, static_cast<std::uint64_t>(MOUNT_ATTR_RDONLY | MOUNT_ATTR__ATIME));
  EXPECT_EQ(options.recursive.set, static_cast<std::uint64_t>(MOUNT_ATTR_RDONLY));
  EXPECT_EQ(options.propagation, std::vector<unsigned long>{MS_SLAVE | MS_REC});
  EXPECT_EQ(options.filesystem, std::vector<std::string>{"size=1k"});
}

TEST(Passwd, HomeIsTheFirstLineOfThatUid) {
  const char* passwd = "bad\nroot:x:0:0::/root:/bin/sh\n1000:x:0:0::/trap:/bin/sh\nu:x:1000:1:::\nv:x:1000:1::/v:";
  EXPECT_EQ(init::find_home(passwd, 0), "/root");
  EXPECT_EQ(init::find_home(passwd, 1000), "/v");
  EXPECT_EQ(init::find_home(passwd, 7), std::nullopt);
}

TEST(Lookup, VariablesByWholeName) {
  const std::vector<std::string> environment = {"PATHX=1", "PATH=a", "PATH=b"};
  EXPECT_STREQ(init::find_variable(environment, "PATH"), "b");
  EXPECT_EQ(init::find_variable(environment, "PAT"), nullptr);
}

TEST(HandShake, ErrorsCrossWhole) {
  Error error = fail("no");
  error.steps = {"mounts", "/proc"};
  error.hint = "try";
  error.number = EPERM;
  const Error back = init::decode_error(init::encode_error(error));
  EXPECT_EQ(back.text(), "mounts: /proc: no (try)");
  EXPECT_EQ(back.number, EPERM);
  EXPECT_LE(init::encode_error(fail(std::string(1 << 20, 'x'))).size(), 65535u);
}

// CVE-2021-43784: a length that does not fit is no shorter message.
TEST(HandShake, AMessageThatIsTooLongIsAnErrorAndNotCut) {
  const auto pair = sys::socket_pair();
  ASSERT_TRUE(pair);
  ASSERT_TRUE(init::say(pair->first, init::Word::kWarning, std::string(60000, 'x')));
  const Result<init::Message> whole = init::hear(pair->second);
  ASSERT_TRUE(whole) << whole.error().text();
  EXPECT_EQ(whole->text.size(), 60000u);
  ASSERT_TRUE(init::say(pair->first, init::Word::kWarning, std::string(70000, 'x')));
  const Result<init::Message> cut = init::hear(pair->second);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().text(), "receive: message too long");
}

TEST(Record, RoundTripAndVersion) {
  container::Record record;
  record.id = "x";
  record.pid = 7;
  record.cgroup = {cgroup::Manager::kSystemd, "x.scope", {{"cpu", "/sys/fs/cgroup/cpu/x"}}};
  record.resources.memory.limit = 1 << 20;
  record.hooks.poststop.push_back({"/bin/true", {}, {}, 3});
  record.upper = container::Upper{1, 2};
  const std::string text = container::write_record(record);
  const Result<container::Record> back = container::parse_record(text);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(container::write_record(*back), text);
  record.version = 1;
  EXPECT_FALSE(container::parse_record(container::write_record(record)));
}

}  // namespace
}  // namespace runtime
