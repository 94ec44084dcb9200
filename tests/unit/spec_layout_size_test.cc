#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/layout/layers.h"
#include "tests/unit/store_tools.h"

namespace spec::layout {
namespace {

class LayerSize : public StoreTest {
 protected:
  // What `fill` makes of a folder, as a layer.
  template <class F>
  UnpackedLayer make_layer(const Lease& lease, F fill) {
    const std::string folder = lease.tmp_path() + "/upper";
    EXPECT_EQ(::mkdir(folder.c_str(), 0755), 0);
    fill(*open_dir(folder));
    const LayerId id{LayerId::By::kDiff, image::digest_of("a layer")};
    Result<UnpackedLayer> layer = unpacked_layers(*store_)->adopt(lease, folder, id);
    EXPECT_TRUE(layer) << layer.error().text();
    return layer ? *layer : UnpackedLayer{};
  }
  std::string size(const UnpackedLayer& layer) {
    const Result<std::uint64_t> bytes = unpacked_layers(*store_)->size(layer);
    return bytes ? std::to_string(*bytes) : bytes.error().text();
  }
};

TEST_F(LayerSize, CountsEachRegularFileOnce) {
  const Lease lease = std::move(*Lease::take(*store_));
  const UnpackedLayer layer = make_layer(lease, [](const Fd& dir) {
    ASSERT_TRUE(make_dirs(dir, "a/b/c", 0755));
    ASSERT_TRUE(replace_file(dir, "a/one", std::string(1000, 'x'), 0644, Durable::kNo));
    ASSERT_TRUE(replace_file(dir, "a/b/c/two", std::string(20, 'x'), 0644, Durable::kNo));
    ASSERT_EQ(::linkat(dir.get(), "a/one", dir.get(), "a/b/same", 0), 0);
    ASSERT_EQ(::symlinkat("/etc/passwd", dir.get(), "a/link"), 0);
    ASSERT_EQ(::symlinkat("..", dir.get(), "a/b/up"), 0);
    ASSERT_EQ(::mkfifoat(dir.get(), "fifo", 0644), 0);
  });
  EXPECT_EQ(size(layer), "1020");
}

TEST_F(LayerSize, IsRememberedBesideTheLayer) {
  const Lease lease = std::move(*Lease::take(*store_));
  const UnpackedLayer layer =
      make_layer(lease, [](const Fd& dir) { ASSERT_TRUE(replace_file(dir, "file", "12345", 0644, Durable::kNo)); });
  EXPECT_EQ(size(layer), "5");
  ASSERT_EQ(::unlink((layer.folder + "/file").c_str()), 0);  // no layer ever changes: only a new count would see it
  EXPECT_EQ(size(layer), "5");
}

}  // namespace
}  // namespace spec::layout
