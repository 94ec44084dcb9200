#include "imagetool/local/change_words.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::local {

namespace {

// White space as Go has it.
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class Splitter {
 public:
  Splitter(std::string_view text, const std::vector<std::string>& env, bool one) : text_(text), env_(env), one_(one) {}

  Result<std::vector<std::string>> split() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\\' && quote_ != '\'') {
        TRY(escaped());
      } else if (c == '$' && quote_ != '\'') {
        const std::string value = TRY(variable());
        add(value);
      } else if (c == quote_) {
        quote_ = 0;
      } else if (quote_ == 0 && (c == '"' || c == '\'')) {
        quote_ = c;
        add("");
      } else if (quote_ == 0 && !one_ && is_space(c)) {
        end_word();
      } else {
        add(std::string_view(&c, 1));
      }
    }
    if (quote_ != 0) {
      return fail(concat("unexpected end of statement while looking for matching ",
                         quote_ == '"' ? "double-quote" : "single-quote"));
    }
    end_word();
    return std::move(words_);
  }

 private:
  void add(std::string_view part) {
    if (!word_) word_.emplace();
    *word_ += part;
  }
  void end_word() {
    if (word_) words_.push_back(std::move(*word_));
    word_.reset();
  }

  // Within quotes a backslash is one, but before what it has to take the meaning from.
  Result<void> escaped() {
    if (at_ == text_.size()) return {};
    const char next = text_[at_++];
    if (quote_ == '"' && next != '"' && next != '$' && next != '\\') add("\\");
    add(std::string_view(&next, 1));
    return {};
  }

  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // After "$".
  Result<std::string> variable() {
    if (at_ == text_.size() || text_[at_] != '{') {
      const std::string_view wanted = name();
      return wanted.empty() ? "$" : find_env(env_, wanted).value_or("");
    }
    ++at_;
    const std::string_view wanted = name();
    const std::size_t end = text_.find('}', at_);
    if (wanted.empty() || end == std::string_view::npos) return fail("syntax error: missing '}'");
    const std::string_view modifier = text_.substr(at_, end - at_);
    at_ = end + 1;
    const std::string value = find_env(env_, wanted).value_or("");
    if (modifier.empty()) return value;
    if (modifier.starts_with(":-")) return value.empty() ? std::string(modifier.substr(2)) : value;
    if (modifier.starts_with(":+")) return value.empty() ? "" : std::string(modifier.substr(2));
    return fail(concat("unsupported modifier (", modifier, ") in substitution"));
  }

  std::string_view text_;
  const std::vector<std::string>& env_;
  bool one_;
  std::size_t at_ = 0;
  char quote_ = 0;
  std::optional<std::string> word_;
  std::vector<std::string> words_;
};

}  // namespace

Result<std::vector<std::string>> change_words(std::string_view text, const std::vector<std::string>& env) {
  return Splitter(text, env, false).split();
}

Result<std::string> change_word(std::string_view text, const std::vector<std::string>& env) {
  std::vector<std::string> words = TRY(Splitter(text, env, true).split());
  return words.empty() ? std::string() : std::move(words.front());
}

std::optional<std::vector<std::string>> json_words(std::string_view text) {
  const Result<spec::json::Value> value = spec::json::parse(text);
  if (!value || value->array() == nullptr) return std::nullopt;
  std::vector<std::string> words;
  for (const spec::json::Value& item : *value->array()) {
    if (item.string() == nullptr) return std::nullopt;
    words.push_back(*item.string());
  }
  return words;
}

std::optional<std::string> find_env(const std::vector<std::string>& env, std::string_view name) {
  for (const std::string& entry : env) {
    const std::size_t equals = entry.find('=');
    if (equals != std::string::npos && std::string_view(entry).substr(0, equals) == name) {
      return entry.substr(equals + 1);
    }
  }
  return std::nullopt;
}

void set_env(std::vector<std::string>& env, const std::string& name, const std::string& value) {
  const auto same = [&](const std::string& entry) { return entry.substr(0, entry.find('=')) == name; };
  const auto found = std::find_if(env.begin(), env.end(), same);
  if (found == env.end()) {
    env.push_back(concat(name, '=', value));
  } else {
    *found = concat(name, '=', value);
  }
}

}  // namespace imagetool::local
