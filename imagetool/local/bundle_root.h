// The root file system of a bundle, as the host sees it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layout/find_image.h"
#include "spec/layout/lease.h"
#include "spec/runtime/config.h"

namespace imagetool::local {

// Absolute and without links.
Result<std::string> real_path(const std::string& path);

// A folder with config.json.
bool is_bundle(const std::string& path);

// Of `imagetool bundle`, whose root is an overlay, or of `imagetool unpack` or
// any other tool, whose root is a folder.
class BundleRoot {
 public:
  static Result<BundleRoot> open(const std::string& path);

  const std::string& folder() const { return folder_; }  // absolute, without links
  bool is_overlay() const { return !lowers_.empty(); }
  // What the container wrote over the layers, where it is an overlay; else the root itself.
  const Fd& upper() const { return upper_; }
  std::string upper_path() const { return upper_path_; }
  // The layers' folders, the uppermost first.
  const std::vector<std::string>& lowers() const { return lowers_; }
  const spec::runtime::Config& config() const { return config_; }
  // The process's arguments, as a person would type them.
  std::string command() const;
  // Mount points that the runtime made for the container, and that are in no layer: empty files and folders. In an
  // overlay also the folders that it has only because of them.
  Result<std::vector<std::string>> stubs(FdRef below) const;

 private:
  std::string folder_;
  std::string upper_path_;
  Fd upper_;
  std::vector<std::string> lowers_;
  spec::runtime::Config config_;
};

// The image that a bundle was made of; an error where nothing tells, or it is
// not in the store any more.
Result<spec::layout::StoredImage> image_of_bundle(const spec::layout::Store& store, const BundleRoot& bundle);
// Notes the image for a bundle that does not need the store: DIR/imagetool.json.
Result<void> note_image(const std::string& bundle, const spec::layout::StoredImage& image);

// The merged root of layers, the uppermost first, mounted nowhere; read only, or with an upper folder over them. The
// lease keeps an empty folder below them, so that whiteouts of the lowest count, too.
struct Writable {
  std::string upper;
  std::string work;
};
Result<Fd> merged(const spec::layout::Lease& lease, std::vector<std::string> lowers, const Writable& over = {});
// The same for an image's layers, which are unpacked now where they are not.
Result<Fd> merged(const spec::layout::Lease& lease, const spec::layout::StoredImage& image);

}  // namespace imagetool::local
