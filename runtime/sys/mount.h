// The mount system calls by descriptor: a mount is made detached, given its
// attributes, and only then attached (Linux 5.12; mount_setattr(2), fsopen(2)).
#pragma once

#include <sys/mount.h>

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::sys {

// fsopen(2). The context's messages go into the errors of the calls below.
Result<Fd> fsopen(const std::string& type);
// fsconfig(2): a value; an option as mount(8) has it, "key=value" or a flag.
Result<void> set_string(FdRef context, const std::string& key, const std::string& value);
Result<void> set_option(FdRef context, const std::string& option);
// Makes the superblock and a detached mount of it, with MOUNT_ATTR_* `attributes`.
Result<Fd> make_mount(FdRef context, std::uint64_t attributes);

// fspick(2): changes the options of the file system that is mounted at `target`.
Result<void> reconfigure(FdRef target, const std::vector<std::string>& options);

enum class Depth { kOne, kRecursive };  // a mount alone, or with all below it

// open_tree(2): a detached copy of the mount at `path` (relative to `dir`; ""
// is `dir` itself). `flags` adds AT_SYMLINK_NOFOLLOW.
Result<Fd> clone_tree(FdRef dir, const std::string& path, Depth depth, unsigned flags = 0);

// What mount_setattr(2) changes; propagation is 0 (as it is), MS_SHARED,
// MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE.
struct Attributes {
  std::uint64_t set = 0;
  std::uint64_t clear = 0;
  std::uint64_t propagation = 0;
  int user_namespace = -1;  // of an idmapped mount, with MOUNT_ATTR_IDMAP set
  bool empty() const { return set == 0 && clear == 0 && propagation == 0; }
};
// Of the mount whose root `mount` is.
Result<void> set_attributes(FdRef mount, const Attributes& attributes, Depth depth);
// The same by path, for the root of a mount namespace.
Result<void> set_propagation(const std::string& path, std::uint64_t propagation, Depth depth);

// move_mount(2): attaches the detached `mount` onto the very file or folder
// that `target` is. `name` is for the message.
Result<void> attach(FdRef mount, FdRef target, const std::string& name);
// The same onto the entry `name` of a folder that nobody else can change; a link is not followed.
Result<void> attach_at(FdRef mount, FdRef folder, const std::string& name);

}  // namespace runtime::sys
