#include "buildtool/dockerfile/words.h"

namespace buildtool::dockerfile {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim_left(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

std::vector<std::string> split_at_space(std::string_view text) {
  std::vector<std::string> words;
  for (text = trim_left(text); !text.empty(); text = trim_left(text)) {
    std::size_t end = 0;
    while (end < text.size() && !is_space(text[end])) ++end;
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::vector<std::string> split_quoted(std::string_view text, char escape) {
  std::vector<std::string> words;
  for (text = trim_left(text); !text.empty(); text = trim_left(text)) {
    std::string word;
    char quote = 0;
    std::size_t at = 0;
    for (; at < text.size() && (quote != 0 || !is_space(text[at])); ++at) {
      const char c = text[at];
      // Inside '...' nothing is escaped.
      if (c == escape && quote != '\'') {
        if (at + 1 == text.size()) continue;  // at the end it means nothing
        word += c;
        word += text[++at];
        continue;
      }
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      word += c;
    }
    if (!word.empty()) words.push_back(std::move(word));
    text.remove_prefix(at);
  }
  return words;
}

Flags split_flags(std::string_view text, char escape) {
  Flags result;
  for (text = trim_left(text); text.starts_with("--"); text = trim_left(text)) {
    std::string word;
    char quote = 0;
    std::size_t at = 0;
    for (; at < text.size() && (quote != 0 || !is_space(text[at])); ++at) {
      const char c = text[at];
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else if (c == escape) {
        if (at + 1 < text.size()) word += text[++at];
      } else {
        word += c;
      }
    }
    text.remove_prefix(at);
    if (word == "--") break;
    result.flags.push_back(std::move(word));
  }
  result.rest = trim_left(text);
  return result;
}

}  // namespace buildtool::dockerfile
