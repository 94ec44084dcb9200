// Reading a tar (ustar, pax, GNU), entry by entry.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/layer/entry.h"

namespace spec::layer {

// What a hostile tar may cost.
struct TarLimits {
  std::uint64_t total_bytes = std::uint64_t{1} << 40;  // of the tar, and of all files' sizes together
  std::uint64_t entries = 20'000'000;
  std::uint64_t header_bytes = 4 << 20;  // of one entry's headers: names, xattrs, the map of a sparse file
};

// An error where the library that reads tars cannot be loaded: for who takes what cannot be read for no tar.
Result<void> expect_tar_library();

class TarReader {
 public:
  // `tar` is plain (see decompress) and must outlive the reader.
  static Result<TarReader> open(Source& tar, const TarLimits& limits = {});
  TarReader(TarReader&&) noexcept;
  TarReader& operator=(TarReader&&) noexcept;
  ~TarReader();

  // The next entry; the rest of the one before is skipped. False at the end,
  // when the source was read to its end too. The entry's memory is reused.
  Result<bool> next(Entry& entry);

  // The next piece of the entry's content and where it belongs: a sparse file
  // has holes between them. Nothing at the content's end. Valid until the next
  // call.
  struct Block {
    std::string_view data;
    std::uint64_t offset = 0;
  };
  Result<std::optional<Block>> next_block();

  // Where in the source the entry's content begins; as long as none was read.
  std::uint64_t content_position() const;

  struct State;

 private:
  Result<void> drain();
  explicit TarReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace spec::layer
