#include "spec/layout/lease.h"

#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::layout {

namespace {

std::string random_id() {
  unsigned char bytes[16];
  while (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
  }
  std::string id;
  for (const unsigned char byte : bytes) id += "abcdefghijklmnopqrstuvwxyz234567"[byte % 32];
  return id;
}

}  // namespace

Lease::Lease(const Store& store, std::string id, FileLock file)
    : store_(&store), id_(std::move(id)), file_(std::move(file)) {}

Lease::Lease(Lease&& other) noexcept
    : store_(other.store_),
      id_(std::exchange(other.id_, {})),
      file_(std::move(other.file_)),
      tmp_(std::move(other.tmp_)) {}

Lease::~Lease() {
  if (id_.empty()) return;
  // What stays after a failure here is a dead lease, which collect() removes.
  (void)remove_tree(store_->dir(), "tmp/" + id_);
  ::unlinkat(store_->dir().get(), ("leases/" + id_).c_str(), 0);
}

Result<Lease> Lease::take(const Store& store) {
  const std::string id = random_id();
  // Under the index lock: collect() would take a lease file that is not locked yet for a dead one.
  const FileLock index = TRY(store.lock(LockKind::kShared));
  FileLock file = TRY(FileLock::wait(store.dir(), "leases/" + id, LockKind::kExclusive));
  Lease lease(store, id, std::move(file));
  if (::mkdirat(store.dir().get(), ("tmp/" + id).c_str(), 0700) < 0) return fail_errno("mkdir tmp/" + id);
  lease.tmp_ = TRY(open_dir(store.dir(), "tmp/" + id));
  return lease;
}

Result<void> Lease::hold(const std::vector<image::Digest>& blobs, const std::vector<LayerId>& layers) const {
  std::string lines;
  for (const image::Digest& blob : blobs) lines += "blob:" + blob.text() + "\n";
  for (const LayerId& layer : layers) lines += layer.text() + "\n";
  // A collection that runs now has read the leases already: wait for its end.
  const FileLock index = TRY(store_->lock(LockKind::kShared));
  return write_all(file_.file(), lines, "lease");
}

std::string Lease::tmp_path() const { return store_->path() + "/tmp/" + id_; }

}  // namespace spec::layout
