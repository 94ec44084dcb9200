// A blob on its way into the store that may stop on the way: what has come is
// kept by its digest, in tmp/partial-ALGORITHM-HEX, and the next one goes on there.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"
#include "spec/layout/lease.h"
#include "spec/layout/store.h"

namespace spec::layout {

// Locked while it lives: of all processes and threads, one fetches a blob. What
// is neither committed nor discarded stays for the next.
class PartialBlob : public Sink {
 public:
  // Waits while another has it; `waiting` is called now and then meanwhile, and
  // its error ends that. The lease must outlive it.
  static Result<PartialBlob> take(const Lease& lease, const image::Descriptor& expected,
                                  const std::function<Result<void>()>& waiting);
  PartialBlob(PartialBlob&&) noexcept = default;
  ~PartialBlob();  // of nothing at all nothing stays

  // The blob is in the store: another was faster. Nothing is to be written then.
  bool is_complete() const { return complete_; }
  // What is there, from the start.
  std::uint64_t size() const { return size_; }

  // Reads what was there when it was taken, into `out`, too, and digests it. Before anything is written.
  Result<void> replay(Sink& out);
  // Adds at the end. More than the expected size is an error.
  Result<void> write(std::string_view data) override;
  // Verifies size and digest, makes the file durable and puts it in its place.
  // What is not what it should be is discarded. Once.
  Result<void> commit();
  void discard();

 private:
  PartialBlob(const Lease& lease, image::Descriptor expected, Fd file);
  const Lease* lease_;
  image::Descriptor expected_;
  std::string path_;  // relative to the store
  Fd file_;
  image::Digester digester_;
  std::uint64_t size_ = 0;
  bool complete_ = false;
  bool committed_ = false;
};

// Removes those that nobody is at and that were not written to for `age`.
Result<void> remove_partial_blobs(const Store& store, std::chrono::seconds age);

// Whether a name in the store's tmp/ is such a file's.
bool is_partial_blob(std::string_view name);

}  // namespace spec::layout
