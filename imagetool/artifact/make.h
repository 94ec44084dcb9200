// Files as an artifact: a manifest whose layers are files (image-spec manifest.md, "Guidelines for Artifact Usage").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imagetool/edit/edited_source.h"
#include "spec/base/result.h"
#include "spec/image/descriptor.h"

namespace imagetool::artifact {

// The annotations of a layer that oras writes, too: under which name it is kept, that it is a folder's tar with gzip.
inline constexpr const char* kTitle = "org.opencontainers.image.title";
inline constexpr const char* kUnpack = "io.deis.oras.content.unpack";
inline constexpr const char* kTarDigest = "io.deis.oras.content.digest";

struct File {
  std::string path;
  std::string media_type;  // empty: a layer's tar, as oras has it
};
// "FILE[:TYPE]"
File parse_file(std::string_view text);

struct Wish {
  std::vector<File> files;
  std::string artifact_type;  // empty: application/vnd.unknown.artifact.v1
  spec::image::Annotations annotations;
  std::optional<File> config;  // else the empty one
  std::optional<spec::image::Descriptor> subject;
};

// The artifact is the top of `source`. A file is read where it lies, and has to stay as it is until it was copied; a
// folder is packed. Paths are names of the layers, so an absolute one, or one that leads out, is an error.
Result<void> make(const Wish& wish, edit::EditedSource& source);

}  // namespace imagetool::artifact
