// The digests of files that were read before, so that a file that is as it was
// is not read again: the same inode, size and time of change, which whoever
// writes to a file cannot set.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/context/context.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::context {

// Where the stores' files of this kind are: STORE/contexts/NAME, one for each
// context. Such a file can always be removed.
inline constexpr const char* kContexts = "contexts";

class DigestMemory {
 public:
  // What is remembered of the context whose root that is. What cannot be read is as nothing.
  static std::unique_ptr<DigestMemory> open(FdRef store, FdRef root);

  // "sha256:..."; "" where it has to be read.
  std::string find(const Entry& entry) const;
  // What has been changed just now is not remembered: another change could
  // follow within the same tick of the clock. Thread-safe.
  void note(const Entry& entry, std::string_view digest);
  // Puts it in its place where anything was noted. What other files of the
  // context are remembered stays, within bounds.
  Result<void> save();

 private:
  struct Record {
    std::uint64_t device;
    std::uint64_t inode;
    std::uint64_t size;
    std::int64_t seconds;  // of the change
    std::int64_t nanoseconds;
    char digest[64];  // its hexadecimal digits
  };
  static bool is_before(const Record& a, const Record& b);
  static Record key_of(const Entry& entry);
  DigestMemory(FdRef store, std::string path, std::int64_t now) : store_(store), path_(std::move(path)), now_(now) {}

  FdRef store_;
  std::string path_;
  std::int64_t now_;
  std::vector<Record> known_;  // sorted by is_before
  std::mutex mutex_;
  std::vector<Record> noted_;
};

}  // namespace buildtool::context
