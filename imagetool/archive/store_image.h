// The store as a place to copy from and to.
#pragma once

#include <memory>
#include <string>

#include "imagetool/archive/image_destination.h"
#include "imagetool/archive/image_source.h"
#include "spec/layout/lease.h"

namespace imagetool::archive {

// What `text` (a name, an id or a digest) means in the store: an index where
// it is here under an index's name. The lease must outlive it, and holds all
// that is read.
// `tls_verify`: for layers that come from their registry (spec/layout/dropped.h).
Result<std::unique_ptr<ImageSource>> store_source(const spec::layout::Lease& lease, const std::string& text,
                                                  bool tls_verify = true);

// The same for what is known already.
Result<std::unique_ptr<ImageSource>> store_source(const spec::layout::Lease& lease, spec::image::Descriptor target,
                                                  bool tls_verify = true);

// Names are references; without one the image has its id only. Layers are
// unpacked when somebody needs them.
std::unique_ptr<ImageDestination> store_destination(const spec::layout::Lease& lease);

}  // namespace imagetool::archive
