#include "spec/runtime/state_root.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::runtime {

namespace {

bool in_user_namespace() {
  const Result<std::string> map = read_file("/proc/self/uid_map", 1 << 20);
  return map && split_words(*map) != std::vector<std::string>{"0", "0", "4294967295"};
}

// As runc: root of a user namespace is the user who made it, unless he goes by root's name.
bool is_users_session() {
  if (::geteuid() != 0) return true;
  const char* user = ::getenv("USER");
  return in_user_namespace() && (user == nullptr || std::string_view(user) != "root");
}

}  // namespace

std::string default_state_root() {
  const char* wanted = ::getenv("RUNTIME_ROOT");
  if (wanted != nullptr && wanted[0] != '\0') return wanted;
  const char* session = ::getenv("XDG_RUNTIME_DIR");
  if (session != nullptr && session[0] == '/' && is_users_session()) return std::string(session) + "/runtime";
  return "/run/runtime";
}

}  // namespace spec::runtime
