// Where an image is copied to.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "imagetool/archive/image_source.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/descriptor.h"

namespace imagetool::archive {

// A blob being written. Gone with its owner unless finished.
class BlobSink : public Sink {
 public:
  // Whoever writes has verified the content. Once.
  virtual Result<void> finish() = 0;
};

// Blobs first, then the documents that name them, an index last.
class ImageDestination {
 public:
  virtual ~ImageDestination() = default;

  // Whether an index with its images can be kept here.
  virtual bool takes_index() const { return true; }
  // How many blobs may be written at once.
  virtual unsigned parallel() const { return 3; }

  struct Begun {
    std::unique_ptr<BlobSink> sink;  // nullptr: nothing has to be written,
    std::string note;                // and why: "Already exists", "Mounted from library/x"
  };
  // Thread-safe where parallel() is more than one.
  virtual Result<Begun> begin(const spec::image::Descriptor& blob) = 0;

  // A manifest or an index that another one will name: a blob, where nothing else is said.
  virtual Result<void> put(const Document& document) {
    const Begun begun = TRY(begin(document.descriptor));
    if (!begun.sink) return {};
    TRY(begun.sink->write(document.text));
    return begun.sink->finish();
  }
  // What the names mean from now on; what they are is the destination's matter.
  virtual Result<void> put_top(const Document& document, const std::vector<std::string>& names) = 0;
  // After the last image. What is not finished is not there.
  virtual Result<void> finish() { return {}; }
};

}  // namespace imagetool::archive
