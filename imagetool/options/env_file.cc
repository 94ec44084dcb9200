#include "imagetool/options/env_file.h"

#include <cstdlib>
#include <string_view>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/utf8.h"

namespace imagetool::options {

namespace {

constexpr std::uint64_t kMaxFile = 16 << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Character character = first_utf8(text);
    if (character.size == 1 && character.code >= 0xDC00) return false;
    text.remove_prefix(character.size);
  }
  return true;
}

}  // namespace

Result<std::vector<std::string>> read_env_file(const std::string& path) {
  const std::string content = TRY(read_file(path, kMaxFile));
  std::string_view text = content;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<std::string> variables;
  int number = 0;
  for (std::string& line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (!is_utf8(line)) return fail(concat("env file ", path, " contains invalid utf8 bytes at line ", number));
    line.erase(0, line.find_first_not_of(" \t\r\v\f"));
    if (line.empty() || line.starts_with('#')) continue;
    const std::string name = line.substr(0, line.find('='));
    if (name.empty()) return fail(concat("poorly formatted environment: no variable name on line '", line, "'"));
    if (name.find_first_of(" \t") != std::string::npos) {
      return fail(concat("poorly formatted environment: variable '", name, "' contains whitespaces"));
    }
    const char* here = name.size() == line.size() ? std::getenv(name.c_str()) : nullptr;
    if (name.size() < line.size()) {
      variables.push_back(line);
    } else if (here != nullptr) {
      variables.push_back(concat(name, "=", here));
    }
  }
  return variables;
}

}  // namespace imagetool::options
