#include "runtime/mount/detached.h"

#include <fcntl.h>
#include <sys/xattr.h>

#include "runtime/mount/bind_attributes.h"
#include "runtime/mount/overlay.h"
#include "runtime/sys/mount.h"
#include "spec/base/text.h"

namespace runtime::mount {

namespace {

using spec::runtime::Mount;

Result<Fd> make_bind(const Mount& mount, const Options& options, const std::string& bundle, FdRef opened) {
  if (mount.source.empty()) return fail("a bind mount without a source");
  std::string source = mount.source.front() == '/' ? mount.source : bundle + "/" + mount.source;
  if (opened.valid()) source.clear();
  const unsigned flags = options.nofollow_source ? AT_SYMLINK_NOFOLLOW : 0;
  Fd tree = TRY(sys::clone_tree(opened.valid() ? opened : FdRef::cwd(), source,
                                options.recursive_bind ? sys::Depth::kRecursive : sys::Depth::kOne, flags));
  if (options.source_propagation != 0) {
    TRY(sys::set_attributes(tree, {.propagation = options.source_propagation}, sys::Depth::kRecursive));
  }
  TRY(set_bind_attributes(tree, options));
  return tree;
}

Result<void> label_root(FdRef mount, const std::string& label) {
  const std::string path = concat("/proc/self/fd/", mount.get());
  if (::setxattr(path.c_str(), "security.selinux", label.c_str(), label.size() + 1, 0) < 0) return fail_errno("label");
  return {};
}

Result<Fd> make_filesystem(const Mount& mount, const Options& options) {
  Fd context = TRY(sys::fsopen(mount.type));
  if (!mount.source.empty()) TRY(sys::set_string(context, "source", mount.source));
  for (const std::string& option : options.filesystem) TRY(sys::set_option(context, option));
  TRY(set_label(context, mount.type, options.label));
  Fd made = TRY(sys::make_mount(context, options.own.set));
  // It takes no option; the label of its root goes over to its queues.
  if (mount.type == "mqueue" && !options.label.value.empty()) TRY(label_root(made, options.label.value));
  return made;
}

}  // namespace

Result<void> try_file_system(const Mount& mount) {
  Fd context = TRY(sys::fsopen(mount.type));
  if (mount.type == "overlay") return {};  // its options are paths, looked at from the bundle
  for (const std::string& option : parse_options(mount.options).filesystem) TRY(sys::set_option(context, option));
  return {};
}

Result<Fd> make_detached(const Mount& mount, const Options& options, const std::string& bundle, FdRef source) {
  Fd made;
  if (options.bind) {
    made = TRY(make_bind(mount, options, bundle, source));
  } else {
    if (mount.type.empty()) return fail("neither a type nor the option bind");
    // Its folders' names may be longer than one option can be.
    const bool layers = mount.type == "overlay" && kernel_takes_single_layers();
    made = TRY_STEP(mount.type, layers ? make_overlay(mount, options, bundle) : make_filesystem(mount, options));
  }
  if (!options.recursive.empty()) TRY(sys::set_attributes(made, options.recursive, sys::Depth::kRecursive));
  return made;
}

}  // namespace runtime::mount
