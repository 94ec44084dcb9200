// The options of a mount in config.json (runtime-spec 1.3, config.md "Linux
// mount options", and runc's own) sorted by who acts on them.
#pragma once

#include <string>
#include <vector>

#include "runtime/mount/label.h"
#include "runtime/sys/mount.h"

namespace runtime::mount {

struct Options {
  sys::Attributes own;        // of the mount itself
  bool names_own = false;     // some option names one, be it one of those that set and clear nothing ("atime")
  bool names_times = false;   // own.set has the access times that are asked for
  sys::Attributes recursive;  // of the mount and all below it ("rro")
  // "shared", "rslave" ...: MS_*, with MS_REC for the r-forms; in their order.
  std::vector<unsigned long> propagation;
  bool bind = false;
  bool recursive_bind = false;  // rbind; bind is set, too
  bool idmap = false;
  bool recursive_idmap = false;
  bool copy_up = false;          // tmpcopyup: a tmpfs begins with what it hides
  bool nofollow_source = false;  // src-nofollow: bind the link itself
  bool nofollow_target = false;  // dest-nofollow: mount over the link itself
  bool copy_link = false;        // copy-symlink: a source that is a link is copied, not mounted
  bool remount = false;          // of what is mounted there already; a bind mount is made anew
  // The caller sets them:
  bool locked = false;                   // no attribute is taken from what a user namespace gets
  unsigned long source_propagation = 0;  // MS_* of a bind mount that is made in another namespace than it is for
  Label label;                           // the caller sets it: of a new file system
  std::vector<std::string> filesystem;   // for fsconfig: "size=64k", "sync"
};

// Later options win over earlier ones.
Options parse_options(const std::vector<std::string>& options);

// Every option above except those of single file systems, for `features`.
std::vector<std::string> known_options();

// MS_* of a "linux.rootfsPropagation"; 0 for "".
unsigned long propagation_flags(const std::string& name);

}  // namespace runtime::mount
