// What surrounds a checkpoint and a restore: who may, and CRIU's own configuration.
#pragma once

#include <map>
#include <string>

#include "runtime/checkpoint/message.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

// CRIU needs root on the host.
Result<void> check_privilege();

// CRIU's configuration file, whose options win over ours: the annotation "org.criu.config", where "" is
// none; else /etc/criu/runtime.conf, or runc's where that is not there.
std::string config_file(const std::map<std::string, std::string>& annotations);

// --page-server ADDRESS:PORT; an IPv6 address stands in brackets.
Result<PageServer> parse_page_server(const std::string& text);

// --empty-ns: the namespaces, as CLONE_NEW*, that CRIU makes new and empty; only "network" is one.
Result<std::uint32_t> parse_empty_namespace(const std::string& name);

// What stands on --lsm-profile: "apparmor:NAME" or "selinux:LABEL".
Result<void> check_lsm_profile(const std::string& text);

}  // namespace runtime::checkpoint
