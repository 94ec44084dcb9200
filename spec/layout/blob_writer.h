// Writing a blob into the store while its bytes arrive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/base/temporary.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"
#include "spec/layout/lease.h"

namespace spec::layout {

// Writes to a temporary file outside blobs/ and hashes on the way. Without
// commit() nothing stays.
class BlobWriter : public Sink {
 public:
  // `expected`: more bytes than its size fail at once. The lease must outlive it.
  static Result<BlobWriter> make(const Lease& lease, const image::Descriptor& expected);
  // Content that is ours to name; the digest is sha256.
  static Result<BlobWriter> make(const Lease& lease);

  Result<void> write(std::string_view data) override;
  std::uint64_t size() const { return size_; }

  // Verifies size and digest, makes the file durable, puts it in its place
  // (where it may be already) and holds it with the lease. Once. Returns its digest.
  Result<image::Digest> commit();

 private:
  BlobWriter(const Lease& lease, TemporaryFile file, image::Algorithm algorithm);
  const Lease* lease_;
  TemporaryFile file_;
  image::Digester digester_;
  std::optional<image::Descriptor> expected_;
  std::uint64_t size_ = 0;
};

// The error where size or digest are not the descriptor's.
Result<void> check_blob(const image::Descriptor& expected, std::uint64_t size, const image::Digest& actual);
// Makes a verified file at `path` (relative to the store) durable, and the blob
// of that digest, held by the lease.
Result<void> place_blob(const Lease& lease, FdRef file, const std::string& path, const image::Digest& digest);

// A document in one call; returns its descriptor.
Result<image::Descriptor> put_blob(const Lease& lease, std::string_view data, const std::string& media_type);

}  // namespace spec::layout
