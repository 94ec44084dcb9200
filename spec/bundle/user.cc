#include "spec/bundle/user.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "spec/base/text.h"

namespace spec::bundle {

namespace {

// Calls `use` with the fields of each line that has at least `count` of them, until it returns true.
template <class F>
void each_line(std::string_view file, std::size_t count, F use) {
  while (!file.empty()) {
    const std::size_t end = file.find('\n');
    const std::string_view line = trim(file.substr(0, end));
    file = end == std::string_view::npos ? std::string_view() : file.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string> fields = split(line, ':');
    if (fields.size() >= count && use(fields)) return;
  }
}

struct PasswdLine {
  std::string name;
  std::uint32_t uid;
  std::uint32_t gid;
  std::string home;
};

bool is_number(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// (uid_t)-1 means "leave it as it is" to setresuid(2).
Result<std::uint32_t> parse_id(std::string_view word) {
  const std::optional<std::uint32_t> id = parse_number<std::uint32_t>(word);
  if (!id || *id == UINT32_MAX) return fail(concat("user or group id ", word, " is out of range"));
  return *id;
}

std::optional<PasswdLine> find_user(const std::string& passwd, std::string_view name,
                                    std::optional<std::uint32_t> uid) {
  std::optional<PasswdLine> found;
  each_line(passwd, 6, [&](const std::vector<std::string>& f) {
    const auto line_uid = parse_number<std::uint32_t>(f[2]);
    const auto line_gid = parse_number<std::uint32_t>(f[3]);
    if (!line_uid || !line_gid || *line_uid == UINT32_MAX || *line_gid == UINT32_MAX) return false;
    if (uid ? *line_uid != *uid : f[0] != name) return false;
    found = PasswdLine{f[0], *line_uid, *line_gid, f[5]};
    return true;
  });
  return found;
}

Result<std::uint32_t> find_group(const std::string& group, std::string_view word) {
  if (is_number(word)) return parse_id(word);
  std::optional<std::uint32_t> found;
  each_line(group, 3, [&](const std::vector<std::string>& f) {
    if (f[0] != word) return false;
    found = parse_number<std::uint32_t>(f[2]);
    return found.has_value() && *found != UINT32_MAX;
  });
  if (!found || *found == UINT32_MAX) {
    return fail(concat("unable to find group ", word, ": no matching entries in group file"));
  }
  return *found;
}

// The kernel takes 65536 groups (NGROUPS_MAX).
constexpr std::size_t kMostGroups = 65536;

std::vector<std::uint32_t> groups_of(const std::string& group, const std::string& name, std::uint32_t first) {
  std::vector<std::uint32_t> gids = {first};
  each_line(group, 4, [&](const std::vector<std::string>& f) {
    const auto gid = parse_number<std::uint32_t>(f[2]);
    if (!gid || *gid == UINT32_MAX || *gid == first) return false;
    const std::vector<std::string> members = split(f[3], ',');
    if (std::find(members.begin(), members.end(), name) != members.end()) gids.push_back(*gid);
    return gids.size() == kMostGroups;
  });
  return gids;
}

}  // namespace

Result<std::uint32_t> resolve_group(std::string_view word, const Accounts& accounts) {
  return find_group(accounts.group, word);
}

Result<ResolvedUser> resolve_user(std::string_view spec, const Accounts& accounts) {
  const std::size_t colon = spec.find(':');
  const std::string_view name = spec.substr(0, colon);
  const std::string_view group = colon == std::string_view::npos ? std::string_view() : spec.substr(colon + 1);

  std::optional<std::uint32_t> uid;
  if (name.empty()) {
    uid = 0;
  } else if (is_number(name)) {
    uid = TRY(parse_id(name));
  }
  const std::optional<PasswdLine> line = find_user(accounts.passwd, name, uid);
  if (!line && !uid) return fail(concat("unable to find user ", name, ": no matching entries in passwd file"));

  ResolvedUser out;
  out.home = line && line->home.starts_with('/') ? line->home : "/";
  out.user.uid = line ? line->uid : *uid;
  if (!group.empty()) {
    out.user.gid = TRY(find_group(accounts.group, group));
    out.user.additional_gids = {out.user.gid};
  } else {
    out.user.gid = line ? line->gid : 0;
    out.user.additional_gids =
        line ? groups_of(accounts.group, line->name, out.user.gid) : std::vector<std::uint32_t>{out.user.gid};
  }
  return out;
}

}  // namespace spec::bundle
