#include "runtime/init/join.h"

#include <sched.h>

namespace runtime::init {

namespace {

using spec::runtime::NamespaceType;

Result<void> enter(const JoinedNamespace& joined) {
  if (::setns(joined.file.get(), static_cast<int>(joined.type)) == 0) return {};
  return fail_errno(std::string("join the ") + namespace_name(joined.type) + " namespace");
}

}  // namespace

const char* namespace_name(NamespaceType type) {
  switch (type) {
    case NamespaceType::kTime:
      return "time";
    case NamespaceType::kMount:
      return "mount";
    case NamespaceType::kCgroup:
      return "cgroup";
    case NamespaceType::kUts:
      return "uts";
    case NamespaceType::kIpc:
      return "ipc";
    case NamespaceType::kUser:
      return "user";
    case NamespaceType::kPid:
      return "pid";
    case NamespaceType::kNetwork:
      return "network";
  }
  return "unknown";
}

Result<void> join_namespaces(const std::vector<JoinedNamespace>& namespaces) {
  const JoinedNamespace* user = nullptr;
  for (const JoinedNamespace& joined : namespaces) {
    if (joined.type == NamespaceType::kUser) user = &joined;
  }
  std::vector<const JoinedNamespace*> later;
  for (const JoinedNamespace& joined : namespaces) {
    if (&joined == user) continue;
    Result<void> entered = enter(joined);
    if (entered) continue;
    if (user == nullptr || entered.error().number != EPERM) return entered;
    later.push_back(&joined);
  }
  if (user != nullptr) TRY(enter(*user));
  for (const JoinedNamespace* joined : later) TRY(enter(*joined));
  return {};
}

}  // namespace runtime::init
