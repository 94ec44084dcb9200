#include "buildtool/dockerfile/lexer.h"

#include <gtest/gtest.h>

#include "spec/base/text.h"

namespace buildtool::dockerfile {
namespace {

// "1-2 text" of each logical line, then the error if there is one.
std::vector<std::string> lex(std::string_view text) {
  std::vector<std::string> out;
  Lexer lexer(text);
  for (;;) {
    const Result<std::optional<LogicalLine>> line = lexer.next();
    if (!line) out.push_back(concat("error at ", lexer.last_line(), ": ", line.error().text()));
    if (!line || !*line) return out;
    out.push_back(concat((*line)->lines.first, "-", (*line)->lines.last, " ", (*line)->text));
  }
}

using Lines_ = std::vector<std::string>;

TEST(DockerfileLexer, BlankLinesAndCommentsAreNoInstructions) {
  EXPECT_EQ(lex("\n# one\n  # two\nFROM a\n\n  RUN b\n"), (Lines_{"4-4 FROM a", "6-6 RUN b"}));
  EXPECT_EQ(lex(""), Lines_{});
}

TEST(DockerfileLexer, AContinuationJoinsLinesAndKeepsTheirBlanks) {
  EXPECT_EQ(lex("RUN a \\\n  b \\  \n\tc\nRUN d"), (Lines_{"1-3 RUN a   b \tc", "4-4 RUN d"}));
}

TEST(DockerfileLexer, CommentsAndBlankLinesInsideAContinuationAreGone) {
  EXPECT_EQ(lex("RUN a\\\n# why\n\n   # not\nb\nRUN c"), (Lines_{"1-5 RUN ab", "6-6 RUN c"}));
}

TEST(DockerfileLexer, AnEscapedEscapeCharacterContinuesNothing) {
  EXPECT_EQ(lex("RUN a \\\\\nRUN b"), (Lines_{"1-1 RUN a \\\\", "2-2 RUN b"}));
}

TEST(DockerfileLexer, AContinuationAtTheEndOfTheFileEndsThere) {
  EXPECT_EQ(lex("RUN a \\"), (Lines_{"1-1 RUN a "}));
  EXPECT_EQ(lex("RUN a \\\n# only\n"), (Lines_{"1-2 RUN a "}));
}

TEST(DockerfileLexer, LineEndsOfWindowsAndAByteOrderMarkDoNotCount) {
  EXPECT_EQ(lex("\xEF\xBB\xBF# escape=`\r\nRUN a `\r\n b\r\nRUN c\r\n"), (Lines_{"2-3 RUN a  b", "4-4 RUN c"}));
}

TEST(DockerfileLexer, DirectivesAreReadAtTheTopOnlyAndInAnyCase) {
  Lexer lexer("#  SYNTAX = docker/dockerfile:1  \n# check=skip=all\n#escape=`\nRUN a\n");
  const Result<std::optional<LogicalLine>> line = lexer.next();
  ASSERT_TRUE(line && *line);
  EXPECT_EQ((*line)->lines.first, 4);
  EXPECT_EQ(lexer.syntax(), "docker/dockerfile:1");
  EXPECT_EQ(lexer.check(), "skip=all");
  EXPECT_EQ(lexer.escape(), '`');
}

TEST(DockerfileLexer, AfterACommentABlankLineOrAnInstructionADirectiveIsAComment) {
  for (const std::string first : {"# words", "", "FROM a", "# unknown=x"}) {
    const std::string text = first + "\n# escape=`\nRUN a\n";
    Lexer lexer(text);
    while (true) {
      const Result<std::optional<LogicalLine>> line = lexer.next();
      ASSERT_TRUE(line);
      if (!*line) break;
    }
    EXPECT_EQ(lexer.escape(), '\\') << first;
  }
}

TEST(DockerfileLexer, ADirectiveTwiceAndABadEscapeAreErrors) {
  EXPECT_EQ(lex("# escape=`\n# escape=`\nRUN a"), (Lines_{"error at 2: only one escape parser directive can be used"}));
  EXPECT_EQ(lex("# escape=x\nRUN a"), (Lines_{"error at 1: invalid escape token 'x' does not match ` or \\"}));
}

TEST(DockerfileLexer, ALineMayBe65535BytesLong) {
  const std::string longest = "RUN " + std::string(Lexer::kMaxLine - 4, 'x');
  EXPECT_EQ(lex(longest + "\nRUN y").size(), 2u);
  EXPECT_EQ(lex("FROM a\n" + longest + "x\n").back(),
            "error at 2: dockerfile line greater than max allowed size of 65535");
}

TEST(DockerfileLexer, AHeredocEndsAtItsWordAndNotBefore) {
  Lexer lexer("RUN <<EOF\n EOF\nEOFx\n\n# no comment\nEOF\nRUN b\n");
  ASSERT_TRUE(lexer.next());
  const Result<std::string> content = lexer.heredoc("EOF", false);
  ASSERT_TRUE(content);
  EXPECT_EQ(*content, " EOF\nEOFx\n\n# no comment\n");
  EXPECT_EQ(lexer.last_line(), 6);
}

TEST(DockerfileLexer, TabsBeforeTheEndWordCountOnlyWhereTheyAreNotStripped) {
  Lexer stripped("RUN <<-EOF\n\ta\n\tEOF\n");
  ASSERT_TRUE(stripped.next());
  EXPECT_EQ(*stripped.heredoc("EOF", true), "\ta\n");
  Lexer plain("RUN <<EOF\n\ta\n\tEOF\n");
  ASSERT_TRUE(plain.next());
  EXPECT_EQ(plain.heredoc("EOF", false).error().text(), "unterminated heredoc");
}

}  // namespace
}  // namespace buildtool::dockerfile
