#include "spec/layout/blob_writer.h"

#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::layout {

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
  if (expected_ && size_ != expected_->size) {
    return fail(
        concat("blob ", expected_->digest.text(), ": has ", size_, " bytes, its descriptor says ", expected_->size));
  }
  if (expected_ && digest != expected_->digest) {
    return fail(concat("blob ", expected_->digest.text(), ": the content's digest is ", digest.text()));
  }
  // Data before name: after a power cut a blob that has its name has its
  // content. The name's own way to the disk is set_name's to wait for.
  if (::fdatasync(file_.fd().get()) < 0) return fail_errno("fdatasync blob " + digest.text());
  TRY(lease_->hold({digest}));
  const Store& store = lease_->store();
  TRY(make_dirs(store.dir(), concat("blobs/", digest.algorithm_name()), 0700));
  TRY(file_.rename_to(store.dir(), Store::blob_path(digest)));
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
