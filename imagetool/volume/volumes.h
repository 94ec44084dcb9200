// The volumes beside a store: STORE/volumes/NAME/, which holds
//   _data/        the files, which containers see
//   volume.json   what is known of it
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "imagetool/volume/volume.h"
#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::volume {

class Volumes {
 public:
  // The store must outlive it. What is only read needs no lock: a volume appears whole.
  static Result<Volumes> open(const spec::layout::Store& store);

  // Held by who makes or removes volumes, and by who makes a bundle with some until the store knows the bundle.
  Result<FileLock> lock() const;

  // By name.
  Result<std::vector<Volume>> list() const;
  // "get x: no such volume", Error::number ENOENT.
  Result<Volume> find(const std::string& name) const;
  // One of that name that is there is returned as it is, where it has the same driver. An empty name is made up.
  struct Made {
    Volume volume;
    bool is_new = false;
  };
  Result<Made> create(Volume wanted) const;
  Result<void> remove(const Volume& volume) const;
  // What was left behind by a process that was killed.
  Result<void> tidy() const;

  // The folder with its files, opened for reading.
  Result<Fd> open_data(const Volume& volume) const;

  // Names of volumes -> the folders of the bundles that use them. An edited config.json counts, too.
  using Users = std::map<std::string, std::set<std::string>>;
  Result<Users> users() const;

 private:
  Volumes(const spec::layout::Store& store, Fd folder) : store_(&store), folder_(std::move(folder)) {}
  const spec::layout::Store* store_;
  Fd folder_;
};

}  // namespace imagetool::volume
