#include <gmock/gmock.h>
#include <sys/mount.h>

#include "runtime/mount/bind_attributes.h"

namespace runtime::mount {

namespace {

constexpr std::uint64_t kHosts = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC |
                                 MOUNT_ATTR_NOSYMFOLLOW | MOUNT_ATTR_NOATIME | MOUNT_ATTR_NODIRATIME;

// What mount_setattr(2) makes of the attributes of a source.
std::uint64_t changed(std::uint64_t source, const sys::Attributes& by) { return (source & ~by.clear) | by.set; }

std::uint64_t free(std::uint64_t source, const std::vector<std::string>& options) {
  return changed(source, free_attributes(parse_options(options)));
}

std::string locked(std::uint64_t source, const std::vector<std::string>& options) {
  const Result<sys::Attributes> attributes = locked_attributes(parse_options(options), source);
  if (!attributes) return attributes.error().message;
  return changed(source, *attributes) == source ? "as before" : "changed";
}

TEST(BindAttributes, OneThatIsNamedTakesAllOthersAway) {
  EXPECT_EQ(free(kHosts, {"bind", "dev"}), MOUNT_ATTR_NOATIME | MOUNT_ATTR_NODIRATIME);
  EXPECT_EQ(free(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, {"bind", "ro"}), MOUNT_ATTR_RDONLY);
  EXPECT_EQ(free(MOUNT_ATTR_RDONLY, {"bind", "nosuid", "nodev", "rprivate"}), MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
}

TEST(BindAttributes, AccessTimesStayUnlessOneIsSet) {
  for (const char* option : {"atime", "norelatime", "nostrictatime", "rw"}) {
    EXPECT_EQ(free(MOUNT_ATTR_NOATIME, {"bind", option}), MOUNT_ATTR_NOATIME) << option;
  }
  EXPECT_EQ(free(MOUNT_ATTR_NODIRATIME, {"bind", "diratime"}), MOUNT_ATTR_NODIRATIME);
  EXPECT_EQ(free(MOUNT_ATTR_NOATIME, {"bind", "relatime"}), MOUNT_ATTR_RELATIME);
  EXPECT_EQ(free(MOUNT_ATTR_NOATIME, {"bind", "nodiratime"}), MOUNT_ATTR_NODIRATIME | MOUNT_ATTR_RELATIME);
  EXPECT_EQ(free(MOUNT_ATTR_NODIRATIME, {"bind", "strictatime"}), MOUNT_ATTR_STRICTATIME);
  EXPECT_EQ(free(MOUNT_ATTR_NOATIME, {"bind", "nodiratime", "strictatime"}),
            MOUNT_ATTR_NODIRATIME | MOUNT_ATTR_STRICTATIME);
}

TEST(BindAttributes, AUserNamespaceTakesNothingAwayThatTheKernelLocks) {
  EXPECT_EQ(locked(kHosts & ~MOUNT_ATTR_NOSYMFOLLOW, {"bind", "nosuid", "rprivate"}), "as before");
  EXPECT_EQ(locked(MOUNT_ATTR_NOSYMFOLLOW, {"bind", "nosymfollow"}), "as before");
  EXPECT_EQ(locked(MOUNT_ATTR_NOSYMFOLLOW, {"bind", "rw"}), "changed");  // is not locked
  EXPECT_EQ(locked(MOUNT_ATTR_NOSUID, {"bind", "ro", "exec"}), "changed");
  EXPECT_EQ(locked(MOUNT_ATTR_RDONLY, {"bind", "rw"}), "a user namespace cannot take ro away from the mount");
  EXPECT_EQ(locked(MOUNT_ATTR_NODEV, {"bind", "dev"}), "a user namespace cannot take nodev away from the mount");
  EXPECT_EQ(locked(MOUNT_ATTR_NOATIME, {"bind", "norelatime"}), "as before");
  EXPECT_EQ(locked(MOUNT_ATTR_NOATIME, {"bind", "noatime"}), "as before");
  for (const char* option : {"strictatime", "relatime", "nodiratime"}) {
    EXPECT_EQ(locked(MOUNT_ATTR_NOATIME, {"bind", option}),
              "a user namespace cannot take its access times away from the mount");
  }
}

}  // namespace

}  // namespace runtime::mount
