// What there is of an image in the store: its documents and blobs, all platforms that are here.
#pragma once

#include <map>
#include <vector>

#include "imagetool/registry/repository.h"
#include "spec/base/fd.h"
#include "spec/image/descriptor.h"
#include "spec/layout/store.h"

namespace imagetool::transfer {

struct Contents {
  registry::Document top;                      // what the name will mean
  std::vector<registry::Document> manifests;   // an index's, in its order; nested ones before their index
  std::vector<spec::image::Descriptor> blobs;  // configs and layers, each once
  std::map<spec::image::Digest, Fd> files;     // blobs that are not the store's, but these files
};

// `target` whole where all of it is here; else, of an index, the manifest for this platform alone.
Result<Contents> contents_of(const spec::layout::Store& store, const spec::image::Descriptor& target);

}  // namespace imagetool::transfer
