#include <gtest/gtest.h>
#include <sched.h>

#include "runtime/checkpoint/criu.h"
#include "runtime/checkpoint/external.h"
#include "runtime/checkpoint/images.h"
#include "runtime/checkpoint/settings.h"

namespace runtime::checkpoint {
namespace {

TEST(CheckpointSettings, APageServerIsAnAddressAndAPort) {
  const auto plain = parse_page_server("127.0.0.1:27277");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->address, "127.0.0.1");
  EXPECT_EQ(plain->port, 27277);
  EXPECT_EQ(parse_page_server("[::1]:80")->address, "::1");
  EXPECT_EQ(parse_page_server("::1:80")->address, "::1");
  for (const char* wrong : {"", "host", ":80", "host:", "host:0", "host:65536", "host:x", "host:-1"}) {
    const auto server = parse_page_server(wrong);
    ASSERT_FALSE(server) << wrong;
    EXPECT_EQ(server.error().text(), std::string("--page-server ") + wrong + ": not ADDRESS:PORT");
  }
}

TEST(CheckpointSettings, OnlyANetworkCanBeNewAndEmpty) {
  EXPECT_EQ(*parse_empty_namespace("network"), std::uint32_t{CLONE_NEWNET});
  EXPECT_EQ(parse_empty_namespace("mount").error().text(), "--empty-ns: namespace \"mount\" is not supported");
}

TEST(CheckpointSettings, AProfileIsOfAppArmorOrSelinux) {
  EXPECT_TRUE(check_lsm_profile("apparmor:docker-default"));
  EXPECT_TRUE(check_lsm_profile("selinux:system_u:system_r:container_t:s0"));
  for (const char* wrong : {"", "apparmor:", "docker-default", "smack:x"}) {
    EXPECT_EQ(check_lsm_profile(wrong).error().text(),
              std::string("--lsm-profile ") + wrong + ": neither apparmor:NAME nor selinux:LABEL");
  }
}

TEST(CheckpointSettings, TheAnnotationNamesCriusConfiguration) {
  EXPECT_EQ(config_file({{"org.criu.config", "/x"}}), "/x");
  EXPECT_EQ(config_file({{"org.criu.config", ""}}), "");
}

TEST(CheckpointSettings, DestinationsAreAsAMountTableHasThem) {
  EXPECT_EQ(clean_destination("/a/b"), "/a/b");
  EXPECT_EQ(clean_destination("a//b/./c/"), "/a/b/c");
  EXPECT_EQ(clean_destination("/one/../var"), "/var");
  EXPECT_EQ(clean_destination("/../.."), "/");
}

TEST(CheckpointSettings, CriusLogTellsTheCauseFirst) {
  EXPECT_EQ(logged_errors("(00.1) nothing\n"), "");
  EXPECT_EQ(logged_errors("(00.1) Error (criu/x.c:1): the cause\n(00.2) between\n"
                          "(00.3) Error (criu/y.c:2): what follows\n(00.4) Error (criu/z.c:3): Dumping FAILED.\n"),
            "Error (criu/x.c:1): the cause; Error (criu/y.c:2): what follows");
}

TEST(CheckpointSettings, APipeIsKnownByItsName) {
  EXPECT_TRUE(is_pipe("pipe:[123]"));
  for (const char* other : {"", "pipe:[]", "pipe:[1", "pipe:[x]", "/pipe:[1]", "socket:[1]"})
    EXPECT_FALSE(is_pipe(other)) << other;
}

}  // namespace
}  // namespace runtime::checkpoint
