// Owner, mode, xattrs and times of what was just made in a folder.
#pragma once

#include <sys/stat.h>

#include <ctime>
#include <map>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layer/entry.h"

namespace spec::layer {

// A folder that entries are made in, and what the kernel does to them there.
struct Folder {
  Fd fd;  // O_PATH
  ino_t inode = 0;
  bool setgid = false;  // new files get the folder's group, new folders the bit too
};

// Knows what this process may do, and which calls are needless.
class Attributes {
 public:
  static Attributes of_process();

  bool privileged() const { return privileged_; }
  // The kernel may refuse what a layer asks for: that is counted (shortfall.h), and no error.
  bool lenient() const { return lenient_; }

  // Of an open file that openat() just made with entry.mode: its times last.
  Result<void> set_on_file(FdRef file, const Folder& parent, const Entry& entry) const;
  // Of anything else, just made with entry.mode, by name; never follows a link.
  // A folder's time is left alone: it changes with what is put into it.
  Result<void> set_by_name(const Folder& parent, const std::string& name, const Entry& entry) const;
  // Of a folder that was there before, which has another mode and owner.
  Result<void> set_on_folder(FdRef folder, const Entry& entry) const;

 private:
  bool needs_owner(const Folder& parent, const Entry& entry) const;
  mode_t mode_of(const Entry& entry, bool is_owners) const;
  bool needs_mode(const Folder& parent, const Entry& entry, bool owner_changed) const;
  // Takes chown(2)'s result: whether the file has the owner of the entry.
  Result<bool> judge_owner(int result, const Entry& entry) const;

  bool privileged_ = false;
  bool lenient_ = true;
  uid_t uid_ = 0;
  gid_t gid_ = 0;
  mode_t umask_ = 0777;
};

// Root of the machine, not of a user namespace: what is marked for overlayfs has trusted xattrs.
bool is_machines_root();
// The xattr of a folder that hides what the layers below have in it.
const char* opaque_xattr();

// "/proc/self/fd/N/NAME": for the calls that have no *at form. NAME "" is the folder itself.
std::string proc_path(FdRef folder, const std::string& name);

// Sets them on a path (the last component is not followed), but those of the
// overlay. What the file system or the kernel does not allow is left out.
Result<void> set_xattrs(const std::string& path, const std::map<std::string, std::string>& xattrs);
// All of them, but those of the overlay.
Result<std::map<std::string, std::string>> read_xattrs(const std::string& path);

// What the tar would say about an existing file; without its content and link target.
Result<Entry> read_attributes(FdRef folder, const std::string& name, const struct stat& status);

}  // namespace spec::layer
