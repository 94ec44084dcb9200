#include "spec/bundle/folder.h"

#include <cstdlib>
#include <memory>
#include <vector>

#include "spec/base/file.h"

namespace spec::bundle {

namespace {

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), &std::free);
  if (!resolved) return fail_errno(path);
  return std::string(resolved.get());
}

// An absolute path without links, whose last name may be missing.
Result<std::string> place_of(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  if (path.empty()) return fail("the bundle's path is empty");
  Result<std::string> there = real_path(path);
  if (there || there.error().number != ENOENT) return there;
  const std::size_t slash = path.rfind('/');
  const std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  const std::string parent = TRY(real_path(slash == std::string::npos ? "."
                                           : slash == 0               ? "/"
                                                                      : path.substr(0, slash)));
  return parent == "/" ? "/" + name : parent + "/" + name;
}

Result<void> expect_free(const std::string& path) {
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), path);
  if (!names && names.error().number == ENOENT) return {};
  if (!names) return names.error();
  if (!names->empty()) return fail(path + ": the folder is there and is not empty");
  return {};
}

}  // namespace

Result<BundleFolder> BundleFolder::make(const std::string& path) {
  const std::string place = TRY(place_of(path));
  if (place == "/") return fail("/: cannot be a bundle");
  TRY(expect_free(place));
  const std::size_t slash = place.rfind('/');
  Fd parent = TRY(open_dir(slash == 0 ? "/" : place.substr(0, slash)));
  TemporaryDir making = TRY_STEP(place, TemporaryDir::make(parent, ".", 0700));
  return BundleFolder(std::move(parent), place.substr(0, slash), place.substr(slash + 1), std::move(making));
}

BundleFolder::~BundleFolder() {
  // Nothing can be done about a failure here.
  if (in_place_) (void)remove_tree(parent_, name_);
}

std::string BundleFolder::path() const { return parent_path_ + "/" + name_; }
std::string BundleFolder::temporary_path() const { return parent_path_ + "/" + making_.path(); }

Result<void> BundleFolder::put_in_place() {
  TRY(making_.rename_to(parent_, name_));
  in_place_ = true;
  return {};
}

}  // namespace spec::bundle
