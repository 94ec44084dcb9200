#include "runtime/mount/detached.h"

#include <fcntl.h>

#include "runtime/sys/mount.h"

namespace runtime::mount {

namespace {

using spec::runtime::Mount;

// The attributes of a copy of a source: what the options do not name stays as
// the source has it, so nosuid of a host's mount is lost only by "suid".
Result<Fd> make_bind(const Mount& mount, const Options& options, const std::string& bundle) {
  if (mount.source.empty()) return fail("a bind mount without a source");
  const std::string source = mount.source.front() == '/' ? mount.source : bundle + "/" + mount.source;
  const unsigned flags = options.nofollow_source ? AT_SYMLINK_NOFOLLOW : 0;
  Fd tree = TRY(
      sys::clone_tree(FdRef::cwd(), source, options.recursive_bind ? sys::Depth::kRecursive : sys::Depth::kOne, flags));
  if (!options.own.empty()) TRY(sys::set_attributes(tree, options.own, sys::Depth::kOne));
  return tree;
}

Result<Fd> make_filesystem(const Mount& mount, const Options& options) {
  Fd context = TRY(sys::fsopen(mount.type));
  if (!mount.source.empty()) TRY(sys::set_string(context, "source", mount.source));
  for (const std::string& option : options.filesystem) TRY(sys::set_option(context, option));
  return sys::make_mount(context, options.own.set);
}

}  // namespace

Result<Fd> make_detached(const Mount& mount, const Options& options, const std::string& bundle) {
  Fd made;
  if (options.bind) {
    made = TRY(make_bind(mount, options, bundle));
  } else {
    if (mount.type.empty()) return fail("neither a type nor the option bind");
    made = TRY_STEP(mount.type, make_filesystem(mount, options));
  }
  if (!options.recursive.empty()) TRY(sys::set_attributes(made, options.recursive, sys::Depth::kRecursive));
  return made;
}

}  // namespace runtime::mount
