#include "buildtool/context/digest_memory.h"

#include <gtest/gtest.h>

#include "buildtool/context/context.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/image/digest.h"

namespace buildtool::context {
namespace {

class DigestMemoryTest : public ::testing::Test {
 protected:
  std::unique_ptr<DigestMemory> open() const { return DigestMemory::open(store_, root_); }

  static Entry entry(std::uint64_t inode, std::int64_t changed) {
    Entry out;
    out.path = "f";
    out.mode = S_IFREG | 0644;
    out.on_device = 1;
    out.inode = inode;
    out.size = 5;
    out.change_seconds = changed;
    return out;
  }

  TemporaryDir folder_ = *TemporaryDir::make_in_tmp();
  Fd store_ = *open_dir(folder_.path());
  Fd root_ = *open_dir("/");
  const std::string one_ = spec::image::digest_of("one").text();
  const std::string two_ = spec::image::digest_of("two").text();
};

TEST_F(DigestMemoryTest, KnowsAFileThatIsAsItWas) {
  const std::unique_ptr<DigestMemory> first = open();
  EXPECT_EQ(first->find(entry(7, 1000)), "");
  first->note(entry(7, 1000), one_);
  first->note(entry(5, 1000), two_);
  ASSERT_TRUE(first->save());
  const std::unique_ptr<DigestMemory> second = open();
  EXPECT_EQ(second->find(entry(7, 1000)), one_);
  EXPECT_EQ(second->find(entry(5, 1000)), two_);
  EXPECT_EQ(second->find(entry(7, 1001)), "");
  EXPECT_EQ(second->find(entry(6, 1000)), "");
  Entry longer = entry(7, 1000);
  longer.size = 6;
  EXPECT_EQ(second->find(longer), "");
}

TEST_F(DigestMemoryTest, TakesTheNewerOfTwoAndKeepsTheRest) {
  const std::unique_ptr<DigestMemory> first = open();
  first->note(entry(7, 1000), one_);
  first->note(entry(8, 1000), one_);
  ASSERT_TRUE(first->save());
  const std::unique_ptr<DigestMemory> second = open();
  second->note(entry(7, 2000), two_);
  ASSERT_TRUE(second->save());
  const std::unique_ptr<DigestMemory> third = open();
  EXPECT_EQ(third->find(entry(7, 2000)), two_);
  EXPECT_EQ(third->find(entry(7, 1000)), "");
  EXPECT_EQ(third->find(entry(8, 1000)), one_);
}

TEST_F(DigestMemoryTest, DoesNotBelieveWhatHasJustBeenChanged) {
  const std::unique_ptr<DigestMemory> memory = open();
  memory->note(entry(7, now().tv_sec), one_);
  ASSERT_TRUE(memory->save());
  EXPECT_EQ(open()->find(entry(7, now().tv_sec)), "");
  const Result<std::vector<std::string>> files = list_dir(store_, ".");
  EXPECT_TRUE(files->empty());
}

TEST_F(DigestMemoryTest, IsEmptyWhereTheFileIsNoneOfIts) {
  const std::unique_ptr<DigestMemory> first = open();
  first->note(entry(7, 1000), one_);
  ASSERT_TRUE(first->save());
  const std::string name = list_dir(store_, kContexts)->front();
  const std::string path = concat(kContexts, "/", name);
  const std::string text = *read_file(store_, path, 1 << 20);
  for (const std::string& damaged : {text.substr(0, text.size() - 1), "x" + text.substr(1), std::string()}) {
    ASSERT_TRUE(replace_file(store_, path, damaged, 0600, Durable::kNo));
    EXPECT_EQ(open()->find(entry(7, 1000)), "");
  }
}

}  // namespace
}  // namespace buildtool::context
