#include "spec/bundle/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/bundle/etc_files.h"
#include "spec/bundle/folder.h"
#include "spec/bundle/overlay.h"
#include "spec/runtime/config.h"

namespace spec::bundle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Bundle : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<TemporaryDir> made = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(made) << made.error().text();
    dir_.emplace(std::move(*made));
    ASSERT_TRUE(make_dirs(dir_->fd(), "bundle", 0755));
    bundle_ = std::move(*open_dir(dir_->fd(), "bundle"));
    image_.config.cmd = {"serve"};
  }
  std::string at(const std::string& name) const { return dir_->path() + "/" + name; }

  std::vector<layout::UnpackedLayer> layers(int count) {
    std::vector<layout::UnpackedLayer> out(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      const std::string name = concat("layer", i);
      EXPECT_TRUE(make_dirs(dir_->fd(), name, 0755));
      out[static_cast<std::size_t>(i)].folder = at(name);
    }
    return out;
  }
  runtime::Config fill(int count, const Options& options = {}, Upper upper = Upper::kKept) {
    const Result<void> filled = fill_bundle(bundle_, layers(count), image_, options, upper);
    EXPECT_TRUE(filled) << filled.error().text();
    const Result<std::string> text = read_file(bundle_, "config.json", 1 << 20);
    Result<runtime::Config> config = runtime::parse_config(text ? *text : "");
    EXPECT_TRUE(config) << config.error().text();
    return config ? *config : runtime::Config{};
  }
  std::vector<std::string> names(const std::string& folder) {
    Result<std::vector<std::string>> found = list_dir(dir_->fd(), folder);
    return found ? *found : std::vector<std::string>{found.error().text()};
  }

  std::optional<TemporaryDir> dir_;
  Fd bundle_;
  image::ImageConfig image_;
};

TEST_F(Bundle, TheRootIsAnOverlayTheTopmostLayerFirst) {
  const runtime::Config config = fill(2);
  EXPECT_EQ(config.mounts.front().destination, "/");
  EXPECT_EQ(config.mounts.front().type, "overlay");
  EXPECT_THAT(config.mounts.front().options, ElementsAre("lowerdir=layers/0:layers/1", "upperdir=upper", "workdir=work",
                                                         "redirect_dir=off", "metacopy=off", "index=off"));
  char target[4096] = {};
  ASSERT_GT(::readlinkat(bundle_.get(), "layers/0", target, sizeof target - 1), 0);
  EXPECT_EQ(target, at("layer1"));
  EXPECT_THAT(names("bundle/rootfs"), IsEmpty());
}

TEST_F(Bundle, ABuildsUpperFolderIsVolatile) {
  EXPECT_THAT(fill(1, {}, Upper::kVolatile).mounts.front().options, Contains("volatile"));
}

TEST_F(Bundle, TheUpperFolderIsAsTheTopmostLayersRoot) {
  std::vector<layout::UnpackedLayer> all = layers(2);
  ASSERT_EQ(::chmod(at("layer1").c_str(), 01711), 0);
  const timespec times[2] = {{100, 0}, {12345, 678}};
  ASSERT_EQ(::utimensat(AT_FDCWD, at("layer1").c_str(), times, 0), 0);
  ASSERT_TRUE(fill_bundle(bundle_, all, image_, {}, Upper::kKept));
  struct stat status {};
  ASSERT_EQ(::fstatat(bundle_.get(), "upper", &status, 0), 0);
  EXPECT_EQ(status.st_mode & 07777, 01711u);
  EXPECT_EQ(status.st_mtim.tv_sec, 12345);
  EXPECT_EQ(status.st_mtim.tv_nsec, 678);
}

TEST_F(Bundle, TheMostLayersFitOneMountOption) {
  const std::string lower = fill(127).mounts.front().options.front();
  EXPECT_LT(lower.size(), 4096u - 256u) << "mount(2) takes a page";
  EXPECT_THAT(names("bundle/layers"), SizeIs(127));
}

TEST(OverlayLowers, AreTheTopmostFirstAndEachOnceInItsTopmostPlace) {
  EXPECT_THAT(overlay_lowers({"base", "empty", "change", "empty"}), ElementsAre("empty", "change", "base"));
}

TEST_F(Bundle, AnImageWithoutLayersHasAFolderOfItsOwn) {
  const runtime::Config config = fill(0);
  EXPECT_EQ(config.mounts.front().destination, "/proc");
  EXPECT_THAT(names("bundle"), ElementsAre("config.json", "hosts", "rootfs"));
}

TEST_F(Bundle, EtcFilesAreTheBundlesOwnAndComeBeforeTheCallersMounts) {
  Options options;
  options.hostname = "box";
  options.network = Network::kHost;
  options.mounts.resize(1);
  options.mounts[0].destination = "/etc/hosts";
  options.mounts[0].source = "/mine";
  const runtime::Config config = fill(1, options);
  std::vector<std::string> last;
  for (std::size_t i = config.mounts.size() - 3; i < config.mounts.size(); ++i) {
    last.push_back(config.mounts[i].source + " " + config.mounts[i].destination);
  }
  EXPECT_THAT(last, ElementsAre("hostname /etc/hostname", "resolv.conf /etc/resolv.conf", "/mine /etc/hosts"));
  EXPECT_THAT(names("bundle"),
              ElementsAre("config.json", "hostname", "layers", "resolv.conf", "rootfs", "upper", "work"));
}

TEST(DefaultHostname, IsTheHostsOrTheFoldersWhereItCanBeOne) {
  char host[256] = {};
  ASSERT_EQ(::gethostname(host, sizeof host - 1), 0);
  EXPECT_EQ(default_hostname(true, "box"), host);
  EXPECT_EQ(default_hostname(false, "box-1.example"), "box-1.example");
  for (const std::string& bad : {std::string(), std::string("a b"), std::string("-x"), std::string("..") + "/x",
                                 std::string("ü"), std::string(65, 'x')}) {
    EXPECT_EQ(default_hostname(false, bad), "container") << bad;
  }
}

TEST_F(Bundle, AFolderThatIsNotKeptIsGone) {
  {
    Result<BundleFolder> folder = BundleFolder::make(at("new"));
    ASSERT_TRUE(folder) << folder.error().text();
    ASSERT_TRUE(replace_file(folder->fd(), "file", "x", 0644, Durable::kNo));
    EXPECT_EQ(::access(at("new").c_str(), F_OK), -1) << "not before it is whole";
  }
  EXPECT_THAT(names("."), ElementsAre("bundle"));
  {
    Result<BundleFolder> folder = BundleFolder::make(at("new"));
    ASSERT_TRUE(folder) << folder.error().text();
    ASSERT_TRUE(folder->put_in_place());
    EXPECT_EQ(::access(folder->path().c_str(), F_OK), 0);
  }
  EXPECT_THAT(names("."), ElementsAre("bundle"));
  {
    Result<BundleFolder> folder = BundleFolder::make(at("bundle/"));
    ASSERT_TRUE(folder) << folder.error().text();
    ASSERT_TRUE(replace_file(folder->fd(), "file", "x", 0644, Durable::kNo));
    ASSERT_TRUE(folder->put_in_place());
    folder->keep();
  }
  EXPECT_THAT(names("bundle"), ElementsAre("file"));
  EXPECT_FALSE(BundleFolder::make(at("bundle"))) << "it is not empty any more";
}

}  // namespace
}  // namespace spec::bundle
