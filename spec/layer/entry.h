// One entry of a layer's tar.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <ctime>
#include <map>
#include <string>

#include "spec/base/vocabulary.h"

namespace spec::layer {

enum class EntryKind { kFile, kFolder, kSymlink, kHardLink, kCharDevice, kBlockDevice, kFifo };

struct Entry {
  std::string path;  // as it stands in the tar: "./a//b/", "../x" and the like come through
  EntryKind kind = EntryKind::kFile;
  mode_t mode = 0;  // the twelve permission bits
  uid_t uid = 0;
  gid_t gid = 0;
  std::uint64_t size = 0;  // of a file's content
  std::timespec mtime{};
  std::string target;  // of a symlink, as it stands; of a hard link, a path from the layer's root
  dev_t device = 0;    // of a device
  std::map<std::string, std::string> xattrs;
};

// The prefix of whiteouts' names (image-spec layer.md): ".wh.NAME" hides NAME of
// the layers below, ".wh..wh..opq" hides all that they have in this folder.
constexpr const char* kWhiteoutPrefix = ".wh.";
constexpr const char* kOpaqueWhiteout = ".wh..wh..opq";

}  // namespace spec::layer
