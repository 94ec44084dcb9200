#include "buildtool/build/graph.h"

#include <gtest/gtest.h>

#include "buildtool/dockerfile/parser.h"

namespace buildtool::build {
namespace {

dockerfile::Dockerfile parse(const std::string& text) {
  Result<dockerfile::Dockerfile> file = dockerfile::parse(text);
  EXPECT_TRUE(file);
  return file ? *file : dockerfile::Dockerfile{};
}

TEST(Graph, OnlyWhatTheTargetNeedsInTheFilesOrder) {
  const dockerfile::Dockerfile file =
      parse("FROM a AS one\nFROM b AS two\nFROM c AS three\nCOPY --from=one /x /\nFROM three\nCOPY --from=0 /y /\n");
  dockerfile::Lines at;
  const Result<Graph> graph = make_graph(file, {}, "", at);
  ASSERT_TRUE(graph) << graph.error().text();
  EXPECT_EQ(graph->order(), (std::vector<int>{0, 2, 3}));
  EXPECT_EQ(graph->stages[3].base.stage, 2);
  EXPECT_EQ(graph->stages[3].name, "stage-3");
}

TEST(Graph, BaseNamesAreExpanded) {
  VariableList global;
  global.set("IMAGE", "busybox");
  dockerfile::Lines at;
  const dockerfile::Dockerfile file = parse("FROM ${IMAGE}:1\n");
  const Result<Graph> graph = make_graph(file, global, "", at);
  ASSERT_TRUE(graph);
  EXPECT_EQ(graph->stages[0].base.image, "busybox:1");
  EXPECT_EQ(graph->stages[0].name, "");
  const dockerfile::Dockerfile blank = parse("FROM $NONE\n");
  const Result<Graph> failed = make_graph(blank, global, "", at);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().text(), "base name ($NONE) should not be blank");
  EXPECT_EQ(at.first, 1);
}

TEST(Graph, SourcesAreEarlierStages) {
  dockerfile::Lines at;
  const dockerfile::Dockerfile later = parse("FROM x AS a\nCOPY --from=b /x /\nFROM x AS b\n");
  const Result<Graph> graph = make_graph(later, {}, "", at);
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().text(), "cannot copy from stage \"b\", it needs to be defined before current stage \"a\"");
  EXPECT_EQ(at.first, 2);
  const dockerfile::Dockerfile number = parse("FROM x\nCOPY --from=7 /x /\n");
  const Result<Graph> bad = make_graph(number, {}, "", at);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().text(), "invalid stage index 7");
}

TEST(Graph, ANamedContextGoesBeforeAStageOrAnImage) {
  dockerfile::Lines at;
  const dockerfile::Dockerfile file = parse("FROM x AS a\nFROM alpine\nCOPY --from=a /x /\nRUN --mount=from=b true\n");
  const NamedContexts contexts = {{"a", "folder"}, {"docker.io/library/alpine", "docker-image://other:1"}};
  const Result<Graph> graph = make_graph(file, {}, "", at, contexts);
  ASSERT_TRUE(graph) << graph.error().text();
  EXPECT_EQ(graph->order(), (std::vector<int>{1}));
  EXPECT_EQ(graph->stages[1].base.image, "other:1");
  EXPECT_EQ(find_origin(*graph, 1, "a")->context, "a");
  EXPECT_EQ(find_origin(*graph, 1, "b")->image, "b");
}

TEST(Graph, MountsNeedTheirStages) {
  dockerfile::Lines at;
  const dockerfile::Dockerfile file = parse("FROM x AS a\nFROM x AS b\nFROM y\nRUN --mount=target=/m,from=a true\n");
  const Result<Graph> graph = make_graph(file, {}, "", at);
  ASSERT_TRUE(graph);
  EXPECT_EQ(graph->order(), (std::vector<int>{0, 2}));
}

}  // namespace
}  // namespace buildtool::build
