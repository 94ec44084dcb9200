#include "spec/image/config.h"

#include <gtest/gtest.h>

#include "spec/image/chain_id.h"

namespace spec::image {
namespace {

const std::string kDiffId = "sha256:" + std::string(64, 'a');

const std::string kWhole =
    R"({"created":"2015-10-31T22:22:56.015925234Z","author":"A","architecture":"arm64","variant":"v8","os":"linux",)"
    R"("config":{"User":"alice","ExposedPorts":{"8080/tcp":{}},"Env":["A=1","B="],"Entrypoint":["/bin/a"],)"
    R"("Cmd":["--x"],"Healthcheck":{"Test":["CMD","true"],"Interval":30000000000,"Retries":3},)"
    R"("Volumes":{"/var/job":{}},"WorkingDir":"/home/alice","OnBuild":["RUN x"],"Labels":{"k":"v"},)"
    R"("StopSignal":"SIGKILL","Shell":["/bin/sh","-c"],"Hostname":"x"},"rootfs":{"type":"layers","diff_ids":[")" +
    kDiffId +
    R"("]},"history":[{"created":"2015-10-31T22:22:54Z","created_by":"ADD"},{"created_by":"CMD","empty_layer":true}],)"
    R"("x-new":{"a":[]}})";

TEST(ImageConfig, RoundTripKeepsEverything) {
  const Result<ImageConfig> config = parse_config(kWhole);
  ASSERT_TRUE(config) << config.error().text();
  EXPECT_EQ(write_config(*config), kWhole);
  EXPECT_EQ(config->config.exposed_ports.count("8080/tcp"), 1U);
  EXPECT_EQ(config->config.healthcheck->interval, 30'000'000'000);
  EXPECT_TRUE(config->history.at(1).empty_layer);
  EXPECT_EQ(platform_of(*config).text(), "linux/arm64");
}

TEST(ImageConfig, NullIsAbsent) {
  const Result<ImageConfig> config = parse_config(
      R"({"architecture":"amd64","os":"linux","config":{"Cmd":null,"Volumes":null,"ExposedPorts":{"1/udp":null}},)"
      R"("rootfs":{"type":"layers","diff_ids":null},"history":null})");
  ASSERT_TRUE(config) << config.error().text();
  EXPECT_TRUE(config->config.cmd.empty());
  EXPECT_TRUE(config->rootfs.diff_ids.empty());
  EXPECT_FALSE(config->config.healthcheck);
}

TEST(ImageConfig, ErrorsNameThePlace) {
  const auto error = [](const std::string& text) { return parse_config(text).error().text(); };
  EXPECT_EQ(error(R"({"os":"linux","rootfs":{"type":"layers","diff_ids":[]}})"),
            "image config: architecture: is missing");
  EXPECT_EQ(error(R"({"architecture":"a","os":"linux","rootfs":{"type":"x","diff_ids":[]}})"),
            "image config: rootfs.type: unknown type \"x\"");
  EXPECT_EQ(error(R"({"architecture":"a","os":"linux","rootfs":{"type":"layers","diff_ids":["x"]}})"),
            "image config: rootfs.diff_ids[0]: invalid digest \"x\"");
  EXPECT_EQ(error(R"({"architecture":"a","os":"linux","rootfs":{"type":"layers"}})"),
            "image config: rootfs.diff_ids: is missing");
}

TEST(ChainId, IsComputedOverParentAndDiffId) {
  const Digest a = digest_of("a");
  const Digest b = digest_of("b");
  const Digest c = digest_of("c");
  const std::vector<Digest> chain = chain_ids({a, b, c});
  ASSERT_EQ(chain.size(), 3U);
  EXPECT_EQ(chain[0], a);
  EXPECT_EQ(chain[1], digest_of(a.text() + " " + b.text()));
  EXPECT_EQ(chain[2], digest_of(chain[1].text() + " " + c.text()));
  EXPECT_TRUE(chain_ids({}).empty());
}

}  // namespace
}  // namespace spec::image
