#include "spec/runtime/subordinate_ids.h"

#include <unistd.h>

#include <string>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::runtime {

namespace {

constexpr std::uint64_t kMaxFile = 16 << 20;

std::string users_name(std::uint32_t uid) {
  const Result<std::string> passwd = read_file("/etc/passwd", kMaxFile);
  if (!passwd) return "";
  for (const std::string& line : split(*passwd, '\n')) {
    const std::vector<std::string> fields = split(line, ':');
    if (fields.size() > 2 && parse_number<std::uint32_t>(fields[2]) == uid) return fields[0];
  }
  return "";
}

IdMappings read_mappings(std::uint32_t own, std::uint32_t caller, const char* file) {
  const Result<std::string> text = read_file(file, kMaxFile);
  const std::uint32_t user = ::geteuid();
  return default_mappings(own, caller, text ? *text : "", users_name(user), user);
}

}  // namespace

IdMappings default_mappings(std::uint32_t own, std::uint32_t caller, std::string_view subordinate,
                            std::string_view user_name, std::uint32_t user_id) {
  IdMappings mappings;
  std::uint32_t inside = 0;  // the next one to be given
  const auto give_own = [&] {
    mappings.push_back({own, caller, 1});
    inside = own + 1;
  };
  if (own == 0) give_own();
  for (const std::string& line : split(subordinate, '\n')) {
    const std::vector<std::string> fields = split(line, ':');
    if (fields.size() != 3 || (fields[0] != user_name && parse_number<std::uint32_t>(fields[0]) != user_id)) continue;
    auto first = parse_number<std::uint32_t>(fields[1]);
    auto count = parse_number<std::uint32_t>(fields[2]);
    if (!first || !count) continue;
    if (inside < own && own - inside < *count) {
      const std::uint32_t before = own - inside;
      mappings.push_back({inside, *first, before});
      give_own();
      *first += before;
      *count -= before;
    }
    mappings.push_back({inside, *first, *count});
    inside += *count;
    if (inside == own && own != 0) give_own();
  }
  if (inside <= own) give_own();
  return mappings;
}

IdMappings default_uids(std::uint32_t own) { return read_mappings(own, ::geteuid(), "/etc/subuid"); }
IdMappings default_gids(std::uint32_t own) { return read_mappings(own, ::getegid(), "/etc/subgid"); }

}  // namespace spec::runtime
