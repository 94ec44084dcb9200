#include <gtest/gtest.h>

#include <cstring>

#include "spec/layer/tar_reader.h"
#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

struct Read {
  std::vector<Entry> entries;
  std::vector<std::string> contents;
  std::string error;
};
Read read_tar(const std::string& text, const TarLimits& limits = {}) {
  Read all;
  StringSource source(text, 700);
  Result<TarReader> reader = TarReader::open(source, limits);
  if (!reader) return {{}, {}, reader.error().text()};
  Entry entry;
  while (true) {
    const Result<bool> more = reader->next(entry);
    if (!more) all.error = more.error().text();
    if (!more || !*more) return all;
    std::string content;
    while (true) {
      const auto block = reader->next_block();
      if (!block) {
        all.error = block.error().text();
        return all;
      }
      if (!*block) break;
      content.resize((*block)->offset);
      content += (*block)->data;
    }
    all.entries.push_back(entry);
    all.contents.push_back(content);
  }
}

Entry rich_entry() {
  Entry entry;
  entry.path = "usr/bin/a";
  entry.mode = 04755;
  entry.uid = 1000;
  entry.gid = 3000000;
  entry.mtime = {1234567890, 0};
  entry.xattrs = {{"security.capability", std::string("\1\0\0\2x", 5)}, {"user.a", "b"}};
  return entry;
}

TEST(Tar, RoundTripKeepsEverything) {
  const std::string long_name = std::string(120, 'd') + "/" + std::string(150, 'f');
  Entry device;
  device.path = "dev/x";
  device.kind = EntryKind::kBlockDevice;
  device.mode = 0660;
  device.device = makedev(8, 300);
  const Read read = read_tar(Tar()
                                 .folder("usr", 01777)
                                 .entry(rich_entry(), "content")
                                 .file(long_name, "long")
                                 .file("caf\xc3\xa9", "")
                                 .file("bad\xff\xfe", "")
                                 .symlink("l", std::string(200, 't'))
                                 .hard_link("h", "usr/bin/a")
                                 .entry(device)
                                 .text());
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.entries.size(), 8u);
  EXPECT_EQ(read.entries[0].path, "usr/");
  EXPECT_EQ(read.entries[0].kind, EntryKind::kFolder);
  EXPECT_EQ(read.entries[0].mode, 01777u);
  const Entry& rich = read.entries[1];
  EXPECT_EQ(rich.mode, 04755u);
  EXPECT_EQ(rich.uid, 1000u);
  EXPECT_EQ(rich.gid, 3000000u);
  EXPECT_EQ(rich.mtime.tv_sec, 1234567890);
  EXPECT_EQ(rich.xattrs, rich_entry().xattrs);
  EXPECT_EQ(read.contents[1], "content");
  EXPECT_EQ(read.entries[2].path, long_name);
  EXPECT_EQ(read.contents[2], "long");
  EXPECT_EQ(read.entries[3].path, "caf\xc3\xa9");
  EXPECT_EQ(read.entries[4].path, "bad\xff\xfe");
  EXPECT_EQ(read.entries[5].target, std::string(200, 't'));
  EXPECT_EQ(read.entries[6].kind, EntryKind::kHardLink);
  EXPECT_EQ(read.entries[6].target, "usr/bin/a");
  EXPECT_EQ(read.entries[7].kind, EntryKind::kBlockDevice);
  EXPECT_EQ(read.entries[7].device, makedev(8, 300));
}

TEST(Tar, PlainEntriesNeedNoPaxHeader) {
  Tar tar;
  tar.file("a", "x");
  EXPECT_EQ(tar.text().size(), 512u * 4);  // header, content, end
  Tar longer;
  longer.file(std::string(100, 'd') + "/" + std::string(100, 'f'), "x");
  EXPECT_EQ(longer.text().size(), 512u * 4);
  EXPECT_EQ(Tar().entry(rich_entry()).text(), Tar().entry(rich_entry()).text());
}

TEST(Tar, TimesAreClampedAndMayBeBefore1970) {
  StringSink sink;
  TarWriter writer(sink, 1000);
  Entry entry;
  entry.path = "late";
  entry.mtime = {5000, 7};
  ASSERT_TRUE(writer.add_file(entry, std::string_view()));
  entry.path = "early";
  entry.mtime = {-5, 0};
  ASSERT_TRUE(writer.add_file(entry, std::string_view()));
  ASSERT_TRUE(writer.finish());
  const Read read = read_tar(sink.data);
  ASSERT_EQ(read.entries.size(), 2u) << read.error;
  EXPECT_EQ(read.entries[0].mtime.tv_sec, 1000);
  EXPECT_EQ(read.entries[0].mtime.tv_nsec, 0);
  EXPECT_EQ(read.entries[1].mtime.tv_sec, -5);
}

TEST(Tar, TheWriterRefusesTheOverlaysOwnMarks) {
  StringSink sink;
  TarWriter writer(sink);
  Entry entry;
  entry.path = "a";
  entry.xattrs = {{"trusted.overlay.opaque", "y"}};
  EXPECT_FALSE(writer.add(entry));
}

TEST(Tar, AShrinkingFileIsAnError) {
  Result<TemporaryDir> dir = TemporaryDir::make_in_tmp();
  ASSERT_TRUE(replace_file(dir->fd(), "f", "abc", 0644, Durable::kNo));
  const Result<Fd> file = open_at(dir->fd(), "f", O_RDONLY);
  StringSink sink;
  TarWriter writer(sink);
  Entry entry;
  entry.path = "f";
  entry.size = 4;
  EXPECT_EQ(writer.add_file(entry, *file).error().text(), "f: became shorter while it was read");
}

TEST(Tar, AFileInPiecesIsTheSameAsOneAtOnce) {
  Entry entry;
  entry.path = "f";
  entry.size = 700;
  const std::string content(700, 'x');
  StringSink whole;
  TarWriter at_once(whole);
  ASSERT_TRUE(at_once.add_file(entry, content));
  StringSink pieces;
  TarWriter writer(pieces);
  ASSERT_TRUE(writer.begin_file(entry));
  ASSERT_TRUE(writer.write_content(content.substr(0, 600)));
  EXPECT_EQ(writer.end_file().error().text(), "tar: a file lacks 100 bytes");
  ASSERT_TRUE(writer.write_content(content.substr(600)));
  EXPECT_EQ(writer.write_content("y").error().text(), "tar: a file is longer than it was to be");
  ASSERT_TRUE(writer.end_file());
  EXPECT_EQ(pieces.data, whole.data);
}

TEST(Tar, TheReaderSaysWhereContentIs) {
  const std::string text =
      Tar().file("a", "one").file(std::string(200, 'd') + "/" + std::string(200, 'f'), "two").text();
  StringSource source(text, 700);
  Result<TarReader> reader = TarReader::open(source, {});
  ASSERT_TRUE(reader);
  Entry entry;
  for (const char* content : {"one", "two"}) {
    ASSERT_TRUE(*reader->next(entry));
    EXPECT_EQ(text.substr(reader->content_position(), 3), content) << entry.path;
  }
}

TEST(Tar, NothingAtAllIsATarWithoutEntries) {
  EXPECT_EQ(read_tar("").error, "");
  EXPECT_EQ(read_tar(std::string(1024, '\0')).error, "");
  EXPECT_TRUE(read_tar(std::string(1024, '\0')).entries.empty());
}

TEST(Tar, GarbageAndTruncationAreErrors) {
  EXPECT_NE(read_tar("this is no tar").error, "");
  EXPECT_NE(read_tar(std::string(2000, 'x')).error, "");
  const std::string whole = Tar().file("a", std::string(3000, 'a')).text();
  EXPECT_NE(read_tar(whole.substr(0, 700)).error, "");
  EXPECT_NE(read_tar(whole.substr(0, 100)).error, "");
}

// A header's field replaced, with the checksum put right.
std::string with_field(std::string tar, std::size_t at, const std::string& bytes) {
  tar.replace(at, bytes.size(), bytes);
  tar.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(tar[i]);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  tar.replace(148, 7, digits, 7);
  return tar;
}

TEST(Tar, NegativeAndEndlessSizesAreErrors) {
  const std::string tar = Tar().file("a", "abc").text();
  EXPECT_NE(read_tar(with_field(tar, 124, std::string(12, '\xff'))).error, "");
  const Read huge = read_tar(with_field(tar, 124, std::string("\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12)));
  EXPECT_NE(huge.error, "");
  // An owner that the kernel takes for "no change".
  EXPECT_NE(read_tar(with_field(tar, 108, std::string("\x80\0\0\0\xff\xff\xff\xff", 8))).error, "");
}

TEST(Tar, LimitsHold) {
  const std::string tar = Tar().file("a", std::string(5000, 'a')).file("b", "").file("c", "").text();
  EXPECT_NE(read_tar(tar, {.total_bytes = 4000}).error.find("larger than 4000 bytes"), std::string::npos);
  EXPECT_EQ(read_tar(tar, {.entries = 2}).error, "tar: more than 2 entries");
}

// The map of a sparse file is kept in memory: a small blob could ask for much.
TEST(Tar, AHugeSparseMapIsRefused) {
  std::string map = "9999999\n";
  while (map.size() < (24u << 20)) map += "0\n0\n";
  const std::string content = map + std::string(512 - map.size() % 512, '\0');
  std::string records;
  for (const char* record : {"22 GNU.sparse.major=1\n", "22 GNU.sparse.minor=0\n", "21 GNU.sparse.name=f\n",
                             "31 GNU.sparse.realsize=1000000\n"}) {
    records += record;
  }
  StringSink sink;
  TarWriter writer(sink);
  Entry entry;
  entry.path = "pax";
  ASSERT_TRUE(writer.add_file(entry, records));
  sink.data = with_field(sink.data, 156, "x");
  const std::size_t pax_end = sink.data.size();
  entry.path = "f";
  ASSERT_TRUE(writer.add_file(entry, content));
  ASSERT_TRUE(writer.finish());
  ASSERT_GT(sink.data.size(), pax_end);
  const Read read = read_tar(sink.data);
  EXPECT_NE(read.error.find("the headers of one entry are larger than"), std::string::npos) << read.error;
}

}  // namespace
}  // namespace spec::layer
