#include "runtime/container/user_argument.h"

#include "spec/base/text.h"

namespace runtime::container {

namespace {

Result<std::uint32_t> parse_id(std::string_view text, const std::string& whole) {
  constexpr std::uint32_t kNoId = 0xffffffff;  // (uid_t)-1 means "as it is" to the kernel
  const std::optional<std::uint32_t> id = parse_number<std::uint32_t>(text);
  if (id && *id != kNoId) return *id;
  return fail("--user \"" + whole + "\": not a number").with_hint("UID or UID:GID");
}

}  // namespace

Result<UserArgument> parse_user(const std::string& text) {
  UserArgument user;
  const std::size_t colon = text.find(':');
  user.uid = TRY(parse_id(std::string_view(text).substr(0, colon), text));
  if (colon != std::string::npos) user.gid = TRY(parse_id(std::string_view(text).substr(colon + 1), text));
  return user;
}

}  // namespace runtime::container
