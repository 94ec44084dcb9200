#include "spec/layout/partial_blob.h"

#include "spec/layout/garbage.h"
#include "tests/unit/store_tools.h"

namespace spec::layout {
namespace {

using layer::StringSink;

class PartialBlobTest : public StoreTest {
 protected:
  static image::Descriptor descriptor(const std::string& content) {
    image::Descriptor blob;
    blob.digest = image::digest_of(content);
    blob.size = content.size();
    return blob;
  }
  PartialBlob take(const Lease& lease, const image::Descriptor& blob) {
    return std::move(*PartialBlob::take(lease, blob, [] { return Result<void>(fail("would wait")); }));
  }
  std::string path(const image::Descriptor& blob) { return "tmp/partial-sha256-" + std::string(blob.digest.hex()); }
};

TEST_F(PartialBlobTest, WhatCameIsKeptAndGoneOnWith) {
  const Lease lease = *Lease::take(*store_);
  const image::Descriptor blob = descriptor("first second");
  {
    PartialBlob first = take(lease, blob);
    EXPECT_TRUE(first.write("first "));
  }
  PartialBlob second = take(lease, blob);
  EXPECT_EQ(second.size(), 6u);
  StringSink seen;
  ASSERT_TRUE(second.replay(seen));
  EXPECT_EQ(seen.data, "first ");
  ASSERT_TRUE(second.write("second"));
  const Result<void> committed = second.commit();
  ASSERT_TRUE(committed) << committed.error().text();
  EXPECT_EQ(*store_->read_blob(blob), "first second");
  EXPECT_FALSE(there(path(blob)));
}

TEST_F(PartialBlobTest, OfNothingNothingStays) {
  const Lease lease = *Lease::take(*store_);
  const image::Descriptor blob = descriptor("content");
  { const PartialBlob empty = take(lease, blob); }
  EXPECT_FALSE(there(path(blob)));
}

TEST_F(PartialBlobTest, WrongContentIsDiscarded) {
  const Lease lease = *Lease::take(*store_);
  const image::Descriptor blob = descriptor("content");
  PartialBlob partial = take(lease, blob);
  ASSERT_TRUE(partial.write("CONTENT"));
  EXPECT_NE(partial.commit().error().message.find("the content's digest is sha256:"), std::string::npos);
  EXPECT_FALSE(there(path(blob)));
  EXPECT_FALSE(*store_->has(blob.digest));
}

TEST_F(PartialBlobTest, MoreThanExpectedIsAnError) {
  const Lease lease = *Lease::take(*store_);
  PartialBlob partial = take(lease, descriptor("content"));
  EXPECT_NE(partial.write("content and more").error().message.find("longer than the 7 bytes"), std::string::npos);
}

TEST_F(PartialBlobTest, WhoComesSecondWaitsAndFindsTheBlob) {
  const Lease lease = *Lease::take(*store_);
  const image::Descriptor blob = descriptor("content");
  std::optional<PartialBlob> first(take(lease, blob));
  int waited = 0;
  const PartialBlob second = *PartialBlob::take(lease, blob, [&]() -> Result<void> {
    if (++waited == 2) {
      EXPECT_TRUE(first->write("content"));
      EXPECT_TRUE(first->commit());
      first.reset();
    }
    return {};
  });
  EXPECT_EQ(waited, 2);
  EXPECT_TRUE(second.is_complete());
}

TEST_F(PartialBlobTest, CollectionKeepsWhatIsNew) {
  const image::Descriptor blob = descriptor("content");
  {
    const Lease lease = *Lease::take(*store_);
    PartialBlob partial = take(lease, blob);
    ASSERT_TRUE(partial.write("con"));
    ASSERT_TRUE(remove_partial_blobs(*store_, std::chrono::seconds(0)));
    EXPECT_TRUE(there(path(blob))) << "somebody is at it";
  }
  ASSERT_TRUE(collect(*store_));
  EXPECT_TRUE(there(path(blob)));
  ASSERT_TRUE(remove_partial_blobs(*store_, std::chrono::seconds(0)));
  EXPECT_FALSE(there(path(blob)));
}

}  // namespace
}  // namespace spec::layout
