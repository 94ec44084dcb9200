#include <gtest/gtest.h>

#include "runtime/cgroup/layout.h"

namespace runtime::cgroup {
namespace {

constexpr const char* kHybridMounts =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
    "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n";
constexpr const char* kHybridOwn = "9:name=systemd:/\n8:pids:/\n4:memory:/a/b\n1:cpu,cpuacct:/user slice\n0::/\n";

Layout parse(std::string_view mounts, std::string_view own) {
  Result<Layout> layout = Layout::parse(mounts, own);
  EXPECT_TRUE(layout) << (layout ? "" : layout.error().text());
  return layout ? std::move(*layout) : Layout{};
}

std::string folder(const Layout& layout, const Hierarchy& hierarchy, std::string_view path) {
  const Result<std::string> found = container_folder(layout, hierarchy, path, "box");
  return found ? *found : found.error().text();
}

TEST(CgroupLayout, HybridHasV1ControllersAndAV2HierarchyBeside) {
  const Layout layout = parse(kHybridMounts, kHybridOwn);
  ASSERT_EQ(layout.hierarchies.size(), 4u);  // pids is not mounted
  EXPECT_FALSE(layout.unified_only());
  EXPECT_EQ(layout.find("cpuacct")->name(), "cpu,cpuacct");
  EXPECT_EQ(layout.find("cpuacct")->own, "/sys/fs/cgroup/cpu,cpuacct/user slice");
  EXPECT_EQ(layout.find("name=systemd")->mount_point, "/sys/fs/cgroup/systemd");
  EXPECT_EQ(layout.find("pids"), nullptr);
  EXPECT_EQ(layout.unified()->name(), "");
  EXPECT_EQ(layout.unified()->own, "/sys/fs/cgroup/unified");
}

TEST(CgroupLayout, UnifiedAlone) {
  const Layout layout =
      parse("30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n", "0::/user.slice/a.scope\n");
  EXPECT_TRUE(layout.unified_only());
  const Hierarchy& unified = *layout.unified();
  EXPECT_EQ(folder(layout, unified, "/pod/box"), "/sys/fs/cgroup/pod/box");
  // Beside our own group, which has processes in it.
  EXPECT_EQ(folder(layout, unified, ""), "/sys/fs/cgroup/user.slice/box");
  const Layout top = parse("30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "0::/\n");
  EXPECT_EQ(folder(top, *top.unified(), "pod/box"), "/sys/fs/cgroup/pod/box");
}

TEST(CgroupLayout, V1FoldersAreBelowTheMountPointOrOurOwnGroup) {
  const Layout layout = parse(kHybridMounts, kHybridOwn);
  const Hierarchy& memory = *layout.find("memory");
  EXPECT_EQ(folder(layout, memory, ""), "/sys/fs/cgroup/memory/a/b/box");
  EXPECT_EQ(folder(layout, memory, "x//./y/"), "/sys/fs/cgroup/memory/a/b/x/y");
  EXPECT_EQ(folder(layout, memory, "/x/y"), "/sys/fs/cgroup/memory/x/y");
}

TEST(CgroupLayout, APathThatLeavesTheHierarchyIsRefused) {
  const Layout layout = parse(kHybridMounts, kHybridOwn);
  for (const char* path : {"/../../y", "..", "a/../b", "/x/.."}) {
    EXPECT_EQ(folder(layout, *layout.find("memory"), path),
              std::string("cgroupsPath \"") + path + "\" contains \"..\"");
  }
}

TEST(CgroupLayout, AMountOfAPartOfTheHierarchyIsTheRootOfWhatWeSee) {
  const std::string mounts = "50 49 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";
  EXPECT_EQ(parse(mounts, "4:memory:/docker/abc\n").find("memory")->own, "/sys/fs/cgroup/memory");
  EXPECT_EQ(parse(mounts, "4:memory:/docker/abc/in\n").find("memory")->own, "/sys/fs/cgroup/memory/in");
  EXPECT_EQ(parse(mounts, "4:memory:/docker/abcdef\n").find("memory")->own, "/sys/fs/cgroup/memory");
  EXPECT_EQ(parse(mounts, "4:memory:/elsewhere\n").find("memory")->own, "/sys/fs/cgroup/memory");
}

TEST(CgroupLayout, TheUsualPlaceIsPreferredAndBlanksAreUnderstood) {
  const Layout layout = parse(
      "60 23 0:32 / /srv/my\\040root/memory rw - cgroup cgroup rw,memory\n"
      "61 23 0:33 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
      "62 23 0:33 / /srv/pids rw - cgroup cgroup rw,pids\n",
      "4:memory:/\n5:pids:/\n");
  EXPECT_EQ(layout.find("memory")->mount_point, "/srv/my root/memory");
  EXPECT_EQ(layout.find("pids")->mount_point, "/sys/fs/cgroup/pids");
}

TEST(CgroupLayout, NoHierarchyIsAnError) {
  const Result<Layout> layout = Layout::parse("23 1 8:1 / / rw - ext4 /dev/sda rw\n", "0::/\n");
  ASSERT_FALSE(layout);
  EXPECT_EQ(layout.error().text(), "no cgroup hierarchy is mounted (mount -t cgroup2 none /sys/fs/cgroup)");
}

}  // namespace
}  // namespace runtime::cgroup
