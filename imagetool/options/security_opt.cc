#include "imagetool/options/security_opt.h"

#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

using spec::bundle::Options;

constexpr std::uint64_t kMaxProfile = 4 << 20;

Error invalid(const std::string& text) { return fail(concat("invalid --security-opt: \"", text, "\"")); }

Result<void> seccomp(const std::string& value, Options& options) {
  options.seccomp.reset();
  options.no_seccomp = value == "unconfined";
  if (options.no_seccomp || value == "builtin") return {};
  const std::string doing = concat("opening seccomp profile (", value, ") failed");
  const std::string text = TRY_STEP(doing, read_file(value, kMaxProfile));
  options.seccomp = TRY_STEP(concat("seccomp profile (", value, ")"), spec::bundle::parse_seccomp_profile(text));
  return {};
}

// "user:role:type:level" with one of them changed.
std::string relabelled(const std::string& label, std::size_t part, const std::string& value) {
  std::vector<std::string> parts = split(label, ':');
  // What a level has after its first ":" is its own.
  while (parts.size() > 4) {
    parts[3] += ":" + parts[4];
    parts.erase(parts.begin() + 4);
  }
  parts[part] = value;
  return join(parts, ":");
}

Result<void> selinux(const std::string& value, Options& options) {
  if (value == "disable") {
    options.process_label.clear();
    options.mount_label.clear();
    return {};
  }
  const std::size_t colon = value.find(':');
  const std::string key = value.substr(0, colon);
  constexpr std::string_view kParts[] = {"user", "role", "type", "level"};
  for (std::size_t i = 0; i < std::size(kParts) && colon != std::string::npos; ++i) {
    if (kParts[i] != key) continue;
    const std::string wanted = value.substr(colon + 1);
    // The names of the reference policy for containers.
    if (options.process_label.empty()) {
      options.process_label = "system_u:system_r:container_t:s0";
      options.mount_label = "system_u:object_r:container_file_t:s0";
    }
    options.process_label = relabelled(options.process_label, i, wanted);
    if (key == "user" || key == "level") options.mount_label = relabelled(options.mount_label, i, wanted);
    return {};
  }
  return fail(concat("bad SELinux option \"", value, "\""));
}

Result<void> paths(const std::string& value, std::vector<std::string>& out) {
  for (const std::string& path : split(value, ':')) {
    if (!path.starts_with('/')) return fail(concat("\"", path, "\" is not an absolute path"));
    out.push_back(path);
  }
  return {};
}

}  // namespace

Result<void> apply_security_opt(const std::string& text, Options& options) {
  std::size_t end = text.find('=');
  if (end == std::string::npos) end = text.find(':');
  const std::string key = text.substr(0, end);
  if (key == "no-new-privileges") {
    if (end == std::string::npos) {
      options.no_new_privileges = true;
      return {};
    }
    const Result<bool> value = spec::cli::parse_bool(text.substr(end + 1));
    if (!value) return invalid(text);
    options.no_new_privileges = *value;
    return {};
  }
  if (end == std::string::npos) return invalid(text);
  const std::string value = text.substr(end + 1);
  if (key == "seccomp") return seccomp(value, options);
  if (key == "label") return selinux(value, options);
  if (key == "mask") return paths(value, options.mask);
  if (key == "apparmor") {
    options.apparmor_profile = value == "unconfined" ? "" : value;
  } else if ((key == "systempaths" && value == "unconfined") || (key == "unmask" && value == "ALL")) {
    options.unmask_all = true;
  } else if (key == "unmask") {
    return paths(value, options.unmask);
  } else {
    return invalid(text);
  }
  return {};
}

}  // namespace imagetool::options
