#include "runtime/init/passwd.h"

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::init {

std::optional<std::string> find_home(std::string_view passwd, std::uint32_t uid) {
  while (!passwd.empty()) {
    const std::size_t end = passwd.find('\n');
    const std::vector<std::string> fields = split(passwd.substr(0, end), ':');
    passwd.remove_prefix(end == std::string_view::npos ? passwd.size() : end + 1);
    if (fields.size() < 6 || fields[5].empty()) continue;
    if (parse_number<std::uint32_t>(fields[2]) == uid) return fields[5];
  }
  return std::nullopt;
}

std::string home_of(std::uint32_t uid) {
  // Never blocks and never grows: a fifo, a device or a huge file is refused (CVE-2026-47262).
  const Result<std::string> passwd = read_file("/etc/passwd", 1 << 20);
  return passwd ? find_home(*passwd, uid).value_or("/") : "/";
}

}  // namespace runtime::init
