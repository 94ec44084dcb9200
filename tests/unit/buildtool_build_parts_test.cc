// Small parts of a build that need no store.
#include <gtest/gtest.h>

#include <poll.h>

#include <thread>

#include "buildtool/build/cache_config.h"
#include "buildtool/build/claims.h"
#include "buildtool/build/emulator.h"
#include "buildtool/build/interrupt.h"
#include "buildtool/build/stage_layers.h"
#include "buildtool/cache/filter.h"
#include "spec/base/timestamp.h"

namespace buildtool::build {
namespace {

const spec::image::Digest kKey = spec::image::digest_of("a key");

TEST(Interrupt, ALinkedOneIsRaisedWithTheOtherAndByItself) {
  const Interrupt never = Interrupt::never();
  const Interrupt first = *never.linked();
  const Interrupt second = *first.linked();
  EXPECT_FALSE(second.raised());
  second.raise();
  EXPECT_TRUE(second.raised());
  EXPECT_FALSE(first.raised());
  const Interrupt third = *first.linked();
  first.raise();
  EXPECT_TRUE(third.raised());
  pollfd look = {third.fd().get(), POLLIN, 0};
  EXPECT_EQ(::poll(&look, 1, 0), 1);
  EXPECT_EQ(third.check().error().text(), "interrupted");
}

TEST(Claims, WhoeverComesFirstMakesItAndTheOthersGetIt) {
  Claims claims;
  EXPECT_EQ(*claims.take(kKey), nullptr);
  LayerPtr got;
  std::thread other([&] { got = *claims.take(kKey); });
  const auto made = std::make_shared<Layer>();
  claims.settle(kKey, made);
  other.join();
  EXPECT_EQ(got, made);
}

TEST(Claims, WhatFailedIsAnErrorForThoseWhoWaited) {
  Claims claims;
  EXPECT_EQ(*claims.take(kKey), nullptr);
  claims.settle(kKey, nullptr);
  EXPECT_EQ(claims.take(kKey).error().text(), "interrupted");
}

TEST(Emulator, IsOneWhoseMagicIsAnElfFileOfThatMachine) {
  constexpr std::string_view kArm64 =
      "enabled\ninterpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P\nflags: POF\noffset 0\n"
      "magic 7f454c460201010000000000000000000200b700\nmask ffffffffffffff00fffffffffffffffffeffffff\n";
  constexpr std::string_view kS390x =
      "enabled\ninterpreter /x\nflags: F\noffset 0\nmagic 7f454c4602020100000000000000000000020016\n";
  EXPECT_TRUE(is_emulator_for(kArm64, "arm64"));
  EXPECT_FALSE(is_emulator_for(kArm64, "arm"));
  EXPECT_FALSE(is_emulator_for(kArm64, "nosuch"));
  EXPECT_TRUE(is_emulator_for(kS390x, "s390x"));
  std::string disabled(kArm64);
  disabled.replace(0, 7, "disabled");
  EXPECT_FALSE(is_emulator_for(disabled, "arm64"));
  EXPECT_FALSE(is_emulator_for("enabled\ninterpreter /usr/bin/python3\nmagic cafebabe\n", "arm64"));
  EXPECT_FALSE(is_emulator_for("enabled\nmagic 7f454c46\n", "arm64"));
}

TEST(InlineCache, IsBase64InTheConfigAsBuildKitHasIt) {
  spec::image::ImageConfig config;
  EXPECT_TRUE(inline_records(config)->empty());
  set_inline_records(config, {{kKey, {{1, "2026-01-02T03:04:05Z"}}, kKey.text(), "RUN x"}});
  ASSERT_EQ(config.others.size(), 1U);
  EXPECT_EQ(config.others[0].name, "moby.buildkit.cache.v0");
  const auto records = inline_records(config);
  ASSERT_EQ(records->size(), 1U);
  EXPECT_EQ(records->front().results[0].layer, 1);
  EXPECT_EQ(records->front().description, "RUN x");
  config.others[0].value = "!!!!";
  EXPECT_EQ(inline_records(config).error().text(), "moby.buildkit.cache.v0: not base64");
}

TEST(Filter, AllThatAreAddedHaveToMatch) {
  cache::Entry entry;
  entry.id = "abc";
  entry.type = "regular";
  entry.used = now().tv_sec - 7200;
  cache::Filter filter;
  ASSERT_TRUE(filter.add("until=1h"));
  EXPECT_TRUE(filter.matches(entry));
  ASSERT_TRUE(filter.add("private"));
  ASSERT_TRUE(filter.add("id=abc"));
  EXPECT_TRUE(filter.matches(entry));
  entry.shared = true;
  EXPECT_FALSE(filter.matches(entry));
  cache::Filter longer;
  ASSERT_TRUE(longer.add("until=1d"));
  EXPECT_FALSE(longer.matches(entry));
  EXPECT_EQ(longer.add("color=red").error().text(), "unknown filter: color");
}

}  // namespace
}  // namespace buildtool::build
