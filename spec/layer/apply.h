// Applying a layer's tar to a folder (image-spec layer.md, "Applying Changesets").
//
// The tar is hostile. Every entry's parent is opened inside the root by the
// kernel and used by descriptor; nothing that is created follows a link; hard
// links find their file inside the root; the root stays a folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/layer/tar_reader.h"

namespace spec::layer {

// What becomes of a whiteout. Either way it hides only what lower layers have,
// never an entry of its own layer, wherever in the tar it stands.
enum class Whiteouts {
  // A device 0/0, and trusted.overlay.opaque on folders (user.overlay.opaque
  // where that is refused): the folder is a lower folder of an overlay.
  kOverlay,
  // What it names is removed: layers are applied one over another into one folder.
  kRemove,
  // There are none: ".wh.NAME" is a file of that name, and "./" leaves the root as it is. For a tar that is no
  // layer, and a root that may be changed by others at the same time.
  kNone,
};

struct ApplyOptions {
  Whiteouts whiteouts = Whiteouts::kOverlay;
  // kOverlay only: the folders of the layers below, the lowest first, in the
  // overlay's own form. Folders that the tar implies without an entry get
  // owner, mode and xattrs that they have there, symbolic links there are
  // followed, hard links may name files there (which are copied).
  std::vector<FdRef> parents;
  TarLimits limits;
  // Everything belongs to it, whatever the tar says.
  struct Owner {
    uid_t uid = 0;
    gid_t gid = 0;
  };
  std::optional<Owner> owner = std::nullopt;
  // A folder that is there gives way to nothing else, nor anything else to a folder: an error.
  bool keep_kinds = false;
};

struct Applied {
  // Nothing in the layer depends on the layers below: every folder that holds
  // an entry has one itself (but the root, which is 0755 without one), and every
  // hard link's file is in the layer. Such a folder serves every image with this layer, whatever is below it.
  bool self_contained = true;
  // Without parents: a hard link whose file is in none of the layer's entries
  // before it. It was left out; often empty.
  std::string missing_link;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;  // of files' content
};

// Reads `tar` (plain, see decompress) to its end. `root` is a folder, opened
// for reading. After an error the folder holds a part of the layer: throw it away.
//
// Owners, devices and trusted xattrs need privilege: for an ordinary user, and
// in a user namespace, owners that are not to be had are left as they are (a
// file is then no setuid program), devices and xattrs that the kernel refuses
// are left out, all counted (shortfall.h). trusted.overlay.* and
// user.overlay.* in a tar are dropped.
Result<Applied> apply(Source& tar, FdRef root, const ApplyOptions& options = {});

// An xattr that means something to overlayfs, and so is never taken from a layer
// nor written to one.
bool is_overlay_xattr(std::string_view name);

}  // namespace spec::layer
