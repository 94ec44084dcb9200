#include "runtime/process/detach_keys.h"

#include "spec/base/text.h"

namespace runtime::process {

Result<std::string> parse_detach_keys(std::string_view text) {
  std::string keys;
  for (const std::string& word : split(text, ',')) {
    if (word.size() == 1) {
      keys += word;
    } else if (word.size() == 6 && word.starts_with("ctrl-") &&
               ((word[5] >= 'a' && word[5] <= 'z') || (word[5] >= '@' && word[5] <= '_'))) {
      keys += static_cast<char>(word[5] & 0x1f);
    } else {
      return fail(concat("Unknown character: '", word, "'"))
          .with_hint("keys are letters, or ctrl- and one of a-z, @, [, \\, ], ^ or _, with commas between");
    }
  }
  return keys;
}

std::string DetachKeys::filter(std::string_view typed) {
  std::string out;
  for (const char key : typed) {
    if (found()) break;
    if (!keys_.empty() && key == keys_[matched_]) {
      ++matched_;
      continue;
    }
    out += keys_.substr(0, matched_);
    matched_ = !keys_.empty() && key == keys_[0] ? 1 : 0;
    if (matched_ == 0) out += key;
  }
  return out;
}

}  // namespace runtime::process
