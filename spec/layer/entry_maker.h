// Makes one entry of a tar in a folder.
#pragma once

#include <cstdint>
#include <string>

#include "spec/base/result.h"
#include "spec/layer/attributes.h"
#include "spec/layer/entry.h"
#include "spec/layer/tar_reader.h"

namespace spec::layer {

// What stood in an entry's place.
enum class Replaced {
  kNothing,
  kFolder,    // and it stays, where the entry is a folder too
  kWhiteout,  // a 0/0 device
  kOther,
};

class EntryMaker {
 public:
  explicit EntryMaker(const Attributes& attributes) : attributes_(attributes) {}

  // Everything but hard links. What has the name already gives way; nothing is
  // followed or written through. A file's content is read from `tar`.
  Result<Replaced> make(const Folder& folder, const std::string& name, const Entry& entry, TarReader& tar);

  // Makes room for an entry that is no folder.
  Result<Replaced> clear(const Folder& folder, const std::string& name);

 private:
  Result<Replaced> make_file(const Folder& folder, const std::string& name, const Entry& entry, TarReader& tar);
  Result<Replaced> make_folder(const Folder& folder, const std::string& name, const Entry& entry);
  int create(const Folder& folder, const std::string& name, const Entry& entry) const;

  const Attributes& attributes_;
};

}  // namespace spec::layer
