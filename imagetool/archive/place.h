// Where an image is, as a person types it: skopeo's transports.
//
//   busybox, localhost:5000/x:1       a name (or an id) in the store
//   docker://busybox                  a registry
//   oci:DIR[:REF]                     an OCI image layout
//   oci-archive:FILE[:REF]            one in a tar
//   docker-archive:FILE[:REF|:@N]     what docker save writes
//   dir:DIR                           skopeo's folder of blobs
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace imagetool::archive {

struct Place {
  enum class Kind { kStore, kRegistry, kOci, kOciArchive, kDockerArchive, kDir };
  Kind kind = Kind::kStore;
  std::string path;       // of the folder or file
  std::string reference;  // a name; may be empty where there is a path
};

// How another tag of the place's repository is named there: a registry's names are tags, the store's are whole.
std::string name_of_tag(const Place& place, const std::string& tag);

// Transports of other engines' own stores are errors that say what there is.
Result<Place> parse_place(std::string_view text);

}  // namespace imagetool::archive
