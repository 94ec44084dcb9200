#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/seccomp/filter.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"

namespace runtime::seccomp {
namespace {

using namespace spec::runtime;

Seccomp config(std::uint32_t number = 1) {
  Seccomp out;
  out.default_action = SeccompAction::kAllow;
  out.syscalls = {{{"getcpu"}, SeccompAction::kErrno, number, {}}};
  return out;
}

class SeccompCache : public testing::Test {
 protected:
  SeccompCache() : tmp_(TemporaryDir::make_in_tmp()), cache_(tmp_->path() + "/cache") {}
  std::vector<std::string> entries() {
    auto names = list_dir(FdRef::cwd(), cache_);
    return names ? *names : std::vector<std::string>{};
  }
  Filter get(const Seccomp& of) {
    Result<Filter> filter = compile_cached(of, cache_);
    EXPECT_TRUE(filter) << (filter ? "" : filter.error().text());
    return filter ? std::move(*filter) : Filter{};
  }
  Result<TemporaryDir> tmp_;
  std::string cache_;
};

TEST_F(SeccompCache, TheSecondTimeComesFromTheFile) {
  const Filter first = get(config());
  ASSERT_EQ(entries().size(), 1u);
  const std::string path = cache_ + "/" + entries()[0];
  // Another program in the file: it is what comes back.
  std::string text = *read_file(path, 1 << 20);
  text.back() = static_cast<char>(text.back() + 1);
  ASSERT_TRUE(replace_file(FdRef::cwd(), path, text, 0600, Durable::kNo));
  const Filter second = get(config());
  EXPECT_EQ(second.program.size(), first.program.size());
  EXPECT_NE(second.program, first.program);
  EXPECT_EQ(second.flags, first.flags);
}

TEST_F(SeccompCache, AnotherFilterIsAnotherEntry) {
  const Filter first = get(config(1));
  const Filter second = get(config(2));
  EXPECT_NE(first.program, second.program);
  EXPECT_EQ(entries().size(), 2u);
  EXPECT_EQ(get(config(1)).program, first.program);
}

TEST_F(SeccompCache, AnAgentsPathAndMetadataMakeNoDifference) {
  Seccomp notify = config();
  notify.syscalls[0].action = SeccompAction::kNotify;
  notify.syscalls[0].errno_ret.reset();
  notify.listener_path = "/a";
  EXPECT_TRUE(get(notify).notify);
  notify.listener_path = "/b";
  notify.listener_metadata = "m";
  EXPECT_TRUE(get(notify).notify);
  EXPECT_EQ(entries().size(), 1u);
}

TEST_F(SeccompCache, AFileWithAnotherKeyOrCutShortIsNotUsed) {
  const Filter right = get(config());
  const std::string path = cache_ + "/" + entries()[0];
  const std::string text = *read_file(path, 1 << 20);
  std::string other_key = text;
  other_key[30] = static_cast<char>(other_key[30] ^ 1);
  for (const std::string& bad : {other_key, text.substr(0, text.size() - 8), text.substr(0, 10), std::string()}) {
    ASSERT_TRUE(replace_file(FdRef::cwd(), path, bad, 0600, Durable::kNo));
    EXPECT_EQ(get(config()).program, right.program);
    EXPECT_EQ(*read_file(path, 1 << 20), text);  // and it is put right
  }
}

TEST_F(SeccompCache, AFolderOrFileThatOthersCanWriteIsNotUsed) {
  const Filter right = get(config());
  const std::string path = cache_ + "/" + entries()[0];
  std::string text = *read_file(path, 1 << 20);
  text.back() = static_cast<char>(text.back() + 1);
  ASSERT_TRUE(replace_file(FdRef::cwd(), path, text, 0666, Durable::kNo));
  EXPECT_EQ(get(config()).program, right.program);
  ASSERT_TRUE(replace_file(FdRef::cwd(), path, text, 0600, Durable::kNo));
  ASSERT_EQ(::chmod(cache_.c_str(), 0777), 0);
  EXPECT_EQ(get(config()).program, right.program);
  ASSERT_EQ(::chmod(cache_.c_str(), 0700), 0);
  EXPECT_NE(get(config()).program, right.program);
}

TEST_F(SeccompCache, ALinkInItsPlaceIsNotFollowed) {
  const std::string elsewhere = tmp_->path() + "/elsewhere";
  ASSERT_EQ(::mkdir(elsewhere.c_str(), 0700), 0);
  ASSERT_EQ(::symlink(elsewhere.c_str(), cache_.c_str()), 0);
  EXPECT_FALSE(get(config()).program.empty());
  EXPECT_TRUE(list_dir(FdRef::cwd(), elsewhere)->empty());
}

TEST_F(SeccompCache, ItIsBounded) {
  for (std::uint32_t i = 0; i < 70; ++i) get(config(i));
  EXPECT_EQ(entries().size(), 64u);
}

}  // namespace
}  // namespace runtime::seccomp
