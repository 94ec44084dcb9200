// Against the kernel's own cgroups: where we may not make any, these are skipped.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/cgroup/cgroup.h"
#include "runtime/cgroup/device_filter.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {
namespace {

class CgroupKernel : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "cgroups are root's";
    Result<Layout> layout = Layout::detect();
    if (!layout) GTEST_SKIP() << layout.error().text();
    layout_ = std::move(*layout);
    if (::access(layout_.hierarchies[0].mount_point.c_str(), W_OK) < 0) GTEST_SKIP() << "cgroups are read-only here";
  }
  std::string name() const { return concat("/oci-unit-test-", ::getpid()); }
  Result<Cgroup> make() { return Cgroup::make(layout_, {.id = "box", .cgroups_path = name() + "/box"}); }

  // A process that is in the cgroup and does nothing. With `go` it has children too.
  pid_t start(const Cgroup& cgroup, int children = 0) {
    Result<Entrance> entrance = cgroup.entrance();
    EXPECT_TRUE(entrance) << (entrance ? "" : entrance.error().text());
    int ready[2];
    EXPECT_EQ(::pipe2(ready, O_CLOEXEC), 0);
    clone_args args{};
    args.exit_signal = SIGCHLD;
    if (entrance->clone_into) {
      args.flags = CLONE_INTO_CGROUP;
      args.cgroup = static_cast<std::uint64_t>(entrance->clone_into.get());
    }
    const pid_t pid = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
    if (pid == 0) {
      if (!entrance->enter()) ::_exit(1);
      for (int i = 0; i < children; ++i) {
        if (::fork() == 0) break;
      }
      if (::write(ready[1], "x", 1) != 1) ::_exit(1);
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char byte;
    for (int i = 0; i <= children; ++i) EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
    return pid;
  }
  static int end_of(pid_t pid) {
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return status;
  }
  std::string content(const Cgroup& cgroup, const std::string& controller, const std::string& file) {
    for (const auto& [key, folder] : cgroup.paths()) {
      const auto keys = split(key, ',');
      if (std::find(keys.begin(), keys.end(), controller) == keys.end()) continue;
      const auto text = read_file(folder + "/" + file, 1 << 20);
      return text ? std::string(trim(*text)) : text.error().text();
    }
    return "no " + controller;
  }
  bool leaves_nothing(const Paths& paths) {
    for (const auto& [key, folder] : paths) {
      const std::string parent = folder.substr(0, folder.rfind('/'));
      if (::access(folder.c_str(), F_OK) == 0 || ::access(parent.c_str(), F_OK) == 0) return false;
    }
    return true;
  }

  Layout layout_;
};

TEST_F(CgroupKernel, WhatWasMadeIsGoneUnlessItIsKept) {
  Paths paths;
  {
    const Result<Cgroup> cgroup = make();
    ASSERT_TRUE(cgroup) << cgroup.error().text();
    paths = cgroup->paths();
    ASSERT_EQ(paths.size(), layout_.hierarchies.size());
    for (const auto& [key, folder] : paths) EXPECT_EQ(::access(folder.c_str(), F_OK), 0) << folder;
  }
  EXPECT_TRUE(leaves_nothing(paths));
}

TEST_F(CgroupKernel, AProcessIsInEveryHierarchyAndKillAllEndsIt) {
  Result<Cgroup> cgroup = make();
  ASSERT_TRUE(cgroup) << cgroup.error().text();
  const pid_t pid = start(*cgroup, 3);
  for (const auto& [key, folder] : cgroup->paths()) {
    const auto text = read_file(folder + "/cgroup.procs", 4096);
    ASSERT_TRUE(text);
    EXPECT_EQ(split_words(*text).size(), 4u) << folder;
  }
  const auto pids = cgroup->pids();
  ASSERT_TRUE(pids);
  EXPECT_EQ(pids->size(), 4u);
  // Another container cannot have it.
  const Result<Cgroup> second = make();
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().text().find("is not empty: 4 processes"), std::string::npos) << second.error().text();
  ASSERT_TRUE(cgroup->kill_all(SIGKILL));
  EXPECT_EQ(WTERMSIG(end_of(pid)), SIGKILL);
  const auto removed = cgroup->remove();
  EXPECT_TRUE(removed) << removed.error().text();
}

TEST_F(CgroupKernel, KillAllWithoutTheUnifiedHierarchyReachesChildGroupsToo) {
  Result<Cgroup> whole = make();
  ASSERT_TRUE(whole) << whole.error().text();
  if (layout_.unified_only()) GTEST_SKIP() << "there is no v1 hierarchy";
  const pid_t pid = start(*whole);
  Paths paths = whole->paths();
  paths.erase("");
  for (const auto& [key, folder] : paths) {
    if (key == "cpuset") continue;  // a new cpuset takes no processes
    ASSERT_EQ(::mkdir((folder + "/in").c_str(), 0755), 0);
    const auto file = open_at(FdRef::cwd(), folder + "/in/cgroup.procs", O_WRONLY);
    ASSERT_TRUE(file);
    ASSERT_TRUE(write_all(*file, std::to_string(pid), folder));
  }
  Cgroup v1 = Cgroup::open({.paths = paths});
  const auto pids = v1.pids();
  ASSERT_TRUE(pids);
  EXPECT_EQ(*pids, std::vector<pid_t>{pid});
  ASSERT_TRUE(v1.kill_all(SIGTERM));
  EXPECT_EQ(WTERMSIG(end_of(pid)), SIGTERM);
  const auto removed = v1.remove();
  EXPECT_TRUE(removed) << removed.error().text();
}

TEST_F(CgroupKernel, FrozenProcessesAreStoppedUntilThawed) {
  Result<Cgroup> cgroup = make();
  ASSERT_TRUE(cgroup) << cgroup.error().text();
  const pid_t pid = start(*cgroup);
  const auto state = [&] {
    if (layout_.find("freezer") != nullptr) return content(*cgroup, "freezer", "freezer.state");
    const std::string events = content(*cgroup, "", "cgroup.events");
    return std::string(events.find("frozen 1") == std::string::npos ? "THAWED" : "FROZEN");
  };
  ASSERT_TRUE(cgroup->freeze());
  EXPECT_EQ(state(), "FROZEN");
  ASSERT_TRUE(cgroup->thaw());
  ASSERT_TRUE(cgroup->kill_all(SIGTERM));
  EXPECT_EQ(WTERMSIG(end_of(pid)), SIGTERM);
}

// systemd in a container moves itself to a child of its cgroup; what is
// started there later cannot be in the parent.
TEST_F(CgroupKernel, AnEntranceHasASecondDoorToWhereTheInitHasGone) {
  if (layout_.unified() == nullptr) GTEST_SKIP() << "there is no v2 hierarchy";
  Result<Cgroup> cgroup = Cgroup::make(layout_, {.id = "box", .cgroups_path = name() + "/box/box"});
  ASSERT_TRUE(cgroup) << cgroup.error().text();
  const pid_t pid = start(*cgroup);
  const std::string folder = cgroup->paths().at("");
  EXPECT_EQ(describe_fd(cgroup->entrance_beside(pid, {})->clone_into), folder);
  EXPECT_FALSE(cgroup->entrance_beside(pid, {})->clone_into_instead);
  ASSERT_EQ(::mkdir((folder + "/init.scope").c_str(), 0755), 0);
  const auto file = open_at(FdRef::cwd(), folder + "/init.scope/cgroup.procs", O_WRONLY);
  ASSERT_TRUE(file);
  ASSERT_TRUE(write_all(*file, std::to_string(pid), folder));
  const auto beside = cgroup->entrance_beside(pid, {});
  ASSERT_TRUE(beside);
  EXPECT_EQ(describe_fd(beside->clone_into), folder);
  EXPECT_EQ(describe_fd(beside->clone_into_instead), folder + "/init.scope");
  const auto inside = cgroup->entrance_beside(pid, {{"", "init.scope"}});
  ASSERT_TRUE(inside);
  EXPECT_EQ(describe_fd(inside->clone_into), folder + "/init.scope");
  EXPECT_FALSE(cgroup->entrance_beside(pid, {{"", "nowhere"}}));
  ASSERT_TRUE(cgroup->kill_all(SIGKILL));
  end_of(pid);
}

TEST_F(CgroupKernel, LimitsAreSetAndHold) {
  Result<Cgroup> cgroup = make();
  ASSERT_TRUE(cgroup) << cgroup.error().text();
  spec::runtime::Resources resources;
  resources.memory.limit = 8 << 20;
  resources.pids.limit = 2;
  resources.cpu.shares = 512;
  resources.cpu.quota = 50000;
  resources.cpu.period = 100000;
  const auto applied = cgroup->apply(resources);
  ASSERT_TRUE(applied) << applied.error().text();
  if (layout_.unified_only()) {
    EXPECT_EQ(content(*cgroup, "", "memory.max"), "8388608");
    EXPECT_EQ(content(*cgroup, "", "cpu.max"), "50000 100000");
    EXPECT_EQ(content(*cgroup, "", "pids.max"), "2");
  } else {
    EXPECT_EQ(content(*cgroup, "memory", "memory.limit_in_bytes"), "8388608");
    EXPECT_EQ(content(*cgroup, "cpu", "cpu.shares"), "512");
    EXPECT_EQ(content(*cgroup, "cpu", "cpu.cfs_quota_us"), "50000");
    EXPECT_EQ(content(*cgroup, "pids", "pids.max"), "2");
  }
  const pid_t pid = start(*cgroup, 1);
  EXPECT_EQ(cgroup->pids()->size(), 2u);
  ASSERT_TRUE(cgroup->kill_all(SIGKILL));
  end_of(pid);
}

TEST_F(CgroupKernel, ALimitThatTheKernelRefusesIsAnErrorThatNamesIt) {
  Result<Cgroup> cgroup = make();
  ASSERT_TRUE(cgroup) << cgroup.error().text();
  spec::runtime::Resources resources;
  resources.cpu.quota = 1;  // a millisecond is the least
  const auto applied = cgroup->apply(resources);
  ASSERT_FALSE(applied);
  const char* said = layout_.unified_only() ? "/cpu.max to 1 100000: " : "/cpu.cfs_quota_us to 1: ";
  EXPECT_NE(applied.error().text().find(concat(said, "Invalid argument")), std::string::npos) << applied.error().text();
  resources = {};
  resources.rdma["mlx5_1"] = {1, 1};
  if (layout_.find("rdma") == nullptr && !layout_.unified_only()) {
    EXPECT_EQ(cgroup->apply(resources).error().message, "rdma.max: the rdma controller is not mounted");
  }
}

TEST_F(CgroupKernel, TheDeviceProgramIsAcceptedAndDeniesWhatItSays) {
  if (layout_.unified() == nullptr) GTEST_SKIP() << "there is no v2 hierarchy";
  Result<Cgroup> cgroup = make();
  ASSERT_TRUE(cgroup) << cgroup.error().text();
  const auto dir = open_dir(cgroup->paths().at(""));
  ASSERT_TRUE(dir);
  using enum spec::runtime::DeviceRuleType;
  const auto rules = device_matches({{true, kAll, {}, {}, ""}, {false, kChar, 1, 9, "w"}, {false, kBlock, 8, {}, "m"}});
  ASSERT_TRUE(rules);
  // Without the default rules, which would allow urandom.
  const std::vector<DeviceMatch> first(rules->begin(), rules->begin() + 3);
  for (int round = 0; round < 2; ++round) {  // the second takes the first one's place
    const auto attached = attach_device_program(*dir, device_program(first));
    ASSERT_TRUE(attached) << attached.error().text();
  }
  const auto entrance = cgroup->entrance();
  clone_args args{};
  args.exit_signal = SIGCHLD;
  args.flags = CLONE_INTO_CGROUP;
  args.cgroup = static_cast<std::uint64_t>(entrance->clone_into.get());
  const pid_t pid = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
  if (pid == 0) {
    if (::open("/dev/urandom", O_RDONLY | O_CLOEXEC) < 0) ::_exit(1);
    if (::open("/dev/urandom", O_WRONLY | O_CLOEXEC) >= 0 || errno != EPERM) ::_exit(2);
    if (::open("/dev/null", O_RDWR | O_CLOEXEC) < 0) ::_exit(3);
    if (::mknod("/tmp/oci-unit-test-node", S_IFBLK, makedev(8, 0)) == 0 || errno != EPERM) ::_exit(4);
    ::_exit(0);
  }
  EXPECT_EQ(WEXITSTATUS(end_of(pid)), 0);
  // Replaced by one that allows it.
  ASSERT_TRUE(attach_device_program(*dir, device_program(*device_matches({}))));
}

}  // namespace
}  // namespace runtime::cgroup
