// What is copied, and where to: the rules of `docker cp` about existing and
// missing targets, "/" and "/." at a path's end. They are the same for a
// container's root, an image's and the host's; paths never leave the root.
#pragma once

#include <sys/stat.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layer/tar_writer.h"

namespace imagetool::cp {

// One file or folder. Opened: whoever renames or replaces what leads to it
// changes nothing any more.
struct Item {
  Fd folder;         // that holds it; a folder itself
  std::string name;  // in it; "." for a folder
  std::string base;  // what a copy in a folder is called; "": the folder's content alone is copied there
  struct stat status {};
  bool is_folder() const { return S_ISDIR(status.st_mode); }
};

// `path` with "/" at its end has to be a folder, and with "/." its content is
// meant. A link at its end is copied as a link, unless `follow`, or the end asks
// for a folder. Error::number is ENOENT where it is missing.
Result<Item> open_item(FdRef root, const std::string& path, bool follow);

// Writes it under the name `as`; "" is a folder's content without the folder. What
// is mounted in the folder is an empty one.
Result<void> write_item(const Item& item, const std::string& as, spec::layer::TarWriter& tar);

struct Target {
  Fd folder;         // opened for reading
  std::string name;  // what the item is called there; "": its content goes there
};

// Where a copy of the item at `path` goes: into a folder that is there, over a file
// that is there, or to a new name in a folder that is there.
Result<Target> choose_target(FdRef root, const std::string& path, const Item& item);

}  // namespace imagetool::cp
