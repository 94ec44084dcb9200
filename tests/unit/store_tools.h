// For tests of the store: one in a temporary folder, and images made by hand.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "spec/image/config.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/image/platform.h"
#include "spec/layer/compression.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/names.h"
#include "spec/layout/unpack.h"
#include "tests/unit/layer_tools.h"

namespace spec::layout {

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<TemporaryDir> made = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(made) << made.error().text();
    outer_.emplace(std::move(*made));
    Result<Store> opened = Store::open(outer_->path() + "/store");
    ASSERT_TRUE(opened) << opened.error().text();
    store_.emplace(std::move(*opened));
  }
  std::string root() const { return store_->path(); }
  bool there(const std::string& path) const {
    return ::faccessat(store_->dir().get(), path.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
  }
  std::vector<std::string> list(const std::string& path) const { return *list_dir(store_->dir(), path); }

  // A gzip layer, a config, a manifest; returns the manifest's descriptor.
  image::Descriptor make_image(const Lease& lease, const std::vector<std::string>& tars,
                               const std::string& env = "A=1") {
    image::ImageConfig config;
    config.os = "linux";
    config.architecture = image::host_platform().architecture;
    config.config.env = {env};
    image::Manifest manifest;
    manifest.media_type = image::kOciManifest;
    for (const std::string& tar : tars) {
      layer::StringSink sink;
      const auto gzip = layer::compress(sink, layer::Compression::kGzip);
      EXPECT_TRUE((*gzip)->write(tar));
      EXPECT_TRUE((*gzip)->finish());
      manifest.layers.push_back(*put_blob(lease, sink.data, std::string(image::kOciLayerGzip)));
      config.rootfs.diff_ids.push_back(image::digest_of(tar));
    }
    manifest.config = *put_blob(lease, image::write_config(config), std::string(image::kOciConfig));
    return *put_blob(lease, image::write_manifest(manifest), std::string(image::kOciManifest));
  }

  std::optional<TemporaryDir> outer_;
  std::optional<Store> store_;
};

}  // namespace spec::layout
