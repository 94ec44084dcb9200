#include "buildtool/build/owner.h"

#include <optional>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr std::uint64_t kMaxBytes = 10 << 20;

// An account file's content; "" where there is none. It is the image's: never
// waited for, never larger than sense.
Result<std::string> read_accounts(FdRef root, const std::string& path) {
  Result<Fd> file = open_in_root(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file && (file.error().number == ENOENT || file.error().number == ENOTDIR)) return std::string();
  if (!file) return file.error();
  struct stat status = {};
  if (::fstat(file->get(), &status) < 0) return fail_errno(path);
  if (!S_ISREG(status.st_mode)) return fail(path + ": not a regular file");
  return read_all(*file, kMaxBytes, path);
}

// The fields of the line "NAME:..." with at least `count` of them.
Result<std::vector<std::string>> find_account(FdRef root, const std::string& path, const std::string& account,
                                              std::size_t count) {
  const std::string text = TRY(read_accounts(root, path));
  for (const std::string& line : split(text, '\n')) {
    std::vector<std::string> fields = split(line, ':');
    if (fields.size() >= count && fields[0] == account) return fields;
  }
  return std::vector<std::string>();
}

std::optional<id_t> as_number(const std::string& text) {
  if (text == "root") return 0;
  return parse_number<id_t>(text);
}

}  // namespace

Result<Owner> find_owner(FdRef root, const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string user = text.substr(0, colon);
  Owner owner;
  if (const std::optional<id_t> id = as_number(user)) {
    owner = {*id, *id};
  } else if (!user.empty()) {
    const std::vector<std::string> fields = TRY(find_account(root, "/etc/passwd", user, 4));
    if (!fields.empty())
      owner = {parse_number<uid_t>(fields[2]).value_or(0), parse_number<gid_t>(fields[3]).value_or(0)};
  }
  if (colon == text.npos) return owner;
  const std::string group = text.substr(colon + 1);
  if (const std::optional<id_t> id = as_number(group)) {
    owner.gid = *id;
  } else {
    const std::vector<std::string> fields = TRY(find_account(root, "/etc/group", group, 3));
    if (!fields.empty()) owner.gid = parse_number<gid_t>(fields[2]).value_or(0);
  }
  return owner;
}

}  // namespace buildtool::build
