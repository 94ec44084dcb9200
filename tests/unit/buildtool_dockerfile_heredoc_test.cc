#include "buildtool/dockerfile/heredoc.h"

#include <gtest/gtest.h>

#include "buildtool/dockerfile/parser.h"

namespace buildtool::dockerfile {
namespace {

Result<Dockerfile> parse_after_from(const std::string& text) { return parse("FROM scratch\n" + text); }

Run run_of(const std::string& text) {
  const Result<Dockerfile> file = parse_after_from(text);
  EXPECT_TRUE(file) << file.error().text();
  return file ? std::get<dockerfile::Run>(file->stages[0].instructions.at(0).what) : Run();
}

TEST(Heredoc, AWordSaysNameTabsAndExpansion) {
  const auto word = [](std::string_view text) { return *parse_heredoc_word(text); };
  ASSERT_TRUE(word("<<EOF"));
  EXPECT_EQ(word("<<EOF")->name, "EOF");
  EXPECT_TRUE(word("<<EOF")->expand);
  EXPECT_FALSE(word("<<EOF")->strip_tabs);
  EXPECT_TRUE(word("<<-EOF")->strip_tabs);
  EXPECT_FALSE(word("<<'EOF'")->expand);
  EXPECT_FALSE(word("<<\"E\"OF")->expand);
  EXPECT_EQ(word("<<\"E\"OF")->name, "EOF");
  EXPECT_EQ(word("<<'a b'")->name, "a b");
  EXPECT_EQ(word("3<<X")->descriptor, 3u);
}

TEST(Heredoc, OtherWordsAreNone) {
  for (const std::string text : {"<EOF", "EOF", "<<", "<<<EOF", "a<<EOF", "<<-", "<<a b"}) {
    const Result<std::optional<Heredoc>> heredoc = parse_heredoc_word(text);
    ASSERT_TRUE(heredoc) << text;
    EXPECT_FALSE(*heredoc) << text;
  }
  EXPECT_FALSE(parse_heredoc_word("<<'EOF"));
}

TEST(Heredoc, RunReadsOneOrSeveralAndTheNextInstructionFollows) {
  const Result<Dockerfile> file = parse_after_from("RUN <<A cat 3<<-'B'\none\nA\n\ttwo\n\tB\nRUN x\n");
  ASSERT_TRUE(file) << file.error().text();
  const Instruction& first = file->stages[0].instructions.at(0);
  EXPECT_EQ(first.lines, (Lines{2, 6}));
  const dockerfile::Run& run = std::get<dockerfile::Run>(first.what);
  ASSERT_EQ(run.command.heredocs.size(), 2u);
  EXPECT_EQ(run.command.heredocs[0].content, "one\n");
  EXPECT_EQ(run.command.heredocs[1].content, "\ttwo\n");
  EXPECT_EQ(file->stages[0].instructions.at(1).lines, (Lines{7, 7}));
}

TEST(Heredoc, ALoneOneIsTheShellsText) {
  const HeredocCommand command = heredoc_command(run_of("RUN <<-EOF\n\techo a\n\techo b\nEOF\n").command);
  EXPECT_EQ(command.shell_text, "echo a\necho b\n");
  EXPECT_FALSE(command.script);
}

TEST(Heredoc, ALoneOneWithAnInterpreterIsAFileToExecute) {
  const HeredocCommand command = heredoc_command(run_of("RUN <<EOF\n#!/bin/awk -f\nBEGIN {}\nEOF\n").command);
  EXPECT_FALSE(command.shell_text);
  ASSERT_TRUE(command.script);
  EXPECT_EQ(command.script->name, "EOF");
  EXPECT_EQ(command.script->content, "#!/bin/awk -f\nBEGIN {}\n");
}

TEST(Heredoc, BesideACommandTheShellReadsItItself) {
  const HeredocCommand command = heredoc_command(run_of("RUN cat <<-'EOF' > /x\n\ta $b\nEOF\n").command);
  EXPECT_EQ(command.shell_text, "cat <<-'EOF' > /x\n\ta $b\nEOF");
}

TEST(Heredoc, CopyAndAddMakeFilesOfThem) {
  const Result<Dockerfile> file = parse_after_from("COPY a <<x <<-\"y\" /d/\n1$v\nx\n\t2\ny\n");
  ASSERT_TRUE(file) << file.error().text();
  const Copy& copy = std::get<Copy>(file->stages[0].instructions.at(0).what);
  EXPECT_EQ(copy.sources.paths, std::vector<std::string>{"a"});
  ASSERT_EQ(copy.sources.files.size(), 2u);
  EXPECT_EQ(copy.sources.files[0].name, "x");
  EXPECT_EQ(copy.sources.files[0].content, "1$v\n");
  EXPECT_TRUE(copy.sources.files[0].expand);
  EXPECT_EQ(copy.sources.files[1].content, "2\n");
  EXPECT_FALSE(copy.sources.files[1].expand);
}

TEST(Heredoc, IsNoDestination) {
  EXPECT_EQ(parse_after_from("COPY a <<EOF\nx\nEOF\n").error().text(),
            "dockerfile parse error on line 2: COPY cannot accept a heredoc as a destination");
}

TEST(Heredoc, WithoutItsEndIsAnError) {
  Lines failed;
  const Result<Dockerfile> file = parse("FROM scratch\nRUN <<EOF\na\n", &failed);
  EXPECT_EQ(file.error().text(), "dockerfile parse error on line 2: unterminated heredoc");
  EXPECT_EQ(failed, (Lines{2, 3}));
}

TEST(Heredoc, OtherInstructionsAndTheExecFormHaveNone) {
  EXPECT_TRUE(parse_after_from("CMD cat <<EOF\n"));
  EXPECT_TRUE(parse_after_from("RUN [\"echo\", \"<<EOF\"]\n"));
  EXPECT_TRUE(parse_after_from("RUN echo $((1<<2))\n"));
  EXPECT_TRUE(parse_after_from("RUN echo '<<EOF'\n"));
}

}  // namespace
}  // namespace buildtool::dockerfile
