#include "buildtool/dockerfile/parser.h"

#include "buildtool/dockerfile/statement.h"
#include "buildtool/dockerfile/typed.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

Error at_line(Error error, Lines lines, Lines* failed_at) {
  if (failed_at != nullptr) *failed_at = lines;
  // One sentence, as people know it, and so no step in front of it.
  std::string hint = std::exchange(error.hint, "");
  error.message = concat("dockerfile parse error on line ", lines.first, ": ", error.text());
  error.steps.clear();
  error.hint = std::move(hint);
  return error;
}

// All statements before the first is understood: a fault in the form of the
// last line is told before one in the meaning of the first.
Result<std::vector<Statement>> read_statements(Lexer& lexer, Lines* failed_at) {
  std::vector<Statement> statements;
  for (;;) {
    Result<std::optional<LogicalLine>> line = lexer.next();
    if (!line) return at_line(std::move(line).error(), {lexer.last_line(), lexer.last_line()}, failed_at);
    if (!*line) return statements;
    Result<Statement> statement = parse_statement(**line, lexer.escape(), &lexer);
    if (!statement) {
      return at_line(std::move(statement).error(), {(*line)->lines.first, lexer.last_line()}, failed_at);
    }
    statements.push_back(std::move(*statement));
  }
}

// Puts an instruction where it belongs: above the first FROM, or into the last stage.
Result<void> place(const Statement& statement, AnyInstruction what, Dockerfile& file) {
  std::string text(trim(statement.text));
  if (From* from = std::get_if<From>(&what)) {
    file.stages.push_back({std::move(*from), std::move(text), statement.lines, {}, statement.around});
    return {};
  }
  Instruction instruction = {std::move(what), std::move(text), statement.lines, statement.around};
  if (!file.stages.empty()) {
    file.stages.back().instructions.push_back(std::move(instruction));
  } else if (std::holds_alternative<Arg>(instruction.what)) {
    file.global_args.push_back(std::move(instruction));
  } else {
    return fail("no build stage in current context");
  }
  return {};
}

}  // namespace

Result<Dockerfile> parse(std::string_view text, Lines* failed_at) {
  if (failed_at != nullptr) *failed_at = {};
  if (text.empty()) return fail("the Dockerfile cannot be empty");
  Lexer lexer(text);
  const std::vector<Statement> statements = TRY(read_statements(lexer, failed_at));
  if (statements.empty()) return fail("file with no instructions");
  Dockerfile file;
  file.syntax = lexer.syntax();
  file.check = lexer.check();
  file.escape = lexer.escape();
  for (const Statement& statement : statements) {
    const Lines lines = statement.lines;
    Result<AnyInstruction> what = make_typed(statement);
    if (!what) return at_line(std::move(what).error(), lines, failed_at);
    Result<void> placed = place(statement, std::move(*what), file);
    if (!placed) return at_line(std::move(placed).error(), lines, failed_at);
  }
  if (file.stages.empty()) return fail("dockerfile contains no stages to build");
  return file;
}

std::string description(const Surroundings& around, std::string_view name) {
  for (const std::string& comment : around.comments) {
    if (comment.starts_with(name) && comment.size() > name.size() && comment[name.size()] == ' ') {
      return std::string(trim(std::string_view(comment).substr(name.size())));
    }
  }
  return "";
}

Result<Instruction> parse_trigger(std::string_view text) {
  Lexer lexer(text);
  std::vector<Statement> statements = TRY(read_statements(lexer, nullptr));
  if (statements.size() != 1) return fail(concat("onbuild trigger should be a single expression: ", text));
  AnyInstruction what = TRY(make_typed(statements.front()));
  if (std::holds_alternative<From>(what) || std::holds_alternative<Onbuild>(what) ||
      std::holds_alternative<Maintainer>(what)) {
    return fail(concat(statements.front().keyword, " isn't allowed as an ONBUILD trigger"));
  }
  return Instruction{std::move(what), std::string(trim(statements.front().text)), statements.front().lines,
                     statements.front().around};
}

}  // namespace buildtool::dockerfile
