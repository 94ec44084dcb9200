#include "buildtool/dockerfile/heredoc.h"

#include <algorithm>

#include "buildtool/dockerfile/word_expander.h"
#include "buildtool/dockerfile/words.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

// No variable is set, and all stay as they are written.
const Variables& no_variables() {
  static const Variables variables = [](std::string_view) { return std::nullopt; };
  return variables;
}

std::ptrdiff_t count_quotes(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return c == '\'' || c == '"'; });
}

}  // namespace

Result<std::optional<Heredoc>> parse_heredoc_word(std::string_view word) {
  const std::size_t arrows = std::min(word.find_first_not_of("0123456789"), word.size());
  if (!word.substr(arrows).starts_with("<<")) return std::optional<Heredoc>();
  Heredoc heredoc;
  heredoc.descriptor = parse_number<std::uint32_t>(word.substr(0, arrows)).value_or(0);
  std::string_view name = word.substr(arrows + 2);
  heredoc.strip_tabs = name.starts_with('-');
  if (heredoc.strip_tabs) name.remove_prefix(1);
  name = trim_left(name);
  if (name.empty() || name.find('<') != std::string_view::npos) return std::optional<Heredoc>();

  WordExpander expander(no_variables(), '\\');
  expander.keep_unset = true;
  const std::vector<std::string> words = TRY(expander.words(name));
  if (words.size() != 1) return std::optional<Heredoc>();
  expander.keep_quotes = true;
  const std::vector<std::string> raw = TRY(expander.words(name));
  heredoc.name = words.front();
  // Quotes that went away mean that the content is to be left alone.
  heredoc.expand = raw.size() == 1 && count_quotes(raw.front()) == count_quotes(heredoc.name);
  return std::optional<Heredoc>(std::move(heredoc));
}

Result<std::vector<Heredoc>> find_heredocs(std::string_view line) {
  std::vector<Heredoc> heredocs;
  WordExpander expander(no_variables(), '\\');
  expander.keep_unset = true;
  expander.keep_quotes = true;
  expander.keep_escapes = true;
  const Result<std::vector<std::string>> words = expander.words(line);
  if (!words) return heredocs;  // a shell text that only the shell understands
  for (const std::string& word : *words) {
    std::optional<Heredoc> heredoc = TRY(parse_heredoc_word(word));
    if (heredoc) heredocs.push_back(std::move(*heredoc));
  }
  return heredocs;
}

std::string strip_leading_tabs(std::string_view content) {
  std::string out;
  while (!content.empty()) {
    content.remove_prefix(std::min(content.find_first_not_of('\t'), content.size()));
    const std::size_t newline = content.find('\n');
    const std::size_t length = newline == std::string_view::npos ? content.size() : newline + 1;
    out += content.substr(0, length);
    content.remove_prefix(length);
  }
  return out;
}

HeredocCommand heredoc_command(const CommandLine& command) {
  const std::string text = command.words.empty() ? "" : command.words.front();
  const Result<std::optional<Heredoc>> lone = parse_heredoc_word(text);
  if (lone && *lone) {
    Heredoc heredoc = command.heredocs.front();
    if (heredoc.strip_tabs) heredoc.content = strip_leading_tabs(heredoc.content);
    if (heredoc.content.starts_with("#!")) return {std::nullopt, std::move(heredoc)};
    return {std::move(heredoc.content), std::nullopt};
  }
  std::string whole = text;
  for (const Heredoc& heredoc : command.heredocs) whole += concat("\n", heredoc.content, heredoc.name);
  return {std::move(whole), std::nullopt};
}

}  // namespace buildtool::dockerfile
