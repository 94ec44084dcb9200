#include "runtime/container/annotations.h"

#include "runtime/mount/label.h"
#include "runtime/seccomp/filter.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

using spec::runtime::Seccomp;

const std::string kPrefix = "run.oci.";

Result<void> refuse(const Annotations& annotations) {
  for (const char* name : {"handler", "seccomp.plugins", "seccomp_bpf_data"}) {
    const auto found = annotations.find(kPrefix + name);
    if (found == annotations.end()) continue;
    return fail(concat("annotation ", found->first, "=", found->second, ": not supported by this runtime"));
  }
  return {};
}

Result<void> set_receiver(Seccomp& seccomp, const std::string& path) {
  if (path.empty() || !seccomp.listener_path.empty()) return {};
  if (path.front() != '/') {
    return fail(concat("annotation ", kPrefix, "seccomp.receiver: \"", path, "\" must be absolute"));
  }
  seccomp.listener_path = path;
  return {};
}

}  // namespace

Result<void> apply_annotations(spec::runtime::Config& config) {
  if (config.annotations.empty()) return {};
  TRY(refuse(config.annotations));
  TRY(mount::check_label_option(config));
  if (!config.linux.seccomp) return {};
  TRY(set_receiver(*config.linux.seccomp, annotation(config.annotations, "seccomp.receiver")));
  if (is_annotated(config.annotations, "seccomp_fail_unknown_syscall")) {
    TRY(seccomp::check_known(*config.linux.seccomp));
  }
  return {};
}

bool is_annotated(const Annotations& annotations, const std::string& name) {
  return annotations.contains(kPrefix + name);
}

std::string annotation(const Annotations& annotations, const std::string& name) {
  const auto found = annotations.find(kPrefix + name);
  return found == annotations.end() ? "" : found->second;
}

}  // namespace runtime::container
