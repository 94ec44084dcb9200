// An OCI image layout (image-spec image-layout.md) in a folder or a tar.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "imagetool/archive/files.h"
#include "imagetool/archive/image_source.h"
#include "spec/base/result.h"
#include "spec/image/index.h"

namespace imagetool::archive {

inline constexpr const char* kLayoutFile = "oci-layout";
inline constexpr const char* kLayoutText = R"({"imageLayoutVersion":"1.0.0"})";
inline constexpr const char* kLayoutIndex = "index.json";
inline constexpr const char* kRefName = "org.opencontainers.image.ref.name";
inline constexpr const char* kImageName = "io.containerd.image.name";

// "blobs/sha256/2c26b4..."
std::string blob_path(const spec::image::Digest& digest);

// The layout's index.json; a layout of another version is an error.
Result<spec::image::Index> read_layout_index(const Files& files);

// An entry's whole name where a tool put it beside the reference (containerd's
// annotation), else the reference; may be empty.
std::string entry_name(const spec::image::Descriptor& entry);

// The one entry that `reference` names, by either annotation; without a
// reference the only one that is there. Error::number is ENOENT where none is.
Result<spec::image::Descriptor> find_entry(const spec::image::Index& index, const std::string& reference,
                                           const std::string& layout);

// What that entry names.
std::unique_ptr<ImageSource> layout_source(std::shared_ptr<const Files> files, spec::image::Descriptor entry);

}  // namespace imagetool::archive
