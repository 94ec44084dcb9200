#include "imagetool/registry/challenge.h"

#include <optional>

#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  void skip(std::string_view characters) {
    const std::size_t end = text_.find_first_not_of(characters);
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end);
  }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string word() {
    const std::size_t end = std::min(text_.find_first_of(" \t,=\""), text_.size());
    std::string out(text_.substr(0, end));
    text_.remove_prefix(end);
    return out;
  }
  // A word, or a string in quotes; nothing where the quote never ends.
  std::optional<std::string> value() {
    if (!take('"')) return word();
    std::string out;
    while (!text_.empty()) {
      char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"') return out;
      if (c == '\\' && !text_.empty()) {
        c = text_.front();
        text_.remove_prefix(1);
      }
      out += c;
    }
    return std::nullopt;
  }
  bool empty() const { return text_.empty(); }

 private:
  std::string_view text_;
};

}  // namespace

std::string Challenge::parameter(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

std::vector<Challenge> parse_challenges(std::string_view header) {
  std::vector<Challenge> challenges;
  Reader reader(header);
  while (true) {
    reader.skip(" \t,");
    if (reader.empty()) return challenges;
    const std::string name = to_lower(reader.word());
    if (name.empty()) return challenges;
    reader.skip(" \t");
    if (!reader.take('=')) {  // a scheme, not a parameter
      challenges.push_back({name, {}});
      continue;
    }
    reader.skip(" \t");
    const std::optional<std::string> value = reader.value();
    if (!value || challenges.empty()) return challenges;
    challenges.back().parameters.emplace(name, *value);
  }
}

}  // namespace imagetool::registry
