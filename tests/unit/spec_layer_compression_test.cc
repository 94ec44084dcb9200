#include "spec/layer/compression.h"

#include <gtest/gtest.h>

#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

std::string sample(std::size_t size) {
  std::string text;
  unsigned state = 1;
  while (text.size() < size) {
    state = state * 1103515245 + 12345;
    text += concat("line ", state >> 16 & 1023, "\n");
  }
  text.resize(size);
  return text;
}

std::string compressed(const std::string& text, Compression form, std::size_t step = 1 << 20) {
  StringSink sink;
  const Result<std::unique_ptr<Compressor>> out = compress(sink, form);
  for (std::size_t at = 0; at < text.size(); at += step) EXPECT_TRUE((*out)->write(text.substr(at, step)));
  EXPECT_TRUE((*out)->finish());
  return sink.data;
}

// The plain text, or the error.
std::string plain(std::string data, std::size_t in_step = 1 << 20, std::size_t out_step = 1 << 16) {
  StringSource source(std::move(data), in_step);
  const Result<std::unique_ptr<Source>> out = decompress(source);
  if (!out) return out.error().text();
  const Result<std::string> text = read_to_end(**out, out_step);
  return text ? *text : text.error().text();
}

class BothForms : public ::testing::TestWithParam<Compression> {};

TEST_P(BothForms, RoundTripInPiecesOfAnySize) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5000}, std::size_t{3 << 20}}) {
    const std::string text = sample(size);
    const std::string data = compressed(text, GetParam());
    EXPECT_EQ(detect_compression(data), GetParam());
    EXPECT_EQ(plain(data), text);
    EXPECT_EQ(plain(data, 65537, 4097), text);
  }
  const std::string text = sample(20000);
  EXPECT_EQ(plain(compressed(text, GetParam()), 1, 1), text);
}

TEST_P(BothForms, OutputDoesNotDependOnHowItWasWritten) {
  const std::string text = sample(3 << 20);
  const std::string whole = compressed(text, GetParam());
  EXPECT_EQ(whole, compressed(text, GetParam(), 4096));
  EXPECT_EQ(whole, compressed(text, GetParam(), 1000003));
}

// zstd:chunked and eStargz say more about a layer, where a plain reader passes it over: between its parts, and at its
// end.
TEST(Compression, WhatLazyPullersAddIsPassedOver) {
  const std::string one = sample(5000);
  const std::string two = sample(70000);
  const std::string note = std::string("\x50\x2A\x4D\x18\x06\x00\x00\x00", 8) + "notes!";
  const std::string chunked =
      compressed(one, Compression::kZstd) + note + compressed(two, Compression::kZstd) + note + note;
  EXPECT_EQ(plain(chunked), one + two);
  EXPECT_EQ(plain(chunked, 1, 1), one + two);
  // An empty member whose header has the place of the table of contents in an extra field.
  const std::string footer = std::string("\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\0", 16) +
                             "00000000000000d7STARGZ" + std::string("\x01\0\0\xff\xff\0\0\0\0\0\0\0\0", 13);
  const std::string stargz = compressed(one, Compression::kGzip) + compressed(two, Compression::kGzip) + footer;
  EXPECT_EQ(plain(stargz), one + two);
  EXPECT_EQ(plain(stargz, 1, 1), one + two);
}

TEST_P(BothForms, TruncationDamageAndTrailingBytesAreErrors) {
  const std::string text = sample(100000);
  const std::string data = compressed(text, GetParam());
  for (const std::size_t cut : {data.size() - 1, data.size() - 5, data.size() / 2, std::size_t{9}}) {
    EXPECT_NE(plain(data.substr(0, cut)).find("the stream is cut short"), std::string::npos) << cut;
  }
  EXPECT_NE(plain(data + "x"), text);
  EXPECT_NE(plain(data + std::string(600, '\0')), text);
  std::string damaged = data;
  damaged[data.size() / 2] = static_cast<char>(damaged[data.size() / 2] ^ 0x55);
  EXPECT_NE(plain(damaged), text);
}

TEST_P(BothForms, ManyMembersAreOneStream) {
  const std::string data = compressed("one ", GetParam()) + compressed("", GetParam()) + compressed("two", GetParam());
  EXPECT_EQ(plain(data), "one two");
  EXPECT_EQ(plain(data, 1, 1), "one two");
}

TEST_P(BothForms, ABombCostsItsReaderNothing) {
  const std::string zeros(64 << 20, '\0');
  const std::string bomb = compressed(zeros, GetParam());
  EXPECT_LT(bomb.size(), std::size_t{1 << 20});
  StringSource source(bomb);
  const Result<std::unique_ptr<Source>> out = decompress(source);
  char buffer[4096];
  const Result<std::size_t> n = (*out)->read(buffer, sizeof buffer);
  ASSERT_TRUE(n);
  EXPECT_LE(*n, sizeof buffer);
  ApplyOptions options;
  options.limits.total_bytes = 1 << 20;
  EXPECT_EQ(apply(**out, FdRef(-1), options).error().text(), "tar: larger than 1048576 bytes");
}

INSTANTIATE_TEST_SUITE_P(Forms, BothForms, ::testing::Values(Compression::kGzip, Compression::kZstd),
                         [](const auto& test) { return test.param == Compression::kGzip ? "Gzip" : "Zstd"; });

TEST(Compression, PlainBytesComeThrough) {
  EXPECT_EQ(plain("abc"), "abc");
  EXPECT_EQ(plain(""), "");
  EXPECT_EQ(detect_compression("ab"), Compression::kNone);
  EXPECT_EQ(detect_compression("\x1f\x8b\x08"), Compression::kGzip);
  EXPECT_EQ(detect_compression("\x50\x2a\x4d\x18"), Compression::kZstd);
}

TEST(Compression, AWindowOfGigabytesIsRefused) {
  // A frame header that asks for a window of 2 GiB (RFC 8878, 3.1.1.1.2).
  EXPECT_NE(plain(std::string("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9)).find("zstd: "), std::string::npos);
}

TEST(Compression, UnknownLevelsAreErrors) {
  StringSink sink;
  EXPECT_EQ(compress(sink, Compression::kGzip, 13).error().text(), "gzip: there is no level 13");
  EXPECT_EQ(compress(sink, Compression::kZstd, 23).error().text(), "zstd: there is no level 23");
}

}  // namespace
}  // namespace spec::layer
