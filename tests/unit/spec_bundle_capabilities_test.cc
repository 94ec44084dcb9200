#include "spec/bundle/capabilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>

namespace spec::bundle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> caps(const std::vector<std::string>& added, const std::vector<std::string>& dropped) {
  Result<std::vector<std::string>> result = capabilities(added, dropped);
  return result ? *result : std::vector<std::string>{result.error().text()};
}

TEST(Capabilities, AreDockersFourteen) {
  EXPECT_THAT(caps({}, {}),
              ElementsAre("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
                          "CAP_SETUID", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SYS_CHROOT",
                          "CAP_MKNOD", "CAP_AUDIT_WRITE", "CAP_SETFCAP"));
}

TEST(Capabilities, AreAddedAndDroppedByAnySpelling) {
  EXPECT_THAT(caps({"net_admin", "CAP_SYS_PTRACE"}, {}), SizeIs(16));
  EXPECT_THAT(caps({"net_admin"}, {}), Contains("CAP_NET_ADMIN"));
  EXPECT_THAT(caps({}, {"cap_mknod", "NET_RAW"}), SizeIs(12));
  EXPECT_THAT(caps({}, {"cap_mknod"}), Not(Contains("CAP_MKNOD")));
}

TEST(Capabilities, AllMeansAll) {
  // What is nobody's here is not given.
  std::size_t ours = 0;
  for (int number = 0; number <= CAP_LAST_CAP; ++number) ours += ::prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1;
  EXPECT_THAT(caps({"ALL"}, {}), SizeIs(ours));
  EXPECT_THAT(caps({"all"}, {"SYS_ADMIN"}), SizeIs(ours - 1));
  EXPECT_THAT(caps({"all"}, {"SYS_ADMIN"}), Not(Contains("CAP_SYS_ADMIN")));
  EXPECT_THAT(caps({}, {"ALL"}), IsEmpty());
  EXPECT_THAT(caps({"CHOWN"}, {"ALL"}), ElementsAre("CAP_CHOWN"));
}

TEST(Capabilities, WhatIsAddedWinsOverWhatIsDropped) { EXPECT_THAT(caps({"MKNOD"}, {"MKNOD"}), Contains("CAP_MKNOD")); }

TEST(Capabilities, UnknownNamesAreErrors) {
  EXPECT_THAT(caps({"FLY"}, {}), ElementsAre("invalid capability: \"CAP_FLY\""));
  EXPECT_THAT(caps({}, {"cap_fly"}), ElementsAre("invalid capability: \"CAP_FLY\""));
  EXPECT_THAT(caps({""}, {}), ElementsAre("invalid capability: \"CAP_\""));
}

}  // namespace
}  // namespace spec::bundle
