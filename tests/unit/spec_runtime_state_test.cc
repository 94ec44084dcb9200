#include <gtest/gtest.h>

#include "spec/runtime/features.h"
#include "spec/runtime/state.h"

namespace spec::runtime {
namespace {

TEST(RuntimeState, RoundTrip) {
  const std::string text = R"({"ociVersion":"0.2.0","id":"oci-container1","status":"running","pid":4422,)"
                           R"("bundle":"/containers/redis","annotations":{"myKey":"myValue"}})";
  const Result<State> state = parse_state(text);
  ASSERT_TRUE(state) << state.error().text();
  EXPECT_EQ(state->status, Status::kRunning);
  EXPECT_EQ(write_state(*state), text);
  EXPECT_EQ(status_name(Status::kPaused), "paused");
}

TEST(RuntimeState, AStoppedContainerHasNoPid) {
  const State state{"1.3.0", "a", Status::kStopped, 0, "/b", {}};
  EXPECT_EQ(write_state(state), R"({"ociVersion":"1.3.0","id":"a","status":"stopped","bundle":"/b"})");
}

TEST(RuntimeState, WhatAnAgentGets) {
  const ContainerProcessState state{
      "1.3.0", {"seccompFd"}, 4422, "MKNOD=/dev/null,/dev/net/tun;", {"1.3.0", "c", Status::kCreating, 4422, "/b", {}}};
  EXPECT_EQ(write_container_process_state(state),
            R"({"ociVersion":"1.3.0","fds":["seccompFd"],"pid":4422,"metadata":"MKNOD=/dev/null,/dev/net/tun;",)"
            R"("state":{"ociVersion":"1.3.0","id":"c","status":"creating","pid":4422,"bundle":"/b"}})");
}

TEST(RuntimeFeatures, RoundTrip) {
  const std::string text =
      R"({"ociVersionMin":"1.0.0","ociVersionMax":"1.3.0","hooks":["prestart","poststop"],"mountOptions":["ro","rw"],)"
      R"("linux":{"namespaces":["cgroup","user"],"capabilities":["CAP_CHOWN"],)"
      R"("cgroup":{"v1":true,"v2":true,"systemd":false,"systemdUser":false,"rdma":true},)"
      R"("seccomp":{"enabled":true,"actions":["SCMP_ACT_ALLOW"],"operators":["SCMP_CMP_EQ"],)"
      R"("archs":["SCMP_ARCH_X86_64"],"knownFlags":["SECCOMP_FILTER_FLAG_LOG"],"supportedFlags":[]},)"
      R"("apparmor":{"enabled":true},"selinux":{"enabled":false},)"
      R"("intelRdt":{"enabled":true,"schemata":true,"monitoring":false},)"
      R"("memoryPolicy":{"modes":["MPOL_BIND"],"flags":["MPOL_F_STATIC_NODES"]},)"
      R"("mountExtensions":{"idmap":{"enabled":true}},"netDevices":{"enabled":true}},)"
      R"("annotations":{"io.github.seccomp.libseccomp.version":"2.5.4"},)"
      R"("potentiallyUnsafeConfigAnnotations":["com.example.foo.bar","org.systemd.property."]})";
  const Result<Features> features = parse_features(text);
  ASSERT_TRUE(features) << features.error().text();
  EXPECT_EQ(write_features(*features, json::Style::kCompact), text);
}

TEST(RuntimeFeatures, WhatIsUnknownIsNotWritten) {
  const std::string text = R"({"ociVersionMin":"1.0.0","ociVersionMax":"1.3.0","linux":{"seccomp":{}}})";
  const Result<Features> features = parse_features(text);
  ASSERT_TRUE(features) << features.error().text();
  EXPECT_FALSE(features->linux->cgroup.has_value());
  EXPECT_EQ(write_features(*features, json::Style::kCompact), text);
}

}  // namespace
}  // namespace spec::runtime
