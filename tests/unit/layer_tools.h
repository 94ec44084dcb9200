// For tests of layers: streams in memory, tars from a few words, folders as text.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/stream.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/layer/apply.h"
#include "spec/layer/attributes.h"
#include "spec/layer/lower_view.h"
#include "spec/layer/tar_writer.h"

namespace spec::layer {

struct StringSink : Sink {
  Result<void> write(std::string_view part) override {
    data += part;
    return {};
  }
  std::string data;
};

// Gives at most `step` bytes at a time.
struct StringSource : Source {
  explicit StringSource(std::string text, std::size_t step_ = 1 << 20) : data(std::move(text)), step(step_) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t n = data.copy(buffer, std::min(size, step), used);
    used += n;
    return n;
  }
  std::string data;
  std::size_t step;
  std::size_t used = 0;
};

inline Result<std::string> read_to_end(Source& source, std::size_t step = 1 << 16, std::size_t max = 1 << 28) {
  std::string data;
  std::string buffer(step, '\0');
  while (data.size() <= max) {
    const std::size_t n = TRY(source.read(buffer.data(), buffer.size()));
    if (n == 0) break;
    data.append(buffer, 0, n);
  }
  return data;
}

// A tar, entry by entry: Tar().folder("a").file("a/b", "text").symlink("l", "a").text()
class Tar {
 public:
  Tar& entry(Entry entry, const std::string& content = "") {
    if (entry.mtime.tv_sec == 0) entry.mtime.tv_sec = 1000000000;
    Result<void> added = entry.kind == EntryKind::kFile ? writer_.add_file(entry, content) : writer_.add(entry);
    EXPECT_TRUE(added) << (added ? "" : added.error().text());
    return *this;
  }
  Tar& folder(const std::string& path, mode_t mode = 0755) {
    Entry e;
    e.path = path;
    e.kind = EntryKind::kFolder;
    e.mode = mode;
    return entry(e);
  }
  Tar& file(const std::string& path, const std::string& content = "", mode_t mode = 0644) {
    Entry e;
    e.path = path;
    e.mode = mode;
    return entry(e, content);
  }
  Tar& symlink(const std::string& path, const std::string& target) {
    Entry e;
    e.path = path;
    e.kind = EntryKind::kSymlink;
    e.mode = 0777;
    e.target = target;
    return entry(e);
  }
  Tar& hard_link(const std::string& path, const std::string& target) {
    Entry e;
    e.path = path;
    e.kind = EntryKind::kHardLink;
    e.target = target;
    return entry(e);
  }
  std::string text() {
    EXPECT_TRUE(writer_.finish());
    return sink_.data;
  }

 private:
  StringSink sink_;
  TarWriter writer_{sink_};
};

// A tree as lines, sorted: "etc/", "etc/passwd=content", "l->target", "x whiteout", "d/ opaque".
inline void describe_tree(FdRef folder, const std::string& prefix, std::string& out) {
  const Result<std::vector<std::string>> names = list_dir(folder, ".");
  ASSERT_TRUE(names);
  for (const std::string& name : *names) {
    struct stat status;
    ASSERT_EQ(::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW), 0);
    out += prefix + name;
    if (S_ISDIR(status.st_mode)) {
      const Result<Fd> child = open_dir(folder, name);
      ASSERT_TRUE(child);
      out += is_opaque(*child) ? "/ opaque\n" : "/\n";
      describe_tree(*child, prefix + name + "/", out);
    } else if (S_ISLNK(status.st_mode)) {
      out += "->" + *read_link(folder, name) + "\n";
    } else if (is_whiteout(status)) {
      out += " whiteout\n";
    } else if (S_ISREG(status.st_mode)) {
      out += "=" + *read_file(folder, name, 1 << 20) + "\n";
    } else {
      out += " special\n";
    }
  }
}
inline std::string tree_of(FdRef folder) {
  std::string out;
  describe_tree(folder, "", out);
  return out;
}

// A folder outside, with a sentinel, and a root inside it.
class LayerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "whiteouts and owners of layers need root";
    Result<TemporaryDir> made = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(made) << made.error().text();
    outer_.emplace(std::move(*made));
    ASSERT_TRUE(replace_file(outer_->fd(), "victim", "untouched", 0644, Durable::kNo));
    root_ = folder("root");
  }
  void TearDown() override {
    if (!outer_) return;
    EXPECT_EQ(*read_file(outer_->fd(), "victim", 100), "untouched");
  }
  Fd folder(const std::string& name) {
    EXPECT_TRUE(make_dirs(outer_->fd(), name, 0755));
    return std::move(*open_dir(outer_->fd(), name));
  }
  Result<Applied> apply_to(FdRef root, std::string tar, const ApplyOptions& options = {}) {
    StringSource source(std::move(tar));
    return apply(source, root, options);
  }
  // "ok", or the error's text.
  std::string outcome(std::string tar, const ApplyOptions& options = {}) {
    const Result<Applied> applied = apply_to(root_, std::move(tar), options);
    return applied ? "ok" : applied.error().text();
  }
  struct stat status_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::fstatat(root_.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW), 0) << path;
    return status;
  }

  std::optional<TemporaryDir> outer_;
  Fd root_;
};

}  // namespace spec::layer
