// Writing a layer's tar: the same calls give the same bytes.
//
// Each entry is one ustar header; what does not fit there (long names, big
// numbers, names that are not ASCII, xattrs) goes into a pax header before it,
// with the keys sorted. Times are whole seconds, as BuildKit and Docker write
// them: with fractions the same content unpacked on a file system with coarser
// times would give another digest. User and group names are left out.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/layer/entry.h"

namespace spec::layer {

class TarWriter {
 public:
  // `out` must outlive the writer. Times later than `clamp` become it
  // (SOURCE_DATE_EPOCH, seconds since 1970).
  explicit TarWriter(Sink& out, std::optional<std::int64_t> clamp = std::nullopt) : out_(out), clamp_(clamp) {}

  // Anything but a file with content. Paths have no leading "/" or "./"; a
  // folder's gets its trailing "/" here. xattrs that belong to the overlay
  // (see is_overlay_xattr) are an error of the caller's.
  Result<void> add(const Entry& entry);
  // A file: entry.size bytes from the descriptor's position. A file that is
  // shorter or changes while it is read is an error.
  Result<void> add_file(const Entry& entry, FdRef content);
  // A file whose content is at hand; entry.size is not looked at.
  Result<void> add_file(const Entry& entry, std::string_view content);
  // The same in pieces: entry.size bytes by write_content(), then end_file().
  Result<void> begin_file(const Entry& entry);
  Result<void> write_content(std::string_view data);
  Result<void> end_file();
  // The whiteout of `path`, and the opaque mark of the folder `path` ("" is the root).
  Result<void> add_whiteout(const std::string& path, std::timespec mtime);
  Result<void> add_opaque(const std::string& path, std::timespec mtime);

  // The two zero blocks at the end. Once.
  Result<void> finish();

  std::uint64_t bytes() const { return bytes_; }  // written so far

 private:
  Result<void> header(const Entry& entry, std::uint64_t size);
  Result<void> put(std::string_view data);

  Sink& out_;
  std::optional<std::int64_t> clamp_;
  std::uint64_t bytes_ = 0;
  std::uint64_t left_ = 0;  // of the file that is being written in pieces
  std::vector<char> buffer_;
};

}  // namespace spec::layer
