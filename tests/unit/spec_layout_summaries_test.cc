#include "spec/layout/summaries.h"

#include <unistd.h>

#include "spec/layout/find_image.h"
#include "spec/layout/names.h"
#include "tests/unit/store_tools.h"

namespace spec::layout {
namespace {

class SummariesTest : public StoreTest {
 protected:
  // An image of the store, and what is to be remembered of it.
  std::pair<image::Digest, Summary> an_image(const std::string& environment) {
    const Result<Lease> lease = Lease::take(*store_);
    const image::Descriptor target = make_image(*lease, {}, environment);
    EXPECT_TRUE(set_name(*store_, environment, target));
    const Result<StoredImage> image = load_image(*store_, target, image::host_platform());
    return {
        target.digest,
        {target.digest, image->id(), "2026-01-02T03:04:05Z", 7, {{8, image::digest_of("d"), image::digest_of("c")}}}};
  }
  std::string text() { return *read_file(store_->dir(), "summaries", 1 << 20); }
  void replace(const std::string& text) {
    ASSERT_TRUE(replace_file(store_->dir(), "summaries", text, 0600, Durable::kNo));
  }
};

TEST_F(SummariesTest, ComeBackAsTheyWereWritten) {
  EXPECT_TRUE(read_summaries(*store_).empty());
  Summaries written = {an_image("A=1"), an_image("A=2")};
  written.begin()->second.created.clear();
  written.begin()->second.packed.clear();
  write_summaries(*store_, written);
  EXPECT_EQ(read_summaries(*store_), written);
  write_summaries(*store_, {});
  EXPECT_TRUE(read_summaries(*store_).empty());
}

TEST_F(SummariesTest, AreNoneForAnImageThatIsNotAllThere) {
  const auto one = an_image("A=1");
  const auto two = an_image("A=2");
  for (const image::Digest& gone : {one.first, one.second.id}) {
    write_summaries(*store_, {one, two});
    const Result<std::string> blob = store_->read_blob(gone);
    ASSERT_EQ(::unlinkat(store_->dir().get(), Store::blob_path(gone).c_str(), 0), 0);
    EXPECT_EQ(read_summaries(*store_), Summaries{two});
    ASSERT_TRUE(replace_file(store_->dir(), Store::blob_path(gone), *blob, 0600, Durable::kNo));
    EXPECT_EQ(read_summaries(*store_).size(), 2u);
  }
}

TEST_F(SummariesTest, AreNoneWhereTheFileIsDamagedOrAnotherMachines) {
  const Summaries written = {an_image("A=1")};
  write_summaries(*store_, written);
  const std::string whole = text();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    replace(whole.substr(0, size));
    EXPECT_TRUE(read_summaries(*store_).empty()) << size;
    std::string flipped = whole;
    flipped[size] = static_cast<char>(flipped[size] ^ 1);
    replace(flipped);
    EXPECT_TRUE(read_summaries(*store_).empty()) << size;
  }
  replace(whole);
  EXPECT_EQ(read_summaries(*store_), written);
  // What somebody wrote with the right digest and the wrong words.
  const std::string start = whole.substr(0, whole.find("sha256:"));
  for (const std::string rest : {"x\n", "\n", "sha256:1 2 3\n"}) {
    replace(start + image::digest_of(rest).text() + "\n" + rest);
    EXPECT_TRUE(read_summaries(*store_).empty()) << rest;
  }
}

TEST_F(SummariesTest, HaveNoRoomForWhatAnImageMaySayInsteadOfATime) {
  for (const std::string& created : {std::string("-"), std::string("a b"), std::string("\n"), std::string(1000, 'x')}) {
    auto one = an_image("A=1");
    one.second.created = created;
    write_summaries(*store_, {one});
    EXPECT_TRUE(read_summaries(*store_).empty()) << created;
  }
}

}  // namespace
}  // namespace spec::layout
