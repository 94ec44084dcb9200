// A bundle's folder while it is being made: another name until it is whole,
// and gone again unless it was kept.
#pragma once

#include <string>
#include <utility>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/temporary.h"

namespace spec::bundle {

class BundleFolder {
 public:
  // `path` has to be missing, in a folder that is there, or an empty folder.
  // Mode 0700: a container's setuid files are for nobody else on the host.
  static Result<BundleFolder> make(const std::string& path);
  BundleFolder(BundleFolder&& other) noexcept
      : parent_(std::move(other.parent_)),
        parent_path_(std::move(other.parent_path_)),
        name_(std::move(other.name_)),
        making_(std::move(other.making_)),
        in_place_(std::exchange(other.in_place_, false)) {}
  BundleFolder& operator=(BundleFolder&&) = delete;
  ~BundleFolder();

  FdRef fd() const { return making_.fd(); }
  const std::string& name() const { return name_; }
  std::string path() const;            // absolute: where it will be, or is
  std::string temporary_path() const;  // absolute: where it is until put_in_place()

  Result<void> put_in_place();
  // What is in place stays.
  void keep() { in_place_ = false; }

 private:
  BundleFolder(Fd parent, std::string parent_path, std::string name, TemporaryDir making)
      : parent_(std::move(parent)),
        parent_path_(std::move(parent_path)),
        name_(std::move(name)),
        making_(std::move(making)) {}
  Fd parent_;
  std::string parent_path_;  // "" for the root folder
  std::string name_;
  TemporaryDir making_;
  bool in_place_ = false;  // and not kept yet
};

}  // namespace spec::bundle
