#include "runtime/checkpoint/settings.h"

#include <sched.h>
#include <unistd.h>

#include "runtime/sys/process.h"
#include "spec/base/text.h"

namespace runtime::checkpoint {

Result<void> check_privilege() {
  if (::geteuid() != 0) return fail("criu needs root");
  if (sys::in_user_namespace()) return fail("criu needs the host's root, and this is a user namespace's");
  return {};
}

std::string config_file(const std::map<std::string, std::string>& annotations) {
  const auto wanted = annotations.find("org.criu.config");
  if (wanted != annotations.end()) return wanted->second;
  const std::string own = "/etc/criu/runtime.conf";
  return ::access(own.c_str(), F_OK) == 0 ? own : "/etc/criu/runc.conf";
}

Result<PageServer> parse_page_server(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::string address = text.substr(0, colon == std::string::npos ? 0 : colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  const auto port = parse_number<std::uint16_t>(colon == std::string::npos ? "" : text.substr(colon + 1));
  if (address.empty() || !port || *port == 0) return fail("--page-server " + text + ": not ADDRESS:PORT");
  return PageServer{address, *port};
}

Result<std::uint32_t> parse_empty_namespace(const std::string& name) {
  if (name == "network") return std::uint32_t{CLONE_NEWNET};
  return fail("--empty-ns: namespace \"" + name + "\" is not supported");
}

Result<void> check_lsm_profile(const std::string& text) {
  for (const std::string_view type : {"apparmor:", "selinux:"}) {
    if (text.rfind(type, 0) == 0 && text.size() > type.size()) return {};
  }
  return fail("--lsm-profile " + text + ": neither apparmor:NAME nor selinux:LABEL");
}

}  // namespace runtime::checkpoint
