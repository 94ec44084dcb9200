#include "spec/layout/blob_writer.h"

#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::layout {

namespace {

// Data before name: after a power cut a blob that has its name has its
// content. The name's own way to the disk is set_name's to wait for.
Result<void> sync_blob(const Lease& lease, FdRef file, const image::Digest& digest) {
  if (::fdatasync(file.get()) < 0) return fail_errno("fdatasync blob " + digest.text());
  TRY(lease.hold({digest}));
  return make_dirs(lease.store().dir(), concat("blobs/", digest.algorithm_name()), 0700);
}

}  // namespace

Result<void> check_blob(const image::Descriptor& expected, std::uint64_t size, const image::Digest& actual) {
  if (size != expected.size) {
    return fail(concat("blob ", expected.digest.text(), ": has ", size, " bytes, its descriptor says ", expected.size));
  }
  if (actual != expected.digest) {
    return fail(concat("blob ", expected.digest.text(), ": the content's digest is ", actual.text()));
  }
  return {};
}

Result<void> place_blob(const Lease& lease, FdRef file, const std::string& path, const image::Digest& digest) {
  TRY(sync_blob(lease, file, digest));
  const int dir = lease.store().dir().get();
  const std::string place = Store::blob_path(digest);
  if (::renameat(dir, path.c_str(), dir, place.c_str()) < 0) return fail_errno("rename " + path);
  return {};
}

BlobWriter::BlobWriter(const Lease& lease, TemporaryFile file, image::Algorithm algorithm)
    : lease_(&lease), file_(std::move(file)), digester_(algorithm) {}

Result<BlobWriter> BlobWriter::make(const Lease& lease, const image::Descriptor& expected) {
  TemporaryFile file = TRY(TemporaryFile::make(lease.tmp(), ".", 0600));
  BlobWriter writer(lease, std::move(file), expected.digest.algorithm());
  writer.expected_ = expected;
  return writer;
}

Result<BlobWriter> BlobWriter::make(const Lease& lease) {
  TemporaryFile file = TRY(TemporaryFile::make(lease.tmp(), ".", 0600));
  return BlobWriter(lease, std::move(file), image::Algorithm::kSha256);
}

Result<void> BlobWriter::write(std::string_view data) {
  size_ += data.size();
  if (expected_ && size_ > expected_->size) {
    return fail(concat("blob ", expected_->digest.text(), ": longer than the ", expected_->size,
                       " bytes that its descriptor says"));
  }
  digester_.update(data);
  return write_all(file_.fd(), data, "blob");
}

Result<image::Digest> BlobWriter::commit() {
  const image::Digest digest = digester_.finish();
  if (expected_) TRY(check_blob(*expected_, size_, digest));
  TRY(sync_blob(*lease_, file_.fd(), digest));
  TRY(file_.rename_to(lease_->store().dir(), Store::blob_path(digest)));
  return digest;
}

Result<image::Descriptor> put_blob(const Lease& lease, std::string_view data, const std::string& media_type) {
  BlobWriter writer = TRY(BlobWriter::make(lease));
  TRY(writer.write(data));
  image::Descriptor descriptor;
  descriptor.digest = TRY(writer.commit());
  descriptor.media_type = media_type;
  descriptor.size = data.size();
  return descriptor;
}

}  // namespace spec::layout
