#include "spec/base/utf8.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Utf8, DecodesCharactersOfAllLengths) {
  EXPECT_EQ(decode_utf8("a\xC3\xA9\xE2\x98\x83\xF0\x9F\x8E\x89"), U"a\u00E9\u2603\U0001F389");
  EXPECT_EQ(first_utf8("").size, 0u);
}

TEST(Utf8, StrayBytesStayApartAndComeBack) {
  // Cut short, too long a form of "/", a surrogate, above the last character, a lone continuation.
  for (const std::string text : {"\xE2\x98", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80x", "\xFF"}) {
    const std::u32string codes = decode_utf8(text);
    std::string again;
    for (const char32_t code : codes) append_utf8(again, code);
    EXPECT_EQ(again, text);
    EXPECT_EQ(codes.size(), text.size());
  }
  EXPECT_NE(decode_utf8("\x80"), decode_utf8("\x81"));
}

TEST(Utf8, EncodesWhatItDecodes) {
  for (const std::string text : {"plain", "\xC3\xA9", "\xE2\x98\x83", "\xF0\x9F\x8E\x89"}) {
    std::string again;
    for (const char32_t code : decode_utf8(text)) append_utf8(again, code);
    EXPECT_EQ(again, text);
  }
}

}  // namespace
}  // namespace base
