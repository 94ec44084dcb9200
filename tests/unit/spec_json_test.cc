#include <gtest/gtest.h>

#include <array>

#include "spec/json/table.h"

namespace spec::json {
namespace {

enum class Kind { kFile, kFolder };
constexpr auto describe(const Kind*) { return std::array{name(Kind::kFile, "file"), name(Kind::kFolder, "folder")}; }

struct Part {
  std::string path;
  std::uint32_t mode = 0;
  std::optional<std::int64_t> limit;
  std::vector<Kind> kinds;
  Object others;
};
constexpr auto describe(const Part*) {
  return std::tuple{required("path", &Part::path), optional("mode", &Part::mode), optional("limit", &Part::limit),
                    optional("kinds", &Part::kinds), rest(&Part::others)};
}

struct Whole {
  std::vector<Part> parts;
  std::map<std::string, std::string> labels;
  std::optional<bool> flag;
};
constexpr auto describe(const Whole*) {
  return std::tuple{required("parts", &Whole::parts), optional("labels", &Whole::labels),
                    optional("flag", &Whole::flag)};
}

std::string error_of(std::string_view text) {
  const Result<Whole> whole = decode_text<Whole>(text);
  return whole ? "no error" : whole.error().text();
}

TEST(JsonTable, RoundTripKeepsOrderUnknownMembersAndAbsence) {
  const std::string text =
      R"({"parts":[{"path":"a","mode":493,"limit":-1,"kinds":["folder","file"],"x-new":{"a":[1,2.50]}},{"path":"b"}],)"
      R"("labels":{"k":"v"},"flag":false})";
  const Result<Whole> whole = decode_text<Whole>(text);
  ASSERT_TRUE(whole) << whole.error().text();
  EXPECT_EQ(encode_text(*whole), text);
  EXPECT_FALSE(whole->parts[1].limit.has_value());
}

TEST(JsonTable, ErrorsNameThePlace) {
  EXPECT_EQ(error_of(R"({})"), "parts: is missing");
  EXPECT_EQ(error_of(R"([])"), "expected an object");
  EXPECT_EQ(error_of(R"({"parts":[{"path":"a"},{"path":7}]})"), "parts[1].path: expected a string");
  EXPECT_EQ(error_of(R"({"parts":[{"path":"a","mode":-1}]})"),
            "parts[0].mode: number out of range: -1 is not between 0 and 4294967295");
  EXPECT_EQ(error_of(R"({"parts":[{"path":"a","mode":1.5}]})"), "parts[0].mode: expected a whole number, got 1.5");
  EXPECT_EQ(error_of(R"({"parts":[{"path":"a","kinds":["pipe"]}]})"), "parts[0].kinds[0]: unknown value \"pipe\"");
  EXPECT_EQ(error_of(R"({"parts":[],"labels":{"a":1}})"), "labels.a: expected a string");
  EXPECT_EQ(error_of("{\"parts\":[{\"path\":\"a\\u0000b\"}]}"), "parts[0].path: contains a NUL byte");
}

TEST(JsonTable, NullIsAbsentForOptionalMembersOnly) {
  EXPECT_EQ(error_of(R"({"parts":[],"flag":null,"labels":null})"), "no error");
  EXPECT_EQ(error_of(R"({"parts":null})"), "parts: expected a list");
}

TEST(JsonText, RefusesWhatIsNotOneDocument) {
  EXPECT_EQ(parse("").error().text(), "empty, expected a JSON document");
  EXPECT_TRUE(parse("{\"a\":1").error().text().starts_with("line 1, column 7: "));
  EXPECT_FALSE(parse("{} {}"));
  EXPECT_FALSE(parse("\"\xff\""));
  EXPECT_EQ(parse("{\n \"a\":1,\n \"a\":2}").error().text(), "line 3, column 8: member \"a\" is repeated");
}

TEST(JsonText, IsBoundedInDepthAndSize) {
  EXPECT_TRUE(parse(std::string(64, '[') + std::string(64, ']')));
  EXPECT_NE(parse(std::string(65, '[')).error().text().find("nested deeper than 64 levels"), std::string::npos);
  EXPECT_FALSE(parse(std::string(1 << 20, '[')));
  EXPECT_EQ(parse("[1,2,3]", {.bytes = 5}).error().text(), "larger than 5 bytes");
}

TEST(JsonText, NumbersKeepTheirDigits) {
  const Result<Value> value = parse("[18446744073709551615,-9223372036854775808,0.50,1e3]");
  ASSERT_TRUE(value);
  EXPECT_EQ(write(*value), "[18446744073709551615,-9223372036854775808,0.50,1e3]");
}

TEST(JsonText, IndentedForPeopleWithEmptyOnesOnTheirLine) {
  const Value value = Object{{"a", Object{}}, {"b", Array{}}, {"c", Array{Value(true)}}};
  EXPECT_EQ(write(value, Style::kIndented), "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    true\n  ]\n}\n");
}

}  // namespace
}  // namespace spec::json
