#include "spec/layout/store.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <memory>

#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace spec::layout {

namespace {

constexpr const char* kMarker = "oci-layout";
constexpr const char* kMarkerText = R"({"imageLayoutVersion":"1.0.0"})";
constexpr const char* kVersion = "1.0.0";
constexpr const char* kIndex = "index.json";
constexpr const char* kIndexText =
    R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]})";
constexpr const char* kLock = "lock";

Result<void> check_version(FdRef dir) {
  const std::string text = TRY(read_file(dir, kMarker, kMaxDocument));
  const json::Value marker = TRY_STEP(kMarker, json::parse(text));
  const json::Value* member = marker.find("imageLayoutVersion");
  const std::string* version = member == nullptr ? nullptr : member->string();
  if (version == nullptr) return fail(concat(kMarker, ": imageLayoutVersion is missing"));
  if (*version != kVersion) return fail(concat(kMarker, ": version \"", *version, "\" is not ", kVersion));
  return {};
}

// Makes what is missing; the marker last, so that a folder that has one has all.
Result<void> make_layout(FdRef dir) {
  for (const char* name :
       {"blobs", "blobs/sha256", "layers", "layers/diff", "layers/chain", "layers/links", "roots", "leases", "tmp"}) {
    TRY(make_dirs(dir, name, 0700));
  }
  struct stat status;
  if (::fstatat(dir.get(), kIndex, &status, 0) < 0) {
    if (errno != ENOENT) return fail_errno(kIndex);
    TRY(replace_file(dir, kIndex, kIndexText, 0600, Durable::kYes));
  }
  return replace_file(dir, kMarker, kMarkerText, 0600, Durable::kYes);
}

bool exists(FdRef dir, const char* name) { return ::faccessat(dir.get(), name, F_OK, 0) == 0; }

// A folder that holds someone's files is not made a store by a slip of --root.
Result<void> refuse_foreign(FdRef dir, const std::string& path) {
  const std::vector<std::string> names = TRY(list_dir(dir, "."));
  for (const std::string& name : names) {
    const bool ours = name == "blobs" || name == "layers" || name == "roots" || name == "leases" || name == "tmp" ||
                      name == kIndex || name == kLock || name == "lost+found" || name.starts_with(kTemporaryPrefix);
    if (!ours) return fail(concat(path, ": not an image store, and not empty: it holds ", name));
  }
  return {};
}

}  // namespace

Result<Store> Store::open(const std::string& root) {
  TRY(make_dirs(FdRef::cwd(), root, 0700));
  Fd dir = TRY(open_dir(root));
  const std::unique_ptr<char, decltype(&::free)> path(::realpath(root.c_str(), nullptr), &::free);
  if (!path) return fail_errno(root);
  Store store(std::move(dir), path.get());
  if (!exists(store.dir_, kMarker)) {
    TRY(refuse_foreign(store.dir_, root));
    const FileLock lock = TRY(store.lock(LockKind::kExclusive));
    if (!exists(store.dir_, kMarker)) TRY_STEP(root, make_layout(store.dir_));
  }
  TRY_STEP(root, check_version(store.dir_));
  // A layout that another tool made has none of our folders yet.
  if (!exists(store.dir_, "layers/links") || !exists(store.dir_, "tmp")) {
    const FileLock lock = TRY(store.lock(LockKind::kExclusive));
    TRY_STEP(root, make_layout(store.dir_));
  }
  return store;
}

std::string Store::blob_path(const image::Digest& digest) {
  return concat("blobs/", digest.algorithm_name(), "/", digest.hex());
}

Result<bool> Store::has(const image::Digest& digest) const {
  struct stat status;
  if (::fstatat(dir_.get(), blob_path(digest).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    return S_ISREG(status.st_mode);
  }
  if (errno == ENOENT) return false;
  return fail_errno("blob " + digest.text());
}

Result<bool> Store::has(const image::Descriptor& descriptor) const {
  struct stat status;
  if (::fstatat(dir_.get(), blob_path(descriptor.digest).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    return S_ISREG(status.st_mode) && static_cast<std::uint64_t>(status.st_size) == descriptor.size;
  }
  if (errno == ENOENT) return false;
  return fail_errno("blob " + descriptor.digest.text());
}

Result<Fd> Store::open_blob(const image::Digest& digest) const {
  Fd file(::openat(dir_.get(), blob_path(digest).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return fail_errno("blob " + digest.text());
  struct stat status;
  if (::fstat(file.get(), &status) < 0) return fail_errno("blob " + digest.text());
  if (!S_ISREG(status.st_mode)) return fail("blob " + digest.text() + ": not a regular file");
  return file;
}

Result<std::string> Store::read_blob(const image::Digest& digest, std::uint64_t max_bytes) const {
  const Fd file = TRY(open_blob(digest));
  std::string data = TRY(read_all(file, max_bytes, "blob " + digest.text()));
  if (image::digest_of(data, digest.algorithm()) != digest) {
    return fail("blob " + digest.text() + ": its content has another digest: it is damaged");
  }
  return data;
}

Result<std::string> Store::read_blob(const image::Descriptor& descriptor, std::uint64_t max_bytes) const {
  std::string data = TRY(read_blob(descriptor.digest, max_bytes));
  if (data.size() != descriptor.size) {
    return fail(concat("blob ", descriptor.digest.text(), ": has ", data.size(), " bytes, its descriptor says ",
                       descriptor.size));
  }
  return data;
}

Result<FileLock> Store::lock(LockKind kind) const { return FileLock::wait(dir_, kLock, kind); }

}  // namespace spec::layout
