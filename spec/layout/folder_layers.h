// Unpacked layers kept as folders, in layers/ with root's ids; those with an
// ordinary user's (user_namespace.h) are in layers/mapped/ and layers/single/ in
// the same way.
//
//   layers/diff/sha256/HEX/    one layer by its DiffID; layers/chain/ by ChainID
//     fs/                      the folder
//     link                     its short name
//     bytes                    size(), once it was asked for
//     unsynced                 see below
//   layers/links/NAME          -> ../diff/sha256/HEX/fs
//
// A folder is complete when it has its name: it is renamed there from tmp/.
// After a power cut its files need not be: until make_durable() it holds the
// id of the boot that made it, and counts for nothing after the next one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "spec/layout/layers.h"
#include "spec/layout/user_namespace.h"

namespace spec::layout {

class FolderLayers : public UnpackedLayers {
 public:
  FolderLayers(const Store& store, Ids ids);

  Result<std::optional<UnpackedLayer>> find(const image::Digest& diff_id, const image::Digest& chain_id) const override;
  Result<std::optional<UnpackedLayer>> find(const LayerId& id) const override;
  Result<std::unique_ptr<PendingLayer>> begin(const Lease& lease) const override;
  Result<UnpackedLayer> adopt(const Lease& lease, const std::string& path, const LayerId& id) const override;
  Result<std::uint64_t> size(const UnpackedLayer& layer) const override;  // folder_size.cc
  Result<void> make_durable() const override;
  Result<std::vector<LayerId>> list() const override;
  Result<void> remove(const LayerId& id) const override;
  Result<void> tidy() const override;
  std::string links_folder() const override { return store_.path() + "/" + base_ + "/links"; }

  // Gives a folder with fs/ in it, below tmp/, its name.
  Result<UnpackedLayer> place(const std::string& from, const LayerId& id) const;

 private:
  std::string kind_folder(const LayerId& id) const;
  std::string layer_folder(const LayerId& id) const;
  Result<std::vector<std::string>> names_in(const std::string& folder) const;
  Result<std::string> make_link(const LayerId& id) const;

  const Store& store_;
  std::string base_;  // "layers"
};

}  // namespace spec::layout
