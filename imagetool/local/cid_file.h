// `--cidfile`: where a container's id is left for a script.
#pragma once

#include <string>
#include <utility>

#include "spec/base/result.h"

namespace imagetool::local {

class CidFile {
 public:
  // Makes it, empty; one that is there is an error in Docker's words. "" is none at all.
  static Result<CidFile> make(const std::string& path);
  CidFile(CidFile&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  CidFile& operator=(CidFile&&) = delete;
  // Gone again unless it was filled.
  ~CidFile();
  Result<void> fill(const std::string& id);

 private:
  explicit CidFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace imagetool::local
