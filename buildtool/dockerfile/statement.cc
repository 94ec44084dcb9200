#include "buildtool/dockerfile/statement.h"

#include "buildtool/dockerfile/heredoc.h"
#include "buildtool/dockerfile/json_form.h"
#include "buildtool/dockerfile/quote.h"
#include "buildtool/dockerfile/words.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

Result<void> cut_line(std::string_view line, char escape, bool trigger, Statement& out);

// The whole rest as one argument.
void cut_text(std::string_view rest, Statement& out) {
  if (!rest.empty()) out.arguments.emplace_back(rest);
}

// JSON, else one text.
Result<void> cut_command(std::string_view rest, Statement& out) {
  std::optional<std::vector<std::string>> json = TRY(parse_json_form(rest));
  out.json = json.has_value();
  if (!json) {
    cut_text(rest, out);
    return {};
  }
  for (std::string& word : *json) out.arguments.push_back(std::move(word));
  return {};
}

// JSON, else words.
Result<void> cut_list(std::string_view rest, Statement& out) {
  std::optional<std::vector<std::string>> json = TRY(parse_json_form(rest));
  out.json = json.has_value();
  out.arguments = json ? std::move(*json) : split_at_space(rest);
  return {};
}

// "a=b c=d", or the old "a b with blanks".
Result<void> cut_pairs(std::string_view rest, char escape, std::string_view keyword, Statement& out) {
  const std::vector<std::string> words = split_quoted(rest, escape);
  if (words.empty()) return {};
  if (words.front().find('=') == std::string::npos) {
    std::size_t end = 0;
    while (end < rest.size() && !is_space(rest[end])) ++end;
    if (end == rest.size()) return fail(concat(keyword, " must have two arguments"));
    out.arguments = {std::string(rest.substr(0, end)), std::string(trim_left(rest.substr(end)))};
    return {};
  }
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
      return fail(concat("Syntax error - can't find = in ", quoted(word), ". Must be of the form: name=value"));
    }
    out.arguments.push_back(word.substr(0, equals));
    out.arguments.push_back(word.substr(equals + 1));
  }
  return {};
}

// "CMD command", "NONE".
Result<void> cut_healthcheck(std::string_view rest, Statement& out) {
  std::size_t end = 0;
  while (end < rest.size() && !is_space(rest[end])) ++end;
  cut_text(rest.substr(0, end), out);
  return cut_command(trim_left(rest.substr(end)), out);
}

// The instruction to be triggered; its own faults show here already.
Result<void> cut_trigger(std::string_view rest, char escape, Statement& out) {
  if (rest.empty()) return {};
  Statement inner;
  TRY(cut_line(rest, escape, true, inner));
  out.arguments.push_back(inner.keyword);
  out.arguments.insert(out.arguments.end(), inner.arguments.begin(), inner.arguments.end());
  out.json = inner.json;
  return {};
}

Result<void> cut_arguments(const std::string& keyword, std::string_view rest, char escape, bool trigger,
                           Statement& out) {
  if (keyword == "env") return cut_pairs(rest, escape, "ENV", out);
  if (keyword == "label") return cut_pairs(rest, escape, "LABEL", out);
  if (keyword == "add" || keyword == "copy" || keyword == "volume") return cut_list(rest, out);
  if (keyword == "run" || keyword == "cmd" || keyword == "entrypoint" || keyword == "shell") {
    return cut_command(rest, out);
  }
  if (keyword == "healthcheck") return cut_healthcheck(rest, out);
  // An ONBUILD ONBUILD is refused by its name; nothing nests deeper.
  if (keyword == "onbuild" && !trigger) return cut_trigger(rest, escape, out);
  if (keyword == "arg") {
    out.arguments = split_quoted(rest, escape);
  } else if (keyword == "expose" || keyword == "from") {
    out.arguments = split_at_space(rest);
  } else {
    cut_text(rest, out);
  }
  return {};
}

Result<void> cut_line(std::string_view line, char escape, bool trigger, Statement& out) {
  line = trim(line);
  std::size_t end = 0;
  while (end < line.size() && !is_space(line[end])) ++end;
  out.keyword = std::string(line.substr(0, end));
  Flags flags = split_flags(line.substr(end), escape);
  out.flags = std::move(flags.flags);
  return cut_arguments(to_lower(out.keyword), trim(flags.rest), escape, trigger, out);
}

bool takes_heredocs(const Statement& statement) {
  std::string keyword = to_lower(statement.keyword);
  if (keyword == "onbuild" && !statement.arguments.empty()) keyword = to_lower(statement.arguments.front());
  return !statement.json && (keyword == "run" || keyword == "copy" || keyword == "add");
}

}  // namespace

Result<Statement> parse_statement(const LogicalLine& line, char escape, Lexer* lexer) {
  Statement statement;
  statement.text = line.text;
  statement.lines = line.lines;
  statement.around = line.around;
  TRY(cut_line(line.text, escape, false, statement));
  if (!takes_heredocs(statement) || line.text.find("<<") == std::string::npos) return statement;
  std::vector<Heredoc> heredocs = TRY(find_heredocs(line.text));
  for (Heredoc& heredoc : heredocs) {
    if (lexer == nullptr) return fail("unterminated heredoc");
    std::string content = TRY(lexer->heredoc(heredoc.name, heredoc.strip_tabs));
    heredoc.content = std::move(content);
    statement.lines.last = lexer->last_line();
  }
  statement.heredocs = std::move(heredocs);
  return statement;
}

}  // namespace buildtool::dockerfile
