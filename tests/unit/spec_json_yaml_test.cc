#include "spec/json/yaml.h"

#include <gtest/gtest.h>

namespace spec::json {
namespace {

// As JSON, or the error.
std::string as_json(std::string_view text, const Limits& limits = {}) {
  const Result<Value> value = parse_yaml(text, limits);
  return value ? write(*value) : value.error().text();
}

TEST(Yaml, ScalarsAreWhatTheyLookLikeAndQuotedOnesText) {
  EXPECT_EQ(as_json("[null, ~, true, False, 1, -2, 0x1f, 0o17, 0644, a b, '1', \"true\", 1.5, 2026-01-01]"),
            "[null,null,true,false,1,-2,31,15,420,\"a b\",\"1\",\"true\",\"1.5\",\"2026-01-01\"]");
}

TEST(Yaml, MappingsSequencesAndBlocks) {
  EXPECT_EQ(as_json("# comment\na:\n  - b: 1\n    c: {d: [x, y]}\n  - |\n    two\n    lines\ne:\n"),
            R"({"a":[{"b":1,"c":{"d":["x","y"]}},"two\nlines\n"],"e":null})");
  EXPECT_EQ(as_json(R"({"json": ["is", "yaml", 1]})"), R"({"json":["is","yaml",1]})");
  EXPECT_EQ(as_json(""), "null");
}

TEST(Yaml, WhatIsDangerousOrAmbiguousIsAnError) {
  EXPECT_EQ(as_json("a: &x [1]\nb: *x\n"), "line 2: aliases are not understood here");
  EXPECT_EQ(as_json("a: !!python/object x\n"), "line 1: tags are not understood here");
  EXPECT_EQ(as_json("a: 1\na: 2\n"), "line 2: \"a\" is there twice");
  EXPECT_EQ(as_json("[a]: 1\n"), "line 1: a key has to be a scalar");
  EXPECT_EQ(as_json("a: 1\n---\nb: 2\n"), "line 2: more than one document");
  EXPECT_EQ(as_json("a: [1\n"), "line 2: did not find expected ',' or ']'");
  EXPECT_EQ(as_json("\"a\\0b\""), "line 1: a NUL byte");
}

TEST(Yaml, Limits) {
  EXPECT_EQ(as_json("a: 1", {.bytes = 3, .depth = 9}), "larger than 3 bytes");
  EXPECT_EQ(as_json("[[[1]]]", {.bytes = 100, .depth = 2}), "line 1: deeper than 2 levels");
  EXPECT_NE(as_json(std::string(100000, '[')).find("line 1: "), std::string::npos);
}

}  // namespace
}  // namespace spec::json
