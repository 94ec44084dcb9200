// The names in the store: index.json's entries.
//
// A name is the annotation org.opencontainers.image.ref.name, fully qualified
// ("docker.io/library/centos:latest"), and also io.containerd.image.name.
// Entries that another tool wrote are kept as they are, with every member that
// we do not know, and listed where they can be understood.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/layout/store.h"

namespace spec::layout {

struct NamedImage {
  std::string name;          // may be empty: an entry without a name
  image::Descriptor target;  // a manifest or an index, with the entry's annotations
};

// In the order of index.json.
Result<std::vector<NamedImage>> list_names(const Store& store);
// The entry of exactly that name.
Result<std::optional<NamedImage>> find_name(const Store& store, const std::string& name);

// Lets `name` mean `target`, which is in the store and held by a lease; an
// entry of that name is replaced. What loses its last name so stays, without
// one, as Docker's <none> images do. An empty name is only for what has none yet.
// The blobs that were written before are durable when it returns, and so is the
// name. Returns what the name meant before.
Result<std::optional<image::Descriptor>> set_name(const Store& store, const std::string& name,
                                                  const image::Descriptor& target);
// Several names at once, for one target.
Result<void> set_names(const Store& store, const std::vector<std::string>& names, const image::Descriptor& target);

// An entry without a name, so that what nobody has named yet stays; where the
// target has an entry already, that does.
Result<void> add_target(const Store& store, const image::Descriptor& target);

// Lets go of a target that has no name, as one that set_name left and nobody asked to keep.
Result<void> remove_nameless(const Store& store, const image::Digest& target);

// False where there is no such name. Blobs stay: see garbage.h.
Result<bool> remove_name(const Store& store, const std::string& name);
// Every entry of that target, named or not. Returns the names.
Result<std::vector<std::string>> remove_target(const Store& store, const image::Digest& target);

}  // namespace spec::layout
