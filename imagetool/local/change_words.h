// The words of a Dockerfile's instruction, for `-c` of import and commit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::local {

// Split at white space outside of quotes; quotes and backslashes are taken away,
// $NAME, ${NAME}, ${NAME:-word} and ${NAME:+word} have the value of `env`
// ("NAME=value" each), or none.
Result<std::vector<std::string>> change_words(std::string_view text, const std::vector<std::string>& env);
// The same as one word, white space and all.
Result<std::string> change_word(std::string_view text, const std::vector<std::string>& env);

// `["a", "b"]`: its strings; nothing where the text is anything else.
std::optional<std::vector<std::string>> json_words(std::string_view text);

// The value of NAME in a config's Env; nothing where it is not set.
std::optional<std::string> find_env(const std::vector<std::string>& env, std::string_view name);
// Gives NAME this value there, in its old place where it has one.
void set_env(std::vector<std::string>& env, const std::string& name, const std::string& value);

}  // namespace imagetool::local
