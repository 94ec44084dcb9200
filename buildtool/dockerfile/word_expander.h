// The shell-like language of a Dockerfile's words, behind expand.h and the
// finding of heredocs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buildtool/dockerfile/expand.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

class WordExpander {
 public:
  // Borrows `variables`.
  WordExpander(const Variables& variables, char escape) : variables_(variables), escape_(escape) {}
  WordExpander(Variables&& variables, char escape) = delete;

  bool keep_quotes = false;    // they still quote, and stay
  bool keep_escapes = false;   // they still escape, and stay
  bool ignore_quotes = false;  // they are characters like others
  bool keep_unset = false;     // $x of an unset variable stays

  Result<std::string> word(std::string_view text);
  Result<std::vector<std::string>> words(std::string_view text);

 private:
  class Words;

  Result<std::string> until(char stop, bool keep_escapes_here, Words* words);
  Result<std::string> single_quoted();
  Result<std::string> double_quoted();
  Result<std::string> dollar();
  Result<std::string> braced();
  Result<std::string> with_default(const std::string& name, bool empty_is_unset);
  Result<std::string> without_pattern(const std::string& name);
  Result<std::string> replaced(const std::string& name);
  std::string heredoc_mark();
  std::string name();
  Error explain(Error error) const;

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char c);

  const Variables& variables_;
  char escape_;
  bool escapes_stay_ = false;
  int depth_ = 0;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace buildtool::dockerfile
