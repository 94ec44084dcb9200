// A file that is gone with its descriptor.
#pragma once

#include <cstdlib>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/file.h"
#include "spec/base/result.h"
#include "spec/base/temporary.h"

namespace imagetool::archive {

// In `folder`, for reading and writing. Where the file system lacks O_TMPFILE it has a name for a moment.
inline Result<Fd> nameless_file(FdRef folder) {
  if (Result<Fd> file = open_at(folder, ".", O_TMPFILE | O_RDWR, 0600)) return file;
  const TemporaryFile named = TRY(TemporaryFile::make(folder, ".", 0600));
  return open_at(folder, named.path(), O_RDWR);
}

// In `folder`, or where it is empty in $TMPDIR, else /var/tmp: for what may be large.
inline Result<Fd> scratch_file(std::string folder = {}) {
  if (folder.empty()) {
    const char* tmp = std::getenv("TMPDIR");
    folder = tmp != nullptr && *tmp != '\0' ? tmp : "/var/tmp";
  }
  const Fd dir = TRY(open_dir(folder));
  return nameless_file(dir);
}

}  // namespace imagetool::archive
