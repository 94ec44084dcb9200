#include "runtime/mount/label.h"

#include <algorithm>
#include <string_view>

#include "runtime/sys/mount.h"
#include "spec/base/text.h"

namespace runtime::mount {

namespace {

constexpr const char* kAnnotation = "run.oci.mount_context_type";

}  // namespace

Label label_of(const spec::runtime::Config& config) {
  Label label;
  label.value = config.linux.mount_label;
  const auto named = config.annotations.find(kAnnotation);
  if (named != config.annotations.end()) label.option = named->second;
  return label;
}

Result<void> check_label_option(const spec::runtime::Config& config) {
  constexpr std::string_view kOptions[] = {"context", "fscontext", "defcontext", "rootcontext"};
  const std::string option = label_of(config).option;
  if (std::find(std::begin(kOptions), std::end(kOptions), option) != std::end(kOptions)) return {};
  return fail(
      concat("annotation ", kAnnotation, "=", option, ": neither context, fscontext, defcontext nor rootcontext"));
}

Result<void> set_label(FdRef context, const std::string& type, const Label& label) {
  constexpr std::string_view kOwnLabels[] = {"proc", "sysfs", "cgroup", "cgroup2", "mqueue"};
  if (label.value.empty()) return {};
  if (std::find(std::begin(kOwnLabels), std::end(kOwnLabels), type) != std::end(kOwnLabels)) return {};
  return sys::set_string(context, label.option, label.value);
}

}  // namespace runtime::mount
