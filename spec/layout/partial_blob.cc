#include "spec/layout/partial_blob.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <thread>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layout/blob_writer.h"

namespace spec::layout {

namespace {

constexpr std::string_view kPrefix = "partial-";
constexpr std::chrono::milliseconds kPoll(50);

std::string path_of(const image::Digest& digest) {
  return concat("tmp/", kPrefix, digest.algorithm_name(), "-", digest.hex());
}

bool lock_now(FdRef file) { return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0; }

// Whoever had it may have renamed or removed it while we waited for its lock.
bool is_still_there(const Store& store, const std::string& path, FdRef file) {
  struct stat named, held;
  return ::fstatat(store.dir().get(), path.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         ::fstat(file.get(), &held) == 0 && named.st_ino == held.st_ino && named.st_dev == held.st_dev;
}

}  // namespace

PartialBlob::PartialBlob(const Lease& lease, image::Descriptor expected, Fd file)
    : lease_(&lease),
      expected_(std::move(expected)),
      path_(path_of(expected_.digest)),
      file_(std::move(file)),
      digester_(expected_.digest.algorithm()) {}

PartialBlob::~PartialBlob() {
  if (file_ && size_ == 0 && !committed_) discard();
}

Result<PartialBlob> PartialBlob::take(const Lease& lease, const image::Descriptor& expected,
                                      const std::function<Result<void>()>& waiting) {
  const Store& store = lease.store();
  const std::string path = path_of(expected.digest);
  while (true) {
    Fd file = TRY(open_at(store.dir(), path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0600));
    while (!lock_now(file)) {
      if (errno != EWOULDBLOCK && errno != EINTR) return fail_errno("lock " + path);
      TRY(waiting());
      std::this_thread::sleep_for(kPoll);
    }
    if (!is_still_there(store, path, file)) continue;
    PartialBlob partial(lease, expected, std::move(file));
    struct stat status;
    if (::fstat(partial.file_.get(), &status) < 0) return fail_errno(path);
    partial.size_ = static_cast<std::uint64_t>(status.st_size);
    partial.complete_ = TRY(store.has(expected));
    // Of another descriptor's size, or left by one that was cut between its name and its content.
    if (partial.complete_ || partial.size_ > expected.size) partial.discard();
    if (partial.complete_ || partial.size_ <= expected.size) return partial;
  }
}

Result<void> PartialBlob::replay(Sink& out) {
  std::string buffer(256 << 10, '\0');
  for (std::uint64_t at = 0; at < size_;) {
    const ssize_t got = ::pread(file_.get(), buffer.data(), buffer.size(), static_cast<off_t>(at));
    if (got <= 0) return got < 0 ? fail_errno(path_) : fail(path_ + ": shorter than it was");
    const std::string_view data(buffer.data(), static_cast<std::size_t>(got));
    digester_.update(data);
    TRY(out.write(data));
    at += data.size();
  }
  return {};
}

Result<void> PartialBlob::write(std::string_view data) {
  if (data.size() > expected_.size - size_) {
    return fail(concat("blob ", expected_.digest.text(), ": longer than the ", expected_.size,
                       " bytes that its descriptor says"));
  }
  Result<void> written = write_all(file_, data, "blob");
  // A full disk is no place to keep half a blob.
  if (!written) discard();
  if (!written) return written;
  digester_.update(data);
  size_ += data.size();
  return {};
}

Result<void> PartialBlob::commit() {
  const Result<void> right = check_blob(expected_, size_, digester_.finish());
  if (!right) discard();
  if (!right) return right;
  TRY(place_blob(*lease_, file_, path_, expected_.digest));
  committed_ = true;
  return {};
}

void PartialBlob::discard() { ::unlinkat(lease_->store().dir().get(), path_.c_str(), 0); }

bool is_partial_blob(std::string_view name) { return name.starts_with(kPrefix); }

Result<void> remove_partial_blobs(const Store& store, std::chrono::seconds age) {
  const std::vector<std::string> names = TRY(list_dir(store.dir(), "tmp"));
  for (const std::string& name : names) {
    if (!is_partial_blob(name)) continue;
    const Result<Fd> file = open_at(store.dir(), "tmp/" + name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    if (!file || ::fstat(file->get(), &status) < 0 || !lock_now(*file)) continue;
    if (std::time(nullptr) - status.st_mtime < age.count()) continue;
    ::unlinkat(store.dir().get(), ("tmp/" + name).c_str(), 0);
  }
  return {};
}

}  // namespace spec::layout
