// Values of Docker's options: numbers, limits, mounts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imagetool/options/mount.h"
#include "imagetool/options/tmpfs_options.h"
#include "spec/bundle/ulimit.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {
namespace {

using ::testing::ElementsAre;

template <class T>
std::string error_of(const Result<T>& result) {
  return result ? "no error" : result.error().text();
}

TEST(Bytes, ArePowersOf1024) {
  EXPECT_EQ(*spec::cli::parse_bytes("0"), 0);
  EXPECT_EQ(*spec::cli::parse_bytes("17"), 17);
  EXPECT_EQ(*spec::cli::parse_bytes("17b"), 17);
  EXPECT_EQ(*spec::cli::parse_bytes("2k"), 2048);
  EXPECT_EQ(*spec::cli::parse_bytes("1.5 MiB"), 1572864);
  EXPECT_EQ(*spec::cli::parse_bytes("1GB"), 1 << 30);
  for (const char* bad : {"", "x", "-1", "1x", "1mm", "1e3", "1..2", "9999999999g"}) {
    EXPECT_EQ(error_of(spec::cli::parse_bytes(bad)), std::string("invalid size: '") + bad + "'");
  }
}

TEST(Cpus, AreThousandMillionths) {
  EXPECT_EQ(*spec::cli::parse_cpus("2"), 2'000'000'000);
  EXPECT_EQ(*spec::cli::parse_cpus(".5"), 500'000'000);
  EXPECT_EQ(*spec::cli::parse_cpus("0.0000000010"), 1);
  EXPECT_EQ(error_of(spec::cli::parse_cpus("0.0000000001")), "value is too precise");
  for (const char* bad : {"", ".", "x", "-1", "1.x"}) {
    EXPECT_EQ(error_of(spec::cli::parse_cpus(bad)), std::string("failed to parse ") + bad + " as a rational number");
  }
}

TEST(Ulimit, IsSoftAndHard) {
  EXPECT_EQ(*spec::bundle::parse_ulimit("nofile=5"), (spec::runtime::Rlimit{spec::runtime::RlimitType::kNofile, 5, 5}));
  EXPECT_EQ(*spec::bundle::parse_ulimit("core=0:-1"),
            (spec::runtime::Rlimit{spec::runtime::RlimitType::kCore, RLIM_INFINITY, 0}));
  EXPECT_EQ(error_of(spec::bundle::parse_ulimit("core")), "invalid ulimit argument: core");
  EXPECT_EQ(error_of(spec::bundle::parse_ulimit("core=1:2:3")),
            "too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`");
  EXPECT_EQ(error_of(spec::bundle::parse_ulimit("core=-1:5")),
            "ulimit soft limit must be less than or equal to hard limit: -1 > 5");
}

TEST(TmpfsOptions, TheLastAboutAThingHolds) {
  EXPECT_THAT(*tmpfs_options(""), ElementsAre("noexec", "nosuid", "nodev", "rprivate"));
  EXPECT_THAT(*tmpfs_options("exec,size=1m,dev,nodev,size=2m"),
              ElementsAre("nosuid", "rprivate", "exec", "nodev", "size=2m"));
  EXPECT_EQ(error_of(tmpfs_options("size")), "invalid tmpfs option \"size\"");
  EXPECT_EQ(error_of(tmpfs_options("lowerdir=/")), "invalid tmpfs option \"lowerdir=/\"");
}

spec::runtime::Mount mount_of(const std::string& text) {
  const Result<AnyMount> parsed = parse_mount(text);
  EXPECT_TRUE(parsed) << error_of(parsed);
  return parsed ? std::get<spec::runtime::Mount>(*parsed) : spec::runtime::Mount();
}

TEST(MountOption, Bind) {
  EXPECT_THAT(mount_of("type=bind,source=/,target=/x").options, ElementsAre("rbind", "rprivate", "rw"));
  EXPECT_THAT(mount_of("type=BIND,src=/,dst=/x,ro,bind-propagation=rslave,bind-recursive=disabled").options,
              ElementsAre("bind", "rslave", "ro"));
  EXPECT_THAT(mount_of("type=bind,src=/,dst=/x,readonly=true,bind-recursive=readonly").options,
              ElementsAre("rbind", "rprivate", "rro"));
  EXPECT_EQ(error_of(parse_mount("type=bind,src=/,dst=/x,bind-recursive=readonly")),
            "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction");
  EXPECT_EQ(error_of(parse_mount("type=bind,src=/no/such,dst=/x")), "/no/such: No such file or directory");
  EXPECT_EQ(error_of(parse_mount("type=bind,src=/,dst=/x,tmpfs-size=1")),
            "cannot mix 'tmpfs-*' options with mount type 'bind'");
  EXPECT_EQ(error_of(parse_mount("type=npipe,dst=/x")), "invalid mount config: mount type unknown: \"npipe\"");
}

TEST(MountOption, Volume) {
  const auto use = std::get<volume::Use>(*parse_mount(
      "src=data,dst=/x/,readonly,volume-nocopy,volume-driver=local,volume-label=a=b,volume-opt=type=tmpfs"));
  EXPECT_EQ(use.volume.name, "data");
  EXPECT_EQ(use.destination, "/x");
  EXPECT_TRUE(use.read_only);
  EXPECT_FALSE(use.copies);
  EXPECT_EQ(use.volume.labels.at("a"), "b");
  EXPECT_EQ(use.volume.options.at("type"), "tmpfs");
  EXPECT_EQ(std::get<volume::Use>(*parse_mount("type=volume,dst=/x")).volume.name, "");
  EXPECT_EQ(error_of(parse_mount("dst=/x,bind-propagation=slave")),
            "cannot mix 'bind-*' options with mount type 'volume'");
  EXPECT_EQ(error_of(parse_mount("dst=/x,volume-subpath=y")),
            "volume-subpath is not there: a volume is mounted as a whole");
  EXPECT_EQ(error_of(parse_mount("dst=x")), "invalid mount path: 'x' mount path must be absolute");
}

TEST(MountOption, Tmpfs) {
  EXPECT_THAT(mount_of("type=tmpfs,dst=/x,ro,tmpfs-size=1k,tmpfs-mode=1777").options,
              ElementsAre("noexec", "nosuid", "nodev", "rprivate", "ro", "size=1024", "mode=1777"));
  EXPECT_EQ(error_of(parse_mount("type=tmpfs,dst=/x,src=/y")),
            "invalid mount config for type \"tmpfs\": field Source must not be specified");
  EXPECT_EQ(error_of(parse_mount("type=tmpfs,dst=/x,tmpfs-mode=9")), "invalid value for tmpfs-mode: 9");
  EXPECT_EQ(error_of(parse_tmpfs("x")), "invalid mount path: 'x' mount path must be absolute");
  EXPECT_EQ(error_of(parse_tmpfs("/")), "destination can't be '/'");
}

}  // namespace
}  // namespace imagetool::options
